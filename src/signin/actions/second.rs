//! The second step of a sign-in: a code of an authenticator app, a backup code or a code by mail.

use super::{
    super::{
        codes,
        guess::Try,
        model::{Admission, Attempt, Browser, Event, Second, Standing},
        passkeys::Refusal,
        settings::Settings,
        store, totp,
    },
    admit::{Entrance, enter},
    guesses::{failed_in, open_for, succeeded_in},
    totp::SECRET,
};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    hash::Sha256,
    id::UserId,
};
use crate::mail::{self, Letter};
use serde_json::json;

/// A second step as somebody gave it.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// Which.
    pub second: Second,
    /// What they typed.
    pub code: &'a str,
    /// Whether this device may skip it for a while.
    pub remember: bool,
}

/// A sign-in that waits for its second step, and what the person could give.
pub struct Waiting {
    /// The sign-in.
    pub attempt: Attempt,
    /// What could be given.
    pub standing: Standing,
}

/// The sign-in whose token a browser has, if it still waits.
pub async fn waiting(db: &Db, token: &str, browser: &Browser) -> Result<Option<Waiting>> {
    let (mut conn, now) = (db.read().await?, db.env().now());
    let Some(attempt) = store::attempt(&mut conn, Sha256::of(token), now).await? else { return Ok(None) };
    let standing = store::standing(&mut conn, attempt.user_id, browser.device_hashes(), now).await?;
    Ok(Some(Waiting { attempt, standing }))
}

/// Finishes a sign-in by its second step. With it comes what to tell about the clock of the app. `NotFound` if
/// the sign-in does not wait any more; `Invalid` on `code` if the step is wrong.
pub async fn give_second(
    db: &Db,
    settings: &Settings,
    token: &str,
    given: Given<'_>,
    browser: &Browser,
) -> Result<(Admission, Option<String>)> {
    let waiting = waiting(db, token, browser).await?.ok_or(Error::NotFound)?;
    let (attempt, standing) = (waiting.attempt, waiting.standing);
    if standing.orgs.is_empty() {
        return Err(Error::NotFound);
    }
    let tried = open_for(db, &attempt.email, given.second.kind(), &browser.known).await?;
    let ready = prepare(db, attempt.user_id, given).await?;
    let actor = browser.actor(Some(attempt.user_id), &attempt.name);
    let mut tx = accounts::begin_in(db, actor, &standing.orgs).await?;
    let waits = Some((&attempt, token));
    let note = match check(&mut tx, settings, (attempt.user_id, &tried), &ready, waits).await? {
        Proved::Right(note) => note,
        Proved::Wrong(why) => {
            store::count_try(&mut tx, attempt.id, Attempt::TRIES_MAX).await?;
            let refused = Event::SecondRefused { user: attempt.user_id, second: given.second };
            accounts::commit_to(tx, standing.orgs, refused).await?;
            return Err(Error::invalid("code", why));
        }
        Proved::TooOften { retry_after_s } => return Err(Error::TooMany { retry_after_s }),
    };
    if store::use_attempt(&mut tx, attempt.id).await? == 0 {
        return Err(Error::NotFound);
    }
    let strength = given.second.strength();
    let remember = given.remember && given.second == Second::Totp;
    let proof = attempt.proof()?;
    let entrance = Entrance { proof, strength, is_remembered: false, second: Some(given.second), remember };
    Ok((enter(tx, settings, &standing, entrance, browser).await?, note))
}

/// A second step, with all the work done that must not be done inside a unit of work.
pub(super) enum Ready {
    Totp(String),
    Code(Option<(i64, Sha256)>),
    Mail(String),
}

/// What a second step turned out to be.
pub(super) enum Proved {
    /// Right; and what to tell about the clock of the app.
    Right(Option<String>),
    /// Wrong, and what to do about it.
    Wrong(String),
    /// Not looked at.
    TooOften {
        /// How long to wait.
        retry_after_s: u64,
    },
}

/// Does the slow part: the hash of a backup code. It is done even where there is no such code.
pub(super) async fn prepare(db: &Db, user: UserId, given: Given<'_>) -> Result<Ready> {
    let typed = given.code.trim().to_owned();
    let code = match given.second {
        Second::Totp => return Ok(Ready::Totp(typed)),
        Second::Mail => return Ok(Ready::Mail(typed)),
        Second::Code => codes::parse(&typed),
        Second::Passkey => return Err(Error::invalid("form", Refusal::NoScript.words())),
    };
    let Some(code) = code else { return Ok(Ready::Code(None)) };
    let (place, salt) = (code.place, store::code_salt(&mut db.read().await?, user, code.place).await?);
    let is_there = salt.is_some();
    let hash = code.hash(salt.unwrap_or_default()).await?;
    Ok(Ready::Code(is_there.then_some((place, hash))))
}

