//! Beginning an organisation of one's own, where the installation lets everybody do that. First the address proves
//! itself by a link; only then anything is made.

use super::{
    super::{
        model::{Admission, Browser, LetterEvent, Proof, Way},
        settings::Settings,
        store,
    },
    admit::admit,
    asked::Asker,
    links::FirstPeople,
};
use crate::access::Role;
use crate::accounts::{self, NewPerson};
use crate::kernel::{
    Error, Result, audit,
    db::Db,
    hash::Sha256,
    id::{OrgId, UserId},
    text::Email,
};
use crate::mail::{self, Letter};
use crate::organisations;
use chrono::TimeDelta;
use serde_json::json;

/// How long the link works.
const LIFE: TimeDelta = TimeDelta::hours(24);

/// More letters than this no address gets within an hour.
const PER_HOUR: i64 = 3;

/// Sends the link to an address that nobody has here yet; whoever has an account is told so.
pub(super) async fn send(db: &Db, email: &Email, asker: &Asker) -> Result<()> {
    let mut tx = db.begin(asker.actor()).await?;
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    let is_known = accounts::account_of(&mut tx, email).await?.is_some();
    let since = tx.now() - TimeDelta::hours(1);
    let is_sent = store::count_registrations(&mut tx, email, since).await? < PER_HOUR;
    if is_sent {
        let (token, until) = (tx.env().token(), tx.now() + LIFE);
        store::insert_registration(&mut tx, email, Sha256::of(&token), until).await?;
        let letter = match is_known {
            true => Letter::new("registration_known", email, "", json!({ "at": tx.now() })),
            false => {
                let data = json!({ "token": token, "expires_at": until });
                Letter::new("registration", email, "", data).until(until)
            }
        };
        mail::send_in(&mut tx, letter).await?;
    }
    let asked = LetterEvent::RegistrationAsked { email, is_known, agent: &asker.agent, is_sent };
    tx.commit(OrgId::INSTALLATION, asked).await
}

/// The address whose link this is. `NotFound` if it does not work.
pub async fn registering(db: &Db, token: &str) -> Result<Email> {
    let now = db.env().now();
    store::registration(&mut db.read().await?, Sha256::of(token), now).await?.ok_or(Error::NotFound)
}

/// Makes the organisation and its first administrator, and signs them in. `NotFound` if the link does not work any
/// more, or the address has an account meanwhile.
pub async fn register(
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
    let mut tx = db.begin(actor).await?;
    if store::use_registration(&mut tx, Sha256::of(token)).await? == 0
        || accounts::account_of(&mut tx, &email).await?.is_some()
    {
        return Err(Error::NotFound);
    }
    let org = organisations::create_in(&mut tx, organisation).await?;
    let person = NewPerson { id, email, name, password_hash };
    accounts::create_person_in(&mut tx, &person).await?;
    accounts::add_member_in(&mut tx, org.id, id, &person.email, Role::Admin).await?;
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    tx.record(OrgId::INSTALLATION, LetterEvent::Registered { user: id, email: &person.email }).await?;
    admit(tx, settings, Proof::one(id, Way::Registration), browser).await
}
