//! What people do with passkeys: make, name and remove them, come in with them, and confirm that it is them.

mod ask;
mod enter;
mod join;
mod own;

pub use ask::*;
pub use enter::*;
pub use join::*;
pub use own::*;

use super::super::{
    guess::Try,
    passkeys::{Answer, Key, Purpose, Refusal, Used},
    settings::Settings,
    store,
};
use super::guesses::{failed_in, succeeded_in};
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    hash::Sha256,
    id::UserId,
};

/// A browser's answer, as it arrives.
pub struct Sent<'a> {
    /// What the page's script wrote.
    pub answer: &'a str,
    /// The token of the question.
    pub token: &'a str,
    /// What ties the question to this browser.
    pub bond: Sha256,
}

/// An answer that could be read, and the passkey it is about.
struct Shown {
    answer: Answer,
    key: Option<Key>,
}

/// Reads an answer and finds the passkey it is about, if Muster knows it.
async fn look(db: &Db, sent: &Sent<'_>) -> Result<Shown> {
    let answer = Answer::parse(sent.answer).map_err(refused)?;
    let id = answer.credential_id().ok_or_else(|| refused(Refusal::Unreadable))?;
    let key = store::key(&mut db.read().await?, &id).await?;
    Ok(Shown { answer, key })
}

/// What somebody is told whose passkey is not taken.
fn refused(why: Refusal) -> Error {
    Error::invalid("form", why.words())
}

/// Whether somebody used a passkey rightly: it was asked for, in this browser, for this purpose, and of nobody
/// else. The question is used up in any case. Wrong ones of the person of `tried` are counted, and too many switch
/// passkeys off.
async fn prove(
    tx: &mut Tx,
    settings: &Settings,
    purpose: Purpose,
    (sent, shown): (&Sent<'_>, &Shown),
    tried: Option<(&Try, UserId)>,
) -> Result<Result<Key, Refusal>> {
    let mut found = look_at(tx, settings, purpose, sent, shown).await?.map(|(key, _)| key);
    let Some((tried, user)) = tried else { return Ok(found) };
    if tried.is_switched_off() {
        found = Err(Refusal::Unknown);
    }
    match &found {
        Ok(_) => succeeded_in(tx, tried).await?,
        Err(why) if why.is_guess() => failed_in(tx, tried, Some(user)).await?,
        Err(_) => {}
    }
    Ok(found)
}

async fn look_at(
    tx: &mut Tx,
    settings: &Settings,
    purpose: Purpose,
    sent: &Sent<'_>,
    shown: &Shown,
) -> Result<Result<(Key, Used), Refusal>> {
    let taken = store::take_ceremony(tx, (Sha256::of(sent.token), sent.bond), purpose).await?;
    let Some(ceremony) = taken else { return Ok(Err(Refusal::Over)) };
    let Some(key) = &shown.key else { return Ok(Err(Refusal::Unknown)) };
    let is_theirs = match ceremony.user_id {
        Some(user) => user == key.user_id,
        None => shown.answer.owner() == Some(key.user_id.0),
    };
    if !is_theirs {
        return Ok(Err(Refusal::Unknown));
    }
    let used = match settings.passkeys.check(&shown.answer, ceremony.state.0, key) {
        Ok(used) => used,
        Err(why) => return Ok(Err(why)),
    };
    Ok(match store::use_passkey(tx, key, &used).await? {
        0 => Err(Refusal::Unknown),
        _ => Ok((key.clone(), used)),
    })
}
