//! Trying: leave to, what follows from failing and succeeding, and unlocking.

use super::super::{
    guess::{self, FAILURES_MAX, Kind, LockRule, Target, Try},
    known::Known,
    model::{Event, Locked},
    store,
};
use crate::access::{Access, ManagePeople};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::{Actor, Entry},
    db::{Conn, Db, Tx},
    hash::Sha256,
    id::UserId,
    text::Email,
};
use chrono::TimeDelta;

/// Wrong tries are forgotten after this time without another, unless they switched something off.
const KEPT: TimeDelta = TimeDelta::days(90);
/// As many addresses that nobody has are remembered.
const UNKNOWN_MAX: i64 = 100_000;

/// Leave to try at `target`; `TooMany` with the time while it is shut.
pub async fn open(conn: &mut Conn, target: Target, db: &Db) -> Result<Try> {
    Try::begin(target, store::guessed(conn, &target).await?, db.env().now())
}

/// The same for a person who is known already, at a `kind` of proof in a browser.
pub async fn open_for(db: &Db, email: &str, kind: Kind, known: &Known) -> Result<Try> {
    let email = Email::parse(email).map_err(anyhow::Error::msg)?;
    open(&mut db.read().await?, Target::new(&email, kind, known), db).await
}

/// Counts a wrong try, and shuts the target for a while. A lock is told in the trail of wherever `user` is
/// active; the same is done for an address that nobody has.
pub async fn failed_in(tx: &mut Tx, tried: &Try, user: Option<UserId>) -> Result<()> {
    let target = tried.target;
    let failures = store::note_failure(tx, &target, user).await?;
    let wait = guess::wait(target.kind, failures, lock_rule(tx).await?);
    let open_at = tx.now() + wait.delay;
    store::shut(tx, &target, open_at, wait.is_lock).await?;
    if wait.is_lock {
        let is_known_browser = target.device != Target::STRANGE;
        let until = (failures < FAILURES_MAX).then_some(open_at);
        let event = Event::Locked { user, kind: target.kind, failures, until, is_known_browser };
        accounts::record_everywhere(tx, user.unwrap_or(UserId::NOBODY), event).await?;
    }
    Ok(())
}

/// Forgets the wrong tries before the right one. `TooMany` if another was made meanwhile: of many tries at
/// once, those that follow a wrong one do not count.
pub async fn succeeded_in(tx: &mut Tx, tried: &Try) -> Result<()> {
    if tried.failures > 0 && store::forget_failures(tx, &tried.target, tried.failures).await? == 0 {
        return Err(guess::refusal(TimeDelta::seconds(1)));
    }
    Ok(())
}

/// Switches a kind of proof on again, in all browsers, after the person came in by another or has a new one.
pub async fn forgive_in(tx: &mut Tx, email: &Email, kind: Kind) -> Result<()> {
    store::forget_kind(tx, Sha256::of(email.as_str()), kind).await?;
    Ok(())
}

/// When wrong tries lock: the strictest of what the organisations chose. One rule for all, because before somebody
/// is signed in nobody may tell which organisations they belong to.
async fn lock_rule(conn: &mut Conn) -> Result<LockRule> {
    let (after, minutes) = store::lock_rule(conn).await?;
    Ok(LockRule { after, lasts: TimeDelta::minutes(minutes) })
}

/// What is locked of the organisation's people.
pub async fn locked(db: &Db, access: &Access<ManagePeople>) -> Result<Vec<Locked>> {
    store::locked(&mut db.read().await?, access.scope(), None, (db.env().now(), FAILURES_MAX)).await
}

/// Opens everything of a person of the organisation that wrong tries have locked; `NotFound` if nothing is.
pub async fn unlock(db: &Db, access: &Access<ManagePeople>, person: UserId) -> Result<Locked> {
    let org = access.scope().org();
    let mut tx = accounts::begin_also_in(db, access.actor(), person, org).await?;
    let now = tx.now();
    let mut locked = store::locked(&mut tx, access.scope(), Some(person), (now, FAILURES_MAX)).await?;
    store::forget_person(&mut tx, person).await?;
    let entry: Entry = Event::Unlocked { user: person, before: &locked }.into();
    let first = locked.drain(..).next().ok_or(Error::NotFound)?;
    accounts::commit_everywhere(tx, person, entry).await?;
    Ok(first)
}

/// Leaves a line about somebody who was told to wait. Whoever calls this sees to it that it is not often.
pub async fn tell_throttled(db: &Db, email: Option<&Email>, actor: Actor, retry_after_s: u64) -> Result<()> {
    let account = match email {
        Some(email) => store::account(&mut db.read().await?, email).await?,
        None => None,
    };
    let tx = db.begin(actor).await?;
    let user = account.map(|account| account.id);
    let whose = user.unwrap_or(UserId::NOBODY);
    accounts::commit_everywhere(tx, whose, Event::Throttled { email, user, retry_after_s }).await
}

/// Forgets what is old, and what strangers pile up.
pub(super) async fn forget_guesses_in(tx: &mut Tx) -> Result<()> {
    let before = tx.now() - KEPT;
    store::forget_guesses(tx, before, FAILURES_MAX, UNKNOWN_MAX).await
}
