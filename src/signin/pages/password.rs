//! Changing one's own password.

use super::{
    super::{
        actions,
        password::{Password, Standard, Wishes, accept, strength},
    },
    door::Door,
    strength::Advice,
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
    email: String,
    wishes: Wishes,
    advice: Option<Advice>,
    problems: Problems,
}

impl Change {
    async fn of(door: &Door, caller: &Caller, advice: Option<Advice>, problems: Problems) -> Result<Self> {
        let has_password = actions::has_password(&door.db, caller).await?;
        let wishes = actions::wishes(&door.db, caller.user).await?;
        Ok(Self { has_password, email: caller.email.clone(), wishes, advice, problems })
    }
}

/// The form.
#[handler]
pub async fn show(ui: Ui, door: Door, caller: Caller, _fresh: Fresh) -> Result<Reply> {
    ui.show(PASSWORD, FORM, Change::of(&door, &caller, None, Problems::new()).await?)
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
    let email = Email::parse(&caller.email).ok();
    door.count(email.as_ref()).await?;
    let changed = try_change(&door, &visit, &caller, &fields).await;
    match problems(door.told(email.as_ref(), changed).await)? {
        Ok(session) => {
            let strength = strength(fields.text("new_password"), &[&caller.name, &caller.email]);
            let flash = Flash::ok(format!(
                "Your password is changed. It is {}. Your other browsers are signed out.",
                strength.words
            ));
            Ok(door.renew(ui.go("/settings", flash), &session))
        }
        Err(problems) => {
            let advice = Advice::of(&fields, "new_password", &[&caller.name, &caller.email]);
            ui.show_problems(PASSWORD, FORM, Change::of(&door, &caller, advice, problems).await?)
        }
    }
}

async fn try_change(door: &Door, visit: &Visit, caller: &Caller, fields: &Fields) -> Result<String> {
    let mut parser = Parser::default();
    let organisations = organisations::of_person(&door.db, caller).await?;
    let mut words = vec![caller.name.as_str(), caller.email.as_str()];
    words.extend(organisations.iter().map(|place| place.name.as_str()));
    let current = Password::given(fields.text("current_password"));
    let wishes = actions::wishes(&door.db, caller.user).await?;
    let standard = Standard {
        chars_min: wishes.chars_min,
        words: &words,
        before: current.as_ref().map(|current| (current, wishes.changed)),
    };
    let new = parser.take("new_password", accept(fields.text("new_password"), &standard));
    let new = parser.finish(new)?;
    let who = (caller, visit.actor());
    actions::change_password(&door.db, &door.settings, who, current.as_ref(), &new, &door.browser.known).await
}
