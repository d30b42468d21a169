//! The milestones of an item.

use crate::access::{Access, EditPoams, Owned};
use crate::assessments::AssessmentId;
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
};
use crate::poams::{
    model::{Event, Milestone, MilestoneId, NewMilestone, Poam, PoamId, Way, moved},
    store,
};

/// How an attempt to change a milestone ended.
pub enum Noted {
    /// It stands so now.
    Saved,
    /// Somebody else was faster: this is what they wrote.
    Overtaken(Box<Milestone>),
}

/// A milestone as it is added.
pub fn numbered(tx: &mut Tx, new: NewMilestone, place: i64) -> Milestone {
    let id = MilestoneId(tx.env().new_id());
    Milestone { id, place, words: new.words, due_on: new.due_on, done_on: new.done_on, version: 1 }
}

/// An item that the caller may change, in a unit of work of its own, after whoever changes the same organisation.
async fn open(
    db: &Db,
    access: &Access<EditPoams>,
    assessment: AssessmentId,
    id: PoamId,
) -> Result<(Tx, Owned<Poam>, Vec<Milestone>)> {
    let mut tx = access.begin(db).await?;
    let it = access.own(store::get(&mut tx, access.scope(), assessment, id).await?)?;
    let all = store::of_item(&mut tx, access.scope(), &it).await?;
    Ok((tx, it, all))
}

fn find(all: &[Milestone], id: MilestoneId) -> Result<&Milestone> {
    all.iter().find(|one| one.id == id).ok_or(Error::NotFound)
}

/// Adds a milestone at the end.
pub async fn add(
    db: &Db,
    access: &Access<EditPoams>,
    assessment: AssessmentId,
    id: PoamId,
    new: NewMilestone,
) -> Result<()> {
    const STEPS_MAX: usize = 100;
    let (mut tx, it, all) = open(db, access, assessment, id).await?;
    it.changeable()?;
    let new = new.check(tx.now().date_naive(), it.due_on, None)?;
    // A double click sends the same words and day twice.
    if all.last().is_some_and(|last| last.words == new.words && last.due_on == new.due_on) {
        return Ok(());
    }
    if all.len() >= STEPS_MAX {
        let text = "An item has at most 100 milestones. Enter a second item for the rest.";
        return Err(Error::invalid("milestone_words", text));
    }
    let place = all.last().map_or(1, |last| last.place + 1);
    let milestone = numbered(&mut tx, new, place);
    store::add(&mut tx, access.scope(), &it, &milestone).await?;
    tx.commit(access.scope().org(), Event::MilestoneAdded(&it, &milestone)).await
}

/// Writes words and days of a milestone over `version`.
pub async fn note(
    db: &Db,
    access: &Access<EditPoams>,
    (assessment, id): (AssessmentId, PoamId),
    (step, version): (MilestoneId, i64),
    new: NewMilestone,
) -> Result<Noted> {
    let (mut tx, it, all) = open(db, access, assessment, id).await?;
    let before = find(&all, step)?;
    it.changeable()?;
    let NewMilestone { words, due_on, done_on } =
        new.check(tx.now().date_naive(), it.due_on, Some(before.due_on))?;
    let after = Milestone { words, due_on, done_on, ..before.clone() };
    if after == *before {
        return Ok(Noted::Saved);
    }
    if before.version != version {
        return Ok(Noted::Overtaken(Box::new(before.clone())));
    }
    store::put(&mut tx, access.scope(), &it, &after).await?;
    tx.commit(access.scope().org(), Event::MilestoneChanged(&it, before, &after)).await?;
    Ok(Noted::Saved)
}

/// Notes that a milestone was done today, or that it is not done.
pub async fn tick(
    db: &Db,
    access: &Access<EditPoams>,
    (assessment, id): (AssessmentId, PoamId),
    step: MilestoneId,
    is_done: bool,
) -> Result<()> {
    let (mut tx, it, all) = open(db, access, assessment, id).await?;
    let before = find(&all, step)?;
    it.changeable()?;
    if before.done_on.is_some() == is_done {
        return Ok(());
    }
    let done_on = is_done.then(|| tx.now().date_naive());
    let after = Milestone { done_on, ..before.clone() };
    store::put(&mut tx, access.scope(), &it, &after).await?;
    tx.commit(access.scope().org(), Event::MilestoneChanged(&it, before, &after)).await
}

/// Moves a milestone one place up or down; at the end of the list nothing happens.
pub async fn move_by(
    db: &Db,
    access: &Access<EditPoams>,
    (assessment, id): (AssessmentId, PoamId),
    step: MilestoneId,
    way: Way,
) -> Result<()> {
    let (mut tx, it, all) = open(db, access, assessment, id).await?;
    let Some((one, other)) = moved(&all, step, way)? else { return Ok(()) };
    it.changeable()?;
    store::swap(&mut tx, access.scope(), &it, one, other).await?;
    tx.commit(access.scope().org(), Event::MilestoneMoved(&it, one, other)).await
}

/// Removes a milestone that is not needed.
pub async fn remove(
    db: &Db,
    access: &Access<EditPoams>,
    (assessment, id): (AssessmentId, PoamId),
    step: MilestoneId,
) -> Result<()> {
    let (mut tx, it, all) = open(db, access, assessment, id).await?;
    let gone = find(&all, step)?;
    it.changeable()?;
    store::remove(&mut tx, access.scope(), &it, gone).await?;
    tx.commit(access.scope().org(), Event::MilestoneRemoved(&it, gone)).await
}
