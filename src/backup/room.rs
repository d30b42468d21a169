//! Room for an archive: a place where nobody is yet. What the first start of Muster made there gives way.

use crate::blobs::Blobs;
use crate::kernel::{
    audit,
    db::{Conn, Db, Table, Tx},
    hash::Sha256,
    id::OrgId,
};
use anyhow::{Context, Result, bail, ensure};
use std::collections::BTreeSet;

/// Files of evidence, and whose they are.
pub type Files = BTreeSet<(OrgId, Sha256)>;

/// What the first start makes, and what a visitor without an account can leave. It gives way to an archive.
const FROM_THE_START: &[&str] = &[
    "audit_log",
    "chains",
    "guesses",
    "jobs",
    "kept_forms",
    "key_checks",
    "one_time_links",
    "passkey_ceremonies",
    "peppers",
    "registrations",
];

/// Refuses a database with anything in it that would be missed.
pub async fn refuse_what_is_in_use(conn: &mut Conn) -> Result<()> {
    for table in conn.tables().await?.iter().filter(|table| !FROM_THE_START.contains(&table.name.as_str())) {
        ensure!(
            conn.is_empty(table).await?,
            "The database is in use: there is something in {}. Restore into an empty one: name another in \
             MUSTER_DATABASE_URL, or another folder in MUSTER_DATA_DIR.",
            table.name
        );
    }
    Ok(())
}

/// Refuses a file store that holds anything.
pub async fn refuse_files(blobs: &Blobs) -> Result<()> {
    let folder = blobs.folder().display();
    ensure!(
        blobs.list().await?.is_empty(),
        "The folder for evidence is in use: there are files in {folder}. Restore into an empty one: name another in \
         MUSTER_BLOBS, or, if no other Muster keeps its evidence there, move what is in {folder} to another place and \
         try again. They may be what a restore left that was cut off, but also the only copies of evidence that came \
         after the backup, so delete nothing."
    );
    if let Some(found) = blobs.something().await? {
        bail!(
            "The folder for evidence is in use for something else: {} is there. Restore into a folder of its own: name \
             another in MUSTER_BLOBS, or move that to another place and try again.",
            found.display()
        );
    }
    Ok(())
}

/// Waits for whoever sets up or restores here, and if nobody is here after that, takes away what the first start
/// made. Tells how many lines of the installation's trail gave way.
pub async fn make(tx: &mut Tx, tables: &[Table]) -> Result<i64> {
    audit::begin_chain(tx, OrgId::INSTALLATION).await?;
    let lines = audit::hold_chain(tx, OrgId::INSTALLATION).await?;
    refuse_what_is_in_use(tx).await?;
    tx.clear(tables).await?;
    Ok(lines)
}

const BACK_AND_FORTH: &str = "For it the schema went back and forward again, which may have taken away what the \
    first start of Muster made here: if it is running still, start it again.";

/// Leaves the room of an archive that was not restored: takes its files out again, and brings a schema that went back
/// for it forward to where it was. Says what came of that.
pub async fn leave(db: &Db, blobs: &Blobs, back_from: Option<i64>, put: Files) -> String {
    let mut told = Vec::new();
    if let Some(level) = back_from {
        told.push(match db.migrate_to(level).await {
            Ok(()) => BACK_AND_FORTH.to_owned(),
            Err(error) => {
                let cause = anyhow::Error::from(error);
                format!(
                    "For it the schema went back, and it could not be brought forward again ({}). Run `muster \
                     migrate`.",
                    cause.root_cause()
                )
            }
        });
    }
    if let Err(left) = clear(blobs, put).await {
        told.push(format!(
            "Files of it are left behind ({left:#}). Before the next try, move what is in {} to another place. Delete \
             nothing: evidence that came meanwhile may be among it.",
            blobs.folder().display()
        ));
    }
    match told.as_slice() {
        [] => "The archive was not restored; nothing was changed.".to_owned(),
        told => format!("The archive was not restored. {}", told.join(" ")),
    }
}

/// Takes out again what was put into the file store.
async fn clear(blobs: &Blobs, put: Files) -> Result<()> {
    if put.is_empty() {
        return Ok(());
    }
    let removal = blobs.removal().await?.context("somebody else is using the folder")?;
    for (org, sha256) in put {
        removal.remove(org, sha256).await?;
    }
    Ok(())
}
