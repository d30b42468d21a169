//! One's own reminders.

use super::super::{
    actions,
    model::{Item, NoticeId},
};
use crate::access::{Access, Read};
use crate::kernel::{Error, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

#[derive(Serialize)]
struct Page {
    items: Vec<Item>,
    is_first: bool,
    /// The id of the last row, if there are more.
    next: String,
}

/// The list, the latest first.
#[handler]
pub async fn list(ui: Ui, db: Data<&Db>, access: Access<Read>, Query(query): Query) -> Result<Reply> {
    let (after, today) = (query.text("after").parse().ok(), db.env().today());
    let (rows, has_more) = actions::list(&db, &access, after).await?;
    let next = rows.last().filter(|_| has_more).map(|row| row.id.to_string()).unwrap_or_default();
    let items = rows.iter().map(|row| Item::of(row, today)).collect();
    ui.at("notices").show("notices/index.html", "main", Page { items, is_first: after.is_none(), next })
}

/// Notes that one of them was read, or all.
#[handler]
pub async fn read(ui: Ui, db: Data<&Db>, access: Access<Read>, fields: Fields) -> Result<Reply> {
    let to = format!("{}/notices", ui.here());
    if fields.text("read") == "all" {
        actions::read_all(&db, &access).await?;
        return Ok(ui.go(&to, Flash::ok("All reminders are marked as read.")));
    }
    let id: NoticeId = fields
        .text("read")
        .parse()
        .map_err(|_| Error::Malformed("Press one of the buttons of the page.".into()))?;
    actions::read(&db, &access, id).await?;
    Ok(ui.go(&to, Flash::ok("The reminder is marked as read.")))
}
