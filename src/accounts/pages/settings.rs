//! One's own settings: name and looks.

use super::super::{
    actions::{self, Preferences},
    model::Person,
};
use crate::access::Caller;
use crate::kernel::{Error, Problems, Result, db::Db, text::Line};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const SETTINGS: &str = "accounts/settings.html";
const FORM: &str = "settings_form";

const THEMES: &[&str] = &["", "light", "dark"];
const DENSITIES: &[&str] = &["", "compact", "roomy"];

#[derive(Serialize)]
struct Settings {
    name: String,
    theme: String,
    density: String,
    version: i64,
    problems: Problems,
    /// The name as another window saved it meanwhile.
    theirs: Option<String>,
}

impl From<Person> for Settings {
    fn from(person: Person) -> Self {
        Self {
            name: person.name.to_string(),
            theme: person.theme,
            density: person.density,
            version: person.version,
            problems: Problems::new(),
            theirs: None,
        }
    }
}

impl Settings {
    fn typed(fields: &Fields, problems: Problems) -> Self {
        let typed = |name| fields.text(name).to_owned();
        Self {
            name: typed("name"),
            theme: typed("theme"),
            density: typed("density"),
            version: fields.number("version"),
            problems,
            theirs: None,
        }
    }
}

fn parse(fields: &Fields) -> Result<Preferences> {
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), "Say how you want to be called."));
    let (theme, density) = (fields.text("theme").to_owned(), fields.text("density").to_owned());
    parser.check("theme", THEMES.contains(&theme.as_str()), "Choose how your pages look.");
    parser.check("density", DENSITIES.contains(&density.as_str()), "Choose how close lines stand.");
    parser.finish(name.map(|name| Preferences { name, theme, density }))
}

/// One's own settings.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, caller: Caller) -> Result<Reply> {
    ui.show(SETTINGS, FORM, Settings::from(actions::own(&db, &caller).await?))
}

/// Changes them. The whole page comes again, because its look is part of the change.
#[handler]
pub async fn change(ui: Ui, db: Data<&Db>, caller: Caller, fields: Fields) -> Result<Reply> {
    let new = match problems(parse(&fields))? {
        Ok(new) => new,
        Err(problems) => return ui.show_problems(SETTINGS, FORM, Settings::typed(&fields, problems)),
    };
    match actions::prefer(&db, &caller, ui.visit().actor(), new, fields.number("version")).await {
        Ok(()) => Ok(ui.go("/settings", Flash::ok("Your settings are saved."))),
        Err(Error::Conflict(_)) => {
            let now = actions::own(&db, &caller).await?;
            let typed = Settings::typed(&fields, Problems::new());
            let data = Settings { version: now.version, theirs: Some(now.name.to_string()), ..typed };
            ui.show_conflict(SETTINGS, FORM, data)
        }
        Err(other) => Err(other),
    }
}
