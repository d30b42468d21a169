//! The pages of the POA&M, below those of the assessment it belongs to.

mod closing;
mod data;
mod edit;
mod evidence;
mod form;
mod index;
mod milestones;
mod new;
mod show;
mod withdraw;

use super::model::PoamId;
use crate::access::{Access, Includes, Read};
use crate::assessments::{self, AssessmentId, Picture, Pictures};
use crate::kernel::{Result, db::Db};
use crate::web::{routes::Routes, ui::Ui};
use serde::Deserialize;
use std::sync::Arc;

/// All of them.
pub fn routes(routes: &mut Routes) {
    index::routes(routes);
    new::routes(routes);
    show::routes(routes);
    edit::routes(routes);
    milestones::routes(routes);
    withdraw::routes(routes);
    evidence::routes(routes);
    closing::routes(routes);
}

/// What the address of an item names.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct There {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The item.
    pub poam: PoamId,
}

impl There {
    /// Its page.
    pub fn address(self, ui: &Ui) -> String {
        format!("{}/assessments/{}/poams/{}", ui.here(), self.assessment, self.poam)
    }
}

/// The assessment that a page is about, and the page's surroundings.
async fn open(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<impl Includes<Read>>,
    id: AssessmentId,
) -> Result<(Ui, Arc<Picture>, String)> {
    let picture = assessments::picture(db, pictures, access, id).await?;
    let bar = assessments::bar(&picture, &ui.here());
    let at = bar.at.clone();
    Ok((ui.at("poams").about(bar), picture, at))
}
