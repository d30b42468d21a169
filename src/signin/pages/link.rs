//! A one-time sign-in link. Opening it only shows a button, because mail programs open links, too.

use super::{
    super::actions,
    door::{Door, Link, over},
};
use crate::kernel::{Error, Result};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};
use serde::Serialize;

#[derive(Serialize)]
struct Page {
    token: String,
    name: String,
}

/// Whom the link lets in, and the button.
#[handler]
pub async fn show(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    match actions::link_person(&door.db, &token).await? {
        Some((_, name)) => ui.show("signin/link.html", "main", Page { token, name: name.to_string() }),
        None => over(&ui, Link::SignIn),
    }
}

/// Signs in and uses the link up.
#[handler]
pub async fn sign_in(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    door.count(None).await?;
    let Some((user, _)) = actions::link_person(&door.db, &token).await? else {
        return over(&ui, Link::SignIn);
    };
    let then = door.then(user, "/").await?;
    match actions::sign_in_by_link(&door.db, &door.settings, &token, &door.browser).await {
        Ok(admission) => {
            let flash =
                Flash::ok("You are signed in. If you forgot your password, set a new one in your settings.");
            Ok(door.admitted(&ui, &admission, &then, Some(flash)))
        }
        Err(Error::NotFound) => over(&ui, Link::SignIn),
        Err(other) => Err(other),
    }
}
