//! Coming in by password, and going out.

use super::{
    super::{
        guess::{Kind, Target, Try},
        model::{Account, Admission, Browser, Event, Proof, Way},
        password::Password,
        settings::Settings,
        store,
    },
    admit::decide,
    guesses::{failed_in, succeeded_in},
    peppers::learn_for,
};
use crate::access::Caller;
use crate::accounts;
use crate::kernel::{Error, Result, audit::Actor, db::Db, id::UserId, text::Email};

/// The same words whether the address or the password is wrong.
const WRONG: &str = "Email or password is not right.";

/// Signs somebody in by address and password, or asks for their second step. A wrong pair takes as long whether
/// the address is known or not, says the same, and leaves a line in the trail.
pub async fn sign_in(
    db: &Db,
    settings: &Settings,
    email: &Email,
    password: Option<&Password>,
    browser: &Browser,
) -> Result<Admission> {
    let now = db.env().now();
    let target = Target::new(email, Kind::Password, &browser.known);
    let (account, guessed) =
        store::account_at_door(&mut db.read().await?, email, browser.device_hashes(), (&target, now)).await?;
    let (account, standing) = account.unzip();
    let tried = Try::begin(target, guessed, now)?;
    let stored = account.as_ref().and_then(|account| account.password_hash.as_deref());
    learn_for(db, settings, stored).await?;
    let checked = check(settings, email, account.as_ref(), password).await?;
    let right = checked.filter(|_| !tried.is_switched_off());
    let (Some(account), Some(standing)) = (right, standing) else {
        refuse(db, email, (account.as_ref(), &tried), Way::Password, browser).await?;
        return Err(Error::invalid("form", WRONG));
    };
    let fresh = match (password, &account.password_hash) {
        (Some(password), Some(stored)) if settings.hashing.is_outdated(stored) => {
            Some(settings.hashing.hash(db.env(), password).await?)
        }
        _ => None,
    };
    let mut tx = accounts::begin_in(db, actor_of(account, browser), &standing.orgs).await?;
    if let Some(fresh) = fresh {
        store::set_password(&mut tx, account.id, &fresh, account.password_hash.as_deref()).await?;
    }
    succeeded_in(&mut tx, &tried).await?;
    decide(tx, settings, Proof::one(account.id, Way::Password), &standing, browser).await
}

/// The account, if the password is its own and it may come in. Works as hard without an account.
pub(super) async fn check<'a>(
    settings: &Settings,
    email: &Email,
    account: Option<&'a Account>,
    password: Option<&Password>,
) -> Result<Option<&'a Account>> {
    let Some(password) = password else { return Ok(None) };
    let stored = account.and_then(|account| account.password_hash.as_deref());
    let is_right = match stored {
        Some(stored) => settings.hashing.verify(password, Some(stored)).await?,
        None => settings.hashing.verify_nobody(password, email.as_str()).await?,
    };
    Ok(account.filter(|account| is_right && account.places > 0))
}

/// Counts a wrong try, and leaves a line about it where the person's organisations can read it.
pub(super) async fn refuse(
    db: &Db,
    email: &Email,
    (account, tried): (Option<&Account>, &Try),
    way: Way,
    browser: &Browser,
) -> Result<()> {
    let user = account.map(|account| account.id);
    let whose = user.unwrap_or(UserId::NOBODY);
    let mut tx = accounts::begin_everywhere(db, browser.stranger(), whose).await?;
    failed_in(&mut tx, tried, user).await?;
    accounts::commit_everywhere(tx, whose, Event::Refused { email, user, way }).await
}

/// The account's person, as the one who acts.
pub(super) fn actor_of(account: &Account, browser: &Browser) -> Actor {
    browser.actor(Some(account.id), &account.name)
}

/// Ends the caller's session.
pub async fn sign_out(db: &Db, actor: Actor, caller: &Caller) -> Result<()> {
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    store::end(&mut tx, caller.session).await?;
    accounts::commit_everywhere(tx, caller.user, Event::Ended(caller.user)).await
}
