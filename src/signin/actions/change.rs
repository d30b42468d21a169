//! Changing one's own password.

use super::{
    super::{
        model::Event,
        password::{Accepted, Password},
        settings::Settings,
        store,
    },
    peppers::learn_for,
};
use crate::access::Caller;
use crate::accounts;
use crate::kernel::{Error, Result, audit::Actor, db::Db, text::Email};
use crate::mail::{self, Letter};
use serde_json::json;

/// Sets a new password for the caller, who must know the one they have, and ends their other sessions.
pub async fn change_password(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    current: Option<&Password>,
    new: &Accepted,
) -> Result<()> {
    let account = store::account_of(&mut db.read().await?, caller.user).await?;
    let before = account.password_hash.as_deref();
    learn_for(db, settings, before).await?;
    let is_right = match (current, before) {
        // Whoever came in by a one-time link and never had a password sets the first one.
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(current), Some(_)) => settings.hashing.verify(current, before).await?,
    };
    if !is_right {
        let tx = db.begin(actor).await?;
        accounts::commit_everywhere(tx, caller.user, Event::PasswordChangeRefused(caller.user)).await?;
        return Err(Error::invalid("current_password", "That is not your password."));
    }
    let hash = settings.hashing.hash(db.env(), new.password()).await?;
    let mut tx = db.begin(actor).await?;
    if store::set_password(&mut tx, caller.user, &hash, before).await? == 0 {
        return Err(Error::Conflict(
            "Your password was changed in another window. Sign in with that one.".into(),
        ));
    }
    store::end_others(&mut tx, caller.user, caller.session).await?;
    let data = json!({ "at": tx.now(), "address": tx.actor().address });
    let to = Email::parse(&caller.email).map_err(anyhow::Error::msg)?;
    mail::send_in(&mut tx, Letter::new("password_changed", &to, &caller.name, data)).await?;
    accounts::commit_everywhere(tx, caller.user, Event::PasswordChanged(caller.user)).await
}

/// Whether the caller has a password yet.
pub async fn has_password(db: &Db, caller: &Caller) -> Result<bool> {
    let account = store::account_of(&mut db.read().await?, caller.user).await?;
    Ok(account.password_hash.is_some())
}
