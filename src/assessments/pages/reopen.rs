//! Reopening a completed assessment, with a reason for the trail.

use super::opened::Opened;
use crate::access::{Fresh, ManageAssessments};
use crate::assessments::{actions, model::picture::Picture};
use crate::kernel::{Problems, Result, text};
use crate::web::{
    flash::Flash,
    forms::Fields,
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/reopen", show);
    routes.post("/o/:org/assessments/:assessment/reopen", reopen);
}

const REOPEN: &str = "assessments/reopen.html";

#[derive(Debug, Serialize)]
struct Reopen {
    at: String,
    title: String,
    completed_on: String,
    completed_name: String,
    status: String,
    score: Option<i32>,
    reason: String,
    problems: Problems,
}

impl Reopen {
    fn of(picture: &Picture, at: &str) -> Result<Self> {
        let (assessment, standing) = (&picture.assessment, picture.standing()?);
        Ok(Self {
            at: at.to_owned(),
            title: assessment.title.to_string(),
            completed_on: assessment.completed_on.map(|day| day.to_string()).unwrap_or_default(),
            completed_name: assessment.completed_name.clone(),
            status: standing.status.clone(),
            score: standing.score,
            reason: String::new(),
            problems: Problems::new(),
        })
    }
}

#[handler]
async fn show(ui: Ui, Opened { picture, .. }: Opened<ManageAssessments>, _fresh: Fresh) -> Result<Reply> {
    let bar = actions::bar(&picture, &ui.here());
    if !picture.assessment.is_locked() {
        return Ok(ui.go_silently(&bar.at));
    }
    let page = Reopen::of(&picture, &bar.at)?;
    ui.at("overview").about(bar).show(REOPEN, "reopen_form", page)
}

#[handler]
async fn reopen(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<ManageAssessments>,
    _fresh: Fresh,
    fields: Fields,
) -> Result<Reply> {
    let id = picture.assessment.id;
    let bar = actions::bar(&picture, &ui.here());
    let asked =
        text::Line::parse(fields.text("reason"), "Say why it is reopened; the trail keeps the reason.");
    match asked {
        Ok(why) => {
            actions::reopen(&db, &access, id, &why).await?;
            Ok(ui.go(
                &bar.at,
                Flash::ok("Reopened. Its result stays in the trail; complete it again when it is done."),
            ))
        }
        Err(problem) => {
            let page = Reopen {
                reason: fields.text("reason").to_owned(),
                problems: [("reason", problem)].into(),
                ..Reopen::of(&picture, &bar.at)?
            };
            ui.at("overview").about(bar).show_problems(REOPEN, "reopen_form", page)
        }
    }
}
