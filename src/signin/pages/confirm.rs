//! Proving once more that it is oneself, before something sensitive.

use super::{
    super::{
        actions::{self, By, Given, Means},
        model::Second,
        password::Password,
        providers::Button,
    },
    door::{Door, Then},
};
use crate::access::{Caller, Visit};
use crate::kernel::{Problems, Result, text::Email};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

const CONFIRM: &str = "signin/confirm.html";
const FORM: &str = "confirm_form";

#[derive(Serialize)]
struct Page {
    then: Then,
    by: &'static str,
    has_passkeys: bool,
    no_passkeys: Option<String>,
    codes_left: i64,
    providers: Vec<Button>,
    problems: Problems,
}

impl Page {
    fn of(door: &Door, means: &Means, providers: Vec<Button>, then: Then) -> Self {
        let by = match (means.factors.has_totp, means.factors.passkeys > 0, means.has_password) {
            (true, _, _) => "totp",
            (false, true, _) => "passkey",
            (false, false, true) => "password",
            (false, false, false) => "nothing",
        };
        // What a provider says counts for its own organisation; elsewhere only where there is nothing else.
        let is_heard = by == "nothing" || then.next.starts_with("/o/");
        let providers = if is_heard { providers } else { Vec::new() };
        Self {
            then,
            by,
            has_passkeys: means.factors.passkeys > 0,
            no_passkeys: door.settings.passkeys.why_not().map(str::to_owned),
            codes_left: means.factors.codes_left,
            providers,
            problems: Problems::new(),
        }
    }
}

/// The form.
#[handler]
pub async fn show(ui: Ui, door: Door, caller: Caller, Query(query): Query) -> Result<Reply> {
    ui.show(CONFIRM, FORM, page(&door, &caller, Then::of(&query)).await?)
}

/// Confirms, and goes on to what was wanted.
#[handler]
pub async fn confirm(ui: Ui, door: Door, visit: Visit, caller: Caller, fields: Fields) -> Result<Reply> {
    let then = Then::of(&fields);
    let email = Email::parse(&caller.email).ok();
    door.count(email.as_ref()).await?;
    let password = Password::given(fields.text("password"));
    let by = match Second::parse(fields.text("by")) {
        Some(second) => By::Second(Given { second, code: fields.text("code"), remember: false }),
        None => By::Password(password.as_ref()),
    };
    let done =
        actions::confirm(&door.db, &door.settings, (&caller, visit.actor()), by, &door.browser.known).await;
    match problems(door.told(email.as_ref(), done).await)? {
        Ok((session, note)) => {
            let at = then.address();
            let reply = note.map_or_else(|| ui.go_silently(&at), |note| ui.go(&at, Flash::ok(note)));
            Ok(door.renew(reply, &session))
        }
        Err(problems) => refuse(&ui, &door, &caller, then, problems).await,
    }
}

async fn page(door: &Door, caller: &Caller, then: Then) -> Result<Page> {
    let means = actions::means(&door.db, caller).await?;
    let providers = actions::confirming(&door.db, caller).await?;
    Ok(Page::of(door, &means, providers, then))
}

/// Shows the form again with what was wrong.
pub async fn refuse(ui: &Ui, door: &Door, caller: &Caller, then: Then, problems: Problems) -> Result<Reply> {
    ui.show_problems(CONFIRM, FORM, Page { problems, ..page(door, caller, then).await? })
}
