//! The upload link itself, where no mail server takes it to whoever is asked. It is in this answer and nowhere else: it
//! cannot be shown again, but made anew.

use super::super::model::{Request, RequestId};
use crate::kernel::{
    Result,
    env::{Day, Timestamp},
};
use crate::web::ui::{Reply, Ui};
use serde::Serialize;

#[derive(Serialize)]
struct Linked {
    id: RequestId,
    title: String,
    name: String,
    email: String,
    due_on: Day,
    until: Option<Timestamp>,
    link: String,
}

/// Shows the link with this secret.
pub fn show(ui: &Ui, it: &Request, token: &str) -> Result<Reply> {
    let page = Linked {
        id: it.id,
        title: it.title.to_string(),
        name: it.outsider_name.clone(),
        email: it.outsider_email.clone(),
        due_on: it.due_on,
        until: it.link_until,
        link: format!("{}/give/{token}", ui.origin()),
    };
    ui.show("requests/linked.html", "main", page)
}
