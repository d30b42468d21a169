//! Deciding objectives, and taking a decision back.

use super::{Pictures, history};
use crate::access::{Access, EditFindings, Includes, Owned, Read, Scope};
use crate::assessments::{
    model::{AssessmentId, Cause, Event, Finding, Judgement, Mark, Place, picture::Picture},
    store::{self, Opened},
};
use crate::evidence::{self, EvidenceId, Target};
use crate::kernel::{
    Error, Result,
    audit::{self, Entry},
    db::{Chore, Db, Tx},
    id::UserId,
};
use std::sync::Arc;

/// What to tell where evidence was ticked that is gone.
const GONE: &str = "Evidence that you ticked is not there any more: it was removed or replaced meanwhile. Nothing is \
    saved yet; what you wrote is in the form. Look what is ticked now, then save again.";

/// How an attempt to decide ended.
pub enum Verdict {
    /// It holds, once it is kept.
    Decided(Box<Decided>),
    /// Somebody else was faster: this is what they wrote.
    Overtaken(Box<Finding>),
}

/// A decision that may be kept.
pub struct Decided {
    /// What was decided.
    pub finding: Finding,
    /// How the assessment stands with it.
    pub picture: Arc<Picture>,
    /// Whether evidence was ticked with it.
    pub has_links: bool,
    /// Whether anything changes with it; not where what was said stands already.
    pub is_change: bool,
    /// Its unit of work.
    pub unkept: Unkept,
}

/// The unit of work of a decision, which is undone unless it is kept. Writing it and waiting for the disk takes as
/// long as reading what is shown next, so that both can be done at once.
#[must_use]
pub struct Unkept {
    tx: Tx,
    scope: Scope,
    user: UserId,
    id: AssessmentId,
    place: Place,
    has_draft: bool,
    /// None where what was said stands already.
    change: Option<Change>,
}

struct Change {
    was: Arc<Picture>,
    finding: Owned<Finding>,
    told: Entry,
}

impl Unkept {
    /// Makes the decision permanent, after which the assessment is known to stand as in `picture`.
    pub async fn keep(self, pictures: &Pictures, picture: &Arc<Picture>) -> Result<()> {
        let Self { mut tx, scope, user, id, place, has_draft, change } = self;
        if has_draft {
            store::drop_draft(&mut tx, scope, user, id, &place).await?;
        }
        let Some(Change { was, finding, told }) = change else {
            return tx.commit_chore(Chore::DropDraft).await;
        };
        store::save_finding(&mut tx, scope, id, &finding).await?;
        let cause = found("finding.decided", &place, finding.result);
        history::keep(&mut tx, scope, (&was, picture), cause).await?;
        let lines = tx.commit_counted(scope.org(), told).await?;
        pictures.put((scope.org(), id), lines, picture);
        Ok(())
    }
}

/// Opens one objective to assess it.
pub async fn open_place(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: AssessmentId,
    place: &Place,
) -> Result<Opened> {
    store::open(&mut db.read().await?, access.scope(), access.user(), id, place).await
}

/// What somebody decided about an objective, and the evidence they link with it.
pub struct Decision {
    /// The objective.
    pub place: Place,
    /// The version of the finding when they began.
    pub version: i64,
    /// What they say.
    pub judgement: Judgement,
    /// Evidence to link.
    pub links: Vec<EvidenceId>,
}

/// Prepares a decision, which is then to be kept. Saying again what already stands has no effect and is no conflict: a
/// double click. Either way it is their last word, so that their draft is dropped.
pub async fn decide(
    db: &Db,
    pictures: &Pictures,
    access: &Access<EditFindings>,
    picture: &Arc<Picture>,
    decision: Decision,
) -> Result<Verdict> {
    let Decision { place, version, judgement, links } = decision;
    let has_links = !links.is_empty();
    picture.cell(&place).ok_or(Error::NotFound)?;
    let (id, org) = (picture.assessment.id, access.scope().org());
    let mut tx = db.begin_by_asking(access.actor(), org).await?;
    let opened = store::open(&mut tx, access.scope(), access.user(), id, &place).await?;
    let lines = audit::hold_since(&mut tx, org, opened.end);
    opened.assessment.open()?;
    let (standing, has_draft) = (access.own(opened.finding)?, opened.draft.is_some());
    let is_said = standing.judgement() == judgement && !standing.is_to_confirm;
    if standing.version != version && !is_said {
        return Ok(Verdict::Overtaken(standing.into_inner().into()));
    }
    let judgement = judgement.check()?;
    let was = match pictures.get((org, id), lines) {
        Some(kept) => kept,
        None => Arc::new(history::look(&mut tx, access.scope(), id).await?),
    };
    let linked = link_ticked(&mut tx, access.scope(), target(id, &place), links).await?;
    let (scope, user, now) = (access.scope(), access.user(), tx.now());
    if is_said && linked.is_empty() {
        let unkept = Unkept { tx, scope, user, id, place, has_draft, change: None };
        let finding = standing.into_inner();
        let decided = Decided { finding, picture: was, has_links, is_change: false, unkept };
        return Ok(Verdict::Decided(decided.into()));
    }
    // Where nothing else changed, nothing is read again.
    let linked_to = match linked.is_empty() {
        true => was.clone(),
        false => Arc::new(history::look(&mut tx, scope, id).await?),
    };
    let told = Event::Decided(id, &place, standing.before(), judgement.clone()).into();
    let finding = standing.map(|finding| finding.decided(judgement, user, now).with_linked(linked));
    let picture = Arc::new(linked_to.with(&finding, &access.actor().name));
    let decided = (*finding).clone();
    let unkept =
        Unkept { tx, scope, user, id, place, has_draft, change: Some(Change { was, finding, told }) };
    Ok(Verdict::Decided(Decided { finding: decided, picture, has_links, is_change: true, unkept }.into()))
}

