//! The assessment that an address names, opened for whoever may see it.

use crate::access::{Access, Includes, Read, Right};
use crate::assessments::{
    actions::{self, Pictures},
    model::{AssessmentId, picture::Picture},
};
use crate::kernel::{Error, db::Db};
use poem::{FromRequest, Request, RequestBody};
use std::sync::Arc;

/// What the handlers of one assessment's pages begin with; 404 where it is not there or another organisation's.
pub struct Opened<R> {
    /// The database.
    pub db: Db,
    /// Pictures made before.
    pub pictures: Pictures,
    /// What the caller may do.
    pub access: Access<R>,
    /// The assessment as it stands.
    pub picture: Arc<Picture>,
}

impl<'a, R: Right + Includes<Read>> FromRequest<'a> for Opened<R> {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let access = Access::<R>::from_request(req, body).await?;
        let db = req.data::<Db>().expect("app() provides the database").clone();
        let pictures = req.data::<Pictures>().expect("app() provides the pictures").clone();
        let named = req.raw_path_param("assessment").and_then(|id| id.parse::<AssessmentId>().ok());
        let picture = actions::picture(&db, &pictures, &access, named.ok_or(Error::NotFound)?).await?;
        Ok(Self { db, pictures, access, picture })
    }
}
