//! The second step of a sign-in; and where to go for somebody who is in and whose organisation wants one.

use super::{
    super::{
        actions::{self, Given, Waiting},
        model::{Factors, Second},
    },
    door::{Door, Then},
};
use crate::kernel::{Error, Problems, Result, text::Email};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query},
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

const SECOND: &str = "signin/second.html";
const FORM: &str = "second_form";
/// What somebody is told whose sign-in does not wait any more.
pub const OVER: &str = "This sign-in took too long or too many tries. Begin again with the first step.";

#[derive(Serialize)]
struct Page {
    name: String,
    then: Then,
    /// Which step the form takes.
    by: &'static str,
    factors: Factors,
    may_mail: bool,
    remember_days: i64,
    no_passkeys: Option<String>,
    problems: Problems,
}

impl Page {
    fn of(door: &Door, waiting: &Waiting, wanted: &str, then: Then) -> Self {
        let (factors, standing) = (waiting.standing.factors, &waiting.standing);
        let may_mail = standing.takes_mail();
        let has = |second: &Second| match second {
            Second::Totp => factors.has_totp,
            Second::Passkey => factors.passkeys > 0,
            Second::Code => factors.has_second() && factors.codes_left > 0,
            Second::Mail => may_mail,
        };
        let best = [Second::Totp, Second::Passkey, Second::Mail, Second::Code]
            .into_iter()
            .find(has)
            .unwrap_or(Second::Totp);
        Self {
            name: waiting.attempt.name.clone(),
            then,
            by: Second::parse(wanted).filter(has).unwrap_or(best).word(),
            factors,
            may_mail,
            remember_days: standing.rules.remember_days,
            no_passkeys: door.settings.passkeys.why_not().map(str::to_owned),
            problems: Problems::new(),
        }
    }
}

#[derive(Serialize)]
struct Demanded {
    then: Then,
}

/// The form for the second step. Somebody who is in already confirms with theirs, or learns to set one up.
#[handler]
pub async fn show(ui: Ui, door: Door, Query(query): Query) -> Result<Reply> {
    let then = Then::of(&query);
    if let Some(caller) = ui.visit().caller() {
        if actions::means(&door.db, caller).await?.factors.has_second() {
            return Ok(ui.go_silently(&then.after("/signin/confirm")));
        }
        return ui.show("signin/demanded.html", "main", Demanded { then });
    }
    match actions::waiting(&door.db, &door.attempt, &door.browser).await? {
        Some(waiting) => ui.show(SECOND, FORM, Page::of(&door, &waiting, query.text("by"), then)),
        None => Ok(over(&ui, &then)),
    }
}

/// Takes the second step, and lets in.
#[handler]
pub async fn give(ui: Ui, door: Door, fields: Fields) -> Result<Reply> {
    let then = Then::of(&fields);
    let Some(waiting) = actions::waiting(&door.db, &door.attempt, &door.browser).await? else {
        // Or attempts could be guessed.
        door.count(None).await?;
        return Ok(over(&ui, &then));
    };
    let email = Email::parse(&waiting.attempt.email).ok();
    door.count(email.as_ref()).await?;
    let page = Page::of(&door, &waiting, fields.text("by"), then.clone());
    let Some(second) = Second::parse(page.by) else { return Err(Error::NotFound) };
    let given = Given { second, code: fields.text("code"), remember: fields.is_on("remember") };
    let given = actions::give_second(&door.db, &door.settings, &door.attempt, given, &door.browser).await;
    match door.told(email.as_ref(), given).await {
        Ok((admission, note)) => Ok(door.admitted(&ui, &admission, &then, note.map(Flash::ok))),
        Err(Error::Invalid(problems)) => ui.show_problems(SECOND, FORM, Page { problems, ..page }),
        Err(Error::NotFound) => Ok(over(&ui, &then)),
        Err(other) => Err(other),
    }
}

/// Shows the page again because a passkey was not taken.
pub async fn refuse_passkey(ui: &Ui, door: &Door, then: Then, problems: Problems) -> Result<Reply> {
    match actions::waiting(&door.db, &door.attempt, &door.browser).await? {
        Some(waiting) => {
            let page = Page::of(door, &waiting, Second::Passkey.word(), then);
            ui.show_problems(SECOND, FORM, Page { problems, ..page })
        }
        None => Ok(over(ui, &then)),
    }
}

/// Sends another code by mail.
#[handler]
pub async fn send(ui: Ui, door: Door, fields: Fields) -> Result<Reply> {
    let then = Then::of(&fields);
    door.count(None).await?;
    match actions::send_mail_code(&door.db, &door.attempt, &door.browser).await {
        Ok(()) => {
            let flash = Flash::ok("Another code is on its way. Only the newest one works.");
            Ok(ui.go(&then.after("/signin/second"), flash))
        }
        Err(Error::Invalid(problems)) => {
            let why = problems.words();
            Ok(ui.go(&then.after("/signin/second"), Flash::bad(why)))
        }
        Err(Error::NotFound) => Ok(over(&ui, &then)),
        Err(other) => Err(other),
    }
}

/// A sign-in that took too long, or too many tries, begins anew.
pub fn over(ui: &Ui, then: &Then) -> Reply {
    ui.go(&then.after("/signin"), Flash::bad(OVER))
}
