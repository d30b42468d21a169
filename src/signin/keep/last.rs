//! The form that a browser sent last after its session had ended, for whoever comes in by a link: the link itself
//! does not know of it.

use super::{
    super::{
        actions::{self, Asker},
        model::Saving,
    },
    secret,
};
use crate::kernel::{Error, Result, db::Db, id::UserId};
use crate::web::{cookies, shell::Shell};
use poem::Request;

/// The cookie with the token of that form.
pub const COOKIE: &str = "kept_form";

/// What a browser holds of it.
#[derive(Clone, Debug)]
pub struct Last {
    token: String,
    secret: String,
}

impl Last {
    /// What the browser of a request holds; empty where it sent no such form.
    pub fn of(req: &Request) -> Self {
        let token = cookies::read(req, Shell::of(req).is_secure, COOKIE).unwrap_or_default().to_owned();
        Self { token, secret: secret(req) }
    }

    /// The form's token, if `user` may see it and it waits to be saved; else nothing.
    pub async fn waiting_for(&self, db: &Db, user: UserId) -> Result<String> {
        if self.token.is_empty() {
            return Ok(String::new());
        }
        let asker = Asker { token: self.token.clone(), user, secret: self.secret.clone() };
        match actions::kept(db, &asker).await {
            Ok(kept) if kept.saving(db.env().now()) == Saving::Open => Ok(asker.token),
            Ok(_) | Err(Error::NotFound) => Ok(String::new()),
            Err(other) => Err(other),
        }
    }
}
