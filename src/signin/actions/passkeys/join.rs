//! Joining by an invitation with a passkey, so that a person never needs a password.

use super::{
    super::{
        super::{
            model::{Admission, Browser, Proof, Way},
            passkeys::{Answer, Event, Purpose},
            settings::Settings,
            store,
        },
        admit::admit,
    },
    Sent,
    own::{insert_in, suits, take_new},
    refused,
};
use crate::access::Strength;
use crate::accounts::{self, Invited, NewPerson};
use crate::kernel::{Result, db::Db, hash::Sha256, text::Line};

/// Makes an account without a password for somebody invited, with their first passkey, and signs them in. `Invalid`
/// on `form` if the passkey is not taken, on `email` if the address has an account meanwhile.
pub async fn join_by_passkey(
    db: &Db,
    settings: &Settings,
    (it, name): (&Invited, Line),
    sent: &Sent<'_>,
    browser: &Browser,
) -> Result<Admission> {
    let answer = Answer::parse(sent.answer).map_err(refused)?;
    let what = (Sha256::of(sent.token), sent.bond);
    let user = store::asked(&mut db.read().await?, what, Purpose::Join).await?;
    let actor = browser.actor(user, &name);
    let mut tx = db.begin_alone(actor, it.org_id).await?;
    let (new, id) = take_new(&mut tx, settings, Purpose::Join, sent, &answer).await?.map_err(refused)?;
    let person = NewPerson { id, email: it.email.clone(), name, password_hash: None };
    accounts::create_person_in(&mut tx, &person).await?;
    accounts::accept_in(&mut tx, it, id).await?;
    suits(&mut tx, id, &new).await?.map_err(refused)?;
    let (passkey, name) = insert_in(&mut tx, id, None, &new).await?;
    let added = Event::Added { user: id, id: passkey, name: &name, is_synced: new.is_synced };
    accounts::record_everywhere(&mut tx, id, added).await?;
    let proof = Proof { user: id, way: Way::Invitation, strength: Strength::Two, provider: None };
    admit(tx, settings, proof, browser).await
}
