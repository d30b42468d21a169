//! What can be done with an organisation.

use super::{
    model::{Color, Event, EvidenceKinds, Initials, Marking, NewSettings, Organisation, Place},
    store,
};
use crate::access::{Access, Caller, FeaturesOff, Includes, ManageSettings, Read, Scope};
use crate::kernel::{
    Error, Result, audit,
    db::{Conn, Db, Tx},
    id::OrgId,
    text::{Line, Slug},
};
use chrono::TimeDelta;

/// Longest one-time key of a form that is believed to be ours.
const ONCE_KEY_MAX: usize = 64;

/// The organisation of the page.
pub async fn get(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Organisation> {
    store::get(&mut db.read().await?, access.scope()).await
}

/// The same on a connection that is open already.
pub async fn get_in(conn: &mut Conn, scope: Scope) -> Result<Organisation> {
    store::get(conn, scope).await
}

/// Where the caller may go.
pub async fn of_person(db: &Db, caller: &Caller) -> Result<Vec<Place>> {
    store::of_person(&mut db.read().await?, caller.user).await
}

/// Sets up an organisation and begins its trail. The second of a name gets a number in its addresses.
pub async fn create_in(tx: &mut Tx, name: Line) -> Result<Organisation> {
    let (id, slug) = (OrgId(tx.env().new_id()), free_slug(tx, &name).await?);
    create_as_in(tx, id, name, slug).await
}

/// The same with an id and a word for its addresses that were chosen before and are free.
pub async fn create_as_in(tx: &mut Tx, id: OrgId, name: Line, slug: Slug) -> Result<Organisation> {
    let org = Organisation {
        id,
        slug,
        initials: Initials::of_name(name.as_str()),
        name,
        evidence_kinds: EvidenceKinds::default(),
        color: Color::default(),
        banner: Marking::default(),
        imprint: Marking::default(),
        features_off: FeaturesOff::default(),
        version: 1,
        files_version: 1,
        features_version: 1,
        created_at: tx.now(),
    };
    store::insert(tx, &org).await?;
    audit::begin_chain(tx, org.id).await?;
    tx.record(org.id, Event::Created(&org)).await?;
    Ok(org)
}

/// Whether there is an organisation with this word in its addresses.
pub async fn exists(conn: &mut Conn, slug: &Slug) -> Result<bool> {
    store::is_taken(conn, slug).await
}

/// The organisation of this word in addresses, for commands at the console.
pub async fn by_slug(conn: &mut Conn, slug: &Slug) -> Result<Option<Organisation>> {
    store::by_slug(conn, slug).await
}

async fn free_slug(tx: &mut Tx, name: &Line) -> Result<Slug> {
    let base = Slug::of(name.as_str());
    let mut slug = base.clone();
    let mut n = 1;
    while store::is_taken(tx, &slug).await? {
        n += 1;
        slug = base.numbered(n);
    }
    Ok(slug)
}

/// Another name or other looks, over the version that the person saw.
pub async fn change(db: &Db, access: &Access<ManageSettings>, new: NewSettings, version: i64) -> Result<()> {
    let (mut tx, before) = begin(db, access).await?;
    let NewSettings { name, color, initials, banner, imprint } = new;
    let version = version + 1;
    let after = Organisation { name, color, initials, banner, imprint, version, ..before.clone() };
    written(store::update(&mut tx, access.scope(), &after).await?)?;
    tx.commit(access.scope().org(), Event::Changed { before: &before, after: &after }).await
}

/// Takes other kinds of file as evidence, over the version that the person saw.
pub async fn change_files(
    db: &Db,
    access: &Access<ManageSettings>,
    evidence_kinds: EvidenceKinds,
    version: i64,
) -> Result<()> {
    let (mut tx, before) = begin(db, access).await?;
    let after = Organisation { evidence_kinds, files_version: version + 1, ..before.clone() };
    written(store::update_files(&mut tx, access.scope(), &after).await?)?;
    tx.commit(access.scope().org(), Event::FilesChanged { before: &before, after: &after }).await
}

/// Switches parts of the program off, and all others on, over the version that the person saw.
pub async fn change_features(
    db: &Db,
    access: &Access<ManageSettings>,
    features_off: FeaturesOff,
    version: i64,
) -> Result<()> {
    let (mut tx, before) = begin(db, access).await?;
    let after = Organisation { features_off, features_version: version + 1, ..before.clone() };
    written(store::update_features(&mut tx, access.scope(), &after).await?)?;
    tx.commit(access.scope().org(), Event::FeaturesChanged { before: &before, after: &after }).await
}

async fn begin(db: &Db, access: &Access<ManageSettings>) -> Result<(Tx, Organisation)> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let before = store::get(&mut tx, access.scope()).await?;
    Ok((tx, before))
}

/// No row means that somebody else was faster.
fn written(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::Conflict("Somebody else changed these settings meanwhile.".into())),
        _ => Ok(()),
    }
}

/// Lets a form with the one-time `key` through once; the second time `AlreadyDone` tells where the first led.
/// A form without a key is let through.
pub async fn once(tx: &mut Tx, scope: Scope, key: &str, location: &str) -> Result<()> {
    if key.is_empty() {
        return Ok(());
    }
    if key.len() > ONCE_KEY_MAX {
        return Err(Error::Malformed(
            "This form is not one of ours. Reload the page and send it again.".into(),
        ));
    }
    match store::insert_once(tx, scope, key, location).await? {
        0 => Err(Error::AlreadyDone(store::location_of(tx, scope, key).await?)),
        _ => Ok(()),
    }
}

/// Forgets the forms carried out more than a week ago; nobody sends those twice.
pub async fn forget_once_keys_in(tx: &mut Tx) -> Result<u64> {
    let before = tx.now() - TimeDelta::days(7);
    store::forget_once_keys(tx, before).await
}
