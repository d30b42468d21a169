//! What a file would do, row by row.

use super::{
    super::{
        actions::{self, Asked, Choice},
        model::{Batch, BatchId, Change, Effect, Fault, Preview, Stand, State, Verdict},
    },
    place::Place,
};
use crate::kernel::{Error, Problems, Result, db::Db, env::Timestamp, paging::Page as Cut};
use crate::web::{
    csv,
    flash::Flash,
    forms::{Fields, Query},
    pager::{Pages, asked},
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

#[derive(Serialize)]
struct Page {
    at: String,
    action: String,
    file_name: String,
    label: &'static str,
    as_of: Option<Timestamp>,
    tabs: Vec<Tab>,
    stand: String,
    rows: Vec<Row>,
    pages: Pages,
    taken: usize,
    errors: usize,
    conflicts: usize,
    effect: Option<Effect>,
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
        let (conflicts, effect) = (preview.count(Stand::Conflict), preview.effect);
        let rows: Vec<Verdict> = preview.rows.into_iter().filter(is_asked).collect();
        let cut = Cut::cut(rows, Some(asked(query).unwrap_or(1)));
        Ok(Self {
            action: format!("{at}/{}", batch.id),
            at,
            file_name: batch.file_name.clone(),
            label: batch.table()?.label(),
            as_of: batch.as_of,
            tabs,
            stand: stand.to_owned(),
            pages: Pages::of(query, &cut, "rows"),
            rows: cut.rows.into_iter().map(|row| Row::of(batch, row)).collect(),
            taken,
            errors,
            conflicts,
            effect,
            overtaken: Vec::new(),
            problems: Problems::new(),
        })
    }
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

/// Notes which rows are taken, and carries the file out if that was asked for.
#[handler]
pub async fn decide(
    ui: Ui,
    db: Data<&Db>,
    place: Place,
    Path((_, _, id)): Path<Ids>,
    fields: Fields,
) -> Result<Reply> {
    let (access, picture, of) = (&place.access, &place.picture, place.of(id));
    let query = Fields::parse(fields.text("query").trim_start_matches('?').as_bytes());
    let numbers =
        |name| fields.all(name).into_iter().filter_map(|text| text.parse().ok()).collect::<Vec<u64>>();
    let (shown, taken) = (numbers("row"), numbers("take"));
    let stand = Stand::ALL.into_iter().find(|stand| stand.word() == fields.text("stand"));
    let ask = fields.text("do");
    match ask {
        "again" => actions::look_again(&db, access, picture, of).await?,
        "all" | "none" => actions::choose(&db, access, picture, of, Choice::All(stand, ask == "all")).await?,
        _ => actions::choose(&db, access, picture, of, Choice::Rows(&shown, &taken)).await?,
    };
    let back = serde_urlencoded::to_string(query.pairs()).unwrap_or_default();
    if ask == "apply" {
        return apply(ui, &db, &place, id, &query).await;
    }
    let (ui, at) = place.around(ui);
    Ok(ui.go(&format!("{at}/{id}?{back}"), Flash::ok("Your choice is kept. Nothing is imported yet.")))
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
