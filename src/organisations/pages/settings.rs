//! The settings of an organisation.

use super::super::{
    actions,
    model::{COLORS, Color, EVIDENCE_KINDS, EvidenceKinds, Initials, NewSettings, Organisation},
};
use crate::access::{Access, ManageSettings};
use crate::kernel::{Error, Problems, Result, db::Db, text::Line};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const SETTINGS: &str = "organisations/settings.html";
const FORM: &str = "settings_form";

#[derive(Serialize)]
struct Settings {
    name: String,
    kinds: Vec<Kind>,
    ticked: Vec<String>,
    colors: Vec<Kind>,
    color: String,
    initials: String,
    version: i64,
    problems: Problems,
    theirs: Option<Theirs>,
}

#[derive(Serialize)]
struct Kind {
    value: &'static str,
    label: String,
}

/// What somebody else wrote meanwhile.
#[derive(Serialize)]
struct Theirs {
    name: String,
    kinds: String,
    color: String,
}

/// No color first, because that is what an organisation begins with.
fn colors() -> Vec<Kind> {
    let none = Kind { value: "", label: "None".to_owned() };
    let color = |&(value, label, _): &(&'static str, &str, &str)| Kind { value, label: label.to_owned() };
    std::iter::once(none).chain(COLORS.iter().map(color)).collect()
}

fn kinds() -> Vec<Kind> {
    let kind = |&(value, label): &(&'static str, &str)| Kind { value, label: format!("{label} (.{value})") };
    EVIDENCE_KINDS.iter().map(kind).collect()
}

impl Settings {
    fn of(org: &Organisation) -> Self {
        Self {
            name: org.name.to_string(),
            kinds: kinds(),
            ticked: org.evidence_kinds.endings().into_iter().map(str::to_owned).collect(),
            colors: colors(),
            color: org.color.as_str().to_owned(),
            initials: org.initials.as_str().to_owned(),
            version: org.version,
            problems: Problems::new(),
            theirs: None,
        }
    }
    /// As it was typed.
    fn typed(fields: &Fields, problems: Problems) -> Self {
        Self {
            name: fields.text("name").to_owned(),
            kinds: kinds(),
            ticked: fields.all("kind").into_iter().map(str::to_owned).collect(),
            colors: colors(),
            color: fields.text("color").to_owned(),
            initials: fields.text("initials").to_owned(),
            version: fields.number("version"),
            problems,
            theirs: None,
        }
    }
}

fn parse(fields: &Fields) -> Result<NewSettings> {
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), "Say what the organisation is called."));
    let kinds = parser.take("kind", EvidenceKinds::parse(&fields.all("kind")));
    let color = parser.take("color", Color::parse(fields.text("color")));
    let initials =
        parser.take("initials", Initials::parse(fields.text("initials"), fields.text("name").trim()));
    let new = name.zip(kinds).zip(color).zip(initials);
    parser.finish(new.map(|(((name, evidence_kinds), color), initials)| NewSettings {
        name,
        evidence_kinds,
        color,
        initials,
    }))
}

/// The organisation's settings.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>) -> Result<Reply> {
    let org = actions::get(&db, &access).await?;
    ui.at("settings").show(SETTINGS, FORM, Settings::of(&org))
}

/// Changes them.
#[handler]
pub async fn change(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>, fields: Fields) -> Result<Reply> {
    let ui = ui.at("settings");
    let new = match problems(parse(&fields))? {
        Ok(parsed) => parsed,
        Err(problems) => return ui.show_problems(SETTINGS, FORM, Settings::typed(&fields, problems)),
    };
    match actions::change(&db, &access, new, fields.number("version")).await {
        Err(Error::Conflict(_)) => show_both(&ui, &db, &access, &fields).await,
        Err(other) => Err(other),
        // The whole page comes again, because its color is part of the change.
        Ok(_) => Ok(ui.go(&format!("{}/settings", ui.here()), Flash::ok("The settings are saved."))),
    }
}

/// What was typed, over the version that stands now, beside what somebody else wrote.
async fn show_both(ui: &Ui, db: &Db, access: &Access<ManageSettings>, fields: &Fields) -> Result<Reply> {
    let org = actions::get(db, access).await?;
    let kinds = org.evidence_kinds.endings().join(", ");
    let color = colors().into_iter().find(|color| color.value == org.color.as_str());
    let color = color.map(|color| color.label.to_lowercase()).unwrap_or_default();
    let theirs = Some(Theirs { name: org.name.to_string(), kinds, color });
    let data = Settings { version: org.version, theirs, ..Settings::typed(fields, Problems::new()) };
    ui.show_conflict(SETTINGS, FORM, data)
}
