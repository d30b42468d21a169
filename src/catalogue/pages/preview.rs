//! What a file would change, shown before anything does; and the yes to it.

use super::super::{
    actions::{self, Preview},
    model::{Counts, Diff, ImportId, Piece},
};
use crate::access::{Access, ImportCatalogues};
use crate::kernel::{
    Error, Result,
    db::Db,
    env::{Day, Timestamp},
    paging::Page,
};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query},
    pager::{self, Pages},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const PREVIEW: &str = "catalogue/preview.html";
const BLOCK: &str = "preview";

#[derive(Serialize)]
struct Shown {
    id: ImportId,
    file_name: String,
    sha256: String,
    size_bytes: u64,
    created_at: Timestamp,
    applied_at: Option<Timestamp>,
    key: String,
    title: String,
    publication_version: String,
    source_on: Option<Day>,
    /// The day that stays because neither the file nor its sender says one.
    kept_on: Option<Day>,
    is_own: bool,
    requirements: usize,
    objectives: usize,
    withdrawn: Vec<String>,
    without_statement: usize,
    /// Numbers that SP 800-171 Rev 2 does not have, in a file that is mostly this publication.
    unknown: Vec<String>,
    /// Whether there is a text of this title already, which the file renews.
    is_renewed: bool,
    /// Own requirements of the file that are retired.
    retired: Vec<String>,
    counts: Counts,
    /// The first of those that would go.
    gone: Vec<String>,
    /// The tab that is open: `added`, `changed`, `left` or `gone`.
    tab: &'static str,
    rows: Vec<Row>,
    pages: Pages,
    version: i64,
    /// Why it cannot come in, if so.
    obstacle: Option<String>,
    is_stale: bool,
}

#[derive(Serialize)]
struct Row {
    code: String,
    title: String,
    objectives: usize,
    pieces: Vec<Piece>,
}

/// So many of those that would go are named beside the button.
const GONE_NAMED: usize = 10;

const TABS: [&str; 4] = ["added", "changed", "left", "gone"];

/// The preview.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ImportCatalogues>,
    Path((_, id)): Path<(String, ImportId)>,
    Query(query): Query,
) -> Result<Reply> {
    let preview = actions::preview(&db, &access, id).await?;
    ui.at("catalogue").show(PREVIEW, BLOCK, Shown::of(&preview, &query))
}

/// The yes.
#[handler]
pub async fn apply(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ImportCatalogues>,
    Path((_, id)): Path<(String, ImportId)>,
    fields: Fields,
) -> Result<Reply> {
    let here = format!("{}/catalogue", ui.here());
    let seen = fields.number("version");
    let done = actions::apply(&db, &access, id, seen, |it| format!("{here}/{}", it.key)).await;
    match done {
        Ok((parsed, counts)) => {
            let told = format!(
                "{} is imported: {} added, {} changed, {} left, {} removed.",
                parsed.title, counts.added, counts.changed, counts.left, counts.gone
            );
            Ok(ui.go(&format!("{here}/{}", parsed.key), Flash::ok(told)))
        }
        Err(Error::Conflict(_)) => {
            let preview = actions::preview(&db, &access, id).await?;
            let is_stale = preview.version != seen;
            let shown = Shown { is_stale, ..Shown::of(&preview, &Fields::default()) };
            ui.at("catalogue").show_conflict(PREVIEW, BLOCK, shown)
        }
        Err(error) => Err(error),
    }
}

impl Shown {
    fn of(preview: &Preview, query: &Fields) -> Self {
        let (import, diff) = (&preview.import, preview.diff());
        let (read, parsed) = (&import.read, &import.read.parsed);
        // What was applied is told as it was then; its words stand in the catalogue now.
        let counts = read.counts.unwrap_or_else(|| diff.counts());
        let asked = TABS.into_iter().find(|tab| *tab == query.text("show"));
        let tab = asked.unwrap_or(match counts {
            Counts { changed: 0, gone: 0, .. } => "added",
            Counts { changed: 0, .. } => "gone",
            _ => "changed",
        });
        let rows = if import.applied_at.is_some() { Vec::new() } else { rows(&diff, tab) };
        let page = Page::cut(rows, pager::asked(query));
        Self {
            id: import.id,
            file_name: import.file_name.clone(),
            sha256: read.sha256.clone(),
            size_bytes: read.size_bytes,
            created_at: import.created_at,
            applied_at: import.applied_at,
            key: parsed.key.clone(),
            title: parsed.title.clone(),
            publication_version: parsed.version.clone(),
            source_on: parsed.source_on,
            kept_on: preview.kept_on,
            is_own: parsed.is_own(),
            requirements: parsed.requirements.len(),
            objectives: parsed.objectives(),
            withdrawn: parsed.withdrawn.clone(),
            without_statement: parsed.without_statement(),
            unknown: parsed.unknown().into_iter().map(str::to_owned).collect(),
            is_renewed: preview.version > 0,
            retired: diff.retired().into_iter().map(str::to_owned).collect(),
            counts,
            gone: diff.gone.iter().take(GONE_NAMED).map(|it| it.words.code.clone()).collect(),
            tab,
            pages: Pages::of(query, &page, if page.total == 1 { "requirement" } else { "requirements" }),
            rows: page.rows,
            version: preview.version,
            obstacle: preview.obstacle().filter(|_| import.applied_at.is_none()),
            is_stale: false,
        }
    }
}

fn rows(diff: &Diff<'_>, tab: &str) -> Vec<Row> {
    let plain = |code: &str, title: &str, objectives: usize| Row {
        code: code.to_owned(),
        title: title.to_owned(),
        objectives,
        pieces: Vec::new(),
    };
    match tab {
        "changed" => diff
            .changed
            .iter()
            .map(|it| {
                let row = plain(&it.after.code, &it.after.title, it.after.objectives.len());
                Row { pieces: it.pieces(), ..row }
            })
            .collect(),
        "added" => diff.added.iter().map(|(_, it)| plain(&it.code, &it.title, it.objectives.len())).collect(),
        "left" => {
            let left = diff.left.iter().map(|(_, it)| &it.words);
            left.map(|it| plain(&it.code, &it.title, it.objectives.len())).collect()
        }
        _ => {
            let gone = diff.gone.iter().map(|it| &it.words);
            gone.map(|it| plain(&it.code, &it.title, it.objectives.len())).collect()
        }
    }
}
