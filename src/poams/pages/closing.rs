//! Submitting the closure of an item, validating it as a second person, reopening it.

use super::{
    There,
    data::{ProofView, StepView, View},
};
use crate::access::{Access, ClosePoams, EditPoams, Includes, Read};
use crate::assessments::{Effect, Picture, Pictures};
use crate::kernel::{
    Problems, Result,
    db::Db,
    text::{Line, Paragraph},
};
use crate::poams::{
    actions::{self, Parts},
    model::{Poam, State},
};
use crate::web::{
    flash::Flash,
    forms::{self, Fields, Parser},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const SUBMIT: &str = "poams/submit.html";
const CLOSE: &str = "poams/close.html";

/// The forms.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams/:poam/submit", ask);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/submit", submit);
    routes.get("/o/:org/assessments/:assessment/poams/:poam/close", look);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/close", close);
    routes.get("/o/:org/assessments/:assessment/poams/:poam/reopen", look);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/reopen", reopen);
}

#[derive(Serialize)]
struct Closing {
    at: String,
    it: View,
    version: i64,
    steps: Vec<StepView>,
    evidence: Vec<ProofView>,
    /// What closing it does to the score; nothing once the assessment is completed.
    effect: Option<Effect>,
    /// Why it cannot be closed now.
    obstacle: Option<String>,
    is_own: bool,
    /// Why it cannot be reopened.
    stays_closed: Option<&'static str>,
    closure: String,
    why: String,
    problems: Problems,
}

impl Closing {
    async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        there: There,
    ) -> Result<(Ui, Self)> {
        let found = actions::item(db, access, there.assessment, there.poam).await?;
        Self::of(ui, db, pictures, access, found).await
    }

    async fn of(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        (it, parts): (Poam, Parts),
    ) -> Result<(Ui, Self)> {
        let (ui, picture, at) = super::open(ui, db, pictures, access, it.assessment_id).await?;
        let today = db.env().today();
        let is_submitted = it.state == State::Submitted;
        let page = Self {
            version: it.version,
            steps: parts.milestones.iter().map(|one| StepView::of(one, &parts.tasks, today)).collect(),
            evidence: parts.evidence.iter().map(|one| ProofView::of(one, today)).collect(),
            effect: if picture.assessment.is_locked() {
                None
            } else {
                Some(effect(&picture, &it.requirement)?)
            },
            obstacle: actions::obstacle(&picture, &it).filter(|_| is_submitted),
            stays_closed: actions::stays_closed(db, access, &picture, &it).await?,
            is_own: is_submitted && it.submitted_by == Some(access.user()),
            closure: it.closure.as_str().to_owned(),
            why: String::new(),
            problems: Problems::new(),
            it: View::of(&at, &it, picture.line(&it.requirement), today),
            at,
        };
        Ok((ui, page))
    }
}

fn effect(picture: &Picture, requirement: &str) -> Result<Effect> {
    Effect::of(picture, &picture.supposing(requirement, |line| line.is_on_poam = false), requirement)
}

#[handler]
async fn ask(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let (it, parts) = actions::mine(&db, &access, there.assessment, there.poam).await?;
    let (ui, page) = Closing::of(ui, &db, &pictures, &access, (it, parts)).await?;
    ui.show(SUBMIT, "submit_form", page)
}

#[handler]
async fn submit(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let mut parser = Parser::default();
    let closure = parser.take("closure", Paragraph::parse(fields.text("closure")));
    let submitted = match parser.finish(closure) {
        Ok(closure) => actions::submit(&db, &access, there.assessment, there.poam, closure).await,
        Err(refused) => actions::mine(&db, &access, there.assessment, there.poam).await.and(Err(refused)),
    };
    match forms::problems(submitted)? {
        Ok(()) => {
            let told = "The closure is submitted. A second person validates it.";
            Ok(ui.go(&there.address(&ui), Flash::ok(told)))
        }
        Err(problems) => {
            let (ui, page) = Closing::load(ui, &db, &pictures, &access, there).await?;
            let closure = fields.text("closure").to_owned();
            ui.show_problems(SUBMIT, "submit_form", Closing { problems, closure, ..page })
        }
    }
}

#[handler]
async fn look(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ClosePoams>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let (ui, page) = Closing::load(ui, &db, &pictures, &access, there).await?;
    ui.show(CLOSE, "close_form", page)
}

#[handler]
async fn close(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ClosePoams>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, picture, _) = super::open(ui, &db, &pictures, &access, there.assessment).await?;
    actions::close(&db, &access, &picture, there.poam, fields.number("version")).await?;
    Ok(ui.go(&there.address(&ui), Flash::ok("The item is closed.")))
}

#[handler]
async fn reopen(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ClosePoams>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let mut parser = Parser::default();
    let why = Line::parse(fields.text("why"), "Say what is missing, for whoever goes on with it.");
    let why = parser.take("why", why);
    let reopened = match parser.finish(why) {
        Ok(why) => actions::reopen(&db, &access, there.assessment, there.poam, &why).await,
        Err(refused) => Err(refused),
    };
    match forms::problems(reopened)? {
        Ok(()) => Ok(ui.go(&there.address(&ui), Flash::ok("The item is open again."))),
        Err(problems) => {
            let (ui, page) = Closing::load(ui, &db, &pictures, &access, there).await?;
            let why = fields.text("why").to_owned();
            ui.show_problems(CLOSE, "close_form", Closing { problems, why, ..page })
        }
    }
}
