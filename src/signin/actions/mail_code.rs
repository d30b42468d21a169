//! A code by mail. It is less than a second factor, because whoever reads the mail can reset the password, too
//! (NIST SP 800-63B-4, 3.1.3.1); an organisation may allow it to its people who are no administrators.

use super::{
    super::{
        model::{Attempt, Browser, Event},
        store,
    },
    second::{Proved, waiting},
};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    hash::Sha256,
    text::Email,
};
use crate::mail::{self, Letter};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

/// Tries for all codes of one sign-in together: a new code does not begin to count again.
const TRIES_MAX: i64 = 5;
/// Codes for one sign-in.
const CODES_MAX: i64 = 3;
/// A code is good for so long.
const LIFE: TimeDelta = TimeDelta::minutes(10);

/// Sends a code for the sign-in whose token a browser has; it takes the place of the one before. `NotFound` if
/// the sign-in does not wait any more, or no code may be sent; `Invalid` if that was done too often.
pub async fn send_mail_code(db: &Db, token: &str, browser: &Browser) -> Result<()> {
    let waiting = waiting(db, token, browser).await?.ok_or(Error::NotFound)?;
    let (attempt, standing) = (waiting.attempt, waiting.standing);
    if !standing.takes_mail() {
        return Err(Error::NotFound);
    }
    let actor = browser.actor(Some(attempt.user_id), &attempt.name);
    let mut tx = accounts::begin_in(db, actor, &standing.orgs).await?;
    send_in(&mut tx, attempt.id, token, (&attempt.email, &attempt.name)).await?;
    accounts::commit_to(tx, standing.orgs, Event::MailCodeSent(attempt.user_id)).await
}

/// Makes a code and has it sent, inside the unit of work that waits for it.
pub(super) async fn send_in(
    tx: &mut Tx,
    attempt: Uuid,
    token: &str,
    (email, name): (&str, &str),
) -> Result<()> {
    let code = format!("{:08}", u64::from_be_bytes(tx.env().bytes()) % 100_000_000);
    let until = tx.now() + LIFE;
    if store::put_mail_code(tx, attempt, hash_of(token, &code), until, CODES_MAX).await? == 0 {
        return Err(Error::invalid(
            "code",
            "No more codes are sent for this sign-in. Begin again for another.",
        ));
    }
    let to = Email::parse(email).map_err(|why| Error::Internal(anyhow::anyhow!("an address: {why}")))?;
    let data = json!({ "code": format!("{} {}", &code[..4], &code[4..]), "minutes": LIFE.num_minutes() });
    mail::send_in(tx, Letter::new("sign_in_code", &to, name, data).until(until)).await
}

/// What is kept of a code. It is bound to the sign-in by that one's token, of which the database knows only the
/// hash, so nobody who reads the database can find the code by trying all of them.
fn hash_of(token: &str, code: &str) -> Sha256 {
    Sha256::of(format!("{token}\0{code}"))
}

/// Takes a try and checks the code.
pub(super) async fn check_mail_code(
    tx: &mut Tx,
    attempt: &Attempt,
    token: &str,
    typed: &str,
) -> Result<Proved> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    match store::take_mail_try(tx, attempt.id, TRIES_MAX).await? {
        Some(hash) if hash == hash_of(token, &typed) => Ok(Proved::Right(None)),
        Some(_) => Ok(Proved::Wrong("That is not the code of the newest mail.".into())),
        None => Ok(Proved::Wrong(
            "This code does not work any more: it is too old, or there were too many tries. Sign in again to get \
             another.".into(),
        )),
    }
}
