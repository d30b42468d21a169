//! What the machine that hashes passwords has to know of the database: the peppers, and what hashes of other
//! programs cost.

use super::super::{
    password::Peppers,
    settings::Settings,
    store::{self, PEPPER, SealedPepper},
};
use crate::kernel::{
    Result,
    audit::{self, Actor, Entry},
    db::{Db, Tx},
    id::OrgId,
    seal::Keyring,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use chrono::TimeDelta;
use serde_json::json;

/// After this time every node has heard of a new pepper: it looks each hour. Before that it may still use the one
/// before.
const LEARNT_WITHIN: TimeDelta = TimeDelta::days(1);

/// What the making of a new pepper did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peppered {
    /// The number of the new one.
    pub pepper: i64,
    /// How many passwords still need an older one, until their owners sign in.
    pub waiting: i64,
    /// Peppers that nothing needed any more.
    pub removed: Vec<i64>,
}

/// Tells the machine what is in the database now. The first time it makes a pepper.
pub async fn learn(db: &Db, settings: &Settings) -> Result<()> {
    let (keyring, hashing) = (&settings.keyring, &settings.hashing);
    let mut found = store::peppers(&mut db.read().await?).await?;
    if found.is_empty() {
        make(db, keyring, 1).await?;
        found = store::peppers(&mut db.read().await?).await?;
    }
    hashing.season(opened(keyring, found)?);
    hashing.imitate(store::foreign_hashes(&mut db.read().await?).await?);
    Ok(())
}

/// The same, where `stored` needs a pepper that another node has made meanwhile.
pub(super) async fn learn_for(db: &Db, settings: &Settings, stored: Option<&str>) -> Result<()> {
    match stored {
        Some(stored) if !settings.hashing.knows(stored) => learn(db, settings).await,
        _ => Ok(()),
    }
}

/// Makes a new pepper, which each password gets when its owner signs in, and removes those that nothing needs.
pub async fn change_pepper(db: &Db, keyring: &Keyring) -> Result<Peppered> {
    let found = store::peppers(&mut db.read().await?).await?;
    let pepper = found.last().map_or(1, |last| last.id + 1);
    make(db, keyring, pepper).await?;
    let (mut waiting, mut removed) = (0, Vec::new());
    let mut tx = db.begin(Actor::console()).await?;
    let long_ago = tx.now() - LEARNT_WITHIN;
    let followed_at = found.iter().skip(1).map(|next| Some(next.created_at)).chain([None]);
    for (old, followed_at) in found.iter().zip(followed_at) {
        match store::count_hashes_like(&mut tx, &named(old.id)).await? {
            0 if followed_at.is_some_and(|at| at < long_ago) => {
                store::delete_pepper(&mut tx, old.id).await?;
                removed.push(old.id);
            }
            more => waiting += more,
        }
    }
    let detail = json!({ "pepper": pepper, "waiting": waiting, "removed": removed });
    commit(tx, "pepper.changed", pepper, detail).await?;
    Ok(Peppered { pepper, waiting, removed })
}

async fn make(db: &Db, keyring: &Keyring, id: i64) -> Result<()> {
    let fresh: [u8; 32] = db.env().bytes();
    let sealed = keyring.seal(&PEPPER.of(&[&id]), fresh, db.env());
    let mut tx = db.begin(Actor::console()).await?;
    if store::insert_pepper(&mut tx, id, &sealed).await? == 0 {
        return Ok(());
    }
    commit(tx, "pepper.made", id, json!({ "pepper": id })).await
}

async fn commit(mut tx: Tx, action: &'static str, id: i64, detail: serde_json::Value) -> Result<()> {
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    tx.commit(OrgId::INSTALLATION, Entry { action, subject: format!("pepper:{id}"), detail }).await
}

fn opened(keyring: &Keyring, found: Vec<SealedPepper>) -> Result<Peppers> {
    let open = |it: SealedPepper| Ok((it.id, keyring.open(&PEPPER.of(&[&it.id]), &it.sealed)?));
    Ok(Peppers::new(found.into_iter().map(open).collect::<Result<Vec<_>>>()?))
}

/// How a hash names the pepper `id`.
fn named(id: i64) -> String {
    format!("$argon2id$%,keyid={}$%", STANDARD_NO_PAD.encode(id.to_string()))
}
