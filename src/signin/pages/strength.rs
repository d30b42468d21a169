//! Advice on a new password, while it is typed and with the answer to its form. Nothing of it is kept or logged.

use super::{
    super::password::{CHARS_MIN, CHARS_MIN_WITH_FACTOR, Password, Standard, Strength, accept, strength},
    door::Door,
};
use crate::access::Visit;
use crate::kernel::Result;
use crate::web::{
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

/// What is said about a new password.
#[derive(Serialize)]
pub struct Advice {
    strength: Strength,
    /// Why it will not do yet, or nothing.
    problem: String,
}

#[derive(Serialize)]
struct Page {
    advice: Option<Advice>,
}

impl Advice {
    /// How hard the new password in the field `name` would be to guess for somebody who knows `words`. None where
    /// nothing was typed.
    pub fn of(fields: &Fields, name: &str, words: &[&str]) -> Option<Self> {
        let typed = fields.text(name);
        (!typed.is_empty()).then(|| Self { strength: strength(typed, words), problem: String::new() })
    }
}

/// Advice on the password in the form, before it is sent.
#[handler]
pub fn advise(ui: Ui, door: Door, visit: Visit, fields: Fields) -> Result<Reply> {
    door.count_advice()?;
    let mut words: Vec<&str> =
        ["name", "email", "username", "organisation"].map(|name| fields.text(name)).into();
    words.extend(visit.caller().into_iter().flat_map(|caller| [caller.name.as_str(), caller.email.as_str()]));
    words.retain(|word| !word.is_empty());
    let name = if fields.text("new_password").is_empty() { "password" } else { "new_password" };
    let advice = Advice::of(&fields, name, &words);
    let current = Password::given(fields.text("current_password"));
    let number = |name| usize::try_from(fields.number(name)).unwrap_or(0);
    let least = Some(number("least")).filter(|least| *least >= CHARS_MIN_WITH_FACTOR);
    let standard = Standard {
        chars_min: least.map_or(CHARS_MIN, |least| least.min(CHARS_MIN)),
        words: &words,
        before: current.as_ref().map(|current| (current, number("differ"))),
    };
    let problem = accept(fields.text(name), &standard).err().unwrap_or_default();
    let advice = advice.map(|advice| Advice { problem, ..advice });
    ui.show("signin/strength.html", "strength", Page { advice })
}
