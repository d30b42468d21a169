//! Putting a requirement on the POA&M: the form, what that does to the score, and the refusal of what the law forbids.

use super::{
    data::{Choice, people},
    form::{self, PoamForm},
};
use crate::access::{Access, EditPoams};
use crate::assessments::{AssessmentId, Effect, Line, Mark, Picture, Pictures, segment};
use crate::catalogue::builtin;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::poams::{
    actions::{self, Once},
    model::{NewMilestone, Plan},
};
use crate::web::{
    flash::Flash,
    forms::{self, Fields, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const NEW: &str = "poams/new.html";
const FORM: &str = "poam_form";

/// The form.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams/new", new);
    routes.post("/o/:org/assessments/:assessment/poams/new", enter);
}

#[derive(Serialize)]
struct New {
    at: String,
    form: PoamForm,
    problems: Problems,
    requirements: Vec<Choice>,
    people: Vec<Choice>,
    /// What entering it does to the score, once it was looked at.
    effect: Option<Effect>,
    /// Why the law keeps it off, and what else can be done.
    law: Option<Law>,
    /// What is allowed and may still be a mistake.
    warning: Option<String>,
}

/// The paragraph that forbids it, and where the two legal ways begin.
#[derive(Serialize)]
struct Law {
    words: String,
    citation: String,
    requirement: String,
    href: String,
    /// Whether a claim can stand for it; not for the system security plan, in which it would have to stand.
    has_claims: bool,
}

#[handler]
async fn new(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, id).await?;
    picture.assessment.open()?;
    let requirement = query.0.text("requirement");
    let owner = picture.line(requirement).and_then(|line| line.owner.as_ref()).map(|owner| owner.id);
    let form = PoamForm::begun(requirement, access.scope().owner().or(owner));
    ui.once().show(NEW, FORM, New::of(&at, &picture, &access, form, requirement))
}

#[handler]
async fn enter(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path((_, id)): Path<(String, AssessmentId)>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, id).await?;
    picture.assessment.open()?;
    let requirement = fields.text("requirement");
    let page = New::of(&at, &picture, &access, PoamForm::typed(&fields, 0), requirement);
    let problems = match read(&picture, &fields) {
        Err(Error::Invalid(problems)) => problems,
        Err(other) => return Err(other),
        Ok(said) => {
            let poams = format!("{at}/poams");
            let once = Once { key: fields.text("once"), at: &poams };
            // What was looked at and what is saved have to be about the same requirement.
            let is_seen = fields.is_on("confirmed") && fields.text("seen") == requirement;
            let entered = match is_seen {
                true => actions::enter(&db, &access, &picture, requirement, said, once).await.map(Ok),
                false => actions::check(&db, &access, &picture, requirement, said).await.map(Err),
            };
            match forms::problems(entered)? {
                Ok(Ok(it)) => {
                    let told = format!("{requirement} is on the POA&M.");
                    return Ok(ui.go(&format!("{poams}/{}", it.id), Flash::ok(told)));
                }
                Ok(Err(warning)) => {
                    let page = page.looked_at(&picture, requirement, warning)?;
                    return ui.once().again(StatusCode::OK, NEW, FORM, page);
                }
                Err(problems) => problems,
            }
        }
    };
    ui.once().show_problems(NEW, FORM, New { problems, ..page })
}

/// What the form says. What the law says of the requirement is told together with what cannot be read.
fn read(picture: &Picture, fields: &Fields) -> Result<(Plan, Option<NewMilestone>)> {
    let mut problems = Problems::new();
    let mut note = |refused: Error| match refused {
        Error::Invalid(more) => {
            problems.extend(more);
            Ok(())
        }
        other => Err(other),
    };
    match actions::may_enter(picture, fields.text("requirement")) {
        Err(Error::NotFound) => note(Error::invalid("requirement", "Choose a requirement that is NOT MET."))?,
        Err(refused) => note(refused)?,
        Ok(()) => {}
    }
    let plan = form::plan(fields).map_err(&mut note);
    let first = form::first_milestone(fields).map_err(&mut note);
    match (plan, first) {
        (Err(Err(other)), _) | (_, Err(Err(other))) => Err(other),
        (Ok(plan), Ok(first)) if problems.is_empty() => Ok((plan, first)),
        _ => Err(Error::Invalid(problems)),
    }
}

impl New {
    fn of(
        at: &str,
        picture: &Picture,
        access: &Access<EditPoams>,
        form: PoamForm,
        requirement: &str,
    ) -> Self {
        Self {
            at: at.to_owned(),
            form,
            problems: Problems::new(),
            requirements: candidates(picture, access),
            people: people(picture, access.scope().owner(), None),
            effect: None,
            law: picture.line(requirement).and_then(|line| Law::of(at, line)),
            warning: None,
        }
    }

    fn looked_at(self, picture: &Picture, requirement: &str, warning: Option<String>) -> Result<Self> {
        let after = picture.supposing(requirement, |line| line.is_on_poam = true);
        Ok(Self { effect: Some(Effect::of(picture, &after, requirement)?), warning, ..self })
    }
}

/// The requirements that are NOT MET, the caller's own where they reach no further. What the law forbids is named
/// too, so that somebody who looks for it learns why.
fn candidates(picture: &Picture, access: &Access<EditPoams>) -> Vec<Choice> {
    let mine = access.scope().owner();
    let is_mine = |line: &&Line| mine.is_none() || line.owner.as_ref().map(|owner| owner.id) == mine;
    let not_met = |line: &&Line| line.mark() == Mark::NotMet && !line.is_own && !line.is_claimed();
    let choice = |line: &Line| {
        let forbidden = line.poam_verdict(line.partial_case).is_some_and(|verdict| !verdict.allowed);
        let note = if forbidden { " (not allowed)" } else { "" };
        Choice { value: line.id.clone(), label: format!("{} {}{note}", line.id, line.title) }
    };
    picture.lines().filter(not_met).filter(is_mine).map(choice).collect()
}

impl Law {
    fn of(at: &str, line: &Line) -> Option<Self> {
        builtin::requirement(&line.id)?;
        let verdict = line.poam_verdict(line.partial_case).filter(|verdict| !verdict.allowed)?;
        Some(Self {
            words: verdict.words,
            citation: verdict.citation,
            requirement: line.id.clone(),
            has_claims: !line.is_plan(),
            href: format!("{at}/requirements/{}", segment(&line.id)),
        })
    }
}
