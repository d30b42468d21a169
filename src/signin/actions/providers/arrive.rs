//! Somebody came back from a provider that vouches for them: what that opens.

use super::{
    super::{
        super::{
            model::{self, Admission, Browser, Proof, Way},
            providers::{Event, IdentityId, Luggage, Pending, Provider, Purpose, Vouched},
            settings::Settings,
            store::{self, Holder},
        },
        admit::admit,
        second::tell,
    },
    journey::Traveller,
};
use crate::access::{Caller, Strength};
use crate::accounts::{self, Invited, NewPerson};
use crate::kernel::{Error, Result, audit::Actor, db::Db, hash::Sha256, id::UserId};
use serde_json::json;

/// What came of a journey.
pub enum Outcome {
    /// What the policy of the door decided; for somebody who joined, where to and with which words.
    In {
        /// In, or the second step first.
        admission: Admission,
        /// The place of the organisation that was joined, and the welcome.
        joined: Option<(String, String)>,
    },
    /// The account is linked; what to tell.
    Linked(String),
    /// The session is fresh, and goes on under this token.
    Confirmed(String),
    /// Nothing was done, and why.
    TurnedBack(String),
}

/// Everything about one arrival.
pub struct Visit<'a> {
    /// Who vouches.
    pub provider: &'a Provider,
    /// For whom.
    pub vouched: &'a Vouched,
    /// What was noted when they set out.
    pub pending: &'a Pending,
    /// What they took along.
    pub luggage: &'a Luggage,
}

impl Visit<'_> {
    /// What the provider's word is worth: two factors only where it is trusted with that.
    fn strength(&self) -> Strength {
        let is_two = self.provider.trusts_second_factor && self.vouched.has_two_factors;
        if is_two { Strength::Two } else { Strength::One }
    }

    /// What is proved about `user`: enough for the provider's own organisation.
    fn proof(&self, user: UserId) -> Proof {
        let provider = model::Vouched { id: self.provider.id, only: Some(self.provider.org_id) };
        Proof { user, way: Way::Provider, strength: self.strength(), provider: Some(provider) }
    }

    /// Whoever set out signed in must still be, in the same session.
    fn caller<'c>(&self, caller: Option<&'c Caller>) -> Option<&'c Caller> {
        caller.filter(|caller| {
            Some(caller.user) == self.pending.user_id && Some(caller.session) == self.pending.session_id
        })
    }
}

/// Does what the journey was for.
pub async fn arrive(
    db: &Db,
    settings: &Settings,
    visit: &Visit<'_>,
    traveller: &Traveller<'_>,
) -> Result<Option<Outcome>> {
    let holder = store::holder(&mut db.read().await?, visit.provider, visit.vouched).await?;
    match (visit.pending.purpose, visit.caller(traveller.caller)) {
        (Purpose::SignIn, _) => sign_in(db, settings, visit, holder, traveller.browser).await,
        (Purpose::Join, _) => join(db, settings, visit, holder, traveller.browser).await,
        (Purpose::Link, Some(caller)) => link(db, visit, holder, caller, traveller.browser).await,
        (Purpose::Confirm, Some(caller)) => confirm(db, visit, holder, caller, traveller.browser).await,
        (Purpose::Link | Purpose::Confirm, None) => Ok(None),
    }
}

async fn sign_in(
    db: &Db,
    settings: &Settings,
    visit: &Visit<'_>,
    holder: Option<Holder>,
    browser: &Browser,
) -> Result<Option<Outcome>> {
    let Some(holder) = holder.filter(|holder| holder.is_member) else {
        refuse(db, visit.provider, None, "not_linked", browser).await?;
        return Ok(turned_back(format!(
            "That account at {} belongs to nobody here yet. Sign in another way, then link it under Security in \
             your settings.",
            visit.provider.label
        )));
    };
    let mut tx = accounts::begin_everywhere(db, actor(&holder, browser), holder.user_id).await?;
    store::touch_identity(&mut tx, visit.provider.org_id, holder.id).await?;
    let admission = admit(tx, settings, visit.proof(holder.user_id), browser).await?;
    Ok(Some(Outcome::In { admission, joined: None }))
}

async fn join(
    db: &Db,
    settings: &Settings,
    visit: &Visit<'_>,
    holder: Option<Holder>,
    browser: &Browser,
) -> Result<Option<Outcome>> {
    let (provider, vouched) = (visit.provider, visit.vouched);
    let mut conn = db.read().await?;
    let found = accounts::invitation(&mut conn, &visit.luggage.invitation, db.env().now()).await?;
    let Some(it) = found.filter(|it| it.org_id == provider.org_id) else { return Ok(None) };
    let has_account = accounts::account_of(&mut conn, &it.email).await?.is_some();
    drop(conn);
    if let Err((why, words)) = may_join(visit, &it, holder.as_ref(), has_account) {
        refuse(db, provider, None, why, browser).await?;
        return Ok(turned_back(words));
    }
    let id = holder.as_ref().map_or_else(|| UserId(db.env().new_id()), |holder| holder.user_id);
    let actor = browser.actor(Some(id), &it.name);
    let mut tx = accounts::begin_also_in(db, actor, id, it.org_id).await?;
    if holder.is_none() {
        let person = NewPerson { id, email: it.email.clone(), name: it.name.clone(), password_hash: None };
        accounts::create_person_in(&mut tx, &person).await?;
    }
    accounts::accept_in(&mut tx, &it, id).await?;
    if holder.is_none() {
        let identity = IdentityId(tx.env().new_id());
        store::insert_identity(&mut tx, identity, id, (provider, vouched)).await?;
        let linked = Event::Linked { id: identity, user: id, provider, email: vouched.email.as_ref() };
        tx.record(it.org_id, linked).await?;
    }
    let welcome = format!("Welcome. You belong to {} now.", it.organisation);
    let admission = admit(tx, settings, visit.proof(id), browser).await?;
    Ok(Some(Outcome::In { admission, joined: Some((it.slug, welcome)) }))
}

