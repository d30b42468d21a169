//! Puts an archive back, into an empty place only. Either all of it is there afterwards, with every hash and
//! every chain proved, or nothing.

use super::{
    archive::Reader,
    manifest::{self, FORMAT, HEAD, Head, MANIFEST, Manifest},
    store,
};
use crate::access::Scope;
use crate::blobs::Blobs;
use crate::kernel::{
    audit::{self, Actor, Entry},
    db::{Db, Table, Tx},
    hash::Sha256,
    id::OrgId,
};
use crate::trail::{self, Verdict};
use anyhow::{Context, Result, bail, ensure};
use std::{collections::BTreeSet, path::Path};

/// A part of a table is never larger, compressed or not: a row is a form's size at most.
const PART_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Files of evidence, and whose they are.
type Files = BTreeSet<(OrgId, Sha256)>;

/// What was put back.
#[derive(Clone, Debug)]
pub struct Restored {
    /// What the archive says about itself.
    pub head: Head,
    /// Rows of all tables.
    pub rows: u64,
    /// Files of evidence.
    pub files: u64,
    /// Whose trails were proved, and how many lines each has.
    pub trails: Vec<(String, i64)>,
    /// Files that were not there or damaged when the archive was made already.
    pub missing: Vec<String>,
}

/// Puts the archive `file` into `db` and `blobs`, which must both be empty. Whatever is wrong with it is named,
/// and then both are empty still.
pub async fn restore(file: &Path, db: &Db, blobs: &Blobs) -> Result<Restored> {
    let mut reader = Reader::open(file)?;
    let head = head(&mut reader, db).await.with_context(|| format!("reading {}", file.display()))?;
    refuse_what_is_in_use(db, blobs).await?;
    db.migrate_to(head.schema).await?;

    let mut put = Files::new();
    let restored = load(reader, head, db, blobs, &mut put).await;
    match restored {
        Ok(restored) => {
            db.migrate().await?;
            Ok(restored)
        }
        Err(error) => {
            clear(blobs, put).await;
            Err(error.context("The archive was not restored; nothing was changed."))
        }
    }
}

/// The first member: can this program read the rest?
async fn head(reader: &mut Reader, db: &Db) -> Result<Head> {
    const NO_BACKUP: &str = "This is no backup made by this program.";
    let (name, _) = reader.next().await.context(NO_BACKUP)?.context(NO_BACKUP)?;
    ensure!(name == HEAD, NO_BACKUP);
    let bytes = reader.whole(PART_BYTES_MAX).await?;
    let words: serde_json::Value = serde_json::from_slice(&bytes).with_context(|| damaged(HEAD))?;
    let (format, program) = (words["format"].as_u64().with_context(|| damaged(HEAD))?, &words["program"]);
    ensure!(
        format <= u64::from(FORMAT),
        "The archive has format {format}, and this program knows only up to {FORMAT}. It was made by Muster \
         {}: restore it with that version or a newer one.",
        program.as_str().unwrap_or("of a later version")
    );
    let head: Head = serde_json::from_value(words).with_context(|| damaged(HEAD))?;
    let known = db.steps().await?.iter().map(|step| step.version).max().unwrap_or(0);
    ensure!(
        head.schema <= known,
        "The archive holds schema {}, and this program knows only up to {known}. It was made by Muster {}: \
         restore it with that version or a newer one.",
        head.schema,
        head.program
    );
    Ok(head)
}

async fn refuse_what_is_in_use(db: &Db, blobs: &Blobs) -> Result<()> {
    let mut conn = db.read().await?;
    for table in conn.tables().await? {
        ensure!(
            conn.is_empty(&table).await?,
            "The database is in use: there is something in {}. Restore into an empty one.",
            table.name
        );
    }
    ensure!(
        blobs.list().await?.is_empty(),
        "The folder for evidence is in use: there are files in it. Restore into an empty one."
    );
    Ok(())
}

