//! Telling people of sign-ins with a browser that was not known; and what follows if it was not them: everything
//! that could be a stranger's ends, and the password works no more until another was chosen.

use super::{
    super::{
        agent,
        model::{Browser, LetterLink, Revoked},
        store,
    },
    reset,
};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Chore, Db, Tx},
    hash::Sha256,
};
use crate::mail::{self, Letter};
use chrono::TimeDelta;
use serde_json::json;

/// Letters of one round.
const LETTERS_MAX: i64 = 100;
/// Letters are read late. All that this link does is shut.
const NOT_ME_LIFE: TimeDelta = TimeDelta::days(7);

const NOT_ME: &str = "not_me";

/// Writes to those who signed in with a browser that was not known. The sign-in left a mark in its own unit of work,
/// so none is forgotten; and it takes no longer because of the letter. The answer is how many letters there were.
pub async fn tell_new_devices(db: &Db) -> Result<usize> {
    let devices = store::untold_devices(&mut db.read().await?, LETTERS_MAX).await?;
    if devices.is_empty() {
        return Ok(0);
    }
    let mut tx = db.begin(Actor::console()).await?;
    for device in &devices {
        if store::mark_told(&mut tx, device.id).await? == 0 {
            continue;
        }
        let (token, until) = (tx.env().token(), tx.now() + NOT_ME_LIFE);
        let link = (NOT_ME, device.user_id, Some(device.id));
        store::insert_letter_link(&mut tx, link, Sha256::of(&token), until).await?;
        let data = json!({
            "at": device.created_at, "address": device.address, "browser": agent::in_words(&device.agent),
            "token": token, "days": NOT_ME_LIFE.num_days()
        });
        let letter = Letter::new("new_device", &device.email, &device.name, data).until(until);
        mail::send_in(&mut tx, letter).await?;
    }
    tx.commit_chore(Chore::TellDevices).await?;
    Ok(devices.len())
}

/// What the link of such a letter tells of, while it works.
pub async fn not_me_link(db: &Db, token: &str) -> Result<Option<LetterLink>> {
    store::letter_link(&mut db.read().await?, NOT_ME, Sha256::of(token), db.env().now()).await
}

/// Ends all sessions of the link's person and the sign-ins that wait, forgets their devices and takes their password
/// away; if they had one, a link to choose another goes to their mailbox. The link works again until that was done,
/// for whom the letter did not reach. The answer is whether one was sent. `NotFound` if the link does not work.
pub async fn secure_account(db: &Db, token: &str, browser: &Browser) -> Result<bool> {
    let link = not_me_link(db, token).await?.ok_or(Error::NotFound)?;
    // Somebody who never had a password gets no way in that they did not choose.
    let is_written = link.has_password()
        || !store::former_hashes(&mut db.read().await?, link.user_id, 1).await?.is_empty();
    let mut tx = begin(db, &link, browser).await?;
    let count = store::end_all(&mut tx, link.user_id).await?;
    store::end_attempts(&mut tx, link.user_id).await?;
    store::revoke_devices(&mut tx, link.user_id).await?;
    let had_password = match &link.password_hash {
        Some(hash) => {
            // Kept, so that the one somebody else knows is not chosen again.
            store::insert_former(&mut tx, link.user_id, hash).await?;
            store::remove_password(&mut tx, link.user_id, hash).await? > 0
        }
        None => false,
    };
    if is_written {
        let (token, until) = (tx.env().token(), tx.now() + reset::LIFE);
        store::insert_reset(&mut tx, link.user_id, Sha256::of(&token), until).await?;
        let data = json!({ "token": token, "minutes": reset::LIFE.num_minutes() });
        let letter = Letter::new("choose_password", &link.email, &link.name, data).until(until);
        mail::send_in(&mut tx, letter).await?;
    }
    let secured = Revoked::NotMe { user: link.user_id, device: link.device_id, count, had_password };
    accounts::commit_everywhere(tx, link.user_id, secured).await?;
    Ok(is_written)
}

async fn begin(db: &Db, link: &LetterLink, browser: &Browser) -> Result<Tx> {
    let actor = browser.actor(Some(link.user_id), &link.name);
    accounts::begin_everywhere(db, actor, link.user_id).await
}