/// A new person joins by an address that the provider checked. An account that exists already is never given
/// to whoever has its address: its own person signs in first.
fn may_join(
    visit: &Visit<'_>,
    it: &Invited,
    holder: Option<&Holder>,
    has_account: bool,
) -> Result<(), (&'static str, String)> {
    let (label, vouched) = (&visit.provider.label, visit.vouched);
    match holder {
        Some(holder) if holder.email == it.email => return Ok(()),
        Some(_) => {
            let words =
                format!("That account at {label} is linked to somebody else here. Choose another one there.");
            return Err(("linked_to_another", words));
        }
        None => {}
    }
    if vouched.email.as_ref() != Some(&it.email) {
        let words =
            format!("The invitation is for {}, and that account at {label} has another address.", it.email);
        return Err(("other_address", words));
    }
    if !vouched.is_email_verified {
        let words = format!(
            "{label} has not checked that {} is yours, so it cannot be used to join. Join with a password instead.",
            it.email
        );
        return Err(("address_not_verified", words));
    }
    if has_account {
        let words = format!(
            "{} has an account here already. Prove that it is yours, then link {label} to it.",
            it.email
        );
        return Err(("has_account", words));
    }
    Ok(())
}

async fn link(
    db: &Db,
    visit: &Visit<'_>,
    holder: Option<Holder>,
    caller: &Caller,
    browser: &Browser,
) -> Result<Option<Outcome>> {
    let (provider, vouched, label) = (visit.provider, visit.vouched, &visit.provider.label);
    match holder {
        Some(holder) if holder.user_id == caller.user => {
            return Ok(turned_back(format!("That account at {label} is linked to yours already.")));
        }
        Some(_) => {
            refuse(db, provider, Some(caller.user), "linked_to_another", browser).await?;
            return Ok(turned_back(format!("That account at {label} is linked to somebody else here.")));
        }
        None => {}
    }
    let actor = browser.actor(Some(caller.user), &caller.name);
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    let id = IdentityId(tx.env().new_id());
    match store::insert_identity(&mut tx, id, caller.user, (provider, vouched)).await {
        Err(Error::Invalid(problems)) => {
            return Ok(turned_back(problems.words()));
        }
        other => other?,
    }
    let data = json!({ "provider": label, "account": vouched.email });
    tell(&mut tx, caller.user, "provider_linked", data).await?;
    let linked = Event::Linked { id, user: caller.user, provider, email: vouched.email.as_ref() };
    accounts::commit_everywhere(tx, caller.user, linked).await?;
    let words = format!("Your account at {label} is linked. You can sign in with it from now on.");
    Ok(Some(Outcome::Linked(words)))
}

async fn confirm(
    db: &Db,
    visit: &Visit<'_>,
    holder: Option<Holder>,
    caller: &Caller,
    browser: &Browser,
) -> Result<Option<Outcome>> {
    let label = &visit.provider.label;
    let Some(holder) = holder.filter(|holder| holder.user_id == caller.user && holder.is_member) else {
        refuse(db, visit.provider, Some(caller.user), "linked_to_another", browser).await?;
        return Ok(turned_back(format!(
            "That account at {label} is not yours here. Choose the one you came with."
        )));
    };
    let mut tx = accounts::begin_everywhere(db, actor(&holder, browser), caller.user).await?;
    let token = tx.env().token();
    let strength = visit.strength().max(caller.strength);
    store::touch_identity(&mut tx, visit.provider.org_id, holder.id).await?;
    if store::renew_by_provider(&mut tx, caller.session, Sha256::of(&token), strength).await? == 0 {
        return Ok(None);
    }
    let confirmed = model::Event::Confirmed { user: caller.user, by: Way::Provider.word() };
    accounts::commit_everywhere(tx, caller.user, confirmed).await?;
    Ok(Some(Outcome::Confirmed(token)))
}

fn turned_back(words: String) -> Option<Outcome> {
    Some(Outcome::TurnedBack(words))
}

/// Leaves a line about somebody who was not let in, where the provider's organisation reads it.
pub async fn refuse(
    db: &Db,
    provider: &Provider,
    user: Option<UserId>,
    why: &'static str,
    browser: &Browser,
) -> Result<()> {
    let tx = db.begin(browser.stranger()).await?;
    tx.commit(provider.org_id, Event::Refused { provider, user, why }).await
}

fn actor(holder: &Holder, browser: &Browser) -> Actor {
    browser.actor(Some(holder.user_id), &holder.name)
}
