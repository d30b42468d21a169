//! Changing one's own password.

use super::{
    super::{
        guess::{Kind, Target},
        known::Known,
        model::Event,
        password::{Accepted, Password, Wishes},
        settings::Settings,
        store,
    },
    guesses::{failed_in, open, succeeded_in},
    peppers::learn_for,
    sessions::replace_token_in,
};
use crate::access::{Caller, Role};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    id::{OrgId, UserId},
    text::Email,
};
use crate::mail::{self, Letter};
use serde_json::json;

/// Sets a new password for the caller, who must know the one they have, and ends their other sessions. This one
/// goes on under a new token, which is the answer.
pub async fn change_password(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    current: Option<&Password>,
    new: &Accepted,
    known: &Known,
) -> Result<String> {
    let email = Email::parse(&caller.email).map_err(|problem| Error::invalid("form", problem))?;
    let mut conn = db.read().await?;
    let account = store::account_of(&mut conn, caller.user).await?;
    let tried = open(&mut conn, Target::new(&email, Kind::Password, known), db).await?;
    drop(conn);
    let before = account.password_hash.as_deref();
    learn_for(db, settings, before).await?;
    let is_right = match (current, before) {
        // Whoever came in by a one-time link and never had a password sets the first one.
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(current), Some(_)) => settings.hashing.verify(current, before).await?,
    };
    if !is_right {
        let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
        failed_in(&mut tx, &tried, Some(caller.user)).await?;
        accounts::commit_everywhere(tx, caller.user, Event::PasswordChangeRefused(caller.user)).await?;
        return Err(Error::invalid("current_password", "That is not your password."));
    }
    let wishes = wishes(db, caller.user).await?;
    refuse_former(db, settings, caller.user, (before, wishes.history), new.password()).await?;
    let hash = settings.hashing.hash(db.env(), new.password()).await?;
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    if store::set_password(&mut tx, caller.user, &hash, before).await? == 0 {
        return Err(Error::Conflict(
            "Your password was changed in another window. Sign in with that one.".into(),
        ));
    }
    keep_former_in(&mut tx, caller.user, (before, wishes.history)).await?;
    succeeded_in(&mut tx, &tried).await?;
    store::end_others(&mut tx, caller.user, caller.session).await?;
    let token = replace_token_in(&mut tx, caller).await?;
    let data = json!({ "at": tx.now(), "address": tx.actor().address, "is_reset": false });
    let to = Email::parse(&caller.email).map_err(anyhow::Error::msg)?;
    mail::send_in(&mut tx, Letter::new("password_changed", &to, &caller.name, data)).await?;
    accounts::commit_everywhere(tx, caller.user, Event::PasswordChanged(caller.user)).await?;
    Ok(token)
}

/// Whether the caller has a password yet.
pub async fn has_password(db: &Db, caller: &Caller) -> Result<bool> {
    let account = store::account_of(&mut db.read().await?, caller.user).await?;
    Ok(account.password_hash.is_some())
}

/// What somebody's organisations wish of their password.
pub async fn wishes(db: &Db, user: UserId) -> Result<Wishes> {
    Ok(Wishes::of(&store::wishes_of(&mut db.read().await?, user).await?))
}

/// What an organisation wishes of the password of somebody who is about to join it as `role`.
pub async fn wishes_at(db: &Db, org: OrgId, role: Role) -> Result<Wishes> {
    Ok(Wishes::of(&[store::wish_of(&mut db.read().await?, org, role).await?]))
}

/// Keeps the hash that is replaced where a history is wanted, and no more of them than that.
pub(super) async fn keep_former_in(
    tx: &mut Tx,
    user: UserId,
    (before, history): (Option<&str>, i64),
) -> Result<()> {
    if let Some(before) = before.filter(|_| history > 0) {
        store::insert_former(tx, user, before).await?;
    }
    store::forget_former(tx, user, (history - 1).max(0)).await?;
    Ok(())
}

/// Refuses a password that is among the last `history` ones, the present one included.
pub(super) async fn refuse_former(
    db: &Db,
    settings: &Settings,
    user: UserId,
    (present, history): (Option<&str>, i64),
    new: &Password,
) -> Result<()> {
    if history == 0 {
        return Ok(());
    }
    let former = store::former_hashes(&mut db.read().await?, user, history - 1).await?;
    for hash in present.into_iter().chain(former.iter().map(String::as_str)) {
        learn_for(db, settings, Some(hash)).await?;
        if settings.hashing.verify(new, Some(hash)).await? {
            let told = format!(
                "You had this password before, and your organisation wants a new one: none of the last {history}."
            );
            return Err(Error::invalid("new_password", told));
        }
    }
    Ok(())
}
