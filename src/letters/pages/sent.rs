//! The page of letters that could not be sent, and the one where development reads its letters.

use super::super::actions;
use crate::access::{Access, ManagePeople};
use crate::jobs::{JobId, Parked};
use crate::kernel::{Error, Result, db::Db, env::Timestamp};
use crate::mail::{Kept, Post};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

#[derive(Serialize)]
struct Index {
    letters: Vec<Row>,
    has_mail: bool,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    letter: Parked,
    /// Whether the link in it no longer works.
    is_over: bool,
}

/// What could not be sent.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, post: Data<&Post>, access: Access<ManagePeople>) -> Result<Reply> {
    let now = db.env().now();
    let row = |letter: Parked| Row { is_over: letter.expires_at.is_some_and(|at| at <= now), letter };
    let letters = actions::parked(&db, &access).await?.into_iter().map(row).collect();
    ui.at("people").show("letters/index.html", "main", Index { letters, has_mail: post.is_on() })
}

/// Sends one again.
#[handler]
pub async fn again(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    Path((_, id)): Path<(String, JobId)>,
) -> Result<Reply> {
    let to = actions::send_again(&db, &access, id).await?;
    let flash =
        Flash::ok(format!("The letter to {to} is on its way again. If it fails, it comes back here."));
    Ok(ui.go(&format!("{}/letters", ui.here()), flash))
}

#[derive(Serialize)]
struct Development {
    letters: Vec<Letter>,
}

#[derive(Serialize)]
struct Letter {
    to: String,
    subject: String,
    at: Timestamp,
    lines: Vec<Line>,
}

/// A line of a letter's plain part.
#[derive(Serialize)]
struct Line {
    text: String,
    is_link: bool,
}

impl From<Kept> for Letter {
    fn from(Kept { to, subject, at, text, .. }: Kept) -> Self {
        let line = |text: &str| Line {
            is_link: text.starts_with("http://") || text.starts_with("https://"),
            text: text.to_owned(),
        };
        Self { to, subject, at, lines: text.lines().map(line).collect() }
    }
}

/// The letters in the folder. Where letters are really sent there is no such page.
#[handler]
pub async fn development(ui: Ui, post: Data<&Post>) -> Result<Reply> {
    let kept = post.kept().await?.ok_or(Error::NotFound)?;
    let letters = kept.into_iter().map(Letter::from).collect();
    ui.show("letters/development.html", "main", Development { letters })
}
