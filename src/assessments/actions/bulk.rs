//! One result for everything that has none yet in many requirements.

use super::history;
use crate::access::{Access, EditFindings, Scope};
use crate::assessments::{
    model::{AssessmentId, Cause, Event, Finding, Judgement, Mark, Place, bulk::Plan, picture::Picture},
    store,
};
use crate::kernel::{
    Result,
    audit::Entry,
    db::{Conn, Db},
    env::Timestamp,
    id::UserId,
};
use crate::organisations;
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// One result for everything in some requirements that has none yet.
pub struct Together {
    /// The requirements.
    pub requirements: Vec<String>,
    /// The result with its reason. Ways of assessing that were noted before are kept.
    pub judgement: Judgement,
    /// How many objectives the preview said it would change.
    pub expected: usize,
}

/// How that ended.
pub enum Applied {
    /// So many were changed, at this instant.
    Done(usize, Timestamp),
    /// Nothing was changed, because it is no longer what the preview showed.
    Outdated,
}

/// Gives one result to every objective of the requirements that has none, all or nothing, with one line in the trail
/// for each requirement, and one for each finding that somebody had begun: it says what stood there.
pub async fn assess_open(
    db: &Db,
    access: &Access<EditFindings>,
    id: AssessmentId,
    together: Together,
    once: (&str, &str),
) -> Result<Applied> {
    let judgement = together.judgement.check()?;
    let (scope, user) = (access.scope(), access.user());
    let mut tx = access.begin(db).await?;
    organisations::once(&mut tx, scope, once.0, once.1).await?;
    let assessment = store::get(&mut tx, scope, id).await?;
    assessment.open()?;
    let picture = Picture::of(assessment, store::rows(&mut tx, scope, id).await?);
    let plan = Plan::assess_open(&picture, &together.requirements, scope.owner())?;
    if plan.objectives() != together.expected {
        return Ok(Applied::Outdated);
    }
    let mut begun: HashMap<Place, Finding> = store::all_findings(&mut tx, scope, id)
        .await?
        .into_iter()
        .filter(|finding| finding.result == Mark::Unassessed)
        .map(|finding| (finding.place(), finding))
        .collect();
    let now = tx.now();
    let mut entries: Vec<Entry> = Vec::new();
    for step in &plan.steps {
        let mut blank = Vec::new();
        for objective in &step.objectives {
            let place = Place { requirement: step.line.id.clone(), objective: (*objective).to_owned() };
            let owner = step.line.owner.as_ref().map(|owner| owner.id);
            let standing = begun.remove(&place);
            let before = standing.as_ref().map(Finding::before);
            let standing = standing.unwrap_or_else(|| Finding::blank(&place, owner));
            let said = judgement.over(&standing);
            match before {
                Some(before) => entries.push(Event::Decided(id, &place, before, said.clone()).into()),
                None => blank.push(*objective),
            }
            let decided = access.own(standing)?.map(|finding| finding.decided(said, user, now));
            store::save_finding(&mut tx, scope, id, &decided).await?;
        }
        if !blank.is_empty() {
            entries.push(Event::DecidedTogether(id, &step.line.id, &blank, &judgement).into());
        }
    }
    let Some(last) = entries.pop() else { return Ok(Applied::Done(0, now)) };
    tx.record_all(scope.org(), entries).await?;
    let step = plan.steps.last();
    let place =
        step.and_then(|step| Some((step.line.id.as_str(), *step.objectives.last()?))).unwrap_or_default();
    let names = ("finding.decided", "findings.decided");
    let cause = cause(names, plan.objectives(), place, judgement.result);
    history::keep_since(&mut tx, scope, &picture, cause).await?;
    tx.commit(scope.org(), last).await?;
    Ok(Applied::Done(plan.objectives(), now))
}

