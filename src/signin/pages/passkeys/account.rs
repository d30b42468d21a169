//! A person's own passkeys: making, naming and removing them.

use super::{
    super::{
        super::{actions, passkeys::Passkey, passkeys::PasskeyId},
        door::{Door, Then},
    },
    bond, question, sent,
};
use crate::access::{Caller, Fresh, Visit};
use crate::kernel::{Error, Problems, Result, text::Line};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, Query, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};
use serde::Serialize;

const SECURITY: &str = "/account/security";
const NEW: &str = "signin/passkeys/new.html";
const SHOW: &str = "signin/passkeys/show.html";
const FORM: &str = "passkey_form";

#[derive(Serialize)]
struct NewPage {
    then: Then,
    name: String,
    why_not: Option<String>,
    problems: Problems,
}

#[derive(Serialize)]
struct ShowPage {
    passkey: Passkey,
    name: String,
    problems: Problems,
}

fn new_page(door: &Door, then: Then, name: &str, problems: Problems) -> NewPage {
    let why_not = door.settings.passkeys.why_not().map(str::to_owned);
    NewPage { then, name: name.to_owned(), why_not, problems }
}

/// The form for one more passkey.
#[handler]
pub async fn new(ui: Ui, door: Door, _caller: Caller, _fresh: Fresh, Query(query): Query) -> Result<Reply> {
    ui.show(NEW, FORM, new_page(&door, Then::of(&query), "", Problems::new()))
}

/// What to ask the caller's device for.
#[handler]
pub async fn ask(door: Door, visit: Visit, caller: Caller, fresh: Fresh) -> Result<Reply> {
    question(actions::ask_for_another(&door.db, &door.settings, (&caller, fresh), bond(&visit, "")).await)
}

fn name(fields: &Fields) -> Result<Option<Line>> {
    if fields.text("name").trim().is_empty() {
        return Ok(None);
    }
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), ""));
    parser.finish(Some(name))
}

/// Notes the passkey that the device made. Whoever was asked for it had confirmed who they are.
#[handler]
pub async fn add(ui: Ui, door: Door, visit: Visit, caller: Caller, fields: Fields) -> Result<Reply> {
    let (then, sent) = (Then::of(&fields), sent(&fields, bond(&visit, "")));
    let added = async {
        let who = (&caller, visit.actor());
        actions::add_passkey(&door.db, &door.settings, who, &sent, name(&fields)?).await
    };
    match problems(added.await)? {
        Ok(session) => {
            let flash = Flash::ok(
                "Your passkey works from now on: alone to sign in, and as your second step after a password. Make \
                 backup codes, too, for the day the device that holds it is gone.",
            );
            let at = if then == Then::to("/") { SECURITY.to_owned() } else { then.address() };
            Ok(door.renew(ui.go(&at, flash), &session))
        }
        Err(problems) => ui.show_problems(NEW, FORM, new_page(&door, then, fields.text("name"), problems)),
    }
}

/// One passkey.
#[handler]
pub async fn show(ui: Ui, door: Door, caller: Caller, Path(id): Path<PasskeyId>) -> Result<Reply> {
    match actions::passkey(&door.db, &caller, id).await {
        Ok(passkey) => {
            let name = passkey.name.to_string();
            ui.show(SHOW, FORM, ShowPage { passkey, name, problems: Problems::new() })
        }
        Err(Error::NotFound) => Ok(gone(&ui)),
        Err(other) => Err(other),
    }
}

fn gone(ui: &Ui) -> Reply {
    ui.go(SECURITY, Flash::bad("That passkey is none of yours, or not any more."))
}

/// Calls it something else.
#[handler]
pub async fn rename(
    ui: Ui,
    door: Door,
    visit: Visit,
    caller: Caller,
    Path(id): Path<PasskeyId>,
    fields: Fields,
) -> Result<Reply> {
    let passkey = match actions::passkey(&door.db, &caller, id).await {
        Err(Error::NotFound) => return Ok(gone(&ui)),
        other => other?,
    };
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), "Give it a name."));
    match problems(parser.finish(name))? {
        Ok(name) => {
            actions::rename_passkey(&door.db, (&caller, visit.actor()), id, &name).await?;
            Ok(ui.go(SECURITY, Flash::ok(format!("Your passkey is called {name} now."))))
        }
        Err(problems) => {
            let name = fields.text("name").to_owned();
            ui.show_problems(SHOW, FORM, ShowPage { passkey, name, problems })
        }
    }
}

/// Removes it.
#[handler]
pub async fn remove(
    ui: Ui,
    door: Door,
    visit: Visit,
    caller: Caller,
    fresh: Fresh,
    Path(id): Path<PasskeyId>,
) -> Result<Reply> {
    match actions::remove_passkey(&door.db, (&caller, visit.actor()), id, fresh).await {
        Ok((passkey, session)) => {
            let words = format!(
                "The passkey {} does not work any more, and your other browsers are signed out. Delete it on the \
                 device that holds it, too.",
                passkey.name
            );
            Ok(door.renew(ui.go(SECURITY, Flash::ok(words)), &session))
        }
        Err(Error::Invalid(problems)) => {
            let words = problems.words();
            Ok(ui.go(&format!("{SECURITY}/passkeys/{id}"), Flash::bad(words)))
        }
        Err(Error::NotFound) => Ok(gone(&ui)),
        Err(other) => Err(other),
    }
}
