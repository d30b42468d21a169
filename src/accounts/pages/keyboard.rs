//! One's own keys: whether there are any, and which.

use super::super::actions::{self, Keys};
use crate::access::Caller;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    keys::{Keymap, Rows},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const KEYBOARD: &str = "accounts/keyboard.html";
const FORM: &str = "keyboard_form";

#[derive(Serialize)]
struct Keyboard {
    has_keys: bool,
    groups: Vec<Rows>,
    version: i64,
    problems: Problems,
    is_overtaken: bool,
}

impl Keyboard {
    /// As it was typed, also where it cannot be.
    fn typed(fields: &Fields, version: i64) -> Self {
        let mut groups = Keymap::default().groups();
        for row in groups.iter_mut().flat_map(|group| &mut group.rows) {
            fields.text(row.name).clone_into(&mut row.key);
        }
        let (has_keys, problems) = (fields.is_on("has_keys"), Problems::new());
        Self { has_keys, groups, version, problems, is_overtaken: false }
    }
}

fn parse(fields: &Fields) -> Result<Keys> {
    let keymap = match fields.is_on("usual") {
        true => Keymap::default(),
        false => Keymap::parse(|name| fields.text(name))?,
    };
    Ok(Keys { are_on: fields.is_on("has_keys"), keymap: keymap.stored() })
}

/// One's own keys.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, caller: Caller) -> Result<Reply> {
    let person = actions::own(&db, &caller).await?;
    let groups = Keymap::of_stored(&person.keymap).groups();
    let (has_keys, version, problems) = (person.has_keys, person.version, Problems::new());
    ui.show(KEYBOARD, FORM, Keyboard { has_keys, groups, version, problems, is_overtaken: false })
}

/// Changes them. The whole page comes again, because its keys are part of the change.
#[handler]
pub async fn change(ui: Ui, db: Data<&Db>, caller: Caller, fields: Fields) -> Result<Reply> {
    let version = fields.number("version");
    let new = match problems(parse(&fields))? {
        Ok(new) => new,
        Err(problems) => {
            let page = Keyboard { problems, ..Keyboard::typed(&fields, version) };
            return ui.show_problems(KEYBOARD, FORM, page);
        }
    };
    let told = match fields.is_on("usual") {
        true => "Every key is the usual one again.",
        false => "Your keys are saved.",
    };
    match actions::choose_keys(&db, &caller, ui.visit().actor(), new, version).await {
        Ok(()) => Ok(ui.go("/settings/keyboard", Flash::ok(told))),
        Err(Error::Conflict(_)) => {
            let now = actions::own(&db, &caller).await?.version;
            let page = Keyboard { is_overtaken: true, ..Keyboard::typed(&fields, now) };
            ui.show_conflict(KEYBOARD, FORM, page)
        }
        Err(other) => Err(other),
    }
}
