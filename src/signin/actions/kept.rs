//! Forms kept for those whose session ended while they were writing.

use super::super::{
    model::{Kept, Reason},
    store,
};
use crate::access::Caller;
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Chore, Db},
    hash::Sha256,
    id::UserId,
};
use chrono::TimeDelta;

/// How long a form is kept.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// Keeps a form, as path, fields and why, for `owner` if it is known who that was. The answer is the token that
/// shows it again.
pub async fn keep(db: &Db, owner: Option<UserId>, kept: (&str, &str, Reason)) -> Result<String> {
    let mut tx = db.begin(Actor::console()).await?;
    let (now, token) = (tx.now(), tx.env().token());
    store::forget_kept(&mut tx, now).await?;
    store::insert_kept(&mut tx, Sha256::of(&token), owner, kept, now + LIFE).await?;
    tx.commit_chore(Chore::KeepForm).await?;
    Ok(token)
}

/// What was kept, for the caller. `NotFound` if it is somebody else's or too old.
pub async fn kept(db: &Db, caller: &Caller, token: &str) -> Result<Kept> {
    store::kept(&mut db.read().await?, Sha256::of(token), caller.user, db.env().now()).await
}

/// Takes a kept form for one sending to `path`. Whoever comes second, by a double click say, gets false.
pub async fn claim(db: &Db, caller: &Caller, token: &str, path: &str) -> Result<bool> {
    let mut tx = db.begin(Actor::console()).await?;
    let rows = store::claim_kept(&mut tx, Sha256::of(token), caller.user, path).await?;
    tx.commit_chore(Chore::KeepForm).await?;
    Ok(rows > 0)
}

/// After sending: where its result is, or none if it did not succeed and may be sent again.
pub async fn settle(db: &Db, token: &str, location: Option<&str>) -> Result<()> {
    let (mut tx, token) = (db.begin(Actor::console()).await?, Sha256::of(token));
    match location {
        Some(location) => store::finish_kept(&mut tx, token, location).await?,
        None => store::release_kept(&mut tx, token).await?,
    };
    tx.commit_chore(Chore::KeepForm).await
}

/// Forgets what the caller does not want any more.
pub async fn discard(db: &Db, caller: &Caller, token: &str) -> Result<()> {
    let mut tx = db.begin(Actor::console()).await?;
    store::discard_kept(&mut tx, Sha256::of(token), caller.user).await?;
    tx.commit_chore(Chore::KeepForm).await
}