/// One unit of work for everything. That it waits for files too hurts nobody: the place is empty, so nobody works.
async fn load(mut reader: Reader, head: Head, db: &Db, blobs: &Blobs, put: &mut Files) -> Result<Restored> {
    let mut tx = db.begin(Actor::console()).await?;
    let tables = tx.tables().await?;
    let (mut rows, mut listed) = (0, None);
    while let Some((name, _)) = reader.next().await? {
        ensure!(listed.is_none(), "{name} stands after the end of the archive.");
        if name == MANIFEST {
            let bytes = reader.whole(PART_BYTES_MAX).await?;
            listed = Some(serde_json::from_slice::<Manifest>(&bytes).context(MANIFEST)?);
        } else if let Some(table) = manifest::table_of(&name) {
            let table = tables.iter().find(|known| known.name == table);
            let table = table.with_context(|| format!("{name} belongs to no table."))?;
            rows += load_part(&mut reader, &mut tx, table).await.with_context(|| damaged(&name))?;
        } else if let Some((org, sha256)) = manifest::blob_of(&name) {
            put.insert((org, sha256));
            load_file(&mut reader, blobs, org, sha256).await.with_context(|| damaged(&name))?;
        } else {
            bail!("{name} is nothing that this program knows.");
        }
    }
    let listed = listed.context("The archive ends before its end: the list of what is in it is missing.")?;
    let read: Vec<_> = reader.members.into_iter().filter(|member| member.name != MANIFEST).collect();
    ensure!(listed.head == head, damaged(HEAD));
    if let Some(fault) = listed.fault(&read) {
        bail!(fault);
    }
    prove_files(&mut tx, put, &listed.missing).await?;
    let trails = prove_trails(&mut tx).await?;
    // An installation that only ever held a demonstration has no trail of its own yet.
    audit::begin_chain(&mut tx, OrgId::INSTALLATION).await?;
    tx.commit(OrgId::INSTALLATION, entry(&head)).await?;
    Ok(Restored { head, rows, files: put.len() as u64, trails, missing: listed.missing })
}

fn damaged(name: &str) -> String {
    format!("{name} is not as it was written: the archive is damaged or was changed.")
}

async fn load_part(reader: &mut Reader, tx: &mut Tx, table: &Table) -> Result<u64> {
    let packed = reader.whole(PART_BYTES_MAX).await?;
    let part = zstd::bulk::decompress(&packed, PART_BYTES_MAX)?;
    let mut rows = 0;
    for line in part.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        tx.load(table, &serde_json::from_slice(line)?).await?;
        rows += 1;
    }
    reader.note_rows(rows);
    Ok(rows)
}

async fn load_file(reader: &mut Reader, blobs: &Blobs, org: OrgId, sha256: Sha256) -> Result<()> {
    let mut incoming = blobs.begin(org);
    while let Some(bytes) = reader.piece().await? {
        incoming.write(&bytes).await?;
    }
    let whole = incoming.finish().await?;
    ensure!(whole.sha256 == sha256, "its bytes have the SHA-256 {}", whole.sha256);
    whole.keep().await?;
    Ok(())
}

/// Every file that evidence names was put back, unless it was missing already.
async fn prove_files(tx: &mut Tx, put: &Files, missing: &[String]) -> Result<()> {
    for file in store::named(tx).await?.into_iter().filter(|file| file.rows > 0) {
        let name = manifest::blob(file.org_id, file.sha256);
        let is_there = put.contains(&(file.org_id, file.sha256)) || missing.contains(&name);
        ensure!(is_there, "{name} is missing from the archive.");
    }
    Ok(())
}

async fn prove_trails(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    let mut trails = Vec::new();
    for chain in trail::chains_in(tx).await? {
        match trail::verify_in(tx, Scope::of_the_program(chain.org)).await? {
            Verdict::Whole { lines, .. } => trails.push((chain.name, lines)),
            Verdict::Broken { seq, .. } => bail!("The trail of {} is broken at line {seq}.", chain.name),
        }
    }
    Ok(trails)
}

fn entry(head: &Head) -> Entry {
    Entry {
        action: "installation.restored",
        subject: "installation:muster".into(),
        detail: serde_json::json!({
            "backup_made_at": head.made_at, "backup_made_by": head.program, "backup_made_from": head.engine,
        }),
    }
}

/// Takes out again what was put into the file store.
async fn clear(blobs: &Blobs, put: Files) {
    let cleared = async {
        let removal = blobs.removal().await?.context("somebody is using the file store")?;
        for (org, sha256) in put {
            removal.remove(org, sha256).await?;
        }
        Ok::<_, anyhow::Error>(())
    };
    if let Err(error) = cleared.await {
        tracing::warn!(
            cause = format!("{error:#}"),
            "files of an archive that was not restored are left behind"
        );
    }
}
