//! The form that somebody sent last in a browser after their session had ended, for when they come in by a link: the
//! link itself does not know of it.

use super::super::{
    actions::{self, Asker},
    model::Saving,
};
use crate::kernel::{Error, Result, db::Db, id::UserId};
use crate::web::{cookies, shell::Shell};
use poem::Request;

/// The cookie with the token of that form.
pub const COOKIE: &str = "kept_form";

/// Its token, as the browser holds it; empty where nobody sent such a form.
#[derive(Clone, Debug)]
pub struct Last(String);

impl Last {
    /// What the browser of a request holds.
    pub fn of(req: &Request) -> Self {
        Self(cookies::read(req, Shell::of(req).is_secure, COOKIE).unwrap_or_default().to_owned())
    }

    /// The form's token, if it is known to be `user`'s and waits to be saved; else nothing. One of which nobody knows
    /// whose it is may be of somebody else who sat here before, and waits at the door only.
    pub async fn waiting_for(&self, db: &Db, user: UserId) -> Result<String> {
        if self.0.is_empty() {
            return Ok(String::new());
        }
        let asker = Asker { token: self.0.clone(), user, secret: String::new() };
        match actions::kept(db, &asker).await {
            Ok(kept) if kept.saving(db.env().now()) == Saving::Open => Ok(asker.token),
            Ok(_) | Err(Error::NotFound) => Ok(String::new()),
            Err(other) => Err(other),
        }
    }
}
