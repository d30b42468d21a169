//! To a provider and back.

use super::{
    super::super::{
        model::Browser,
        providers::{Answer, Expected, Luggage, Pending, Provider, ProviderId, Purpose, Trouble, Vouched},
        settings::Settings,
        store,
    },
    arrive::{self, Outcome},
};
use crate::access::Caller;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Chore, Db},
    env::Timestamp,
    hash::Sha256,
};
use url::Url;

/// What somebody wants of a provider.
#[derive(Clone, Debug)]
pub struct Wish {
    /// What for.
    pub purpose: Purpose,
    /// Where they want to go then.
    pub next: String,
    /// The token of a form that was kept for them.
    pub kept: String,
    /// The token of the invitation that they join by.
    pub invitation: String,
}

/// Who stands at the door, and where the door is.
pub struct Traveller<'a> {
    /// Whoever is signed in.
    pub caller: Option<&'a Caller>,
    /// The browser.
    pub browser: &'a Browser,
    /// The secret of the browser's cookie; empty if it brought none.
    pub cookie: &'a str,
    /// The public address of the installation.
    pub origin: &'a str,
}

/// Somebody who came back.
pub struct Arrival {
    /// What they had set out for.
    pub purpose: Purpose,
    /// What they took along.
    pub luggage: Luggage,
    /// What came of it.
    pub outcome: Outcome,
}

/// Where to send the browser.
pub struct Away {
    /// What the provider is called.
    pub label: String,
    /// Its page.
    pub url: Url,
}

/// Somebody stays here, with a reason in words.
pub struct Stranded(pub String);

/// Where a provider sends browsers back to. Each has an address of its own, so that no provider can have an
/// answer that was meant for another one taken for its own (RFC 9700, 4.4).
pub fn callback(origin: &str, id: ProviderId) -> String {
    format!("{origin}/signin/provider/{id}/callback")
}

/// Begins a journey to a provider.
pub async fn set_out(
    db: &Db,
    settings: &Settings,
    id: ProviderId,
    wish: Wish,
    traveller: &Traveller<'_>,
) -> Result<Result<Away, Stranded>> {
    let provider = store::provider_in_use(&mut db.read().await?, id).await?;
    may_wish(db, &provider, &wish, traveller.caller).await?;
    let must_sign_in = wish.purpose == Purpose::Confirm;
    let callback = callback(traveller.origin, id);
    let journey = settings.providers.journey(db.env(), &provider, &callback, must_sign_in).await;
    let journey = match journey {
        Ok(journey) => journey,
        Err(trouble) => return Ok(Err(stranded(&provider, &trouble))),
    };
    let mut tx = db.begin(Actor::console()).await?;
    let (attempt, now) = (tx.env().new_id(), tx.now());
    let Wish { purpose, next, kept, invitation } = wish;
    let version = provider.version;
    let luggage =
        serde_json::to_vec(&Luggage { verifier: journey.verifier, version, next, kept, invitation })?;
    let pending = Pending {
        id: attempt,
        provider_id: id,
        purpose,
        user_id: traveller.caller.map(|caller| caller.user),
        session_id: traveller.caller.map(|caller| caller.session),
        nonce_hash: Sha256::of(&journey.nonce),
        luggage: settings.keyring.seal(&Pending::luggage_place(attempt), &luggage, db.env()),
        created_at: now,
    };
    let keys = (Sha256::of(&journey.state), Sha256::of(traveller.cookie));
    store::forget_pending(&mut tx, now).await?;
    store::insert_pending(&mut tx, &pending, keys, now + Pending::LIFE).await?;
    tx.commit_chore(Chore::KeepJourney).await?;
    Ok(Ok(Away { label: provider.label.to_string(), url: journey.url }))
}

