//! A code by mail. It is less than a second factor, because whoever reads the mail can reset the password, too
//! (NIST SP 800-63B-4, 3.1.3.1); an organisation may allow it to its people who are no administrators.

use super::{
    super::{model::Attempt, store},
    second::Proved,
};
use crate::kernel::{Result, db::Tx, hash::Sha256};

/// Tries for all codes of one sign-in together: a new code does not begin to count again.
const TRIES_MAX: i64 = 5;

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
