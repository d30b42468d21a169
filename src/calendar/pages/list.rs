//! A month, as a list.

use super::{
    super::actions::{self, Months},
    shown::{Asked, Shown},
};
use crate::access::{Access, Read};
use crate::kernel::{Result, db::Db};
use crate::web::{
    forms::Query,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

#[derive(Serialize)]
struct Page {
    asked: Asked,
    rows: Vec<Shown>,
    is_cut: bool,
}

/// Every entry of the month that was asked for, or of today's.
#[handler]
pub async fn list(
    ui: Ui,
    db: Data<&Db>,
    months: Data<&Months>,
    access: Access<Read>,
    Query(query): Query,
) -> Result<Reply> {
    let today = db.env().today();
    let asked = Asked::of(&query, access.user(), today);
    let stands = actions::month(&db, &months, &access, asked.month).await?;
    let rows = asked.of_all(&stands).into_iter().map(Shown::of).collect();
    let is_cut = stands.is_cut;
    ui.at("calendar").show("calendar/list.html", "month", Page { asked, rows, is_cut })
}
