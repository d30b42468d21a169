//! Making backup codes.

use super::{
    super::{
        codes::{self, Kept},
        model::Event,
        store,
    },
    second::tell,
};
use crate::access::{Caller, Fresh};
use crate::accounts;
use crate::kernel::{Error, Result, audit::Actor, db::Db, env::Timestamp};
use serde_json::json;

/// Ten new codes, which are nowhere kept as they are shown; those before do not work any more. `Conflict` for
/// somebody without a second step that they could stand in for.
pub async fn make_codes(db: &Db, (caller, actor): (&Caller, Actor), _: Fresh) -> Result<Vec<String>> {
    let made = codes::make(db.env()).await?;
    let (shown, kept): (Vec<String>, Vec<Kept>) = made.into_iter().unzip();
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    if !store::factors(&mut tx, caller.user).await?.has_second() {
        return Err(Error::Conflict(
            "Backup codes stand in for a second step. Set up an authenticator app or a passkey first.".into(),
        ));
    }
    store::put_codes(&mut tx, caller.user, &kept).await?;
    tell(&mut tx, caller.user, "second_step_changed", json!({ "what": "codes" })).await?;
    accounts::commit_everywhere(tx, caller.user, Event::CodesMade(caller.user)).await?;
    Ok(shown)
}

/// How many codes the caller has left, and since when there are any.
pub async fn codes_left(db: &Db, caller: &Caller) -> Result<(i64, Option<Timestamp>)> {
    store::codes_left(&mut db.read().await?, caller.user).await
}
