//! What a file would do, before it does it.

use super::{
    pack::{pack, unpack},
    page, previewed,
};
use crate::access::{Access, ImportTables};
use crate::assessments::{AssessmentId, Picture};
use crate::imports::{
    model::{
        Batch, BatchId, Choices, Preview, Stand, State,
        mapping::{Mapping, fingerprint},
        people::People,
    },
    read::Book,
    store,
    tables::{Ground, Plan},
};
use crate::kernel::{
    Error, Result,
    db::{Chore, Db},
};
use sqlx::types::Json;
use std::sync::Arc;

/// A file with what it would do.
pub struct Shown {
    /// The file.
    pub batch: Batch,
    /// What it would do, as it was looked at last.
    pub preview: Preview,
}

/// A file that was sent.
pub async fn batch(db: &Db, access: &Access<ImportTables>, of: (AssessmentId, BatchId)) -> Result<Batch> {
    store::get(&mut db.read().await?, access.scope(), of.0, of.1).await
}

/// The last files of an assessment that were carried out.
pub async fn last(db: &Db, access: &Access<ImportTables>, id: AssessmentId) -> Result<Vec<Batch>> {
    store::last(&mut db.read().await?, access.scope(), id).await
}

/// A file with what is in it, and the people that it may name.
pub async fn columns(
    db: &Db,
    access: &Access<ImportTables>,
    of: (AssessmentId, BatchId),
) -> Result<(Batch, Book, People)> {
    let mut conn = db.read().await?;
    let (batch, content, _) = store::whole(&mut conn, access.scope(), of.0, of.1).await?;
    batch.open()?;
    let people = store::people(&mut conn, access.scope()).await?;
    Ok((batch, unpack(&content)?, people))
}

/// A file with what it would do, as it was looked at last.
pub async fn shown(db: &Db, access: &Access<ImportTables>, of: (AssessmentId, BatchId)) -> Result<Shown> {
    let (batch, _, preview) = store::whole(&mut db.read().await?, access.scope(), of.0, of.1).await?;
    previewed(&batch)?;
    Ok(Shown { batch, preview: unpack(&preview)? })
}

/// Says what the columns mean. Where rows can be read by that it is kept for the next file with these headings, and the
/// rows are looked at.
pub async fn map(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    (batch, book): (Batch, Book),
    (mapping, is_ready): (Mapping, bool),
) -> Result<Batch> {
    batch.open()?;
    let (table, sheet) = (batch.table()?, page(&book, &mapping)?);
    if is_ready && let Some(problem) = mapping.problem(table) {
        return Err(Error::invalid("columns", problem));
    }
    if is_ready && mapping.is_unsure_of_days(table, sheet) {
        return Err(Error::invalid("days", "Some days can be read two ways. Say which number is the month."));
    }
    let rows_total = i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX);
    let state = if is_ready { State::Preview } else { State::Columns };
    let batch =
        Batch { mapping: Json(mapping), choices: Json(Choices::default()), state, rows_total, ..batch };
    let mut tx = db.begin(access.actor()).await?;
    store::update(&mut tx, access.scope(), &batch, None).await?;
    if is_ready {
        let key = (batch.about.as_str(), fingerprint(&sheet.head));
        store::keep(&mut tx, access.scope(), key, (&batch.mapping, &sheet.head)).await?;
    }
    tx.commit_chore(Chore::KeepImport).await?;
    let batch = Batch { version: batch.version + 1, ..batch };
    if is_ready { look_in(db, access, picture, batch, &book).await } else { Ok(batch) }
}

/// Looks at the rows and keeps what they would do.
pub(super) async fn look_in(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    batch: Batch,
    book: &Book,
) -> Result<Batch> {
    let plan = plan(db, access, picture, &batch, book).await?;
    let preview = pack(&plan.preview)?;
    let mut tx = db.begin(access.actor()).await?;
    store::put_preview(&mut tx, access.scope(), &batch, &preview).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    Ok(Batch { version: batch.version + 1, ..batch })
}

/// What the rows of a file would do now.
pub(super) async fn plan(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    batch: &Batch,
    book: &Book,
) -> Result<Plan> {
    let about = (batch.table()?, picture.clone());
    let mut conn = db.read().await?;
    let ground = Ground::read(&mut conn, access.scope(), about, batch.as_of, db.env().today()).await?;
    drop(conn);
    Plan::of(&ground, &batch.mapping, page(book, &batch.mapping)?).weighed(&ground, &batch.choices)
}

/// Which rows somebody takes or leaves.
pub enum Choice<'a> {
    /// These of a page: its rows, and those of them that are taken.
    Rows(&'a [u64], &'a [u64]),
    /// All, or all that stand so.
    All(Option<Stand>, bool),
}

/// Notes which rows are taken.
pub async fn choose(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    of: (AssessmentId, BatchId),
    choice: Choice<'_>,
) -> Result<Batch> {
    let (mut batch, content, preview) =
        store::whole(&mut db.read().await?, access.scope(), of.0, of.1).await?;
    previewed(&batch)?;
    if matches!(choice, Choice::Rows([], _)) {
        return Ok(batch);
    }
    let mut preview: Preview = unpack(&preview)?;
    let before = batch.choices.0.clone();
    for row in &preview.rows {
        match choice {
            Choice::Rows(shown, taken) if shown.contains(&row.line) => {
                batch.choices.choose(row, taken.contains(&row.line));
            }
            Choice::All(stand, is_taken) if stand.is_none_or(|it| it == row.stand) => {
                batch.choices.choose(row, is_taken);
            }
            Choice::Rows(..) | Choice::All(..) => {}
        }
    }
    if batch.choices.0 == before {
        return Ok(batch);
    }
    if preview.effect.is_some() {
        let book: Book = unpack(&content)?;
        preview.effect = plan(db, access, picture, &batch, &book).await?.preview.effect;
    }
    let packed = pack(&preview)?;
    let mut tx = db.begin(access.actor()).await?;
    store::put_preview(&mut tx, access.scope(), &batch, &packed).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    Ok(Batch { version: batch.version + 1, ..batch })
}

/// Looks at the rows once more, after something had changed.
pub async fn look_again(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    of: (AssessmentId, BatchId),
) -> Result<Batch> {
    let (batch, content, _) = store::whole(&mut db.read().await?, access.scope(), of.0, of.1).await?;
    previewed(&batch)?;
    let book: Book = unpack(&content)?;
    look_in(db, access, picture, Batch { state: State::Preview, ..batch }, &book).await
}
