//! The change of keys: everything that is sealed is sealed again with the key that seals now, while people work.

use super::{Keyring, SealedColumn, check::check};
use crate::kernel::{
    Result,
    audit::{self, Actor, Entry},
    db::{Chore, Db, Table},
    id::OrgId,
};
use serde_json::json;
use std::collections::BTreeMap;

/// Values sealed again in one unit of work: few enough that nobody waits long.
const BATCH: i64 = 200;

/// What the change of keys did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// The key that seals everything now.
    pub key: String,
    /// How many values were sealed again, by column.
    pub columns: BTreeMap<String, u64>,
    /// Keys that nothing needs any more.
    pub retired: Vec<String>,
}

/// Seals everything again with the current key, and forgets the others. Broken off, it goes on where it was.
pub async fn rotate(db: &Db, keyring: &Keyring) -> Result<Rotated> {
    let mut conn = db.read().await?;
    check(&mut conn, keyring).await?;
    let tables = conn.tables().await?;
    drop(conn);
    let mut columns = BTreeMap::new();
    for column in SealedColumn::all() {
        let mut count = 0;
        while let Some(more) = reseal_some(db, keyring, &tables, column).await? {
            count += more;
        }
        columns.insert(column.to_string(), count);
    }
    retire(db, keyring, columns).await
}

/// One batch. None when there is no more to do.
async fn reseal_some(
    db: &Db,
    keyring: &Keyring,
    tables: &[Table],
    column: &SealedColumn,
) -> Result<Option<u64>> {
    let mut tx = db.begin(Actor::console()).await?;
    let found = tx.sealed_by_others(tables, column, &[keyring.current()], BATCH).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let mut count = 0;
    for value in found {
        let plain = keyring.open(&value.place, &value.text)?;
        let fresh = keyring.seal(&value.place, plain.expose(), db.env());
        // Nothing where somebody changed it meanwhile: the next batch finds what it is now.
        count += tx.reseal(tables, column, &value, &fresh).await?;
    }
    tx.commit_chore(Chore::Reseal).await?;
    Ok(Some(count))
}

async fn retire(db: &Db, keyring: &Keyring, columns: BTreeMap<String, u64>) -> Result<Rotated> {
    let key = keyring.current().to_owned();
    let mut tx = db.begin(Actor::console()).await?;
    let retired: Vec<(String,)> = sql! {
        fetch_all, &mut *tx,
        "delete from key_checks where key_id <> $1 returning key_id",
        &key
    }?;
    let mut retired: Vec<String> = retired.into_iter().map(|(id,)| id).collect();
    retired.sort();
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    let entry = Entry {
        action: "keys.rotated",
        subject: format!("key:{key}"),
        detail: json!({ "key": key, "sealed_again": columns, "retired": retired }),
    };
    tx.commit(OrgId::INSTALLATION, entry).await?;
    Ok(Rotated { key, columns, retired })
}