/// Linking is for members; confirming only in a session that this organisation's provider opened, because what
/// it says must not count for the rest of the account.
async fn may_wish(db: &Db, provider: &Provider, wish: &Wish, caller: Option<&Caller>) -> Result<()> {
    match (wish.purpose, caller) {
        (Purpose::SignIn | Purpose::Join, _) => Ok(()),
        (Purpose::Link, Some(caller)) => {
            let theirs = store::linkable(&mut db.read().await?, caller.user).await?;
            let is_theirs = theirs.iter().any(|row| row.provider_id == provider.id && row.is_open);
            is_theirs.then_some(()).ok_or(Error::NotFound)
        }
        (Purpose::Confirm, Some(caller)) if caller.only == Some(provider.org_id) => Ok(()),
        (Purpose::Confirm, Some(_)) => Err(Error::NotFound),
        (_, None) => Err(Error::Unauthenticated),
    }
}

/// Somebody comes back from a provider with `answer`. Whatever it says, this journey is over. None if nobody
/// knows of it any more.
pub async fn come_back(
    db: &Db,
    settings: &Settings,
    id: ProviderId,
    answer: &Answer,
    traveller: &Traveller<'_>,
) -> Result<Option<Arrival>> {
    let Some(pending) = take(db, id, answer, traveller).await? else { return Ok(None) };
    let opened = settings.keyring.open(&Pending::luggage_place(pending.id), &pending.luggage)?;
    let luggage: Luggage = serde_json::from_slice(opened.expose())?;
    let provider = match store::provider_in_use(&mut db.read().await?, id).await {
        Ok(provider) if provider.version == luggage.version => provider,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(other) => return Err(other),
    };
    let outcome = match vouch(db, settings, &provider, answer, (&pending, &luggage, traveller.origin)).await?
    {
        Ok(vouched) => {
            let visit = arrive::Visit {
                provider: &provider,
                vouched: &vouched,
                pending: &pending,
                luggage: &luggage,
            };
            arrive::arrive(db, settings, &visit, traveller).await?
        }
        Err(trouble) => {
            arrive::refuse(db, &provider, pending.user_id, trouble.word(), traveller.browser).await?;
            Some(Outcome::TurnedBack(stranded(&provider, &trouble).0))
        }
    };
    Ok(outcome.map(|outcome| Arrival { purpose: pending.purpose, luggage, outcome }))
}

async fn take(
    db: &Db,
    id: ProviderId,
    answer: &Answer,
    traveller: &Traveller<'_>,
) -> Result<Option<Pending>> {
    if answer.state.is_empty() || traveller.cookie.is_empty() {
        return Ok(None);
    }
    let keys = (Sha256::of(&answer.state), Sha256::of(traveller.cookie));
    // Anybody may come here as often as they like, so only those who did set out get to write.
    if !store::is_pending(&mut db.read().await?, keys, id).await? {
        return Ok(None);
    }
    let mut tx = db.begin(Actor::console()).await?;
    let pending = store::take_pending(&mut tx, keys, id).await?;
    tx.commit_chore(Chore::KeepJourney).await?;
    Ok(pending)
}

async fn vouch(
    db: &Db,
    settings: &Settings,
    provider: &Provider,
    answer: &Answer,
    (pending, luggage, origin): (&Pending, &Luggage, &str),
) -> Result<Result<Vouched, Trouble>> {
    let secret = match &provider.client_secret {
        Some(sealed) => {
            let place = Provider::secret_place(provider.org_id, provider.id);
            Some(settings.keyring.open_text(&place, sealed)?)
        }
        None => None,
    };
    let since: Option<Timestamp> = (pending.purpose == Purpose::Confirm).then_some(pending.created_at);
    let expected = Expected {
        callback: &callback(origin, provider.id),
        nonce: pending.nonce_hash,
        verifier: luggage.verifier.clone(),
        wants_address: matches!(pending.purpose, Purpose::Link | Purpose::Join),
        since,
    };
    Ok(settings.providers.vouch(db.env(), (provider, secret.as_ref()), answer, expected).await)
}

/// The words for the person; the reason goes to the log.
fn stranded(provider: &Provider, trouble: &Trouble) -> Stranded {
    tracing::warn!(provider = %provider.id, cause = %trouble, "a provider did not vouch for somebody");
    Stranded(trouble.at_the_door(provider.label.as_str()))
}