/// Checks a second step and uses it up, so that of two requests with the same code one wins. Wrong ones in a
/// row are counted, and too many switch it off.
pub(super) async fn check(
    tx: &mut Tx,
    settings: &Settings,
    (user, tried): (UserId, &Try),
    ready: &Ready,
    attempt: Option<(&Attempt, &str)>,
) -> Result<Proved> {
    let proved = match tried.is_switched_off() {
        true => Proved::Wrong(OFF.into()),
        false => look(tx, settings, user, ready, attempt).await?,
    };
    match &proved {
        Proved::Right(_) => succeeded_in(tx, tried).await?,
        Proved::Wrong(_) => failed_in(tx, tried, Some(user)).await?,
        Proved::TooOften { .. } => {}
    }
    Ok(proved)
}

async fn look(
    tx: &mut Tx,
    settings: &Settings,
    user: UserId,
    ready: &Ready,
    attempt: Option<(&Attempt, &str)>,
) -> Result<Proved> {
    match ready {
        Ready::Totp(typed) => check_totp(tx, settings, user, typed).await,
        Ready::Code(None) => Ok(Proved::Wrong(NO_CODE.into())),
        Ready::Code(Some((place, hash))) => check_code(tx, user, *place, *hash).await,
        Ready::Mail(typed) => match attempt {
            Some((attempt, token)) => super::mail_code::check_mail_code(tx, attempt, token, typed).await,
            None => Ok(Proved::Wrong(NO_CODE.into())),
        },
    }
}

const NO_CODE: &str =
    "That is not one of your codes that still work. Each works once, and only those made last.";
const OFF: &str = "Too many wrong tries switched this second step off. Use another, or ask an administrator to \
                   unlock it.";
/// For each step of 30 seconds.
const TOTP_TRIES: i64 = 3;

async fn check_totp(tx: &mut Tx, settings: &Settings, user: UserId, typed: &str) -> Result<Proved> {
    let (now, step) = (tx.now(), totp::step(tx.now()));
    let Some((sealed, last_step)) = store::take_totp_try(tx, user, step, TOTP_TRIES).await? else {
        let left = 30 - now.timestamp().rem_euclid(30);
        return Ok(Proved::TooOften { retry_after_s: u64::try_from(left).unwrap_or(30) });
    };
    let secret = settings.keyring.open(&SECRET.of(&[&user]), &sealed)?;
    Ok(match totp::check(&secret, typed, now)? {
        totp::Code::Right { step, .. } if step <= last_step => Proved::Wrong(USED.into()),
        totp::Code::Right { step, ahead_s } => {
            if store::take_totp_step(tx, user, step).await? == 0 {
                return Ok(Proved::Wrong(USED.into()));
            }
            let drift = totp::drift(ahead_s);
            Proved::Right((ahead_s != 0).then(|| {
                format!("The clock of your authenticator app is {drift} ours. Let your phone set its time by itself.")
            }))
        }
        totp::Code::OfAnotherTime { step: of, ahead_s } => {
            // What was told to be right later must not be: nobody may wait for a guess to become right.
            if of > step {
                store::take_totp_step(tx, user, of).await?;
            }
            Proved::Wrong(wrong_clock(ahead_s))
        }
        totp::Code::Wrong => Proved::Wrong(
            "That is not the code your authenticator app shows now. Take the newest one, and look that it is the \
             one for Muster and for this account.".into(),
        ),
    })
}

/// Writes to somebody about a change of what proves that it is them: when and from where.
pub(super) async fn tell(
    tx: &mut Tx,
    user: UserId,
    letter: &'static str,
    mut data: serde_json::Value,
) -> Result<()> {
    let (email, name) = store::address_of(tx, user).await?;
    data["at"] = json!(tx.now());
    data["address"] = json!(tx.actor().address);
    mail::send_in(tx, Letter::new(letter, &email, name, data)).await
}

const USED: &str = "This code was used already. Each works once: wait until your app shows the next one.";

/// What to do about a clock that is too wrong.
pub(super) fn wrong_clock(ahead_s: i64) -> String {
    format!(
        "The clock of your authenticator app is {} ours, which is too much. Let your phone set its time by \
         itself, then take a new code.",
        totp::drift(ahead_s)
    )
}

/// Uses a backup code up, notes that it was, and tells how many are left when they run low.
async fn check_code(tx: &mut Tx, user: UserId, place: i64, hash: Sha256) -> Result<Proved> {
    if store::use_code(tx, user, place, hash).await? == 0 {
        return Ok(Proved::Wrong(NO_CODE.into()));
    }
    let (left, _) = store::codes_left(tx, user).await?;
    accounts::record_everywhere(tx, user, Event::CodeUsed { user, left }).await?;
    tell(tx, user, "backup_code_used", json!({ "left": left })).await?;
    Ok(Proved::Right((left <= codes::LOW).then(|| match left {
        0 => "That was your last backup code. Make new ones now.".to_owned(),
        1 => "You have 1 backup code left. Make new ones soon.".to_owned(),
        _ => format!("You have {left} backup codes left. Make new ones soon."),
    })))
}
