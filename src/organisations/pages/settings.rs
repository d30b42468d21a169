//! What an organisation is called and how its pages look: the first tab of its settings.

use super::super::{
    actions,
    model::{COLORS, Color, Initials, Marking, NewSettings, Organisation},
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
    colors: Vec<Choice>,
    color: String,
    initials: String,
    banner: String,
    banner_max: usize,
    imprint: String,
    imprint_max: usize,
    version: i64,
    problems: Problems,
    theirs: Option<Theirs>,
}

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

/// What somebody else wrote meanwhile.
#[derive(Serialize)]
struct Theirs {
    name: String,
    color: &'static str,
    initials: String,
    banner: String,
    imprint: String,
}

/// No color first, because that is what an organisation begins with.
fn colors() -> Vec<Choice> {
    let none = Choice { value: "", label: "None" };
    let color = |&(value, label, _): &(&'static str, &'static str, &str)| Choice { value, label };
    std::iter::once(none).chain(COLORS.iter().map(color)).collect()
}

impl Settings {
    fn of(org: &Organisation) -> Self {
        let Theirs { name, initials, banner, imprint, .. } = Theirs::of(org);
        Self {
            name,
            colors: colors(),
            color: org.color.as_str().to_owned(),
            initials,
            banner,
            banner_max: Marking::BANNER_MAX,
            imprint,
            imprint_max: Marking::IMPRINT_MAX,
            version: org.version,
            problems: Problems::new(),
            theirs: None,
        }
    }
    /// As it was typed.
    fn typed(fields: &Fields, problems: Problems) -> Self {
        let typed = |name| fields.text(name).to_owned();
        Self {
            name: typed("name"),
            colors: colors(),
            color: typed("color"),
            initials: typed("initials"),
            banner: typed("banner"),
            banner_max: Marking::BANNER_MAX,
            imprint: typed("imprint"),
            imprint_max: Marking::IMPRINT_MAX,
            version: fields.number("version"),
            problems,
            theirs: None,
        }
    }
}

impl Theirs {
    fn of(org: &Organisation) -> Self {
        let color = colors().into_iter().find(|color| color.value == org.color.as_str());
        Self {
            name: org.name.to_string(),
            color: color.map_or("None", |color| color.label),
            initials: org.initials.as_str().to_owned(),
            banner: org.banner.as_str().to_owned(),
            imprint: org.imprint.as_str().to_owned(),
        }
    }
}

fn parse(fields: &Fields) -> Result<NewSettings> {
    let mut parser = Parser::default();
    let typed = |name| fields.text(name);
    let name = parser.take("name", Line::parse(typed("name"), "Say what the organisation is called."));
    let banner = parser.take("banner", Marking::parse(typed("banner"), Marking::BANNER_MAX));
    let imprint = parser.take("imprint", Marking::parse(typed("imprint"), Marking::IMPRINT_MAX));
    let color = parser.take("color", Color::parse(typed("color")));
    let initials = parser.take("initials", Initials::parse(typed("initials"), typed("name").trim()));
    let new = name.zip(color).zip(initials).zip(banner).zip(imprint);
    parser.finish(new.map(|((((name, color), initials), banner), imprint)| NewSettings {
        name,
        color,
        initials,
        banner,
        imprint,
    }))
}

/// The form.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>) -> Result<Reply> {
    let org = actions::get(&db, &access).await?;
    ui.at("settings").show(SETTINGS, FORM, Settings::of(&org))
}

/// Writes it.
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
        Ok(()) => Ok(ui.go(&format!("{}/settings", ui.here()), Flash::ok("The settings are saved."))),
    }
}

/// What was typed, over the version that stands now, beside what somebody else wrote.
async fn show_both(ui: &Ui, db: &Db, access: &Access<ManageSettings>, fields: &Fields) -> Result<Reply> {
    let org = actions::get(db, access).await?;
    let theirs = Some(Theirs::of(&org));
    let data = Settings { version: org.version, theirs, ..Settings::typed(fields, Problems::new()) };
    ui.show_conflict(SETTINGS, FORM, data)
}
