//! A month, as a page of weeks.

use super::{
    super::{
        actions::{self, Months},
        model::{Cell, Week},
    },
    shown::{Asked, Shown},
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

/// Entries of a day that are shown; the list has all.
const ENTRIES_MAX: usize = 4;
/// The same where there are more, and a line says how many.
const ENTRIES_BEFORE_MORE: usize = 2;

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
    entries: Vec<Shown>,
    more: usize,
}

impl Square {
    fn of(cell: &Cell<'_>, today: Day) -> Self {
        let most = if cell.entries.len() > ENTRIES_MAX { ENTRIES_BEFORE_MORE } else { ENTRIES_MAX };
        let shown = cell.entries.iter().take(most).map(|entry| Shown::of(entry, today)).collect();
        Self {
            day: cell.day,
            number: cell.day.day(),
            name: cell.day.format("%A, %B %-d").to_string(),
            is_inside: cell.is_inside,
            is_today: cell.day == today,
            entries: shown,
            more: cell.entries.len().saturating_sub(most),
        }
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
    let squares = |week: Week<'_>| week.iter().map(|cell| Square::of(cell, today)).collect();
    let weeks = asked.month.weeks(&entries).into_iter().map(squares).collect();
    ui.at("calendar").show(
        "calendar/month.html",
        "month",
        Page { asked, weeks, count: entries.len(), is_cut: stands.is_cut },
    )
}
