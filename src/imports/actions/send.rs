//! Taking a file in: read at once, kept for as long as it takes to say what its columns mean.

use super::{in_peace, look::look_in, pack::pack, still_open};
use crate::access::{Access, ImportTables};
use crate::assessments::Picture;
use crate::exchange::Table;
use crate::imports::{
    model::{
        Batch, BatchId, Choices, State,
        mapping::{Mapping, fingerprint},
    },
    read::{self, Book},
    store,
};
use crate::kernel::{
    Error, Result,
    db::{Chore, Conn, Db},
    hash::Sha256,
};
use sqlx::types::Json;
use std::sync::Arc;

/// A file as somebody sends it.
pub struct Sent {
    /// Its name.
    pub file_name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Takes a file in. Where headings like its are known its rows are looked at already.
pub async fn send(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    table: Table,
    sent: Sent,
) -> Result<Batch> {
    still_open(table, picture)?;
    let sha256 = Sha256::of(&sent.bytes);
    let (book, content) = read_in_peace(sent.bytes, table).await?;
    let (mapping, state) = mapping_of(&mut db.read().await?, access, table, &book).await?;
    let mut tx = db.begin(access.actor()).await?;
    let batch = Batch {
        id: BatchId(tx.env().new_id()),
        assessment_id: picture.assessment.id,
        about: table.word().to_owned(),
        file_name: sent.file_name,
        sha256,
        as_of: book.as_of,
        rows_total: rows(&book, &mapping),
        mapping: Json(mapping),
        choices: Json(Choices::default()),
        state,
        rows_changed: 0,
        problem: String::new(),
        version: 1,
        created_by: access.user(),
        created_at: tx.now(),
        applied_at: None,
    };
    store::add(&mut tx, access.scope(), &batch, &content).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    match batch.state {
        State::Preview => look_in(db, access, picture, batch, book).await,
        _ => Ok(batch),
    }
}

/// Puts a corrected file in the place of one that was sent before; what was said of its columns stays.
pub async fn replace(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    before: Batch,
    sent: Sent,
) -> Result<Batch> {
    before.open()?;
    let (table, sha256) = (before.table()?, Sha256::of(&sent.bytes));
    let (book, content) = read_in_peace(sent.bytes, table).await?;
    let (mapping, state) = mapping_of(&mut db.read().await?, access, table, &book).await?;
    let batch = Batch {
        file_name: sent.file_name,
        sha256,
        as_of: book.as_of,
        rows_total: rows(&book, &mapping),
        mapping: Json(mapping),
        choices: Json(Choices::default()),
        state,
        ..before
    };
    let mut tx = db.begin(access.actor()).await?;
    store::update(&mut tx, access.scope(), &batch, Some(&content)).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    let batch = Batch { version: batch.version + 1, ..batch };
    match batch.state {
        State::Preview => look_in(db, access, picture, batch, book).await,
        _ => Ok(batch),
    }
}

fn rows(book: &Book, mapping: &Mapping) -> i64 {
    let rows = book.pages.get(mapping.sheet).map_or(0, |page| page.rows.len());
    i64::try_from(rows).unwrap_or(i64::MAX)
}

/// Reads a file, holds it against what it was said to be, and packs what is in it.
async fn read_in_peace(bytes: Vec<u8>, table: Table) -> Result<(Book, Vec<u8>)> {
    in_peace(move || {
        let book = read::read(&bytes).map_err(|problem| Error::invalid("file", problem))?;
        match book.table.as_deref().and_then(read::table).filter(|said| *said != table) {
            Some(said) => Err(Error::invalid(
                "table",
                format!("This file says that it holds {}. Choose that, or another file.", said.label()),
            )),
            None => pack(&book).map(|content| (book, content)),
        }
    })
    .await
}

/// What is known of such headings, else what their names say. Our own are known without being told.
async fn mapping_of(
    conn: &mut Conn,
    access: &Access<ImportTables>,
    table: Table,
    book: &Book,
) -> Result<(Mapping, State)> {
    for (sheet, page) in book.pages.iter().enumerate() {
        let key = (table.word(), fingerprint(&page.head));
        if let Some(kept) = store::kept(conn, access.scope(), key).await? {
            let mapping = kept.over(sheet, &page.head);
            let is_known = mapping.problem(table).is_none() && !mapping.is_unsure_of_days(table, page);
            return Ok((mapping, if is_known { State::Preview } else { State::Columns }));
        }
    }
    let is_ours = book.as_of.is_some();
    let found = |name: &str| book.pages.iter().position(|page| page.name == name);
    let sheet = found(table.word()).or_else(|| book.pages.iter().position(|page| !page.rows.is_empty()));
    let sheet = sheet.unwrap_or(0);
    let page =
        book.pages.get(sheet).ok_or_else(|| Error::invalid("file", "There is no table in this file."))?;
    let mapping = Mapping::guess(table, sheet, page);
    let is_known = is_ours && mapping.problem(table).is_none();
    Ok((mapping, if is_known { State::Preview } else { State::Columns }))
}
