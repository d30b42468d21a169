//! The pages of plans, below those of the assessment they are about.

mod bench;
mod compare;
mod data;
mod save;

use super::model::{Dues, Plan, PlanId};
use crate::access::{Access, Feature, Includes, Read};
use crate::assessments::{self, AssessmentId, Picture, Pictures};
use crate::kernel::{Error, Result, db::Db};
use crate::plans::actions;
use crate::web::{routes::Routes, ui::Ui};
use serde::Deserialize;
use std::sync::Arc;

/// All of them.
pub fn routes(routes: &mut Routes) {
    routes.only_with(Feature::Plans, |routes| {
        bench::routes(routes);
        compare::routes(routes);
        save::routes(routes);
    });
}

/// What the address of a plan names.
#[derive(Clone, Copy, Debug, Deserialize)]
struct There {
    assessment: AssessmentId,
    plan: PlanId,
}

/// An assessment with its plans, and the days that are set for its requirements.
struct Opened {
    ui: Ui,
    picture: Arc<Picture>,
    at: String,
    plans: Vec<Plan>,
    dues: Dues,
}

impl Opened {
    async fn of(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        id: AssessmentId,
    ) -> Result<Self> {
        let picture = assessments::picture(db, pictures, access, id).await?;
        let bar = assessments::bar(&picture, &ui.here());
        let at = bar.at.clone();
        let (plans, dues) = actions::kept(db, access, id).await?;
        Ok(Self { ui: ui.at("plans").about(bar), picture, at, plans, dues })
    }

    /// The plan of this id, if it is one of this assessment.
    fn plan(&self, id: PlanId) -> Result<&Plan> {
        self.plans.iter().find(|plan| plan.id == id).ok_or(Error::NotFound)
    }
}
