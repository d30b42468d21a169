//! The sign-in page.

use super::{
    super::{actions, model::Admission, password::Password, providers::Button},
    door::{Door, Then},
};
use crate::access::Visit;
use crate::accounts;
use crate::kernel::{Error, Problems, Result, text::Email};
use crate::web::{
    forms::{Fields, Query},
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

const INDEX: &str = "signin/index.html";
const FORM: &str = "signin_form";

#[derive(Serialize)]
struct Index {
    email: String,
    then: Then,
    is_new: bool,
    /// Whether anybody may begin an organisation.
    is_open_to_all: bool,
    providers: Vec<Button>,
    no_passkeys: Option<String>,
    problems: Problems,
}

/// The sign-in page. Somebody who is signed in already goes where they wanted to.
#[handler]
pub async fn show(ui: Ui, door: Door, Query(query): Query) -> Result<Reply> {
    let then = Then::of(&query);
    if ui.visit().caller().is_some() {
        return Ok(ui.go_silently(&then.address()));
    }
    let mut conn = door.db.read().await?;
    let is_new = !accounts::has_people(&mut conn).await?;
    let providers = actions::buttons(&mut conn, query.text("provider")).await?;
    let is_open_to_all = door.is_open_to_all();
    let (email, problems) = (String::new(), Problems::new());
    let no_passkeys = door.settings.passkeys.why_not().map(str::to_owned);
    ui.show(INDEX, FORM, Index { email, then, is_new, is_open_to_all, providers, no_passkeys, problems })
}

/// Signs in by address and password.
#[handler]
pub async fn sign_in(ui: Ui, door: Door, fields: Fields) -> Result<Reply> {
    let then = Then::of(&fields);
    match try_password(&door, &fields).await {
        Ok(admission) => Ok(door.admitted(&ui, &admission, &then, None)),
        Err(Error::Invalid(problems)) => refuse(&ui, &door, &fields, problems).await,
        Err(other) => Err(other),
    }
}

/// Shows the page again with what was wrong.
pub async fn refuse(ui: &Ui, door: &Door, fields: &Fields, problems: Problems) -> Result<Reply> {
    let (email, then) = (fields.text("email").to_owned(), Then::of(fields));
    let providers = actions::buttons(&mut door.db.read().await?, fields.text("provider")).await?;
    let no_passkeys = door.settings.passkeys.why_not().map(str::to_owned);
    let is_open_to_all = door.is_open_to_all();
    let page = Index { email, then, is_new: false, is_open_to_all, providers, no_passkeys, problems };
    ui.show_problems(INDEX, FORM, page)
}

async fn try_password(door: &Door, fields: &Fields) -> Result<Admission> {
    let email = Email::parse(fields.text("email"));
    door.count(email.as_ref().ok()).await?;
    let email = email.map_err(|problem| Error::invalid("email", problem))?;
    let password = Password::given(fields.text("password"));
    let entered = actions::sign_in(&door.db, &door.settings, &email, password.as_ref(), &door.browser).await;
    door.told(Some(&email), entered).await
}

/// Ends the session, if there is one, and shows the door.
#[handler]
pub async fn sign_out(ui: Ui, door: Door, visit: Visit) -> Result<Reply> {
    if let Some(caller) = visit.caller() {
        actions::sign_out(&door.db, visit.actor(), caller).await?;
    }
    Ok(door.dismiss(ui.go_silently("/signin")))
}
