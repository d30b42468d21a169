//! The one policy of the door. Every way in ends here: with a session, or with the wait for a second step.

use super::{
    super::{
        model::{
            Admission, Attempt, Browser, Event, Proof, Revoked, Second, Standing, Verdict, Vouched, Way,
        },
        settings::Settings,
        store::{self, NewSession},
    },
    mail_code,
};
use crate::access::Strength;
use crate::accounts;
use crate::kernel::{Error, Result, db::Tx, hash::Sha256, id::UserId};
use chrono::TimeDelta;

/// Lets somebody in who proved who they are, or asks for their second step, and commits what was begun.
/// `NotFound` for somebody who is active in no organisation.
pub async fn admit(mut tx: Tx, settings: &Settings, proof: Proof, browser: &Browser) -> Result<Admission> {
    let now = tx.now();
    let standing = store::standing(&mut tx, proof.user, browser.device_hashes(), now).await?;
    decide(tx, settings, proof, &standing, browser).await
}

/// The same where it was read a moment ago how the person stands.
pub(super) async fn decide(
    tx: Tx,
    settings: &Settings,
    proof: Proof,
    standing: &Standing,
    browser: &Browser,
) -> Result<Admission> {
    if standing.orgs.is_empty() {
        return Err(Error::NotFound);
    }
    match standing.verdict(proof.strength) {
        Verdict::Second => ask(tx, &proof, standing, browser).await,
        Verdict::In { strength, is_remembered } => {
            let entrance = Entrance { proof, strength, is_remembered, second: None, remember: false };
            enter(tx, settings, standing, entrance, browser).await
        }
    }
}

/// Somebody who comes in, with all that was proved.
pub(super) struct Entrance {
    /// By the first step.
    pub proof: Proof,
    /// In the end.
    pub strength: Strength,
    /// Whether the second step was skipped.
    pub is_remembered: bool,
    /// The second step, if there was one.
    pub second: Option<Second>,
    /// Whether the device may skip it from now on, if the organisations allow that.
    pub remember: bool,
}

async fn ask(mut tx: Tx, proof: &Proof, standing: &Standing, browser: &Browser) -> Result<Admission> {
    let (attempt, until) = (tx.env().token(), tx.now() + Attempt::LIFE);
    let id = store::insert_attempt(&mut tx, Sha256::of(&attempt), proof, until).await?;
    if standing.takes_mail() {
        mail_code::send_in(&mut tx, id, &attempt, (&standing.email, &standing.name)).await?;
    }
    let asked = Event::SecondAsked { user: proof.user, way: proof.way, agent: &browser.agent };
    accounts::commit_to(tx, standing.orgs.clone(), asked).await?;
    Ok(Admission::Second { attempt })
}

/// Begins a session and commits; the browser's former session ends. The tokens in the answer are nowhere kept.
pub(super) async fn enter(
    mut tx: Tx,
    settings: &Settings,
    standing: &Standing,
    entrance: Entrance,
    browser: &Browser,
) -> Result<Admission> {
    let Entrance { mut proof, strength, is_remembered, second, remember } = entrance;
    if let Some(former) = browser.former {
        store::end(&mut tx, former).await?;
    }
    // Whoever gave a second step of their own is more than a provider's word.
    if let (Some(_), Some(vouched)) = (second, proof.provider) {
        proof.provider = Some(Vouched { only: None, ..vouched });
    }
    let (device, devices) = match standing.device {
        Some(known) => (known, None),
        None => {
            let token = tx.env().token();
            // Whoever has just made their account knows of its first browser.
            let is_told = matches!(proof.way, Way::Setup | Way::Invitation);
            let id =
                store::insert_device(&mut tx, (proof.user, is_told), Sha256::of(&token), browser).await?;
            let kept = browser.devices.iter().take(Browser::PEOPLE_MAX - 1).cloned();
            (id, Some(std::iter::once(token).chain(kept).collect()))
        }
    };
    if remember && standing.rules.remember_days > 0 {
        let until = tx.now() + TimeDelta::days(standing.rules.remember_days);
        store::remember_device(&mut tx, device, until).await?;
    }
    let session = tx.env().token();
    let absolute = settings.life.absolute.min(TimeDelta::hours(standing.rules.absolute_hours));
    let new = NewSession {
        token: Sha256::of(&session),
        proof,
        strength,
        is_remembered,
        device: Some(device),
        expires_at: tx.now() + absolute,
    };
    store::insert_session(&mut tx, &new, browser).await?;
    displace_oldest(&mut tx, settings, proof.user, standing).await?;
    let (user, way, is_new_device) = (proof.user, proof.way, devices.is_some());
    let started = Event::Started { user, way, second, strength, agent: &browser.agent, is_new_device };
    accounts::commit_to(tx, standing.orgs.clone(), started).await?;
    Ok(Admission::In { session, devices })
}

/// Ends the sessions that were not used for longest where there are more than the organisations allow.
async fn displace_oldest(tx: &mut Tx, settings: &Settings, user: UserId, standing: &Standing) -> Result<()> {
    if standing.sessions < standing.rules.sessions_max {
        return Ok(());
    }
    let idle = settings.life.idle.min(TimeDelta::minutes(standing.rules.idle_minutes));
    let seen_after = tx.now() - idle;
    let count = store::end_beyond(tx, user, standing.rules.sessions_max, seen_after).await?;
    if count == 0 {
        return Ok(());
    }
    accounts::record_everywhere(tx, user, Revoked::Displaced { user, count }).await
}
