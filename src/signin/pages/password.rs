//! Changing one's own password.

use super::{
    super::{
        actions,
        password::{Password, Standard, accept},
    },
    door::Door,
};
use crate::access::{Caller, Fresh, Visit};
use crate::kernel::{Problems, Result, text::Email};
use crate::organisations;
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

const PASSWORD: &str = "signin/password.html";
const FORM: &str = "password_form";

#[derive(Serialize)]
struct Change {
    has_password: bool,
    problems: Problems,
}

/// The form.
#[handler]
pub async fn show(ui: Ui, door: Door, caller: Caller, _fresh: Fresh) -> Result<Reply> {
    let has_password = actions::has_password(&door.db, &caller).await?;
    ui.show(PASSWORD, FORM, Change { has_password, problems: Problems::new() })
}

/// Changes it. The other browsers of the person are signed out.
#[handler]
pub async fn change(
    ui: Ui,
    door: Door,
    visit: Visit,
    caller: Caller,
    _fresh: Fresh,
    fields: Fields,
) -> Result<Reply> {
    door.count(Email::parse(&caller.email).as_ref().ok())?;
    match problems(try_change(&door, &visit, &caller, &fields).await)? {
        Ok(()) => {
            let flash = Flash::ok("Your password is changed. Your other browsers are signed out.");
            Ok(ui.go("/settings", flash))
        }
        Err(problems) => {
            let has_password = actions::has_password(&door.db, &caller).await?;
            ui.show_problems(PASSWORD, FORM, Change { has_password, problems })
        }
    }
}

async fn try_change(door: &Door, visit: &Visit, caller: &Caller, fields: &Fields) -> Result<()> {
    let mut parser = Parser::default();
    let organisations = organisations::of_person(&door.db, caller).await?;
    let mut words = vec![caller.name.as_str(), caller.email.as_str()];
    words.extend(organisations.iter().map(|place| place.name.as_str()));
    let current = Password::given(fields.text("current_password"));
    let new = parser.take("new_password", accept(fields.text("new_password"), &Standard::new(&words)));
    let new = parser.finish(new)?;
    let who = (caller, visit.actor());
    actions::change_password(&door.db, &door.settings, who, current.as_ref(), &new).await
}
