//! Whether these are the keys of this database. A key leaves a check in the database when it is first used, so
//! that a wrong one is noticed at start, also where nothing is sealed yet.

use super::{FIRST, Keyring, SealedColumn, key_of};
use crate::kernel::{
    Result,
    audit::{self, Actor, Entry},
    db::{Conn, Db},
    id::OrgId,
};
use anyhow::anyhow;

/// Known words, sealed with each key in use. Not among the columns that a change of keys seals again: the check of
/// a key that is not needed any more is removed.
static CHECK: SealedColumn = SealedColumn::new("key_checks", "sealed");

/// What a check holds.
const WORDS: &str = "Muster knows this key.";

/// Refuses keys that are not those of this database, then leaves the check of the key that seals.
pub async fn ready(db: &Db, keyring: &Keyring) -> Result<()> {
    check(&mut db.read().await?, keyring).await?;
    let id = keyring.current();
    let mut tx = db.begin(Actor::console()).await?;
    let (now, sealed) = (tx.now(), keyring.seal(&CHECK.of(&[&id]), WORDS, db.env()));
    let added = sql! {
        execute, &mut tx,
        "insert into key_checks (key_id, sealed, created_at) values ($1, $2, $3) on conflict (key_id) do nothing",
        id, sealed, now
    }?;
    if added == 0 {
        return Ok(());
    }
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    let entry = Entry {
        action: "key.taken_up",
        subject: format!("key:{id}"),
        detail: serde_json::json!({ "key": id }),
    };
    tx.commit(OrgId::INSTALLATION, entry).await
}

/// Whether `keyring` opens all that is sealed. Otherwise the error says what to do.
pub async fn check(conn: &mut Conn, keyring: &Keyring) -> Result<()> {
    let checks: Vec<(String, String)> = sql! {
        fetch_all, conn,
        "select key_id, sealed from key_checks order by key_id limit 1000"
    }?;
    for (id, sealed) in checks {
        ensure_known(keyring, &id, "this database")?;
        let opened = keyring.open(&CHECK.of(&[&id]), &sealed);
        let is_ours = opened.is_ok_and(|words| words.matches(WORDS));
        if !is_ours {
            return Err(
                anyhow!("The key “{id}” is another one than this database knows. {}", advice(&id)).into()
            );
        }
    }
    let tables = conn.tables().await?;
    for column in SealedColumn::all() {
        let others = conn.sealed_by_others(&tables, column, &keyring.ids(), 1).await?;
        if let Some(found) = others.first() {
            ensure_known(keyring, key_of(&found.text).unwrap_or_default(), &column.to_string())?;
        }
    }
    Ok(())
}

/// By what a running server knows its database again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The check of the key that seals: another one in each database, and none once another key has followed it.
    sealed: Option<String>,
    /// The lines of all trails, which only become more.
    lines: i64,
}

impl Mark {
    /// Whether a database that had this mark, and has `now`, is not what it was: another one was restored into its
    /// place, even with the same key, or an older state of itself; or another key has followed. What is remembered of
    /// it is wrong then, and what its former key seals from then on, nobody may be able to open.
    pub fn is_lost(&self, now: &Self) -> bool {
        self.sealed != now.sealed || now.lines < self.lines
    }
}

/// The mark of the database as it stands.
pub async fn mark(conn: &mut Conn, keyring: &Keyring) -> Result<Mark> {
    let (sealed, lines): (Option<String>, i64) = sql! {
        fetch_one, conn,
        "select (select sealed from key_checks where key_id = $1) as sealed,
                (select cast(coalesce(sum(seq), 0) as bigint) from chains) as lines",
        keyring.current()
    }?;
    Ok(Mark { sealed, lines })
}

fn ensure_known(keyring: &Keyring, id: &str, place: &str) -> Result<()> {
    if keyring.ids().contains(&id) {
        return Ok(());
    }
    Err(anyhow!("The key “{id}”, with which something in {place} is sealed, is unknown. {}", advice(id))
        .into())
}

fn advice(id: &str) -> &'static str {
    match id {
        FIRST => {
            "It is worked out from MUSTER_SECRET_KEY: start with the one that was set before (in development: \
             with the file secret.key of the data folder). Or give that one to MUSTER_KEYS as first=… at its end, \
             after a key that seals, and keep it there until `muster keys rotate` says that it is not needed."
        }
        _ => {
            "Give it back to MUSTER_KEYS, and keep it there until `muster keys rotate` says that it is not needed."
        }
    }
}
