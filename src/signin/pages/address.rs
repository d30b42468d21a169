//! Changing one's own address: asking, confirming from the new one, stopping from the old one.

use super::{
    super::{actions, model::AddressChange},
    door::{Door, Link, over},
};
use crate::access::{Caller, Fresh, Visit};
use crate::kernel::{Error, Problems, Result, text::Email};
use crate::mail::Post;
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const ADDRESS: &str = "signin/address.html";
const FORM: &str = "address_form";
const OTHER: &str = "signin/address_other.html";

#[derive(Serialize)]
struct Address {
    now: String,
    email: String,
    has_mail: bool,
    problems: Problems,
}

#[derive(Serialize)]
struct Change {
    token: String,
    before: String,
    after: String,
    is_done: bool,
}

/// Whoever is signed in is not the one who asked.
#[derive(Serialize)]
struct Other {}

impl Change {
    fn of(change: &AddressChange, token: String) -> Self {
        let (before, after) = (change.before_email.to_string(), change.after_email.to_string());
        Self { token, before, after, is_done: change.confirmed_at.is_some() }
    }
}

/// The form.
#[handler]
pub fn show(ui: Ui, post: Data<&Post>, caller: Caller, _fresh: Fresh) -> Result<Reply> {
    let (now, email) = (caller.email, String::new());
    ui.show(ADDRESS, FORM, Address { now, email, has_mail: post.is_on(), problems: Problems::new() })
}

/// Writes to both addresses. The old one stays until the new one is confirmed.
#[handler]
pub async fn ask(
    ui: Ui,
    door: Door,
    post: Data<&Post>,
    caller: Caller,
    fresh: Fresh,
    fields: Fields,
) -> Result<Reply> {
    let email = fields.text("email").to_owned();
    let asked = async {
        let address = Email::parse(&email).map_err(|problem| Error::invalid("email", problem))?;
        door.count(Email::parse(&caller.email).as_ref().ok()).await?;
        if !post.is_on() {
            return Err(Error::invalid(
                "email",
                "This installation sends no mail, so no address can be checked.",
            ));
        }
        actions::ask_for_address(&door.db, (&caller, ui.visit().actor()), &address, fresh).await
    };
    match problems(asked.await)? {
        Ok(()) => {
            let told =
                format!("A letter is on its way to {email}. Open its link within a day, in this browser.");
            Ok(ui.go("/settings", Flash::ok(told)))
        }
        Err(problems) => {
            let now = caller.email;
            ui.show_problems(ADDRESS, FORM, Address { now, email, has_mail: post.is_on(), problems })
        }
    }
}

/// What is about to change. Looking does not change it.
#[handler]
pub async fn open(ui: Ui, door: Door, caller: Caller, Path(token): Path<String>) -> Result<Reply> {
    match actions::waiting_address(&door.db, &token, &caller).await {
        Ok(change) => ui.show("signin/address_confirm.html", "main", Change::of(&change, token)),
        Err(Error::Forbidden(_)) => ui.show(OTHER, "main", Other {}),
        Err(Error::NotFound) => over(&ui, Link::Address),
        Err(other) => Err(other),
    }
}

/// Takes the new address into use.
#[handler]
pub async fn confirm(
    ui: Ui,
    door: Door,
    visit: Visit,
    caller: Caller,
    Path(token): Path<String>,
) -> Result<Reply> {
    door.count(None).await?;
    let done = async {
        let change = actions::waiting_address(&door.db, &token, &caller).await?;
        actions::confirm_address(&door.db, &change, (&caller, visit.actor())).await.map(|()| change)
    };
    match done.await {
        Ok(change) => {
            let told = format!("Your address is {} now. Sign in with it from now on.", change.after_email);
            Ok(ui.go("/settings", Flash::ok(told)))
        }
        Err(Error::Forbidden(_)) => ui.again(StatusCode::CONFLICT, OTHER, "main", Other {}),
        Err(Error::NotFound) => over(&ui, Link::Address),
        Err(other) => Err(other),
    }
}

/// What the owner of the old address can stop or take back.
#[handler]
pub async fn open_stop(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    match actions::stoppable_address(&door.db, &token).await {
        Ok(change) => ui.show("signin/address_stop.html", "main", Change::of(&change, token)),
        Err(Error::NotFound) => over(&ui, Link::Address),
        Err(other) => Err(other),
    }
}

/// Stops it or takes it back.
#[handler]
pub async fn stop(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    door.count(None).await?;
    let done = async {
        let change = actions::stoppable_address(&door.db, &token).await?;
        actions::stop_address(&door.db, &change, &door.browser).await.map(|()| change)
    };
    match done.await {
        Ok(change) if change.confirmed_at.is_some() => {
            let told = format!(
                "The address is {} again, and everybody is signed out. Set a new password now, and tell an \
                 administrator.",
                change.before_email
            );
            Ok(door.dismiss(ui.go("/signin/forgot", Flash::ok(told))))
        }
        Ok(change) => {
            let told = format!(
                "It is stopped: the address stays {}. If it was not you who asked, somebody was in your account: set a \
                 new password now.",
                change.before_email
            );
            Ok(ui.go("/signin/forgot", Flash::ok(told)))
        }
        Err(Error::NotFound) => over(&ui, Link::Address),
        Err(other) => Err(other),
    }
}