/// What came of taking such a change back.
#[derive(Default)]
pub struct TakenBack {
    /// How many objectives are as they were before.
    pub taken: usize,
    /// How many stay, because they are somebody else's by now.
    pub others: usize,
    /// What stays, because it was changed since.
    pub changed: Vec<Finding>,
}

/// Takes back what the caller did at that instant, of all objectives together, as far as nobody changed them since
/// and they are the caller's to change. Where nothing is left nothing is done. Sent twice it leads to `location`.
pub async fn take_back(
    db: &Db,
    access: &Access<EditFindings>,
    id: AssessmentId,
    at: Timestamp,
    location: &str,
) -> Result<TakenBack> {
    let (scope, user) = (access.scope(), access.user());
    let mut tx = access.begin(db).await?;
    let key = format!("undo-{}-{}", user.0.simple(), at.timestamp_micros());
    organisations::once(&mut tx, scope, &key, location).await?;
    store::get(&mut tx, scope, id).await?.open()?;
    let (was, now) = (history::look(&mut tx, scope, id).await?, tx.now());
    let (mut entries, mut others, mut undone_last) = (Vec::<Entry>::new(), 0, None);
    let is_of_then = |finding: &Finding| {
        finding.updated_by == Some(user) && finding.updated_at == at && finding.previous.is_some()
    };
    let findings = store::all_findings(&mut tx, scope, id).await?;
    let changed = changed_since(&mut tx, scope, (id, user, at), &findings).await?;
    for standing in findings.into_iter().filter(is_of_then) {
        let place = standing.place();
        let Ok(standing) = access.own(standing) else {
            others += 1;
            continue;
        };
        let before = standing.before();
        let undone = standing.try_map(|finding| finding.undone(None, user, now))?;
        store::save_finding(&mut tx, scope, id, &undone).await?;
        let after = undone.judgement();
        undone_last = Some((place.clone(), after.result));
        entries.push(Event::Undone(id, &place, before, after).into());
    }
    let taken = entries.len();
    let back = TakenBack { taken, others, changed };
    let Some((last, (place, result))) = entries.pop().zip(undone_last) else { return Ok(back) };
    tx.record_all(scope.org(), entries).await?;
    let names = ("finding.undone", "findings.undone");
    let cause = cause(names, taken, (&place.requirement, &place.objective), result);
    history::keep_since(&mut tx, scope, &was, cause).await?;
    tx.commit(scope.org(), last).await?;
    Ok(back)
}

/// Those of the findings that this person decided at that instant and that were changed since.
async fn changed_since(
    conn: &mut Conn,
    scope: Scope,
    (id, user, at): (AssessmentId, UserId, Timestamp),
    findings: &[Finding],
) -> Result<Vec<Finding>> {
    let told = store::decided_at(conn, scope, user, at).await?;
    let of_this = told.iter().filter(|(subject, _)| subject.contains(&id.to_string()));
    let places: HashSet<String> = of_this.flat_map(|(_, detail)| places_in(detail)).collect();
    let is_changed =
        |finding: &&Finding| finding.updated_at > at && places.contains(&finding.place().to_string());
    Ok(findings.iter().filter(is_changed).cloned().collect())
}

/// The objectives that a line of the trail is about.
fn places_in(detail: &str) -> Vec<String> {
    let detail: Value = serde_json::from_str(detail).unwrap_or_default();
    let words = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match detail["objectives"].as_array() {
        None => vec![words(&detail["place"])],
        Some(objectives) => objectives
            .iter()
            .map(|one| {
                Place { requirement: words(&detail["requirement"]), objective: words(one) }.to_string()
            })
            .collect(),
    }
}

/// Why the score moved: by one objective, or by the last of so many and the others.
fn cause<'a>(
    (one, many): (&'static str, &'static str),
    count: usize,
    (requirement, objective): (&'a str, &'a str),
    result: Mark,
) -> Cause<'a> {
    let (action, objective) = if count == 1 { (one, objective) } else { (many, "") };
    Cause { action, requirement, objective, result: result.word() }
}
