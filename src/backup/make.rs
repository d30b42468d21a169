//! Makes an archive while people work: first every table as it is at one instant, then the files of evidence
//! that those tables name.

use super::{
    archive::Writer,
    manifest::{self, FORMAT, HEAD, Head, MANIFEST, Manifest},
    store,
};
use crate::blobs::Blobs;
use crate::kernel::{
    Error,
    db::{Db, Dump, Table},
};
use anyhow::{Context, Result};
use futures_util::TryStreamExt;
use std::{io::Write, path::Path};

/// What is left out: sessions and links. Whoever was signed out since must not come back with the data.
pub const LEFT_OUT: &[&str] =
    &["address_changes", "kept_forms", "one_time_links", "password_resets", "registrations", "sessions"];

/// How much of a table goes into one member, before it is compressed.
const PART_BYTES: usize = 4 * 1024 * 1024;
const LEVEL: i32 = 3;

/// What was put into the archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Rows of all tables.
    pub rows: u64,
    /// Files of evidence.
    pub files: u64,
    /// Files that evidence names and that are gone, damaged or not to be read, as `blobs/<organisation>/<SHA-256>`.
    /// Somebody should look: the archive is complete but for them.
    pub missing: Vec<String>,
}

/// Writes everything that `db` and `blobs` hold into `file`, which must not exist.
pub async fn backup(db: &Db, blobs: &Blobs, file: &Path) -> Result<Made> {
    let head = head(db).await?;
    let made_at_s = u64::try_from(head.made_at.timestamp()).unwrap_or(0);
    let mut writer = Writer::create(file, db.env().new_id(), made_at_s)?;
    writer.member(HEAD.into(), serde_json::to_vec_pretty(&head)?.into(), 0).await?;

    // Nothing is removed from the file store until the files that the tables name are in the archive.
    let hold = blobs.hold().await?;
    let mut dump = db.dump().await?;
    let mut made = Made::default();
    for table in dump.tables() {
        if !LEFT_OUT.contains(&table.name.as_str()) {
            made.rows += write_table(&mut writer, &mut dump, &table).await?;
        }
    }
    let named = store::named(dump.conn()).await?;
    drop(dump);

    for file in named {
        let member = manifest::blob(file.org_id, file.sha256);
        if is_whole(blobs, &file).await {
            write_file(&mut writer, blobs, &file).await.with_context(|| member)?;
            made.files += 1;
        } else if file.rows > 0 {
            made.missing.push(member);
        }
    }
    drop(hold);

    let missing = made.missing.clone();
    let last = |members| Ok(serde_json::to_vec_pretty(&Manifest { head, members, missing })?);
    writer.finish(MANIFEST, last).await?;
    Ok(made)
}

async fn head(db: &Db) -> Result<Head> {
    Ok(Head {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").into(),
        schema: db.level().await?,
        engine: db.health().await?.kind.into(),
        made_at: db.env().now(),
    })
}

/// One file that cannot be read keeps nobody from a backup of all the rest.
async fn is_whole(blobs: &Blobs, file: &store::Named) -> bool {
    let (org, sha256) = (file.org_id, file.sha256);
    let looked =
        async { Ok::<_, Error>(blobs.exists(org, sha256).await? && blobs.is_sound(org, sha256).await?) };
    looked.await.unwrap_or_else(|error| {
        let (cause, file) = (format!("{error:#}"), manifest::blob(org, sha256));
        tracing::warn!(cause, file, "a file of evidence cannot be read");
        false
    })
}

/// Writes a table in parts of one JSON object per line; gives the number of rows.
async fn write_table(writer: &mut Writer, dump: &mut Dump, table: &Table) -> Result<u64> {
    let (mut part, mut rows_in_part, mut rows, mut number) = (Vec::new(), 0, 0, 0);
    let mut records = dump.rows(table);
    loop {
        let record = records.try_next().await.with_context(|| format!("reading {}", table.name))?;
        let is_end = record.is_none();
        if let Some(record) = record {
            serde_json::to_writer(&mut part, &record)?;
            part.push(b'\n');
            rows_in_part += 1;
        }
        if rows_in_part > 0 && (is_end || part.len() >= PART_BYTES) {
            number += 1;
            let bytes = packed(&part)?;
            writer.member(manifest::part_of(&table.name, number), bytes.into(), rows_in_part).await?;
            rows += std::mem::take(&mut rows_in_part);
            part.clear();
        }
        if is_end {
            return Ok(rows);
        }
    }
}

async fn write_file(writer: &mut Writer, blobs: &Blobs, file: &store::Named) -> Result<()> {
    let outgoing = blobs.get(file.org_id, file.sha256).await?;
    writer.begin(manifest::blob(file.org_id, file.sha256), outgoing.size(), 0).await?;
    let mut pieces = std::pin::pin!(outgoing.into_stream());
    while let Some(bytes) = pieces.try_next().await? {
        writer.piece(bytes).await?;
    }
    Ok(())
}

/// With a checksum of its own, so that damage is told of the part that has it and not of one that leans on it.
fn packed(part: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), LEVEL)?;
    encoder.include_checksum(true)?;
    encoder.write_all(part)?;
    Ok(encoder.finish()?)
}
