//! The start page: the choice between organisations.

use super::super::{actions, model::Place};
use crate::access::Caller;
use crate::kernel::{Result, db::Db};
use crate::web::ui::{Reply, Ui};
use poem::{handler, web::Data};
use serde::Serialize;

const INDEX: &str = "organisations/index.html";

#[derive(Serialize)]
struct Index {
    places: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    slug: String,
    name: String,
    color: String,
    initials: String,
    role: &'static str,
}

/// The start page: straight into the only organisation, or the choice between several.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, caller: Caller) -> Result<Reply> {
    let mut places = actions::of_person(&db, &caller).await?;
    if let (1, Some(only)) = (places.len(), places.first()) {
        return Ok(ui.go_silently(&format!("/o/{}", only.slug)));
    }
    let row = |it: Place| Row {
        slug: it.slug,
        name: it.name,
        color: it.color,
        initials: it.initials,
        role: it.role.label(),
    };
    let places = places.drain(..).map(row).collect();
    ui.show(INDEX, "main", Index { places })
}
