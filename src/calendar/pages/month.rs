//! A month, as a page of weeks.

use super::{
    super::{
        actions::{self, Months},
        model::{Cell, Entry, Kind, Week},
    },
    shown::Asked,
};
use crate::access::{Access, Read};
use crate::kernel::{Result, db::Db, env::Day};
use crate::web::{
    forms::Query,
    ui::{Reply, Ui},
};
use chrono::Datelike;
use poem::{handler, web::Data};
use serde::Serialize;

/// Entries of a day that are shown one by one; where there are more, what there are several of is counted.
const ENTRIES_MAX: usize = 4;

#[derive(Serialize)]
struct Page {
    asked: Asked,
    weeks: Vec<Vec<Square>>,
    count: usize,
    is_cut: bool,
}

#[derive(Serialize)]
struct Square {
    day: Day,
    number: u32,
    /// The day in full, for those who see one column.
    name: String,
    is_inside: bool,
    is_today: bool,
    lines: Vec<Line>,
}

/// An entry of a day, or how many there are of one kind.
#[derive(Serialize)]
struct Line {
    kind: Kind,
    /// Empty where the words say it.
    label: &'static str,
    words: String,
    /// Below the organisation's pages.
    path: String,
}

impl Square {
    fn of(cell: &Cell<'_>, asked: &Asked, today: Day) -> Self {
        Self {
            day: cell.day,
            number: cell.day.day(),
            name: cell.day.format("%A, %B %-d").to_string(),
            is_inside: cell.is_inside,
            is_today: cell.day == today,
            lines: lines(cell, asked),
        }
    }
}

fn lines(cell: &Cell<'_>, asked: &Asked) -> Vec<Line> {
    if cell.entries.len() <= ENTRIES_MAX {
        return cell.entries.iter().map(|entry| Line::of(entry)).collect();
    }
    // Entries of a day stand by their kinds.
    let kinds = cell.entries.chunk_by(|a, b| a.kind == b.kind);
    kinds
        .map(|them| match them {
            [one] => Line::of(one),
            _ => {
                Line::count(them[0].kind, them.len(), format!("{}#on-{}", asked.list(them[0].kind), cell.day))
            }
        })
        .collect()
}

impl Line {
    fn of(entry: &Entry) -> Self {
        let (kind, label) = (entry.kind, entry.kind.label());
        Self { kind, label, words: entry.title.clone(), path: entry.path.clone() }
    }

    fn count(kind: Kind, n: usize, path: String) -> Self {
        Self { kind, label: "", words: format!("{n} {}", kind.plural()), path }
    }
}

/// The month that was asked for, or today's.
#[handler]
pub async fn month(
    ui: Ui,
    db: Data<&Db>,
    months: Data<&Months>,
    access: Access<Read>,
    Query(query): Query,
) -> Result<Reply> {
    let today = db.env().today();
    let asked = Asked::of(&query, access.user(), today);
    let stands = actions::month(&db, &months, &access, asked.month).await?;
    let entries = asked.of_all(&stands);
    let squares = |week: Week<'_>| week.iter().map(|cell| Square::of(cell, &asked, today)).collect();
    let weeks = asked.month.weeks(&entries).into_iter().map(squares).collect();
    ui.at("calendar").show(
        "calendar/month.html",
        "month",
        Page { asked, weeks, count: entries.len(), is_cut: stands.is_cut },
    )
}
