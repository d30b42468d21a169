//! Setting an authenticator app up, and removing it.

use super::{
    super::{
        model::{Event, Second},
        settings::Settings,
        store, totp,
    },
    confirm::renew_in,
    second::{tell, wrong_clock},
    sessions::replace_token_in,
};
use crate::access::{Caller, Fresh};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    env::Timestamp,
    seal::Place,
    secret::Secret,
};
use serde_json::json;

crate::sealed_column! {
    /// The secret that a person's app and we know.
    pub(super) SECRET = "totps" . "secret"
}

/// The secret on its way: shown in the form, and sealed in it. Nothing is kept until a code of it was given.
const ON_ITS_WAY: &str = "the secret of an authenticator app that is being set up";
/// A form may stay open for so long, in seconds.
const FORM_LIFE_S: i64 = 30 * 60;

/// A secret that an app may get.
pub struct Offer {
    /// 160 bits.
    pub secret: Secret<Vec<u8>>,
    /// The same for the form, sealed; opens for this session only, and not for long.
    pub sealed: String,
}

/// A new secret for the caller's app.
pub fn offer(db: &Db, settings: &Settings, caller: &Caller) -> Offer {
    let secret = db.env().bytes::<20>().to_vec();
    let mut plain = tag(caller, db.env().now());
    plain.extend_from_slice(&secret);
    let sealed = settings.keyring.seal(&Place::passing(ON_ITS_WAY), plain, db.env());
    Offer { secret: Secret::new(secret), sealed }
}

/// The offer that a form brought back. None if it is another session's, too old or changed.
pub fn offered(db: &Db, settings: &Settings, caller: &Caller, sealed: &str) -> Option<Offer> {
    let plain = settings.keyring.open(&Place::passing(ON_ITS_WAY), sealed).ok()?;
    let plain = plain.expose();
    let (made, rest) = plain.split_at_checked(8)?;
    let made = i64::from_be_bytes(made.try_into().ok()?);
    let (session, secret) = rest.split_at_checked(16)?;
    let age_s = db.env().now().timestamp() - made;
    let is_good = session == caller.session.as_bytes() && (0..=FORM_LIFE_S).contains(&age_s);
    is_good.then(|| Offer { secret: Secret::new(secret.to_vec()), sealed: sealed.to_owned() })
}

fn tag(caller: &Caller, now: Timestamp) -> Vec<u8> {
    [&now.timestamp().to_be_bytes()[..], caller.session.as_bytes()].concat()
}

/// Takes the app into use, because a code of it was given. It is a second factor just used, so the session is
/// worth two from now on: the answer is its new token. `Invalid` on `code` if that is wrong.
pub async fn enrol_totp(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    offer: &Offer,
    (typed, _): (&str, Fresh),
) -> Result<String> {
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let step = match totp::check(&offer.secret, typed, tx.now())? {
        totp::Code::Right { step, .. } => step,
        totp::Code::OfAnotherTime { ahead_s, .. } => return refuse(tx, caller, wrong_clock(ahead_s)).await,
        totp::Code::Wrong => return refuse(tx, caller, NOT_THE_CODE.into()).await,
    };
    let is_another = store::delete_totp(&mut tx, caller.user).await? > 0;
    let sealed = settings.keyring.seal(&SECRET.of(&[&caller.user]), offer.secret.expose(), tx.env());
    store::put_totp(&mut tx, caller.user, &sealed, step).await?;
    store::end_others(&mut tx, caller.user, caller.session).await?;
    let token = renew_in(&mut tx, caller, Some(Second::Totp)).await?;
    tell(&mut tx, caller.user, "second_step_changed", json!({ "what": "enrolled" })).await?;
    let enrolled = Event::TotpEnrolled { user: caller.user, is_another };
    accounts::commit_everywhere(tx, caller.user, enrolled).await?;
    Ok(token)
}

const NOT_THE_CODE: &str =
    "That is not the code your app shows for this secret. Scan or type it again and take a new code.";

async fn refuse<T>(tx: Tx, caller: &Caller, why: String) -> Result<T> {
    accounts::commit_everywhere(tx, caller.user, Event::TotpEnrolRefused(caller.user)).await?;
    Err(Error::invalid("code", why))
}

/// Removes the caller's app; with it the backup codes go, which stand in for it. The other sessions end, and this
/// one goes on under the token that is the answer. `NotFound` if there is none.
pub async fn remove_totp(db: &Db, (caller, actor): (&Caller, Actor), _: Fresh) -> Result<String> {
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    if store::delete_totp(&mut tx, caller.user).await? == 0 {
        return Err(Error::NotFound);
    }
    if !store::factors(&mut tx, caller.user).await?.has_second() {
        store::delete_codes(&mut tx, caller.user).await?;
    }
    store::end_others(&mut tx, caller.user, caller.session).await?;
    let token = replace_token_in(&mut tx, caller).await?;
    tell(&mut tx, caller.user, "second_step_changed", json!({ "what": "removed" })).await?;
    accounts::commit_everywhere(tx, caller.user, Event::TotpRemoved(caller.user)).await?;
    Ok(token)
}

/// Since when the caller has an app.
pub async fn totp_since(db: &Db, caller: &Caller) -> Result<Option<Timestamp>> {
    store::totp_since(&mut db.read().await?, caller.user).await
}
