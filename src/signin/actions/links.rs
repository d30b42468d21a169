//! One-time links of the console: the first set-up, and a way in for somebody locked out.

use super::{
    super::{
        model::{Admission, Browser, Event, Proof, Way},
        password::Accepted,
        settings::Settings,
        store,
    },
    admit::admit,
    enter::actor_of,
};
use crate::access::Role;
use crate::accounts::{self, NewPerson};
use crate::kernel::{
    Error, Result,
    audit::{self, Actor},
    db::Db,
    hash::Sha256,
    id::{OrgId, UserId},
    text::{Email, Line},
};
use crate::organisations;
use chrono::TimeDelta;

/// How long a link of the console works.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// The token of a new set-up link, for `/setup/<token>`, which replaces any before it. None once somebody has
/// an account. Several nodes may start at once, and somebody may be setting up right now: all of them stand in line.
pub async fn setup_link(db: &Db) -> Result<Option<String>> {
    let mut tx = db.begin(Actor::console()).await?;
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    audit::hold_chain(&mut tx, OrgId::INSTALLATION).await?;
    if accounts::has_people(&mut tx).await? {
        return Ok(None);
    }
    store::close_setup_links(&mut tx).await?;
    let (token, until) = (tx.env().token(), tx.now() + LIFE);
    store::insert_link(&mut tx, None, Sha256::of(&token), until).await?;
    tx.commit(OrgId::INSTALLATION, Event::LinkMade(None)).await?;
    Ok(Some(token))
}

/// The token of a new sign-in link, for `/link/<token>`. `NotFound` if nobody has this address, `Forbidden` if the
/// link would let nobody in.
pub async fn rescue_link(db: &Db, email: &Email) -> Result<String> {
    let account = store::account(&mut db.read().await?, email).await?.ok_or(Error::NotFound)?;
    if account.places == 0 {
        return Err(Error::Forbidden(format!(
            "{} ({email}) is deactivated in every organisation, so no link would let them in. Somebody who runs an \
             organisation has to reactivate them there first, on the page People.",
            account.name
        )));
    }
    let mut tx = accounts::begin_everywhere(db, Actor::console(), account.id).await?;
    let (token, until) = (tx.env().token(), tx.now() + LIFE);
    store::insert_link(&mut tx, Some(account.id), Sha256::of(&token), until).await?;
    accounts::commit_everywhere(tx, account.id, Event::LinkMade(Some(account.id))).await?;
    Ok(token)
}

/// Whether a set-up link works.
pub async fn is_setup_open(db: &Db, token: &str) -> Result<bool> {
    let mut conn = db.read().await?;
    Ok(store::is_setup_link(&mut conn, Sha256::of(token), db.env().now()).await?
        && !accounts::has_people(&mut conn).await?)
}

/// The first organisation and the first person, who runs it.
pub struct FirstPeople {
    /// What the organisation is called.
    pub organisation: Line,
    /// What the person is called.
    pub name: Line,
    /// With which address they sign in.
    pub email: Email,
    /// And with which password.
    pub password: Accepted,
}

/// Sets the installation up and signs its first person in. `NotFound` if the link does not work any more. Of two who
/// do so at once, the second waits for the first and then sees them.
pub async fn set_up(
    db: &Db,
    settings: &Settings,
    token: &str,
    first: FirstPeople,
    browser: &Browser,
) -> Result<Admission> {
    let FirstPeople { organisation, name, email, password } = first;
    let password_hash = Some(settings.hashing.hash(db.env(), password.password()).await?);
    let id = UserId(db.env().new_id());
    let actor = browser.actor(Some(id), &name);
    let mut tx = db.begin_alone(actor, OrgId::INSTALLATION).await?;
    if store::use_setup_link(&mut tx, Sha256::of(token)).await? == 0 || accounts::has_people(&mut tx).await? {
        return Err(Error::NotFound);
    }
    let org = organisations::create_in(&mut tx, organisation).await?;
    let person = NewPerson { id, email, name, password_hash };
    accounts::create_person_in(&mut tx, &person).await?;
    accounts::add_member_in(&mut tx, org.id, id, &person.email, Role::Admin).await?;
    tx.record(OrgId::INSTALLATION, Event::SetUp(&person.email)).await?;
    admit(tx, settings, Proof::one(id, Way::Setup), browser).await
}

/// Whom a sign-in link lets in, while it works.
pub async fn link_person(db: &Db, token: &str) -> Result<Option<(UserId, Line)>> {
    let mut conn = db.read().await?;
    let Some(user) = store::link_owner(&mut conn, Sha256::of(token), db.env().now()).await? else {
        return Ok(None);
    };
    let account = store::account_of(&mut conn, user).await?;
    Ok((account.places > 0).then_some((user, account.name)))
}

/// Signs in by a link and uses it up. `NotFound` if it does not work any more.
pub async fn sign_in_by_link(
    db: &Db,
    settings: &Settings,
    token: &str,
    browser: &Browser,
) -> Result<Admission> {
    let token = Sha256::of(token);
    let mut conn = db.read().await?;
    let owner = store::link_owner(&mut conn, token, db.env().now()).await?.ok_or(Error::NotFound)?;
    let account = store::account_of(&mut conn, owner).await?;
    drop(conn);
    let mut tx = accounts::begin_everywhere(db, actor_of(&account, browser), owner).await?;
    let used = store::use_link(&mut tx, token).await?;
    if used != Some(owner) || account.places == 0 {
        return Err(Error::NotFound);
    }
    store::forget_person(&mut tx, owner).await?;
    admit(tx, settings, Proof::one(owner, Way::Link), browser).await
}
