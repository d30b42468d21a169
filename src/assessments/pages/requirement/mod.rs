//! One requirement: what it asks, what was found, how it is met, and what the score must know beside that.

mod data;
pub mod form;
mod objectives;
mod practice;

use super::{opened::Opened, place};
use crate::access::{Access, AssignRequirements, Read};
use crate::assessments::{
    actions::{self, Applied, Assigning, Pictures},
    model::AssessmentId,
};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{self, Fields},
    routes::Routes,
    ui::{Reply, Ui},
};
use data::Page;
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Deserialize;

const REQUIREMENT: &str = "assessments/requirement.html";

/// The requirement's page and its forms.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/requirements/:requirement", show);
    routes.get("/o/:org/assessments/:assessment/requirements/:requirement/owner", back);
    routes.post("/o/:org/assessments/:assessment/requirements/:requirement/owner", assign);
    practice::routes(routes);
}

/// What the address of a requirement names.
#[derive(Clone, Debug, Deserialize)]
pub struct There {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The requirement.
    pub requirement: String,
}

impl There {
    /// Its page.
    pub fn address(&self, ui: &Ui) -> String {
        let requirement = place::segment(&self.requirement);
        format!("{}/assessments/{}/requirements/{requirement}", ui.here(), self.assessment)
    }
}

#[handler]
async fn show(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let (ui, page) = Page::load(ui, &db, &pictures, &access, &there, Problems::new()).await?;
    ui.show(REQUIREMENT, "requirement", page)
}

/// Addresses of forms lead back to the page that holds them.
#[handler]
async fn back(ui: Ui, Opened { picture, .. }: Opened<Read>, Path(there): Path<There>) -> Result<Reply> {
    picture.line(&there.requirement).ok_or(Error::NotFound)?;
    Ok(ui.go_silently(&there.address(&ui)))
}

#[handler]
async fn assign(
    ui: Ui,
    Opened { db, pictures, access, picture }: Opened<AssignRequirements>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let (requirements, seen) = ([there.requirement.as_str()].into(), form::owners(&fields));
    let assigned = match form::owner(fields.text("owner")) {
        Ok(owner) => {
            let gift = Assigning { requirements, owner, seen };
            actions::assign(&db, &access, &picture, &gift, ("", "")).await
        }
        Err(problem) => Err(problem),
    };
    match forms::problems(assigned)? {
        Ok(Applied::Outdated) => Err(Error::Conflict(format!(
            "Somebody gave {} another owner meanwhile. Look at it again, then choose.",
            there.requirement
        ))),
        Ok(Applied::Done(..)) => {
            Ok(ui.go(&there.address(&ui), Flash::ok(format!("The owner of {} is saved.", there.requirement))))
        }
        Err(problems) => {
            let (ui, page) = Page::load(ui, &db, &pictures, &access, &there, problems).await?;
            ui.show_problems(REQUIREMENT, "requirement", page)
        }
    }
}
