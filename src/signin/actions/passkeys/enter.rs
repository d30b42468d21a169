//! Coming in with a passkey, giving one as a second step, and confirming with one.

use super::{
    super::{
        super::{
            guess::{Kind, Target, Try},
            known::Known,
            model::{self, Admission, Attempt, Browser, Proof, Second, Way},
            passkeys::{Event, Key, Purpose, Refusal},
            settings::Settings,
            store,
        },
        admit::{Entrance, decide, enter},
        confirm::renew,
        guesses::{open, open_for},
        rules_of, waiting,
    },
    Sent, look, prove, refused,
};
use crate::access::{Caller, Strength};
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    id::UserId,
};

/// Signs somebody in who said nothing but used a passkey. The device checked that it is them, so it counts as two
/// factors. A passkey that Muster does not know is told the same as one that was removed.
pub async fn sign_in_by_passkey(
    db: &Db,
    settings: &Settings,
    sent: &Sent<'_>,
    browser: &Browser,
) -> Result<Admission> {
    let shown = look(db, sent).await?;
    let actor = shown.key.as_ref().map_or_else(|| nobody(browser), |key| actor_of(key, browser));
    let tried = try_of(db, shown.key.as_ref(), &browser.known).await?;
    let mut tx = accounts::begin_everywhere(db, actor, whose(shown.key.as_ref())).await?;
    let tried = tried.as_ref().map(|(tried, user)| (tried, *user));
    let key = match prove(&mut tx, settings, Purpose::SignIn, (sent, &shown), tried).await? {
        Ok(key) => key,
        Err(why) => return turn_away(tx, shown.key.as_ref(), why).await,
    };
    let now = tx.now();
    let standing = store::standing(&mut tx, key.user_id, browser.device_hashes(), now).await?;
    if standing.orgs.is_empty() {
        return turn_away(tx, Some(&key), Refusal::Unknown).await;
    }
    if key.is_synced && standing.rules.passkeys_device_bound {
        return turn_away(tx, Some(&key), Refusal::Synced).await;
    }
    let proof = Proof { user: key.user_id, way: Way::Passkey, strength: Strength::Two, provider: None };
    decide(tx, settings, proof, &standing, browser).await
}

/// Leave to try for the person whose passkey it is; none is needed where Muster does not know it.
async fn try_of(db: &Db, key: Option<&Key>, known: &Known) -> Result<Option<(Try, UserId)>> {
    let Some(key) = key else { return Ok(None) };
    let target = Target::new(&key.email, Kind::Passkey, known);
    let tried = open(&mut db.read().await?, target, db).await?;
    Ok(Some((tried, key.user_id)))
}

fn nobody(browser: &Browser) -> Actor {
    browser.stranger()
}

fn actor_of(key: &Key, browser: &Browser) -> Actor {
    browser.actor(Some(key.user_id), &key.person)
}

/// The passkey's person.
fn whose(key: Option<&Key>) -> UserId {
    key.map_or(UserId::NOBODY, |key| key.user_id)
}

/// Leaves a line where the person's organisations can read it, or the installation's if nobody is known.
async fn turn_away<T>(tx: Tx, key: Option<&Key>, why: Refusal) -> Result<T> {
    accounts::commit_everywhere(tx, whose(key), Event::Refused { key, why }).await?;
    Err(refused(why))
}

/// Finishes a sign-in by a passkey as its second step. `NotFound` if the sign-in does not wait any more; `Invalid`
/// on `form` if the passkey is not taken.
pub async fn give_passkey(
    db: &Db,
    settings: &Settings,
    token: &str,
    sent: &Sent<'_>,
    browser: &Browser,
) -> Result<Admission> {
    let waiting = waiting(db, token, browser).await?.ok_or(Error::NotFound)?;
    let (attempt, standing) = (waiting.attempt, waiting.standing);
    if standing.orgs.is_empty() {
        return Err(Error::NotFound);
    }
    let shown = look(db, sent).await?;
    let tried = open_for(db, &attempt.email, Kind::Passkey, &browser.known).await?;
    let actor = browser.actor(Some(attempt.user_id), &attempt.name);
    let mut tx = accounts::begin_in(db, actor, &standing.orgs).await?;
    let is_taken = |key: &Key| !(key.is_synced && standing.rules.passkeys_device_bound);
    let tried = Some((&tried, attempt.user_id));
    let why = match prove(&mut tx, settings, Purpose::Second, (sent, &shown), tried).await? {
        Ok(key) if key.user_id != attempt.user_id => Some(Refusal::Unknown),
        Ok(key) => (!is_taken(&key)).then_some(Refusal::Synced),
        Err(why) => Some(why),
    };
    if let Some(why) = why {
        store::count_try(&mut tx, attempt.id, Attempt::TRIES_MAX).await?;
        let event = model::Event::SecondRefused { user: attempt.user_id, second: Second::Passkey };
        accounts::commit_to(tx, standing.orgs, event).await?;
        return Err(refused(why));
    }
    if store::use_attempt(&mut tx, attempt.id).await? == 0 {
        return Err(Error::NotFound);
    }
    let (second, strength) = (Some(Second::Passkey), Second::Passkey.strength());
    let entrance =
        Entrance { proof: attempt.proof()?, strength, is_remembered: false, second, remember: false };
    enter(tx, settings, &standing, entrance, browser).await
}

/// Confirms by a passkey that it is the caller: the new token of their session. `Invalid` on `form` if the passkey
/// is not taken.
pub async fn confirm_by_passkey(
    db: &Db,
    settings: &Settings,
    (caller, actor): (&Caller, Actor),
    sent: &Sent<'_>,
    known: &Known,
) -> Result<String> {
    let shown = look(db, sent).await?;
    let tried = open_for(db, &caller.email, Kind::Passkey, known).await?;
    let now = db.env().now();
    let rules = rules_of(&mut db.read().await?, caller.user, now).await?;
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let by = Second::Passkey.word();
    let tried = Some((&tried, caller.user));
    let why = match prove(&mut tx, settings, Purpose::Confirm, (sent, &shown), tried).await? {
        Ok(key) if key.user_id != caller.user => Refusal::Unknown,
        Ok(key) if key.is_synced && rules.passkeys_device_bound => Refusal::Synced,
        Ok(_) => return renew(tx, caller, Some(Second::Passkey), by).await,
        Err(why) => why,
    };
    accounts::commit_everywhere(tx, caller.user, model::Event::ConfirmRefused { user: caller.user, by })
        .await?;
    Err(refused(why))
}
