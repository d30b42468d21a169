//! Puts an archive back, into a place where nobody is yet. Either all of it is there afterwards, with every hash and
//! every chain proved, or nothing.

use super::{
    archive::Reader,
    manifest::{self, FORMAT, HEAD, Head, MANIFEST, Manifest},
    room::{self, Files},
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
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::{fmt::Display, path::Path, pin::pin};
use tokio::sync::watch;

/// A part of a table is never larger, compressed or not: a row is a form's size at most.
const PART_BYTES_MAX: usize = 64 * 1024 * 1024;

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
    /// Whether Muster had been started here before, so that what that start made gave way.
    pub is_over_a_start: bool,
}

/// Where an archive goes, and whether somebody has asked to stop meanwhile.
struct Place<'a> {
    db: &'a Db,
    blobs: &'a Blobs,
    stop: watch::Receiver<bool>,
}

const STOPPED: &str = "Muster was told to stop before it was done.";

impl Place<'_> {
    /// An error once somebody has asked to stop.
    fn go_on(&self) -> Result<()> {
        ensure!(!*self.stop.borrow(), STOPPED);
        Ok(())
    }

    /// What comes out of the archive, unless somebody asks to stop before it does.
    async fn wait<T>(&self, archive: impl Future<Output = Result<T>>) -> Result<T> {
        let mut stop = self.stop.clone();
        tokio::select! {
            biased;
            _ = stop.wait_for(|is_stopped| *is_stopped) => bail!(STOPPED),
            read = archive => read,
        }
    }
}

/// Puts the archive `file` into `db` and `blobs`, where nobody may be yet. Whatever is wrong with it is named, and
/// then there is nothing of it in either.
pub async fn restore(file: &Path, db: &Db, blobs: &Blobs) -> Result<Restored> {
    restore_unless(file, db, blobs, std::future::pending()).await
}

/// The same, given up once `stop` comes true; then, too, there is nothing of it in either.
pub async fn restore_unless(
    file: &Path,
    db: &Db,
    blobs: &Blobs,
    stop: impl Future<Output = ()>,
) -> Result<Restored> {
    let (tell, told) = watch::channel(false);
    let place = Place { db, blobs, stop: told };
    let mut putting = pin!(put_back(file, &place));
    tokio::select! {
        biased;
        () = stop => {
            // It ends by itself where it can: a file that is half on its way into the store could not be cleared.
            tell.send_replace(true);
            putting.await
        }
        restored = &mut putting => restored,
    }
}

async fn put_back(file: &Path, place: &Place<'_>) -> Result<Restored> {
    let Place { db, blobs, .. } = place;
    let mut reader = place.wait(Reader::open(file)).await?;
    let begin = async { head(&mut reader, db).await.with_context(|| format!("reading {}", file.display())) };
    let head = place.wait(begin).await?;
    room::refuse_what_is_in_use(&mut db.read().await?).await?;
    room::refuse_files(blobs).await?;
    place.go_on()?;
    db.steps_as_known().await?;
    let (before, schema) = (db.level().await?, head.schema);
    db.migrate_to(schema).await?;

    let mut put = Files::new();
    match load(reader, head, place, &mut put).await {
        Ok(restored) => {
            db.migrate().await.context(
                "The archive is restored, but its schema is still the older one it was made with. Run `muster \
                 migrate`.",
            )?;
            Ok(restored)
        }
        Err(error) => {
            let back_from = (before > schema).then_some(before);
            Err(error.context(room::leave(db, blobs, back_from, put).await))
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

/// One unit of work for everything. That it waits for files too hurts nobody: nobody is here, so nobody works.
async fn load(mut reader: Reader, head: Head, place: &Place<'_>, put: &mut Files) -> Result<Restored> {
    let mut tx = place.db.begin(Actor::console()).await?;
    let tables = tx.tables().await?;
    let lines = room::make(&mut tx, &tables).await?;
    let (mut rows, mut listed) = (0, None);
    while let Some((name, _)) = place.wait(reader.next()).await? {
        ensure!(listed.is_none(), "{name} stands after the end of the archive.");
        if name == MANIFEST {
            let bytes = place.wait(reader.whole(PART_BYTES_MAX)).await?;
            listed = Some(serde_json::from_slice::<Manifest>(&bytes).context(MANIFEST)?);
        } else if let Some(table) = manifest::table_of(&name) {
            let table = tables.iter().find(|known| known.name == table);
            let table = table.with_context(|| format!("{name} belongs to no table."))?;
            rows += load_part(&mut reader, place, &mut tx, (table, &name)).await?;
        } else if let Some((org, sha256)) = manifest::blob_of(&name) {
            put.insert((org, sha256));
            load_file(&mut reader, place, (org, sha256), &name).await?;
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
    place.go_on()?;
    tx.commit(OrgId::INSTALLATION, entry(&head, lines)).await?;
    Ok(Restored {
        head,
        rows,
        files: put.len() as u64,
        trails,
        missing: listed.missing,
        is_over_a_start: lines > 0,
    })
}

fn damaged(name: &str) -> String {
    format!("{name} is not as it was written: the archive is damaged or was changed.")
}

/// The rows of a part. Only what is wrong with the archive is called damaged; what the database cannot do, it says in
/// its own words.
async fn load_part(
    reader: &mut Reader,
    place: &Place<'_>,
    tx: &mut Tx,
    (table, name): (&Table, &str),
) -> Result<u64> {
    let whole = async { reader.whole(PART_BYTES_MAX).await.with_context(|| damaged(name)) };
    let packed = place.wait(whole).await?;
    let part = zstd::bulk::decompress(&packed, PART_BYTES_MAX).with_context(|| damaged(name))?;
    let mut rows = 0;
    for line in part.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        place.go_on()?;
        let record = serde_json::from_slice(line).with_context(|| damaged(name))?;
        tx.load(table, &record).await.map_err(|error| {
            let is_damaged = error.is_of_the_row();
            let words = if is_damaged { damaged(name) } else { not_taken(name, "the database") };
            anyhow::Error::new(error).context(words)
        })?;
        rows += 1;
    }
    reader.note_rows(rows);
    Ok(rows)
}

fn not_taken(name: &str, by: impl Display) -> String {
    format!("{name} could not be put into {by}")
}

/// A file of evidence. The same holds for the file store.
async fn load_file(
    reader: &mut Reader,
    place: &Place<'_>,
    (org, sha256): (OrgId, Sha256),
    name: &str,
) -> Result<()> {
    let not_taken = || not_taken(name, place.blobs.folder().display());
    let mut incoming = place.blobs.begin(org);
    let mut piece = async || reader.piece().await.with_context(|| damaged(name));
    while let Some(bytes) = place.wait(piece()).await? {
        incoming.write(&bytes).await.with_context(not_taken)?;
    }
    let whole = incoming.finish().await.with_context(not_taken)?;
    if whole.sha256 != sha256 {
        return Err(anyhow!("its bytes have the SHA-256 {}", whole.sha256).context(damaged(name)));
    }
    whole.keep().await.with_context(not_taken)?;
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

fn entry(head: &Head, lines: i64) -> Entry {
    Entry {
        action: "installation.restored",
        subject: "installation:muster".into(),
        detail: serde_json::json!({
            "backup_made_at": head.made_at, "backup_made_by": head.program, "backup_made_from": head.engine,
            "lines_before": lines,
        }),
    }
}
