//! A person's own passkeys.

use super::{
    super::{
        super::{
            guess::Kind,
            model::Second,
            passkeys::{Answer, Event, New, PASSKEYS_MAX, Passkey, PasskeyId, Purpose, Refusal, State},
            settings::Settings,
            store,
        },
        confirm::renew_in,
        guesses::forgive_in,
        rules_of,
        second::tell,
        sessions::replace_token_in,
    },
    Sent, refused,
};
use crate::access::{Caller, Fresh};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    hash::Sha256,
    id::UserId,
    text::{Email, Line},
};
use serde_json::json;

/// The caller's passkeys.
pub async fn passkeys(db: &Db, caller: &Caller) -> Result<Vec<Passkey>> {
    store::passkeys(&mut db.read().await?, caller.user).await
}

/// One of them. `NotFound` if there is no such one.
pub async fn passkey(db: &Db, caller: &Caller, id: PasskeyId) -> Result<Passkey> {
    store::passkey(&mut db.read().await?, caller.user, id).await
}

/// Notes the passkey that the caller's device made. It is a second factor just used, so the session is worth two
/// from now on: the answer is its new token. The other sessions end. `Invalid` on `form` if it is not taken.
pub async fn add_passkey(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    sent: &Sent<'_>,
    name: Option<Line>,
) -> Result<String> {
    let answer = Answer::parse(sent.answer).map_err(refused)?;
    let user = caller.user;
    let mut tx = accounts::begin_everywhere(db, actor, user).await?;
    let new = match take_new(&mut tx, settings, Purpose::Add, sent, &answer).await? {
        Ok((new, of)) if of == user => new,
        Ok(_) => return refuse(tx, user, Refusal::Over).await,
        Err(why) => return refuse(tx, user, why).await,
    };
    if let Err(why) = suits(&mut tx, user, &new).await? {
        return refuse(tx, user, why).await;
    }
    let (id, name) = insert_in(&mut tx, user, name, &new).await?;
    let email = Email::parse(&caller.email).map_err(anyhow::Error::msg)?;
    forgive_in(&mut tx, &email, Kind::Passkey).await?;
    store::end_others(&mut tx, user, caller.session).await?;
    let token = renew_in(&mut tx, caller, Some(Second::Passkey)).await?;
    tell(&mut tx, user, "second_step_changed", json!({ "what": "passkey_added", "name": name })).await?;
    let added = Event::Added { user, id, name: &name, is_synced: new.is_synced };
    accounts::commit_everywhere(tx, user, added).await?;
    Ok(token)
}

async fn refuse<T>(tx: Tx, user: UserId, why: Refusal) -> Result<T> {
    accounts::commit_everywhere(tx, user, Event::AddRefused { user, why }).await?;
    Err(refused(why))
}

/// The passkey that a device made, and for whom it was asked to.
pub(super) async fn take_new(
    tx: &mut Tx,
    settings: &Settings,
    purpose: Purpose,
    sent: &Sent<'_>,
    answer: &Answer,
) -> Result<Result<(New, UserId), Refusal>> {
    let taken = store::take_ceremony(tx, (Sha256::of(sent.token), sent.bond), purpose).await?;
    let Some((user, State::New(state))) = taken.and_then(|it| it.user_id.zip(Some(it.state.0))) else {
        return Ok(Err(Refusal::Over));
    };
    Ok(settings.passkeys.take_new(answer, &state).map(|new| (new, user)))
}

/// Whether the person's organisations want it, and there is room for it.
pub(super) async fn suits(tx: &mut Tx, user: UserId, new: &New) -> Result<Result<(), Refusal>> {
    let now = tx.now();
    if new.is_synced && rules_of(tx, user, now).await?.passkeys_device_bound {
        return Ok(Err(Refusal::Synced));
    }
    let is_full = store::credential_ids(tx, user).await?.len() >= PASSKEYS_MAX;
    Ok(if is_full { Err(Refusal::TooMany) } else { Ok(()) })
}

/// Notes a passkey under the name that was typed, or under one that tells it from the others.
pub(super) async fn insert_in(
    tx: &mut Tx,
    user: UserId,
    name: Option<Line>,
    new: &New,
) -> Result<(PasskeyId, Line)> {
    let name = match name {
        Some(name) => name,
        None => numbered(&store::passkeys(tx, user).await?)?,
    };
    let id = PasskeyId(tx.env().new_id());
    store::insert_passkey(tx, user, (id, &name), new, Refusal::Taken.words()).await?;
    Ok((id, name))
}

/// “Passkey 3”, or the first number after that is free.
fn numbered(known: &[Passkey]) -> Result<Line> {
    let is_free = |name: &String| !known.iter().any(|it| it.name.as_str() == name);
    let mut names = (known.len() + 1..).map(|n| format!("Passkey {n}"));
    let name = names.find(is_free).unwrap_or_default();
    Line::parse(&name, "").map_err(|why| Error::Internal(anyhow::anyhow!("a name: {why}")))
}

/// Calls one of the caller's passkeys something else. `NotFound` if there is no such one.
pub async fn rename_passkey(
    db: &Db,
    (caller, actor): (&Caller, Actor),
    id: PasskeyId,
    name: &Line,
) -> Result<()> {
    let user = caller.user;
    let mut tx = accounts::begin_everywhere(db, actor, user).await?;
    let before = store::passkey(&mut tx, user, id).await?;
    if store::rename_passkey(&mut tx, user, id, name).await? == 0 {
        return Err(Error::NotFound);
    }
    accounts::commit_everywhere(tx, user, Event::Renamed { user, before: &before, after: name }).await
}

/// Takes one of the caller's passkeys away, unless it is their last way in: then `Invalid` on `form`. Backup codes
/// go with the last second step; the other sessions end.
pub async fn remove_passkey(
    db: &Db,
    (caller, actor): (&Caller, Actor),
    id: PasskeyId,
    _: Fresh,
) -> Result<(Passkey, String)> {
    let user = caller.user;
    let mut tx = accounts::begin_everywhere(db, actor, user).await?;
    store::hold_person(&mut tx, user).await?;
    let passkey = store::passkey(&mut tx, user, id).await?;
    if store::delete_passkey(&mut tx, user, id).await? == 0 {
        let words =
            "This is your only way in. Set a password or add another passkey first, then remove this one.";
        return Err(Error::invalid("form", words));
    }
    if !store::factors(&mut tx, user).await?.has_second() {
        store::delete_codes(&mut tx, user).await?;
    }
    store::end_others(&mut tx, user, caller.session).await?;
    let token = replace_token_in(&mut tx, caller).await?;
    tell(&mut tx, user, "second_step_changed", json!({ "what": "passkey_removed", "name": passkey.name }))
        .await?;
    accounts::commit_everywhere(tx, user, Event::Removed { user, passkey: &passkey }).await?;
    Ok((passkey, token))
}
