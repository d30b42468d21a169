//! Where a page is: proved before anything of a form is read.

use super::super::{
    actions,
    model::{Batch, BatchId},
};
use crate::access::{Access, ImportTables};
use crate::assessments::{self, AssessmentId, Picture, Pictures};
use crate::kernel::{Error, db::Db};
use crate::web::ui::Ui;
use poem::{FromRequest, Request, RequestBody};
use std::sync::Arc;

/// An assessment that the caller may import into.
pub struct Place {
    /// The proof.
    pub access: Access<ImportTables>,
    /// The assessment as it stands.
    pub picture: Arc<Picture>,
}

impl Place {
    /// The surroundings of a page, and where imports are.
    pub fn around(&self, ui: Ui) -> (Ui, String) {
        let bar = assessments::bar(&self.picture, &ui.here());
        let at = format!("{}/imports", bar.at);
        (ui.at("imports").about(bar), at)
    }

    /// A file of the assessment.
    pub fn of(&self, id: BatchId) -> (AssessmentId, BatchId) {
        (self.picture.assessment.id, id)
    }
}

fn app<T: Send + Sync + 'static>(req: &Request) -> &T {
    req.data::<T>().expect("app() provides it")
}

impl<'a> FromRequest<'a> for Place {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let access = Access::<ImportTables>::from_request(req, body).await?;
        let id = req.raw_path_param("assessment").and_then(|id| id.parse().ok());
        let id: AssessmentId = id.ok_or(Error::NotFound)?;
        let picture = assessments::picture(app::<Db>(req), app::<Pictures>(req), &access, id).await?;
        Ok(Self { access, picture })
    }
}

/// A file that was sent, and its assessment.
pub struct Earlier {
    /// The assessment.
    pub place: Place,
    /// The file.
    pub batch: Batch,
}

impl<'a> FromRequest<'a> for Earlier {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let place = Place::from_request(req, body).await?;
        let id = req.raw_path_param("batch").and_then(|id| id.parse().ok()).ok_or(Error::NotFound)?;
        let batch = actions::batch(app::<Db>(req), &place.access, place.of(id)).await?;
        Ok(Self { place, batch })
    }
}
