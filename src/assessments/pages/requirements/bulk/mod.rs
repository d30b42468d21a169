//! One change of many requirements: first what it would change, then, on a yes, the change.

mod data;
mod undone;

use super::super::{opened::Opened, place::segment, requirement::form};
use super::state::State;
use crate::access::{Access, AssignRequirements, EditFindings, Grant, Read, RightName};
use crate::assessments::{
    actions::{self, Applied, Assigning, Pictures, TakenBack, Together},
    model::{AssessmentId, picture::Picture},
};
use crate::kernel::{Error, Result, env::Timestamp, id::UserId};
use crate::web::{
    flash::Flash,
    forms::{self, Fields, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use data::{Change, Preview, chosen};
use poem::{handler, http::StatusCode};

const BULK: &str = "assessments/bulk.html";

/// The preview, and the two changes it can lead to.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/bulk", list);
    routes.post("/o/:org/assessments/:assessment/bulk", preview);
    routes.get("/o/:org/assessments/:assessment/bulk/owner", list);
    routes.post("/o/:org/assessments/:assessment/bulk/owner", assign);
    routes.get("/o/:org/assessments/:assessment/bulk/owner/undo", list);
    routes.post("/o/:org/assessments/:assessment/bulk/owner/undo", undo_owners);
    routes.get("/o/:org/assessments/:assessment/bulk/result", list);
    routes.post("/o/:org/assessments/:assessment/bulk/result", assess);
    routes.get("/o/:org/assessments/:assessment/bulk/undo", list);
    routes.post("/o/:org/assessments/:assessment/bulk/undo", undo);
}

/// The addresses of the forms lead back to the list that holds them.
#[handler]
async fn list(ui: Ui, Opened { picture, .. }: Opened<Read>, query: Query) -> Result<Reply> {
    Ok(ui.go_silently(&back(&ui, picture.assessment.id, query.0.text("back"))))
}

fn back(ui: &Ui, id: AssessmentId, query: &str) -> String {
    format!("{}/assessments/{id}/requirements{}", ui.here(), State::back(query))
}

/// Where a POST takes back what was changed at that instant.
fn way_back(ui: &Ui, id: AssessmentId, what: &str, at: Timestamp, fields: &Fields) -> String {
    let (at, back) = (at.timestamp_micros(), segment(fields.text("back")));
    format!("{}/assessments/{id}/bulk/{what}?at={at}&back={back}", ui.here())
}

#[handler]
async fn preview(ui: Ui, Opened { access, picture, .. }: Opened<Read>, fields: Fields) -> Result<Reply> {
    let mine = reach(&ui, &access, &fields)?;
    match picture.assessment.open() {
        Ok(()) => answer(ui, &picture, mine, &fields, StatusCode::OK),
        Err(Error::Conflict(why)) => stop(ui, &picture, &fields, why),
        Err(other) => Err(other),
    }
}

/// Whose requirements the caller could change: none is everybody's. A preview changes nothing, so the right
/// to read is proof enough for what it shows; whoever could not go on is told so at once.
fn reach(ui: &Ui, access: &Access<Read>, fields: &Fields) -> Result<Option<UserId>> {
    let right = match fields.text("set") {
        "owner" => RightName::AssignRequirements,
        _ => RightName::EditFindings,
    };
    match ui.may(right) {
        Grant::All => Ok(None),
        Grant::Own => Ok(Some(access.user())),
        Grant::No => Err(Error::Forbidden(format!(
            "Your role here is {}. It does not include: {}. An administrator can change that.",
            access.role().label(),
            right.label()
        ))),
    }
}

/// Shows what would change, or what is missing to say so.
fn answer(
    ui: Ui,
    picture: &Picture,
    mine: Option<UserId>,
    fields: &Fields,
    status: StatusCode,
) -> Result<Reply> {
    let bar = actions::bar(picture, &ui.here());
    let page = Preview::of(&ui, &bar.at, picture, fields);
    let ui = ui.at("requirements").about(bar.clone()).once();
    match forms::problems(Change::read(picture, fields))? {
        Err(problems) => ui.show_problems(BULK, "bulk_preview", page.refused(problems)),
        Ok(change) => {
            let plan = change.plan(picture, &chosen(fields), mine)?;
            let page = page.planned(&plan, &change, status == StatusCode::CONFLICT);
            ui.again(status, BULK, "bulk_preview", page)
        }
    }
}

/// Shows what was asked for, and why none of it is done: the page of an error would show nothing of it.
fn stop(ui: Ui, picture: &Picture, fields: &Fields, why: String) -> Result<Reply> {
    let bar = actions::bar(picture, &ui.here());
    let page = Preview::of(&ui, &bar.at, picture, fields).stopped(picture, why);
    ui.at("requirements").about(bar).once().again(StatusCode::CONFLICT, BULK, "bulk_preview", page)
}

#[handler]
async fn assign(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<AssignRequirements>,
    fields: Fields,
) -> Result<Reply> {
    let id = picture.assessment.id;
    let Ok(Change::Owner(owner)) = forms::problems(Change::read(&picture, &fields))? else {
        return answer(ui, &picture, access.scope().owner(), &fields, StatusCode::OK);
    };
    let to = back(&ui, id, fields.text("back"));
    let (ids, seen) = (chosen(&fields), form::owners(&fields));
    let gift = Assigning { requirements: ids.iter().map(String::as_str).collect(), owner, seen };
    let once = (fields.text("once"), to.as_str());
    let (changed, at) = match actions::assign(&db, &access, &picture, &gift, once).await {
        Ok(Applied::Done(0, _)) => return Ok(ui.go(&to, Flash::ok("Nothing was left to change."))),
        Ok(Applied::Done(changed, at)) => (changed, at),
        Ok(Applied::Outdated) => {
            let fresh = actions::picture(&db, &Pictures::default(), &access, id).await?;
            return answer(ui, &fresh, access.scope().owner(), &fields, StatusCode::CONFLICT);
        }
        Err(Error::Conflict(why)) => return stop(ui, &picture, &fields, why),
        Err(other) => return Err(other),
    };
    let name = picture.owners.iter().find(|member| Some(member.id) == owner);
    let told = match (changed, name) {
        (1, Some(member)) => format!("{} answers for one more requirement.", member.name),
        (n, Some(member)) => format!("{} answers for {n} more requirements.", member.name),
        (1, None) => "One requirement has no owner now.".to_owned(),
        (n, None) => format!("{n} requirements have no owner now."),
    };
    let way_back = way_back(&ui, id, "owner/undo", at, &fields);
    Ok(ui.go(&to, Flash::ok(told).with_undo(Some(way_back))))
}

#[handler]
async fn assess(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<EditFindings>,
    fields: Fields,
) -> Result<Reply> {
    let id = picture.assessment.id;
    let mine = access.scope().owner();
    let Ok(Change::Result(judgement)) = forms::problems(Change::read(&picture, &fields))? else {
        return answer(ui, &picture, mine, &fields, StatusCode::OK);
    };
    let to = back(&ui, id, fields.text("back"));
    let label = judgement.result.label();
    let expected = usize::try_from(fields.number("expected")).unwrap_or(0);
    let together = Together { requirements: chosen(&fields), judgement, expected };
    match actions::assess_open(&db, &access, id, together, (fields.text("once"), &to)).await {
        Ok(Applied::Done(0, _)) => Ok(ui.go(&to, Flash::ok("Nothing was left to change."))),
        Ok(Applied::Done(n, at)) => {
            let told = match n {
                1 => format!("One objective is {label} now."),
                n => format!("{n} objectives are {label} now."),
            };
            let way_back = way_back(&ui, id, "undo", at, &fields);
            Ok(ui.go(&to, Flash::ok(told).with_undo(Some(way_back))))
        }
        Ok(Applied::Outdated) => {
            let fresh = actions::picture(&db, &Pictures::default(), &access, id).await?;
            answer(ui, &fresh, mine, &fields, StatusCode::CONFLICT)
        }
        Err(Error::Conflict(why)) => stop(ui, &picture, &fields, why),
        Err(other) => Err(other),
    }
}

/// Takes back that many got an owner. Where there is nothing to take back it says why.
#[handler]
async fn undo_owners(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<AssignRequirements>,
    query: Query,
) -> Result<Reply> {
    let at = Timestamp::from_timestamp_micros(query.0.number("at")).ok_or(Error::NotFound)?;
    let to = back(&ui, picture.assessment.id, query.0.text("back"));
    let why = match actions::take_owners_back(&db, &access, &picture, at, &to).await {
        Ok(back) if back.taken > 0 => return Ok(ui.go(&to, Flash::ok(undone::told_of_owners(&back)))),
        Ok(back) => undone::told_of_owners(&back),
        Err(Error::Conflict(why)) => why,
        Err(other) => return Err(other),
    };
    undone::refuse(ui, &picture, &to, (&why, &TakenBack::default()))
}

/// Takes one such change back, as a whole. Where there is nothing to take back it says why.
#[handler]
async fn undo(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<EditFindings>,
    query: Query,
) -> Result<Reply> {
    let id = picture.assessment.id;
    let at = Timestamp::from_timestamp_micros(query.0.number("at")).ok_or(Error::NotFound)?;
    let to = back(&ui, id, query.0.text("back"));
    match actions::take_back(&db, &access, id, at, &to).await {
        Ok(back) if back.taken > 0 => Ok(ui.go(&to, Flash::ok(undone::told(&back)))),
        Ok(back) => undone::refuse(ui, &picture, &to, (undone::NOTHING_LEFT, &back)),
        Err(Error::Conflict(why)) => undone::refuse(ui, &picture, &to, (&why, &TakenBack::default())),
        Err(other) => Err(other),
    }
}
