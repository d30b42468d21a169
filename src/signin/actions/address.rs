//! Changing one's own address. The new one is taken into use when its owner, signed in, opens the link that came
//! there; the old one hears of it at once, and can stop it or take it back.

use super::{
    super::{
        model::{AddressChange, AddressEvent, Browser},
        store::{self, NewAddress},
    },
    enter::actor_of,
};
use crate::access::{Caller, Fresh};
use crate::accounts;
use crate::kernel::{Error, Result, audit::Actor, db::Db, hash::Sha256, text::Email};
use crate::mail::{self, Letter};
use chrono::TimeDelta;
use serde_json::json;

/// How long the link to the new address works.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// How long the link to the old one does.
const STOPPABLE: TimeDelta = TimeDelta::days(7);

/// Notes that the caller wants the address `after`, and writes to both. Whether somebody else has that address
/// already, only its owner is told.
pub async fn ask_for_address(
    db: &Db,
    (caller, actor): (&Caller, Actor),
    after: &Email,
    _: Fresh,
) -> Result<()> {
    let before = Email::parse(&caller.email).map_err(anyhow::Error::msg)?;
    if *after == before {
        return Err(Error::invalid("email", "That is your address already."));
    }
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let is_taken = accounts::account_of(&mut tx, after).await?.is_some();
    store::close_addresses(&mut tx, caller.user).await?;
    let (token, stop) = (tx.env().token(), tx.env().token());
    let (expires_at, stop_until) = (tx.now() + LIFE, tx.now() + STOPPABLE);
    let new = NewAddress {
        user: caller.user,
        before: &before,
        after,
        token: Sha256::of(&token),
        stop: Sha256::of(&stop),
        expires_at,
        stop_until,
    };
    store::insert_address(&mut tx, &new).await?;
    let letter = match is_taken {
        true => Letter::new("address_taken", after, "", json!({ "at": tx.now() })),
        false => {
            let data = json!({ "token": token, "before": before, "expires_at": expires_at });
            Letter::new("address_confirm", after, &caller.name, data).until(expires_at)
        }
    };
    mail::send_in(&mut tx, letter).await?;
    let data = json!({ "after": after, "stop": stop, "at": tx.now(), "address": tx.actor().address });
    mail::send_in(&mut tx, Letter::new("address_changing", &before, &caller.name, data)).await?;
    let asked = AddressEvent::Asked { user: caller.user, before: &before, after };
    accounts::commit_everywhere(tx, caller.user, asked).await
}

/// The change that waits for the caller. `NotFound` if there is none, `Forbidden` if it is somebody else's.
pub async fn waiting_address(db: &Db, token: &str, caller: &Caller) -> Result<AddressChange> {
    let now = db.env().now();
    let found = store::waiting_address(&mut db.read().await?, Sha256::of(token), now).await?;
    let change = found.ok_or(Error::NotFound)?;
    match change.user_id == caller.user {
        true => Ok(change),
        false => Err(Error::Forbidden("This link is for somebody else's account.".into())),
    }
}

/// Takes the new address into use. Links that were sent to the old one stop working. `NotFound` if the change does
/// not wait any more, or somebody else has the address meanwhile.
pub async fn confirm_address(
    db: &Db,
    change: &AddressChange,
    (caller, actor): (&Caller, Actor),
) -> Result<()> {
    let (before, after) = (&change.before_email, &change.after_email);
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    if accounts::account_of(&mut tx, after).await?.is_some()
        || store::settle_address(&mut tx, change.id).await? == 0
        || store::set_address(&mut tx, caller.user, before, after).await? == 0
    {
        return Err(Error::NotFound);
    }
    store::close_resets(&mut tx, caller.user).await?;
    let data = json!({ "after": after, "at": tx.now(), "address": tx.actor().address });
    mail::send_in(&mut tx, Letter::new("address_changed", before, &caller.name, data)).await?;
    let changed = AddressEvent::Changed { user: caller.user, before, after };
    accounts::commit_everywhere(tx, caller.user, changed).await
}

/// The change that the old address can stop or take back. `NotFound` if there is none.
pub async fn stoppable_address(db: &Db, stop: &str) -> Result<AddressChange> {
    let now = db.env().now();
    store::stoppable_address(&mut db.read().await?, Sha256::of(stop), now).await?.ok_or(Error::NotFound)
}

/// Stops a change that waits. One that was made is taken back, and everybody is signed out of the account, because
/// whoever made it was not its person.
pub async fn stop_address(db: &Db, change: &AddressChange, browser: &Browser) -> Result<()> {
    let (before, after, user) = (&change.before_email, &change.after_email, change.user_id);
    let account = store::account_of(&mut db.read().await?, user).await?;
    let mut tx = accounts::begin_everywhere(db, actor_of(&account, browser), user).await?;
    if store::stop_address(&mut tx, change).await? == 0 {
        return Err(Error::NotFound);
    }
    let is_taken_back = change.confirmed_at.is_some();
    if is_taken_back {
        if accounts::account_of(&mut tx, before).await?.is_some()
            || store::set_address(&mut tx, user, after, before).await? == 0
        {
            return Err(Error::NotFound);
        }
        store::close_resets(&mut tx, user).await?;
        store::end_all(&mut tx, user).await?;
    }
    let stopped = AddressEvent::Stopped { user, before, after, is_taken_back };
    accounts::commit_everywhere(tx, user, stopped).await
}
