//! What a file would do, row by row.

use super::{
    super::{
        actions::{self, Asked, Choice},
        model::{Batch, BatchId, Change, Effect, Fault, Preview, Stand, State, Verdict},
    },
    place::Place,
};
use crate::kernel::{
    Error, Problems, Result,
    db::Db,
    env::Timestamp,
    paging::{Page as Cut, ROWS},
};
use crate::web::{
    csv,
    flash::Flash,
    forms::{Fields, Query},
    pager::{address, asked},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const PREVIEW: &str = "imports/preview.html";
const FORM: &str = "preview_form";
/// What is shown of a long text, in characters.
const SHOWN_MAX: usize = 300;
type Ids = (String, String, BatchId);

#[derive(Serialize)]
struct Tab {
    word: &'static str,
    label: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct Row {
    line: u64,
    label: String,
    stand: Stand,
    words: &'static str,
    changes: Vec<Change>,
    faults: Vec<Fault>,
    note: String,
    is_open: bool,
    is_taken: bool,
}

/// Which rows of a list are shown. What leads to the others are buttons, so that ticks come along.
#[derive(Serialize)]
struct Extent {
    first: usize,
    last: usize,
    total: usize,
    number: usize,
    /// How many pages there are.
    count: usize,
}

#[derive(Serialize)]
struct Page {
    at: String,
    action: String,
    file_name: String,
    label: &'static str,
    as_of: Option<Timestamp>,
    tabs: Vec<Tab>,
    stand: String,
    /// The question that this page answers.
    back: String,
    rows: Vec<Row>,
    pages: Extent,
    taken: usize,
    errors: usize,
    conflicts: usize,
    effect: Option<Effect>,
    /// Columns that are not read.
    left_out: Vec<String>,
    /// Rows that are no longer as they were shown.
    overtaken: Vec<Row>,
    problems: Problems,
}

impl Page {
    fn of(at: String, batch: &Batch, preview: Preview, query: &Fields) -> Result<Self> {
        let errors = preview.count(Stand::Error);
        let stand = match query.text("stand") {
            "" if errors > 0 => Stand::Error.word(),
            "" => "open",
            word => word,
        };
        let is_asked = |row: &Verdict| match stand {
            "all" => true,
            "open" => row.stand.is_open(),
            word => row.stand.word() == word,
        };
        let taken = preview.rows.iter().filter(|row| batch.choices.takes(row)).count();
        let open = preview.rows.iter().filter(|row| row.stand.is_open()).count();
        let tab =
            |stand: Stand| Tab { word: stand.word(), label: stand.label(), count: preview.count(stand) };
        let mut tabs = vec![Tab { word: "open", label: "Would change something", count: open }];
        tabs.extend(Stand::ALL.map(tab).into_iter().filter(|tab| tab.count > 0));
        tabs.push(Tab { word: "all", label: "All rows", count: preview.rows.len() });
        let (conflicts, effect, left_out) =
            (preview.count(Stand::Conflict), preview.effect, preview.left_out);
        let rows: Vec<Verdict> = preview.rows.into_iter().filter(is_asked).collect();
        let cut = Cut::cut(rows, asked(query).or(Some(1)));
        let page = cut.number.to_string();
        Ok(Self {
            action: format!("{at}/{}", batch.id),
            at,
            file_name: batch.file_name.clone(),
            label: batch.table()?.label(),
            as_of: batch.as_of,
            tabs,
            stand: stand.to_owned(),
            back: asking(&[("stand", stand), ("page", &page)]),
            pages: Extent::of(&cut),
            rows: cut.rows.into_iter().map(|row| Row::of(batch, row)).collect(),
            taken,
            errors,
            conflicts,
            effect,
            left_out,
            overtaken: Vec::new(),
            problems: Problems::new(),
        })
    }
}

impl Extent {
    fn of<T>(cut: &Cut<T>) -> Self {
        let before = (cut.number - 1) * ROWS;
        Self {
            first: (before + 1).min(cut.total),
            last: before + cut.rows.len(),
            total: cut.total,
            number: cut.number,
            count: cut.last,
        }
    }
}

fn asking(pairs: &[(&str, &str)]) -> String {
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}

impl Row {
    fn of(batch: &Batch, row: Verdict) -> Self {
        let change = |it: Change| Change { before: short(&it.before), after: short(&it.after), ..it };
        Self {
            is_taken: batch.choices.takes(&row),
            is_open: row.stand.is_open(),
            line: row.line,
            label: row.label,
            stand: row.stand,
            words: row.stand.label(),
            changes: row.changes.into_iter().map(change).collect(),
            faults: row.faults,
            note: row.note,
        }
    }
}

fn short(text: &str) -> String {
    match text.chars().count() {
        0..=SHOWN_MAX => text.to_owned(),
        _ => text.chars().take(SHOWN_MAX - 1).chain(['…']).collect(),
    }
}

/// Where a file that is not at this step is looked at; none if it is.
fn elsewhere(at: &str, batch: &Batch) -> Option<String> {
    match batch.state {
        State::Columns => Some(format!("{at}/{}/columns", batch.id)),
        State::Waiting | State::Done => Some(format!("{at}/{}/progress", batch.id)),
        State::Preview | State::Stale => None,
    }
}

/// Shows it.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    place: Place,
    Path((_, _, id)): Path<Ids>,
    Query(query): Query,
) -> Result<Reply> {
    let shown = actions::shown(&db, &place.access, place.of(id)).await;
    let (access, of) = (&place.access, place.of(id));
    let (ui, at) = place.around(ui);
    match shown {
        Ok(shown) => ui.show(PREVIEW, FORM, Page::of(at, &shown.batch, shown.preview, &query)?),
        Err(Error::Conflict(text)) => {
            let batch = actions::batch(&db, access, of).await?;
            elsewhere(&at, &batch).map(|to| ui.go_silently(&to)).ok_or(Error::Conflict(text))
        }
        Err(other) => Err(other),
    }
}

/// Everything that is wrong, as a table.
#[handler]
pub async fn error_table(ui: Ui, db: Data<&Db>, place: Place, Path((_, _, id)): Path<Ids>) -> Result<Reply> {
    let shown = actions::shown(&db, &place.access, place.of(id)).await?;
    let lines = shown.preview.rows.iter().flat_map(|row| {
        row.faults
            .iter()
            .map(|it| vec![row.line.to_string(), it.column.clone(), it.value.clone(), it.reason.clone()])
    });
    let bytes = csv::table(&["row", "column", "value", "reason"], lines)?;
    Ok(ui.file("text/csv; charset=utf-8", "import-errors.csv", bytes))
}

/// Notes which rows are taken, and carries the file out or leads elsewhere if that was asked for.
#[handler]
pub async fn decide(
    ui: Ui,
    db: Data<&Db>,
    place: Place,
    Path((_, _, id)): Path<Ids>,
    fields: Fields,
) -> Result<Reply> {
    let (access, picture, of) = (&place.access, &place.picture, place.of(id));
    let query = Fields::parse(fields.text("query").as_bytes());
    let numbers =
        |name| fields.all(name).into_iter().filter_map(|text| text.parse().ok()).collect::<Vec<u64>>();
    let (shown, taken) = (numbers("row"), numbers("take"));
    let stand = Stand::ALL.into_iter().find(|stand| stand.word() == fields.text("stand"));
    let ask = fields.text("do");
    let choice = match ask {
        "all" | "none" => Choice::All(stand, ask == "all"),
        _ => Choice::Rows(&shown, &taken),
    };
    actions::choose(&db, access, picture, of, choice).await?;
    let told = match ask {
        "apply" => return apply(ui, &db, &place, id, &query).await,
        "again" => {
            actions::look_again(&db, access, picture, of).await?;
            Some("This is what would change now. Nothing is imported yet.")
        }
        "keep" | "all" | "none" => Some("Your choice is kept. Nothing is imported yet."),
        _ => None,
    };
    let (ui, at) = place.around(ui);
    let to = format!("{at}/{id}{}", onward(&fields, &query));
    Ok(told.map_or_else(|| ui.go_silently(&to), |words| ui.go(&to, Flash::ok(words))))
}

/// Where somebody goes on: another list, another page of it, the columns, or where they were.
fn onward(fields: &Fields, query: &Fields) -> String {
    match (fields.text("do"), fields.text("list"), fields.text("page")) {
        ("columns", ..) => "/columns".to_owned(),
        (_, "", "") => format!("?{}", serde_urlencoded::to_string(query.pairs()).unwrap_or_default()),
        (_, "", page) => address(query, &["page"], ("page", page)),
        (_, list, _) => format!("?{}", asking(&[("stand", list)])),
    }
}

async fn apply(ui: Ui, db: &Db, place: &Place, id: BatchId, query: &Fields) -> Result<Reply> {
    let asked = actions::ask(db, &place.access, &place.picture, place.of(id)).await?;
    let (ui, at) = place.around(ui);
    let (status, problem) = match asked {
        Asked::Soon => return Ok(ui.go_silently(&format!("{at}/{id}/progress"))),
        Asked::Overtaken(found) => {
            let (batch, preview, rows) = *found;
            let overtaken = rows.into_iter().map(|row| Row::of(&batch, row)).collect();
            let page = Page { overtaken, ..Page::of(at, &batch, preview, query)? };
            return ui.again(StatusCode::CONFLICT, PREVIEW, FORM, page);
        }
        Asked::Refused => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "Some rows have errors, so nothing was imported. Correct them and send the file again.",
        ),
        Asked::Nothing => (
            StatusCode::UNPROCESSABLE_ENTITY,
            "No row is taken that would change something. Tick at least one.",
        ),
    };
    let shown = actions::shown(db, &place.access, place.of(id)).await?;
    let problems = [("form", problem.to_owned())].into();
    let page = Page { problems, ..Page::of(at, &shown.batch, shown.preview, query)? };
    ui.again(status, PREVIEW, FORM, page)
}
