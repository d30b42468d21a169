//! One request: what is asked for, of whom, what came of it, and what can be done now.

use super::super::{
    actions,
    model::{Item, Objective, RequestId},
};
use crate::access::{Access, Grant, Includes, Owners, Read, RightName};
use crate::assessments::segment;
use crate::kernel::{Problems, Result, db::Db, env::Day};
use crate::mail::Post;
use crate::web::ui::{Reply, Ui};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

/// Its template.
pub const SHOW: &str = "requests/show.html";
/// Its block.
pub const BLOCK: &str = "request";

/// The page.
#[derive(Serialize)]
pub struct Show {
    it: Item,
    reason: String,
    serves: Vec<Serves>,
    today: Day,
    is_open: bool,
    may_answer: bool,
    has_mail: bool,
    /// The day as it was typed.
    due_on: String,
    problems: Problems,
}

#[derive(Serialize)]
struct Serves {
    name: String,
    href: String,
}

impl Show {
    /// What stands there now.
    pub async fn load(
        ui: &Ui,
        (db, post): (&Db, &Post),
        access: &Access<impl Includes<Read>>,
        id: RequestId,
    ) -> Result<Self> {
        let (it, objectives) = actions::one(db, access, id).await?;
        let is_open = it.request.state.is_open();
        let may_answer = match ui.may(RightName::AnswerRequests) {
            Grant::All => true,
            Grant::Own => it.request.owners().contains(&Some(access.user())),
            Grant::No => false,
        };
        Ok(Self {
            reason: it.reason().to_owned(),
            serves: objectives.iter().map(|one| serves(&ui.here(), &it, one)).collect(),
            today: db.env().today(),
            may_answer: may_answer && is_open,
            is_open,
            has_mail: post.is_on(),
            due_on: it.request.due_on.to_string(),
            it,
            problems: Problems::new(),
        })
    }

    /// The same with a day that was typed, and what is wrong with it.
    #[must_use]
    pub fn refused(self, due_on: String, problems: Problems) -> Self {
        Self { due_on, problems, ..self }
    }
}

fn serves(here: &str, it: &Item, one: &Objective) -> Serves {
    let (requirement, objective) = (segment(&one.requirement), segment(&one.objective));
    let assessment = it.request.assessment_id.map(|id| id.to_string()).unwrap_or_default();
    Serves {
        name: one.to_string(),
        href: format!("{here}/assessments/{assessment}/work/{requirement}/{objective}"),
    }
}

/// The page.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<Read>,
    Path((_, id)): Path<(String, RequestId)>,
) -> Result<Reply> {
    let page = Show::load(&ui, (&db, &post), &access, id).await?;
    ui.at("requests").show(SHOW, BLOCK, page)
}
