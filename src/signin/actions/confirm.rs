//! Proving once more that it is oneself, before something that a borrowed browser must not do.

use super::{
    super::{
        guess::Kind,
        known::Known,
        model::{Event, Factors, Second},
        password::Password,
        settings::Settings,
        store,
    },
    guesses::{failed_in, open_for, succeeded_in},
    peppers::learn_for,
    second::{Given, Proved, check, prepare},
};
use crate::access::Caller;
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    hash::Sha256,
};

/// By what somebody confirms.
pub enum By<'a> {
    /// By their password, where they have no second step.
    Password(Option<&'a Password>),
    /// By a second step.
    Second(Given<'a>),
}

/// What somebody can confirm with.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct Means {
    /// Second steps.
    pub factors: Factors,
    /// Whether they have a password.
    pub has_password: bool,
}

/// What the caller can confirm with.
pub async fn means(db: &Db, caller: &Caller) -> Result<Means> {
    let mut conn = db.read().await?;
    let factors = store::factors(&mut conn, caller.user).await?;
    let has_password = store::account_of(&mut conn, caller.user).await?.password_hash.is_some();
    Ok(Means { factors, has_password })
}

/// Confirms that it is the caller. The session goes on under a new token, which is the answer, with what to tell
/// about the clock of the app. A second step also raises a session that had one factor.
pub async fn confirm(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    by: By<'_>,
    known: &Known,
) -> Result<(String, Option<String>)> {
    match by {
        By::Password(password) => by_password(db, settings, (caller, actor), password, known).await,
        By::Second(given) if given.second == Second::Totp => {
            by_second(db, settings, (caller, actor), given, known).await
        }
        By::Second(_) => Err(Error::invalid("code", "Use your authenticator app here.")),
    }
}

async fn by_password(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    password: Option<&Password>,
    known: &Known,
) -> Result<(String, Option<String>)> {
    let mut conn = db.read().await?;
    let has_second = store::factors(&mut conn, caller.user).await?.has_second();
    let account = store::account_of(&mut conn, caller.user).await?;
    drop(conn);
    if has_second {
        return Err(Error::invalid("form", "Use your second step here: it is more than your password."));
    }
    let tried = open_for(db, &caller.email, Kind::Password, known).await?;
    learn_for(db, settings, account.password_hash.as_deref()).await?;
    let is_right = match (password, account.password_hash.as_deref()) {
        (Some(password), Some(stored)) => settings.hashing.verify(password, Some(stored)).await?,
        _ => false,
    };
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    if !is_right || tried.is_switched_off() {
        failed_in(&mut tx, &tried, Some(caller.user)).await?;
        return refuse(tx, caller, "password", "That is not your password.", "password").await;
    }
    succeeded_in(&mut tx, &tried).await?;
    Ok((renew(tx, caller, None, "password").await?, None))
}

async fn by_second(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    given: Given<'_>,
    known: &Known,
) -> Result<(String, Option<String>)> {
    let tried = open_for(db, &caller.email, given.second.kind(), known).await?;
    let ready = prepare(db, caller.user, given).await?;
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let by = given.second.word();
    match check(&mut tx, settings, (caller.user, &tried), &ready, None).await? {
        Proved::Right(note) => Ok((renew(tx, caller, Some(given.second), by).await?, note)),
        Proved::Wrong(why) => refuse(tx, caller, "code", &why, by).await,
        Proved::TooOften { retry_after_s } => Err(Error::TooMany { retry_after_s }),
    }
}

async fn refuse<T>(tx: Tx, caller: &Caller, field: &'static str, why: &str, by: &'static str) -> Result<T> {
    let refused = Event::ConfirmRefused { user: caller.user, by };
    accounts::commit_everywhere(tx, caller.user, refused).await?;
    Err(Error::invalid(field, why))
}

/// The session goes on under a new token. It is fresh, and worth two factors after a second step.
pub(super) async fn renew(
    mut tx: Tx,
    caller: &Caller,
    second: Option<Second>,
    by: &'static str,
) -> Result<String> {
    let token = renew_in(&mut tx, caller, second).await?;
    let is_raised = second.is_some_and(|second| second.strength() > caller.strength);
    let event = match second {
        Some(second) if is_raised => Event::Raised { user: caller.user, second },
        _ => Event::Confirmed { user: caller.user, by },
    };
    accounts::commit_everywhere(tx, caller.user, event).await?;
    Ok(token)
}

/// The same inside a unit of work: the new token. `Unauthenticated` if the session ended meanwhile.
pub async fn renew_in(tx: &mut Tx, caller: &Caller, second: Option<Second>) -> Result<String> {
    let token = tx.env().token();
    let strength = second.map_or(caller.strength, |second| second.strength().max(caller.strength));
    let rows = store::renew(tx, caller.session, Sha256::of(&token), strength, second.is_some()).await?;
    if rows == 0 { Err(Error::Unauthenticated) } else { Ok(token) }
}
