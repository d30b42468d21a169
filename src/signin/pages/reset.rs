//! A password that somebody forgot: asking for a link, and setting a new one with it.

use super::{
    super::{
        actions::{self, Resetting},
        password::{Accepted, Standard, accept, strength},
    },
    door::{Door, Link, over},
    strength::Advice,
};
use crate::kernel::{Error, Problems, Result, text::Email};
use crate::mail::Post;
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const FORGOT: &str = "signin/forgot.html";
const FORGOT_FORM: &str = "forgot_form";
const RESET: &str = "signin/reset.html";
const RESET_FORM: &str = "reset_form";

#[derive(Default, Serialize)]
struct Forgot {
    email: String,
    has_mail: bool,
    /// Whether it was asked for just now.
    is_asked: bool,
    problems: Problems,
}

/// The form that asks for a link.
#[handler]
pub fn show(ui: Ui, post: Data<&Post>) -> Result<Reply> {
    ui.show(FORGOT, FORGOT_FORM, Forgot { has_mail: post.is_on(), ..Forgot::default() })
}

/// Notes that a link is wanted. The answer is the same whether the address is known or not.
#[handler]
pub async fn ask(ui: Ui, door: Door, post: Data<&Post>, fields: Fields) -> Result<Reply> {
    let (email, has_mail) = (fields.text("email").to_owned(), post.is_on());
    let parsed = Email::parse(&email);
    door.count(parsed.as_ref().ok()).await?;
    match parsed {
        Ok(address) => {
            if has_mail {
                actions::ask_for_reset(&door.db, &address, &door.browser).await?;
            }
            ui.show(FORGOT, FORGOT_FORM, Forgot { email, has_mail, is_asked: has_mail, ..Forgot::default() })
        }
        Err(problem) => {
            let problems = Problems::from([("email", problem)]);
            ui.show_problems(FORGOT, FORGOT_FORM, Forgot { email, has_mail, is_asked: false, problems })
        }
    }
}

#[derive(Serialize)]
struct Reset {
    token: String,
    email: String,
    chars_min: usize,
    history: i64,
    advice: Option<Advice>,
    problems: Problems,
}

impl Reset {
    fn of(who: &Resetting, token: String) -> Self {
        let (email, wishes) = (who.email.to_string(), who.wishes);
        let (chars_min, history) = (wishes.chars_min, wishes.history);
        Self { token, email, chars_min, history, advice: None, problems: Problems::new() }
    }
}

/// The form for the new password. Opening it does not use the link up, because mail programs open links, too.
#[handler]
pub async fn open(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    match actions::resetting(&door.db, &token).await {
        Ok(who) => ui.show(RESET, RESET_FORM, Reset::of(&who, token)),
        Err(Error::NotFound) => over(&ui, Link::Reset),
        Err(other) => Err(other),
    }
}

/// Sets the new password. Nobody is signed in by it.
#[handler]
pub async fn reset(ui: Ui, door: Door, Path(token): Path<String>, fields: Fields) -> Result<Reply> {
    door.count(None).await?;
    let who = match actions::resetting(&door.db, &token).await {
        Err(Error::NotFound) => return over(&ui, Link::Reset),
        found => found?,
    };
    let (words, then) = (words(&who), door.then(who.user, "/").await?);
    match try_reset(&door, &token, &who, &words, &fields).await {
        Ok(()) => {
            let strength = strength(fields.text("new_password"), &words).words;
            let told = format!("Your password is changed. It is {strength}. Sign in with it.");
            Ok(door.dismiss(ui.go(&then.after("/signin"), Flash::ok(told))))
        }
        Err(Error::NotFound) => over(&ui, Link::Reset),
        Err(Error::Invalid(problems)) => {
            let advice = Advice::of(&fields, "new_password", &words);
            ui.show_problems(RESET, RESET_FORM, Reset { advice, problems, ..Reset::of(&who, token) })
        }
        Err(other) => Err(other),
    }
}

fn words(who: &Resetting) -> Vec<&str> {
    let mut words = vec![who.name.as_str(), who.email.as_str()];
    words.extend(who.organisations.iter().map(|name| name.as_str()));
    words
}

async fn try_reset(door: &Door, token: &str, who: &Resetting, words: &[&str], fields: &Fields) -> Result<()> {
    let standard = Standard { chars_min: who.wishes.chars_min, ..Standard::new(words) };
    let mut parser = Parser::default();
    let new = parser.take("new_password", accept(fields.text("new_password"), &standard));
    let new: Accepted = parser.finish(new)?;
    actions::reset_password(&door.db, &door.settings, (token, who), &new, &door.browser).await
}
