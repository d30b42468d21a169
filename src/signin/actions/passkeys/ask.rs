//! Asking a browser for a passkey.

use super::super::super::{
    model::Browser,
    passkeys::{Owner, PASSKEYS_MAX, Purpose, Refusal, State},
    settings::Settings,
    store::{self, Asked},
};
use super::{super::waiting, refused};
use crate::access::{Caller, Fresh};
use crate::accounts::Invited;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Chore, Db},
    hash::Sha256,
    id::UserId,
    text::Line,
};
use serde_json::Value;

/// What a browser is asked. It brings the token back with its answer.
#[derive(Debug, serde::Serialize)]
pub struct Question {
    /// What the browser's own function for passkeys takes.
    pub options: Value,
    /// The token.
    pub token: String,
}

async fn ask(
    db: &Db,
    (purpose, bond): (Purpose, Sha256),
    user: Option<UserId>,
    (options, state): (Value, State),
) -> Result<Question> {
    let mut tx = db.begin(Actor::console()).await?;
    let token = tx.env().token();
    let asked = Asked { token: Sha256::of(&token), bond, purpose, user, state: &state };
    store::insert_ceremony(&mut tx, &asked).await?;
    tx.commit_chore(Chore::AskForPasskey).await?;
    Ok(Question { options, token })
}

/// Asks somebody at the sign-in page. Nobody knows who it is, so any passkey for this address will do.
pub async fn ask_at_door(db: &Db, settings: &Settings, bond: Sha256) -> Result<Question> {
    ask(db, (Purpose::SignIn, bond), None, settings.passkeys.ask(&[])?).await
}

/// Asks somebody for their second step. `NotFound` if their sign-in does not wait any more.
pub async fn ask_for_second(
    db: &Db,
    settings: &Settings,
    (token, browser): (&str, &Browser),
    bond: Sha256,
) -> Result<Question> {
    let user = waiting(db, token, browser).await?.ok_or(Error::NotFound)?.attempt.user_id;
    ask_one(db, settings, (Purpose::Second, bond), user).await
}

/// Asks the caller to confirm that it is them.
pub async fn ask_to_confirm(db: &Db, settings: &Settings, caller: &Caller, bond: Sha256) -> Result<Question> {
    ask_one(db, settings, (Purpose::Confirm, bond), caller.user).await
}

async fn ask_one(db: &Db, settings: &Settings, what: (Purpose, Sha256), user: UserId) -> Result<Question> {
    let known = store::credential_ids(&mut db.read().await?, user).await?;
    if known.is_empty() {
        return Err(refused(Refusal::Unknown));
    }
    ask(db, what, Some(user), settings.passkeys.ask(&known)?).await
}

/// Asks the caller's device for one more passkey. Whoever was asked may answer: they confirmed a moment ago.
pub async fn ask_for_another(
    db: &Db,
    settings: &Settings,
    (caller, _): (&Caller, Fresh),
    bond: Sha256,
) -> Result<Question> {
    let known = store::credential_ids(&mut db.read().await?, caller.user).await?;
    if known.len() >= PASSKEYS_MAX {
        return Err(refused(Refusal::TooMany));
    }
    let owner = Owner { id: caller.user, email: &caller.email, name: &caller.name };
    let asked = settings.passkeys.ask_for_new(&owner, &known)?;
    ask(db, (Purpose::Add, bond), Some(caller.user), asked).await
}

/// Asks the device of somebody invited, who has no account yet, for their first passkey.
pub async fn ask_to_join(
    db: &Db,
    settings: &Settings,
    (it, name): (&Invited, &Line),
    bond: Sha256,
) -> Result<Question> {
    let id = UserId(db.env().new_id());
    let owner = Owner { id, email: it.email.as_str(), name: name.as_str() };
    ask(db, (Purpose::Join, bond), Some(id), settings.passkeys.ask_for_new(&owner, &[])?).await
}
