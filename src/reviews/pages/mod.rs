//! The pages of reviews, below those of the assessment they belong to.

mod data;
mod days;
mod form;
mod look;
mod queue;
mod records;

use crate::access::{Access, Includes, Read};
use crate::assessments::{self, AssessmentId, Picture, Pictures};
use crate::kernel::{Result, db::Db};
use crate::web::{routes::Routes, ui::Ui};
use std::sync::Arc;

/// All of them.
pub fn routes(routes: &mut Routes) {
    queue::routes(routes);
    look::routes(routes);
    records::routes(routes);
    days::routes(routes);
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
    Ok((ui.at("reviews").about(bar), picture, at))
}
