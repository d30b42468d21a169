//! The settings of an organisation.

use super::super::{
    actions,
    model::{EVIDENCE_KINDS, EvidenceKinds, Organisation},
};
use crate::access::{Access, ManageSettings};
use crate::kernel::{Error, Problems, Result, db::Db, text::Line};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Part, Reply, Ui},
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
            version: fields.number("version"),
            problems,
            theirs: None,
        }
    }
}

fn parse(fields: &Fields) -> Result<(Line, EvidenceKinds)> {
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), "Say what the organisation is called."));
    let kinds = parser.take("kind", EvidenceKinds::parse(&fields.all("kind")));
    parser.finish(name.zip(kinds))
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
    let (name, kinds) = match problems(parse(&fields))? {
        Ok(parsed) => parsed,
        Err(problems) => return ui.show_problems(SETTINGS, FORM, Settings::typed(&fields, problems)),
    };
    match actions::change(&db, &access, name, kinds, fields.number("version")).await {
        Err(Error::Conflict(_)) => show_both(&ui, &db, &access, &fields).await,
        Err(other) => Err(other),
        Ok(org) => {
            let part = Part { template: SETTINGS, block: FORM, data: Settings::of(&org) };
            ui.done(&format!("{}/settings", ui.here()), Flash::ok("The settings are saved."), part)
        }
    }
}

/// What was typed, over the version that stands now, beside what somebody else wrote.
async fn show_both(ui: &Ui, db: &Db, access: &Access<ManageSettings>, fields: &Fields) -> Result<Reply> {
    let org = actions::get(db, access).await?;
    let kinds = org.evidence_kinds.endings().join(", ");
    let theirs = Some(Theirs { name: org.name.to_string(), kinds });
    let data = Settings { version: org.version, theirs, ..Settings::typed(fields, Problems::new()) };
    ui.show_conflict(SETTINGS, FORM, data)
}
