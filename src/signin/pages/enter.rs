//! The sign-in page.

use super::{
    super::{actions, password::Password},
    door::{Door, local},
};
use crate::access::Visit;
use crate::accounts;
use crate::kernel::{Error, Problems, Result, db::Db, text::Email};
use crate::web::{
    forms::{Fields, Query},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const INDEX: &str = "signin/index.html";
const FORM: &str = "signin_form";

#[derive(Serialize)]
struct Index {
    email: String,
    next: String,
    kept: String,
    is_new: bool,
    problems: Problems,
}

/// The sign-in page. Somebody who is signed in already goes where they wanted to.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, Query(query): Query) -> Result<Reply> {
    let kept = token(query.text("kept"));
    let next = local(query.text("next")).to_owned();
    if ui.visit().caller().is_some() {
        return Ok(ui.go_silently(&after(&kept, &next)));
    }
    let is_new = !accounts::has_people(&mut db.read().await?).await?;
    ui.show(INDEX, FORM, Index { email: String::new(), next, kept, is_new, problems: Problems::new() })
}

/// Signs in by address and password.
#[handler]
pub async fn sign_in(ui: Ui, door: Door, fields: Fields) -> Result<Reply> {
    let (kept, next) = (token(fields.text("kept")), local(fields.text("next")));
    match try_password(&door, &fields).await {
        Ok(session) => Ok(door.admit(ui.go_silently(&after(&kept, next)), &session)),
        Err(Error::Invalid(problems)) => {
            let (email, next) = (fields.text("email").to_owned(), next.to_owned());
            ui.show_problems(INDEX, FORM, Index { email, next, kept, is_new: false, problems })
        }
        Err(other) => Err(other),
    }
}

async fn try_password(door: &Door, fields: &Fields) -> Result<String> {
    let email = Email::parse(fields.text("email"));
    door.count(email.as_ref().ok())?;
    let email = email.map_err(|problem| Error::invalid("email", problem))?;
    let password = Password::given(fields.text("password"));
    actions::sign_in(&door.db, &door.settings, &email, password.as_ref(), &door.browser).await
}

/// Ends the session, if there is one, and shows the door.
#[handler]
pub async fn sign_out(ui: Ui, door: Door, visit: Visit) -> Result<Reply> {
    if let Some(caller) = visit.caller() {
        actions::sign_out(&door.db, visit.actor(), caller).await?;
    }
    Ok(door.dismiss(ui.go_silently("/signin")))
}

/// A kept form comes before the page that was asked for.
fn after(kept: &str, next: &str) -> String {
    if kept.is_empty() { next.to_owned() } else { format!("/kept/{kept}") }
}

/// Letters that a token of ours can have, or nothing.
fn token(raw: &str) -> String {
    let is_ours =
        raw.len() == 43 && raw.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if is_ours { raw.to_owned() } else { String::new() }
}
