//! Setting a new password by a link in a mail, for whoever forgot theirs. The link proves that somebody reads the
//! mail and no more: it signs nobody in, and a second step that is set up is asked for as before.

use super::{
    super::{
        guess::Kind,
        model::{Browser, LetterEvent},
        password::{Accepted, Wishes},
        settings::Settings,
        store,
    },
    asked::Asker,
    change::{keep_former_in, refuse_former},
    enter::actor_of,
    guesses::forgive_in,
    peppers::learn_for,
};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    db::Db,
    hash::Sha256,
    id::UserId,
    text::{Email, Line},
};
use crate::mail::{self, Letter};
use chrono::TimeDelta;
use serde_json::json;

/// How long a link works.
pub(super) const LIFE: TimeDelta = TimeDelta::minutes(30);

/// More links than this nobody gets within an hour: their mailbox is not for strangers to fill. Those that were
/// sent go on working, so that asking too often locks nobody out.
const PER_HOUR: i64 = 3;

/// Sends the link to whoever has this address, and leaves a line in the trail about whoever asked. Nobody gets a
/// letter who is unknown or may not come in anywhere.
pub(super) async fn send(db: &Db, email: &Email, asker: &Asker) -> Result<()> {
    let whose = store::account(&mut db.read().await?, email).await?.map(|account| account.id);
    let mut tx = accounts::begin_everywhere(db, asker.actor(), whose.unwrap_or(UserId::NOBODY)).await?;
    // Read again: the address may have become somebody else's meanwhile.
    let account = store::account(&mut tx, email).await?;
    let account = account.filter(|account| account.places > 0 && Some(account.id) == whose);
    let since = tx.now() - TimeDelta::hours(1);
    let mut is_sent = false;
    if let Some(account) = &account
        && store::count_resets(&mut tx, account.id, since).await? < PER_HOUR
    {
        let (token, until) = (tx.env().token(), tx.now() + LIFE);
        store::insert_reset(&mut tx, account.id, Sha256::of(&token), until).await?;
        let data = json!({
            "token": token, "minutes": LIFE.num_minutes(), "at": tx.now(), "address": asker.address,
        });
        let letter = Letter::new("password_reset", email, account.name.as_str(), data).until(until);
        mail::send_in(&mut tx, letter).await?;
        is_sent = true;
    }
    let user = account.map(|account| account.id);
    let asked = LetterEvent::ResetAsked { email, user, agent: &asker.agent, is_sent };
    accounts::commit_everywhere(tx, user.unwrap_or(UserId::NOBODY), asked).await
}

/// Somebody who holds a link that works.
pub struct Resetting {
    /// With which address they sign in.
    pub email: Email,
    /// What they are called.
    pub name: String,
    /// Their organisations.
    pub organisations: Vec<Line>,
    /// What those wish of the password.
    pub wishes: Wishes,
    /// Who.
    pub user: UserId,
}

/// Whose link it is. `NotFound` if it does not work. Looking at it does not use it up.
pub async fn resetting(db: &Db, token: &str) -> Result<Resetting> {
    let mut conn = db.read().await?;
    let now = db.env().now();
    let user = store::reset_owner(&mut conn, Sha256::of(token), now).await?.ok_or(Error::NotFound)?;
    let (email, name) = store::address_of(&mut conn, user).await?;
    let organisations = store::names_of_places(&mut conn, user).await?;
    if organisations.is_empty() {
        return Err(Error::NotFound);
    }
    let wishes = Wishes::of(&store::wishes_of(&mut conn, user).await?);
    Ok(Resetting { email, name, organisations, wishes, user })
}

/// Sets the new password and uses the link up. All sessions of the person end; their second steps stay.
pub async fn reset_password(
    db: &Db,
    settings: &Settings,
    (token, who): (&str, &Resetting),
    new: &Accepted,
    browser: &Browser,
) -> Result<()> {
    let account = store::account_of(&mut db.read().await?, who.user).await?;
    let before = account.password_hash.as_deref();
    let history = who.wishes.history;
    refuse_former(db, settings, who.user, (before, history), new.password()).await?;
    if before.is_none() {
        refuse_last(db, settings, who.user, new).await?;
    }
    let hash = settings.hashing.hash(db.env(), new.password()).await?;
    let mut tx = accounts::begin_everywhere(db, actor_of(&account, browser), who.user).await?;
    if store::use_reset(&mut tx, Sha256::of(token)).await? != Some(who.user) {
        return Err(Error::NotFound);
    }
    if store::reset_password(&mut tx, who.user, &hash, before).await? == 0 {
        return Err(Error::NotFound);
    }
    keep_former_in(&mut tx, who.user, (before, history)).await?;
    store::end_all(&mut tx, who.user).await?;
    store::end_attempts(&mut tx, who.user).await?;
    forgive_in(&mut tx, &who.email, Kind::Password).await?;
    store::close_resets(&mut tx, who.user).await?;
    store::use_letter_links(&mut tx, who.user).await?;
    let data = json!({ "at": tx.now(), "address": tx.actor().address, "is_reset": true });
    mail::send_in(&mut tx, Letter::new("password_changed", &who.email, &who.name, data)).await?;
    let reset = LetterEvent::PasswordReset { user: who.user, agent: &browser.agent };
    accounts::commit_everywhere(tx, who.user, reset).await
}

/// Whatever the organisations wish, a password that was taken away is known to somebody else.
async fn refuse_last(db: &Db, settings: &Settings, user: UserId, new: &Accepted) -> Result<()> {
    let last = store::former_hashes(&mut db.read().await?, user, 1).await?;
    let Some(last) = last.first() else { return Ok(()) };
    learn_for(db, settings, Some(last)).await?;
    if settings.hashing.verify(new.password(), Some(last)).await? {
        let told = "This is the password that somebody else may know. Choose another.";
        return Err(Error::invalid("new_password", told));
    }
    Ok(())
}
