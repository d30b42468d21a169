//! Bringing an item to an end: its evidence, submitting, validating by a second person, reopening.

use crate::access::{Access, ClosePoams, EditPoams, Includes, Read};
use crate::assessments::{AssessmentId, Mark, Picture};
use crate::evidence::{self, EvidenceId};
use crate::kernel::{
    Error, Result,
    db::Db,
    text::{self, Line, Paragraph},
};
use crate::poams::{
    model::{Event, Offer, Poam, PoamId, State, Validated, submittable},
    store,
};

const PART_OF_RESULT: &str = "This item was closed before its assessment was completed, so it belongs to what was \
    completed. Reopen the assessment first, with the reason.";

/// Evidence to choose from for an item.
pub async fn offers(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    it: &Poam,
    search: &str,
) -> Result<Vec<Offer>> {
    let today = db.env().today();
    store::offers(&mut db.read().await?, access.scope(), it, &text::like(search), today).await
}

/// Links evidence to an open item, and takes other evidence away. Gives back how many changed.
pub async fn link(
    db: &Db,
    access: &Access<EditPoams>,
    (assessment, id): (AssessmentId, PoamId),
    add: Vec<EvidenceId>,
    remove: Vec<EvidenceId>,
) -> Result<usize> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    let it = access.own(store::get(&mut tx, scope, assessment, id).await?)?;
    it.changeable()?;
    let mut events = Vec::new();
    for evidence in add {
        if store::link(&mut tx, scope, &it, evidence).await? {
            events.push(Event::EvidenceLinked(&it, evidence));
        }
    }
    for evidence in remove {
        if store::unlink(&mut tx, scope, &it, evidence).await? {
            events.push(Event::EvidenceUnlinked(&it, evidence));
        }
    }
    let changed = events.len();
    let Some(last) = events.pop() else { return Ok(0) };
    for event in events {
        tx.record(scope.org(), event).await?;
    }
    tx.commit(scope.org(), last).await?;
    Ok(changed)
}

/// Submits the closure of an item, for a second person to validate. A double click has one effect.
pub async fn submit(
    db: &Db,
    access: &Access<EditPoams>,
    assessment: AssessmentId,
    id: PoamId,
    closure: Paragraph,
) -> Result<()> {
    let (scope, user) = (access.scope(), access.user());
    let mut tx = access.begin(db).await?;
    let it = access.own(store::get(&mut tx, scope, assessment, id).await?)?;
    if it.state == State::Submitted && it.submitted_by == Some(user) && it.closure == closure {
        return Ok(());
    }
    it.changeable()?;
    let parts = store::parts(&mut tx, scope, &it).await?;
    let now = tx.now();
    submittable(&closure, &parts.milestones, &parts.evidence, now.date_naive())?;
    let submitted = it.map(|it| it.submitted(closure, user, now));
    store::submit(&mut tx, scope, &submitted).await?;
    tx.commit(scope.org(), Event::Submitted(&submitted, &parts.evidence)).await
}

/// Why an item cannot be closed although its closure was submitted: while the assessment is open, what is still
/// NOT MET stays on the POA&M. A completed assessment keeps its findings; its close-out is assessed for itself.
pub fn obstacle(picture: &Picture, it: &Poam) -> Option<String> {
    let line = picture.line(&it.requirement)?;
    let is_open = !picture.assessment.is_locked() && line.mark() == Mark::NotMet && !line.is_claimed();
    is_open.then(|| {
        format!(
            "{} is still NOT MET in this assessment. Assess it again; then the item can be closed.",
            line.id
        )
    })
}

/// Closes an item whose closure somebody else submitted.
pub async fn close(
    db: &Db,
    access: &Access<ClosePoams>,
    picture: &Picture,
    id: PoamId,
    version: i64,
) -> Result<()> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let it = access.own(store::get(&mut tx, scope, picture.assessment.id, id).await?)?;
    if it.state == State::Closed && it.closed_by == Some(access.user()) {
        return Ok(());
    }
    let seen = it.version == version;
    let validated = Validated::by(it, access.user())?;
    if !seen {
        return Err(Error::Conflict("Somebody changed this item since you looked. Look at it again.".into()));
    }
    if let Some(why) = obstacle(picture, validated.item()) {
        return Err(Error::Conflict(why));
    }
    store::close(&mut tx, scope, &validated).await?;
    evidence::keep_in(&mut tx, scope, picture.assessment.id.0).await?;
    tx.commit(scope.org(), Event::Closed(validated.item())).await
}

/// Why a closed item cannot be reopened, if it cannot.
pub async fn stays_closed(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    picture: &Picture,
    it: &Poam,
) -> Result<Option<&'static str>> {
    if it.state != State::Closed || !picture.assessment.is_locked() {
        return Ok(None);
    }
    let stays = store::is_part_of_result(&mut db.read().await?, access.scope(), it).await?;
    Ok(stays.then_some(PART_OF_RESULT))
}

/// Sends a submitted item back, or reopens a closed one, with the reason.
pub async fn reopen(
    db: &Db,
    access: &Access<ClosePoams>,
    assessment: AssessmentId,
    id: PoamId,
    why: &Line,
) -> Result<()> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let it = access.own(store::get(&mut tx, scope, assessment, id).await?)?;
    it.reopenable()?;
    if store::is_part_of_result(&mut tx, scope, &it).await? {
        return Err(Error::Conflict(PART_OF_RESULT.into()));
    }
    store::reopen(&mut tx, scope, &it).await?;
    tx.commit(scope.org(), Event::Reopened(&it, why.as_str())).await
}
