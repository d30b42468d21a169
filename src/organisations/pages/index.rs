//! The start page: the choice between organisations.

use super::super::actions;
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
    role: &'static str,
}

/// The start page: straight into the only organisation, or the choice between several.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, caller: Caller) -> Result<Reply> {
    let mut places = actions::of_person(&db, &caller).await?;
    if let (1, Some(only)) = (places.len(), places.first()) {
        return Ok(ui.go_silently(&format!("/o/{}", only.slug)));
    }
    let places = places.drain(..).map(|p| Row { slug: p.slug, name: p.name, role: p.role.label() }).collect();
    ui.show(INDEX, "main", Index { places })
}