/// Links what was ticked beside the finding. A piece that is gone meanwhile is a problem of the form, not a page
/// that is missing: what was typed is not to go with it. The same for a piece that never was theirs.
async fn link_ticked(
    tx: &mut Tx,
    scope: Scope,
    target: Target<'_>,
    links: Vec<EvidenceId>,
) -> Result<Vec<EvidenceId>> {
    let mut linked = Vec::new();
    for evidence in links {
        let entry = match evidence::link_in(tx, scope, evidence, target).await {
            Err(Error::NotFound) => return Err(Error::invalid("form", GONE)),
            entry => entry?,
        };
        if let Some(entry) = entry {
            tx.record(scope.org(), entry).await?;
            linked.push(evidence);
        }
    }
    Ok(linked)
}

fn found<'a>(action: &'static str, place: &'a Place, result: Mark) -> Cause<'a> {
    Cause { action, requirement: &place.requirement, objective: &place.objective, result: result.word() }
}

/// Links evidence to an objective, or takes links away, without deciding anything. Gives back how many changed.
pub async fn link_evidence(
    db: &Db,
    access: &Access<EditFindings>,
    id: AssessmentId,
    place: &Place,
    change: LinkChange,
) -> Result<usize> {
    let (scope, target) = (access.scope(), target(id, place));
    let mut tx = access.begin(db).await?;
    let opened = store::open(&mut tx, scope, access.user(), id, place).await?;
    opened.assessment.open()?;
    access.own(opened.finding)?;
    let was = history::look(&mut tx, scope, id).await?;
    let mut entries = Vec::new();
    for evidence in change.add {
        entries.extend(evidence::link_in(&mut tx, scope, evidence, target).await?);
    }
    for evidence in change.remove {
        entries.extend(evidence::unlink_in(&mut tx, scope, evidence, target).await?);
    }
    let changed = entries.len();
    let Some(last) = entries.pop() else { return Ok(0) };
    for entry in entries {
        tx.record(scope.org(), entry).await?;
    }
    let cause = Cause { result: "", ..found(last.action, place, Mark::Unassessed) };
    history::keep_since(&mut tx, scope, &was, cause).await?;
    tx.commit(scope.org(), last).await?;
    Ok(changed)
}

fn target(id: AssessmentId, place: &Place) -> Target<'_> {
    Target { assessment: id.0, requirement: &place.requirement, objective: &place.objective }
}

/// Evidence to link to an objective, and links to take away.
#[derive(Debug, Default)]
pub struct LinkChange {
    /// To link.
    pub add: Vec<EvidenceId>,
    /// To take away.
    pub remove: Vec<EvidenceId>,
}

/// Takes back one's own last change of an objective, within ten minutes, and the evidence that was linked with it.
/// `version` is what the change made, where that is known: taken back already, it has no effect and is no conflict.
pub async fn undo(
    db: &Db,
    access: &Access<EditFindings>,
    id: AssessmentId,
    place: &Place,
    version: Option<i64>,
) -> Result<()> {
    let (scope, user) = (access.scope(), access.user());
    let mut tx = access.begin(db).await?;
    let opened = store::open(&mut tx, scope, user, id, place).await?;
    opened.assessment.open()?;
    let standing = access.own(opened.finding)?;
    if version.is_some_and(|version| standing.is_undone(version, user)) {
        return Ok(());
    }
    let (before, now) = (standing.before(), tx.now());
    let linked = standing.previous.as_ref().map(|previous| previous.linked.clone()).unwrap_or_default();
    let undone = standing.try_map(|finding| finding.undone(version, user, now))?;
    let was = history::look(&mut tx, scope, id).await?;
    store::save_finding(&mut tx, scope, id, &undone).await?;
    for evidence in linked {
        if let Some(entry) = evidence::unlink_in(&mut tx, scope, evidence, target(id, place)).await? {
            tx.record(scope.org(), entry).await?;
        }
    }
    let after = undone.judgement();
    let cause = found("finding.undone", place, after.result);
    history::keep_since(&mut tx, scope, &was, cause).await?;
    tx.commit(scope.org(), Event::Undone(id, place, before, after)).await
}
