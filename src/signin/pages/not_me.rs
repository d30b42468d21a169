//! The link of a letter about a new device: saying that it was not oneself. Opening it changes nothing, because mail
//! programs open links, too.

use super::{
    super::{actions, agent},
    door::{Door, Link, over},
};
use crate::kernel::{Error, Result, env::Timestamp};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};
use serde::Serialize;

const WRITTEN: &str = "Everybody is signed out of your account, and its password works no more. A link to choose \
                       another is on its way to your mailbox; it works for 30 minutes.";

#[derive(Serialize)]
struct NotMe {
    token: String,
    name: String,
    browser: String,
    address: String,
    at: Option<Timestamp>,
    has_password: bool,
}

/// What the sign-in was, and the button.
#[handler]
pub async fn show(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    let Some(link) = actions::not_me_link(&door.db, &token).await? else { return over(&ui, Link::NotMe) };
    let page = NotMe {
        token,
        has_password: link.has_password(),
        name: link.name,
        browser: agent::in_words(&link.agent.unwrap_or_default()),
        address: link.address.unwrap_or_default(),
        at: link.signed_in_at,
    };
    ui.show("signin/not_me.html", "main", page)
}

/// Shuts the account until its owner chose another password.
#[handler]
pub async fn secure(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    door.count(None).await?;
    match actions::secure_account(&door.db, &token, &door.browser).await {
        Ok(is_written) => {
            let words = match is_written {
                true => WRITTEN,
                false => "Everybody is signed out of your account, and its devices are forgotten.",
            };
            Ok(door.dismiss(ui.go("/signin", Flash::ok(words))))
        }
        Err(Error::NotFound) => over(&ui, Link::NotMe),
        Err(other) => Err(other),
    }
}
