//! Writing how a requirement is met.

use super::super::opened::Opened;
use super::{
    There,
    data::{LineView, PracticeView},
    form::{self, PracticeForm},
};
use crate::access::{Access, EditImplementations};
use crate::assessments::{
    actions::{self, Pictures, Written},
    model::{Claim, Implementation, picture::Line},
};
use crate::catalogue::{builtin, pack};
use crate::kernel::{Error, Problems, Result, db::Db, env::Day};
use crate::web::{
    flash::Flash,
    forms::{self, Fields},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const PRACTICE: &str = "assessments/practice.html";

/// The page with the form.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/requirements/:requirement/edit", edit);
    routes.post("/o/:org/assessments/:assessment/requirements/:requirement/edit", write);
}

/// The page.
#[derive(Debug, Serialize)]
struct Edit {
    at: String,
    line: LineView,
    form: PracticeForm,
    problems: Problems,
    theirs: Option<PracticeView>,
    /// The case that costs less, where the requirement knows one.
    partial: Option<PartialView>,
    /// The decision of the DoD CIO, where it can be claimed.
    decision: Option<ClaimChoice>,
}

#[derive(Debug, Serialize)]
struct PartialView {
    case: &'static str,
    value: i32,
    weight: i32,
    citation: &'static str,
}

/// A claim that can be made, and what the rule asks of it.
#[derive(Debug, Serialize)]
struct ClaimChoice {
    word: &'static str,
    rule: &'static str,
    citation: &'static str,
}

#[handler]
async fn edit(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let opened = actions::open_requirement(&db, &access, there.assessment, &there.requirement).await?;
    let picture = actions::picture_of(&db, &pictures, &access, opened.assessment).await?;
    let line = picture.line(&there.requirement).ok_or(Error::NotFound)?;
    picture.assessment.open()?;
    let standing = access.own(opened.implementation)?;
    let bar = actions::bar(&picture, &ui.here());
    let page = Edit::of(&bar.at, line, PracticeForm::saved(&standing));
    ui.at("requirements").about(bar).show(PRACTICE, "practice_form", page)
}

#[handler]
async fn write(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<EditImplementations>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let line = picture.line(&there.requirement).ok_or(Error::NotFound)?;
    let (version, today) = (fields.number("version"), db.env().today());
    let written = match form::practice(&fields, &line.id, today) {
        Ok(practice) => actions::write(&db, &access, &picture, &line.id, version, practice).await,
        // Whose it is comes before what is wrong with it.
        Err(problems) => {
            actions::prove_own(&db, &access, there.assessment, &line.id).await.and(Err(problems))
        }
    };
    let bar = actions::bar(&picture, &ui.here());
    let page = |version| Edit::of(&bar.at, line, PracticeForm::typed(&fields, version));
    let ui = ui.at("requirements").about(bar.clone());
    match forms::problems(written)? {
        Ok(Written::Saved) => {
            let to = format!("{}#practice", there.address(&ui));
            Ok(ui.go(&to, Flash::ok(format!("Saved how {} is met.", line.id))))
        }
        Ok(Written::Overtaken(theirs)) => {
            ui.show_conflict(PRACTICE, "practice_form", page(theirs.version).beside(&theirs, line, today))
        }
        Err(problems) => ui.show_problems(PRACTICE, "practice_form", Edit { problems, ..page(version) }),
    }
}

impl Edit {
    fn of(at: &str, line: &Line, form: PracticeForm) -> Self {
        Self {
            at: at.to_owned(),
            line: LineView::of(at, line),
            form,
            problems: Problems::new(),
            theirs: None,
            partial: partial(line),
            decision: decision(line),
        }
    }

    fn beside(self, theirs: &Implementation, line: &Line, today: Day) -> Self {
        Self { theirs: Some(PracticeView::of(theirs, line, today)), ..self }
    }
}

fn partial(line: &Line) -> Option<PartialView> {
    let requirement = builtin::requirement(&line.id).filter(|_| !line.is_own)?;
    let partial = requirement.partial?;
    let deductions = &pack::current().deductions;
    let rule = match partial.case {
        builtin::PartialCase::MfaRemoteAndPrivileged => &deductions.mfa_partial,
        builtin::PartialCase::EncryptionNotFips => &deductions.encryption_partial,
    };
    let (case, value) = (partial.case.word(), partial.value);
    Some(PartialView { case, value, weight: requirement.weight.unwrap_or(value), citation: &rule.citation })
}

/// The decision of the DoD CIO, which is written with the practice; its paragraph is one of the rules of the Level 2
/// score. The other two claims have registers and forms of their own.
fn decision(line: &Line) -> Option<ClaimChoice> {
    let requirement = builtin::requirement(&line.id).filter(|_| !line.is_own)?;
    let rule = &pack::current().claims.dod_cio_adjudication;
    let is_registered = line.claim.as_ref().is_some_and(Claim::is_registered);
    (requirement.level == builtin::Level::Two && !is_registered).then_some(ClaimChoice {
        word: "dod_cio_adjudication",
        rule: &rule.words,
        citation: &rule.citation,
    })
}
