//! The page to which files are sent.

use super::{
    super::{
        actions::{self, Sent},
        model::{Batch, State},
        read::{self, FILE_BYTES_MAX, ROWS_MAX},
    },
    place::{Earlier, Place},
};
use crate::exchange::Table;
use crate::kernel::{Error, Problems, Result, db::Db, env::Timestamp};
use crate::web::{
    forms::problems,
    received::Received,
    ui::{Reply, Ui},
    upload::Upload,
};
use poem::{handler, http::StatusCode, web::Data};
use serde::Serialize;

const SEND: &str = "imports/send.html";
const FORM: &str = "send_form";

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

/// A file that came in before.
#[derive(Serialize)]
struct Last {
    href: String,
    file_name: String,
    label: &'static str,
    rows: i64,
    changed: i64,
    state: State,
    at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Page {
    /// Where the form goes.
    action: String,
    /// Whether it is put in the place of another.
    is_again: bool,
    table: String,
    tables: Vec<Choice>,
    last: Vec<Last>,
    problems: Problems,
    bytes_max: usize,
    megabytes_max: usize,
    rows_max: usize,
}

impl Page {
    fn of(action: String, table: &str, problems: Problems) -> Self {
        let choice = |it: Table| Choice { value: it.word(), label: it.label(), hint: hint(it) };
        Self {
            action,
            is_again: false,
            table: if table.is_empty() { Table::Requirements.word().to_owned() } else { table.to_owned() },
            tables: Table::ALL.map(choice).into(),
            last: Vec::new(),
            problems,
            bytes_max: FILE_BYTES_MAX,
            megabytes_max: FILE_BYTES_MAX / 1024 / 1024,
            rows_max: ROWS_MAX,
        }
    }
}

fn hint(table: Table) -> &'static str {
    match table {
        Table::Requirements => {
            "How each is met: how far it is, in which words, whose it is, when it was reviewed."
        }
        Table::Objectives => {
            "Results and findings. A row without a letter is about all objectives of a requirement."
        }
        Table::Evidence => {
            "What is known of evidence, and what it serves. New rows say where it is kept; files are not in a table."
        }
        Table::Poams => "Weaknesses with their causes, dates and people. What the law forbids is refused.",
        Table::Tasks => "What is to be done, by whom and until when. Nobody gets a letter for each.",
    }
}

/// The form, and what came in before.
#[handler]
pub async fn open(ui: Ui, db: Data<&Db>, place: Place) -> Result<Reply> {
    let last = actions::last(&db, &place.access, place.picture.assessment.id).await?;
    let (ui, at) = place.around(ui);
    let last = last.into_iter().map(|it| Last {
        href: format!("{at}/{}/progress", it.id),
        label: it.table().map_or("", Table::label),
        file_name: it.file_name,
        rows: it.rows_total,
        changed: it.rows_changed,
        state: it.state,
        at: it.applied_at,
    });
    ui.show(SEND, FORM, Page { last: last.collect(), ..Page::of(at.clone(), "", Problems::new()) })
}

/// The file, or what is wrong with it.
fn sent(received: &mut Received) -> Result<Sent, (StatusCode, Problems)> {
    let bytes = received.file().map_err(|(status, problem)| (status, [("file", problem)].into()))?;
    Ok(Sent { file_name: std::mem::take(&mut received.file_name), bytes })
}

/// Takes a file.
#[handler]
pub async fn take(ui: Ui, db: Data<&Db>, place: Place, form: Upload) -> Result<Reply> {
    let mut received = Received::read(form, FILE_BYTES_MAX).await?;
    let word = received.fields.text("table").to_owned();
    let (ui, at) = place.around(ui);
    let again = |status, problems| ui.again(status, SEND, FORM, Page::of(at.clone(), &word, problems));
    let sent = match sent(&mut received) {
        Ok(sent) => sent,
        Err((status, problems)) => return again(status, problems),
    };
    let taken = match read::table(&word) {
        Some(table) => actions::send(&db, &place.access, &place.picture, table, sent).await,
        None => Err(Error::invalid("table", "Choose what the file holds.")),
    };
    match problems(taken)? {
        Ok(batch) => Ok(ui.go_silently(&next(&at, &batch))),
        Err(problems) => again(StatusCode::UNPROCESSABLE_ENTITY, problems),
    }
}

/// Takes a corrected file in the place of one that was sent before.
#[handler]
pub async fn take_again(ui: Ui, db: Data<&Db>, earlier: Earlier, form: Upload) -> Result<Reply> {
    let Earlier { place, batch } = earlier;
    let mut received = Received::read(form, FILE_BYTES_MAX).await?;
    let (ui, at) = place.around(ui);
    let (word, action) = (batch.about.clone(), format!("{at}/{}/file", batch.id));
    let again = |status, problems| {
        ui.again(status, SEND, FORM, Page { is_again: true, ..Page::of(action.clone(), &word, problems) })
    };
    let sent = match sent(&mut received) {
        Ok(sent) => sent,
        Err((status, problems)) => return again(status, problems),
    };
    match problems(actions::replace(&db, &place.access, &place.picture, batch, sent).await)? {
        Ok(batch) => Ok(ui.go_silently(&next(&at, &batch))),
        Err(problems) => again(StatusCode::UNPROCESSABLE_ENTITY, problems),
    }
}

/// Where somebody goes on with a file.
fn next(at: &str, batch: &Batch) -> String {
    match batch.state {
        State::Columns => format!("{at}/{}/columns", batch.id),
        _ => format!("{at}/{}", batch.id),
    }
}
