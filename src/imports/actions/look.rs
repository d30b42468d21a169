//! What a file would do, before it does it.

use super::{
    in_peace,
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
use std::{collections::HashSet, sync::Arc};

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

/// The last files of an assessment.
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
    let (batch, content) = store::with_content(&mut conn, access.scope(), of.0, of.1).await?;
    batch.open()?;
    let people = store::people(&mut conn, access.scope()).await?;
    drop(conn);
    Ok((batch, in_peace(move || unpack(&content)).await?, people))
}

/// A file with what it would do, as it was looked at last.
pub async fn shown(db: &Db, access: &Access<ImportTables>, of: (AssessmentId, BatchId)) -> Result<Shown> {
    let (batch, preview) = store::with_preview(&mut db.read().await?, access.scope(), of.0, of.1).await?;
    previewed(&batch)?;
    Ok(Shown { batch, preview: in_peace(move || unpack(&preview)).await? })
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
    // Rows of another sheet are other rows.
    let choices = if mapping.sheet == batch.mapping.sheet { batch.choices } else { Json(Choices::default()) };
    let batch = Batch { mapping: Json(mapping), choices, state, rows_total, ..batch };
    let mut tx = db.begin(access.actor()).await?;
    store::update(&mut tx, access.scope(), &batch, None).await?;
    if is_ready {
        let key = (batch.about.as_str(), fingerprint(&sheet.head));
        store::keep(&mut tx, access.scope(), key, (&batch.mapping, &sheet.head)).await?;
    }
    tx.commit_chore(Chore::KeepImport).await?;
    let batch = Batch { version: batch.version + 1, ..batch };
    if is_ready { look_in(db, access, picture, batch, book).await } else { Ok(batch) }
}

/// Looks at the rows and keeps what they would do.
pub(super) async fn look_in(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    batch: Batch,
    book: Book,
) -> Result<Batch> {
    let preview = preview(db, access, picture, &batch, book).await?;
    let packed = in_peace(move || pack(&preview)).await?;
    let mut tx = db.begin(access.actor()).await?;
    store::put_preview(&mut tx, access.scope(), &batch, &packed).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    Ok(Batch { version: batch.version + 1, ..batch })
}

/// What the rows of a file would do now.
pub(super) async fn preview(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    batch: &Batch,
    book: Book,
) -> Result<Preview> {
    let (about, changes) = ((batch.table()?, picture.clone()), access.changes());
    let today = db.env().today();
    let mut conn = db.read().await?;
    let ground = Ground::read(&mut conn, access.scope(), about, batch.as_of, today).await?;
    drop(conn);
    let (mapping, choices) = (batch.mapping.0.clone(), batch.choices.0.clone());
    in_peace(move || {
        let page = page(&book, &mapping)?;
        let plan = Plan::of(&ground, &mapping, page).weighed(&ground, &choices)?;
        let is_left_out = |at: &usize| mapping.columns.get(*at).is_none_or(String::is_empty);
        let left_out = (0..page.head.len()).filter(is_left_out).map(|at| page.heading(at)).collect();
        Ok(Preview { changes: Some(changes), on: Some(today), left_out, ..plan.preview })
    })
    .await
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
    if matches!(choice, Choice::Rows([], _)) {
        let batch = batch(db, access, of).await?;
        return previewed(&batch).map(|()| batch);
    }
    let Shown { mut batch, preview: mut shown } = shown(db, access, of).await?;
    let before = batch.choices.0.clone();
    choice.note(&shown, &mut batch.choices);
    if batch.choices.0 == before {
        return Ok(batch);
    }
    if shown.effect.is_some() {
        let found = store::with_content(&mut db.read().await?, access.scope(), of.0, of.1).await?;
        let book: Book = in_peace(move || unpack(&found.1)).await?;
        shown.effect = preview(db, access, picture, &batch, book).await?.effect;
    }
    let packed = in_peace(move || pack(&shown)).await?;
    let mut tx = db.begin(access.actor()).await?;
    store::put_preview(&mut tx, access.scope(), &batch, &packed).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    Ok(Batch { version: batch.version + 1, ..batch })
}

impl Choice<'_> {
    fn note(&self, preview: &Preview, choices: &mut Choices) {
        match self {
            Self::Rows(shown, taken) => {
                let (shown, taken) = (set(shown), set(taken));
                for row in preview.rows.iter().filter(|row| shown.contains(&row.line)) {
                    choices.choose(row, taken.contains(&row.line));
                }
            }
            Self::All(stand, is_taken) => {
                for row in preview.rows.iter().filter(|row| stand.is_none_or(|it| it == row.stand)) {
                    choices.choose(row, *is_taken);
                }
            }
        }
    }
}

fn set(lines: &[u64]) -> HashSet<u64> {
    lines.iter().copied().collect()
}

/// Looks at the rows once more, after something had changed.
pub async fn look_again(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    of: (AssessmentId, BatchId),
) -> Result<Batch> {
    let (batch, content) = store::with_content(&mut db.read().await?, access.scope(), of.0, of.1).await?;
    previewed(&batch)?;
    let book: Book = in_peace(move || unpack(&content)).await?;
    look_in(db, access, picture, Batch { state: State::Preview, ..batch }, book).await
}
