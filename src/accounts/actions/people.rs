//! Accounts: making one, one's own preferences, and the trail of what concerns a person.

use super::super::{
    model::{Event, NewPerson, Person},
    store,
};
use crate::access::{Caller, Role};
use crate::kernel::{
    Result,
    audit::{self, Actor, Entry},
    db::{Conn, Db, Tx},
    id::{OrgId, UserId},
    text::{Email, Line},
};

/// Whether anybody has an account yet.
pub async fn has_people(conn: &mut Conn) -> Result<bool> {
    Ok(store::count_people(conn).await? > 0)
}

/// The account with this address.
pub async fn account_of(conn: &mut Conn, email: &Email) -> Result<Option<Person>> {
    store::by_email(conn, email).await
}

/// Makes an account. An address that has one already is a problem with `email`.
pub async fn create_person_in(tx: &mut Tx, new: &NewPerson) -> Result<()> {
    store::insert_person(tx, new).await.map_err(|error| {
        error.on_taken("users.email", "email", "Somebody with this address is here already.")
    })
}

/// Makes a person a member of `org`, and says so in its trail. For set-up and demonstration; everybody else
/// comes by invitation.
pub async fn add_member_in(tx: &mut Tx, org: OrgId, user: UserId, email: &Email, role: Role) -> Result<()> {
    store::insert_member(tx, org, user, role).await?;
    tx.record(org, Event::Joined { user, email, role, invitation: None }).await
}

/// Starts what concerns a person and not one organisation, and ends with `commit_everywhere`. Like a change of one
/// organisation it stands in line from its first statement, here for each of those trails: whoever writes rows first
/// and waits for a trail then can wait for somebody who waits for the rows.
pub async fn begin_everywhere(db: &Db, actor: Actor, user: UserId) -> Result<Tx> {
    let mut tx = db.begin(actor).await?;
    let organisations = store::organisations_of(&mut tx, user).await?;
    hold_all(&mut tx, organisations).await?;
    Ok(tx)
}

/// The same for what `org` does to a person, or what lets them join it: they may be active there or not. Of one who is
/// active nowhere the installation's trail may tell.
pub async fn begin_also_in(db: &Db, actor: Actor, user: UserId, org: OrgId) -> Result<Tx> {
    let mut tx = db.begin(actor).await?;
    let mut organisations = store::organisations_of(&mut tx, user).await?;
    if organisations.is_empty() {
        audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
        organisations.push(OrgId::INSTALLATION);
    }
    organisations.push(org);
    hold_all(&mut tx, organisations).await?;
    Ok(tx)
}

/// The same where it is known already which organisations those are: it ends with `commit_to`.
pub async fn begin_in(db: &Db, actor: Actor, organisations: &[OrgId]) -> Result<Tx> {
    let mut tx = db.begin(actor).await?;
    hold_all(&mut tx, organisations.to_vec()).await?;
    Ok(tx)
}

/// Waits for each of these trails, or for the installation's where there is none, always in the same order: so two
/// who want several of them do not wait for each other.
async fn hold_all(tx: &mut Tx, mut organisations: Vec<OrgId>) -> Result<()> {
    organisations.sort_unstable();
    let last = last_of(tx, &mut organisations).await?;
    for org in organisations.into_iter().chain([last]) {
        audit::hold_chain(tx, org).await?;
    }
    Ok(())
}

/// Commits what concerns a person and not one organisation: a line in the trail of each they are active in,
/// or in the installation's where there is none.
pub async fn commit_everywhere(mut tx: Tx, user: UserId, entry: impl Into<Entry>) -> Result<()> {
    let organisations = store::organisations_of(&mut tx, user).await?;
    commit_to(tx, organisations, entry).await
}

/// Notes one of several facts of a unit of work that concerns a person: a line in each of those trails, or in
/// the installation's where there is none.
pub async fn record_everywhere(tx: &mut Tx, user: UserId, entry: impl Into<Entry>) -> Result<()> {
    let entry = entry.into();
    let mut organisations = store::organisations_of(tx, user).await?;
    let last = last_of(tx, &mut organisations).await?;
    for org in organisations.into_iter().chain([last]) {
        tx.record(org, entry.clone()).await?;
    }
    Ok(())
}

/// The same as `commit_everywhere` where it is known already which organisations those are, in the order of
/// their ids.
pub async fn commit_to(mut tx: Tx, mut organisations: Vec<OrgId>, entry: impl Into<Entry>) -> Result<()> {
    let entry = entry.into();
    let last = last_of(&mut tx, &mut organisations).await?;
    for org in organisations {
        tx.record(org, entry.clone()).await?;
    }
    tx.commit(last, entry).await
}

/// The last of the trails, taken out: the installation's where there is none.
async fn last_of(tx: &mut Tx, organisations: &mut Vec<OrgId>) -> Result<OrgId> {
    match organisations.pop() {
        Some(last) => Ok(last),
        None => {
            audit::begin_chain(tx, OrgId::INSTALLATION).await?;
            Ok(OrgId::INSTALLATION)
        }
    }
}

/// The caller's own account.
pub async fn own(db: &Db, caller: &Caller) -> Result<Person> {
    store::person(&mut db.read().await?, caller.user).await
}

/// How somebody wants to be called and to see their pages.
pub struct Preferences {
    /// Their name.
    pub name: Line,
    /// A theme's word, or empty.
    pub theme: String,
    /// A density's word, or empty.
    pub density: String,
}

/// Changes the caller's own account, over the version they saw.
pub async fn prefer(db: &Db, caller: &Caller, actor: Actor, new: Preferences, version: i64) -> Result<()> {
    let mut tx = begin_everywhere(db, actor, caller.user).await?;
    let before = store::person(&mut tx, caller.user).await?;
    let Preferences { name, theme, density } = new;
    let after = Person { name, theme, density, version: version + 1, ..before.clone() };
    store::update_person(&mut tx, &after).await?;
    commit_everywhere(tx, caller.user, Event::Preferred { before: &before, after: &after }).await
}

/// Which keys somebody wants.
pub struct Keys {
    /// Whether shortcuts of a single key are on.
    pub are_on: bool,
    /// What differs from the usual keys, as `web::keys` writes it.
    pub keymap: String,
}

/// Changes the caller's own keys, over the version they saw.
pub async fn choose_keys(db: &Db, caller: &Caller, actor: Actor, new: Keys, version: i64) -> Result<()> {
    let mut tx = begin_everywhere(db, actor, caller.user).await?;
    let before = store::person(&mut tx, caller.user).await?;
    let Keys { are_on: has_keys, keymap } = new;
    let after = Person { has_keys, keymap, version: version + 1, ..before.clone() };
    store::update_person(&mut tx, &after).await?;
    commit_everywhere(tx, caller.user, Event::Preferred { before: &before, after: &after }).await
}
