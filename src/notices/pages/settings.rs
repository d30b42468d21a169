//! How one wants to be reminded.

use super::super::{actions, model::Preference};
use crate::access::{Access, Read};
use crate::calendar::Kind;
use crate::kernel::{Problems, Result, db::Db};
use crate::news::Mail;
use crate::web::{
    flash::Flash,
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const SETTINGS: &str = "notices/settings.html";

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
}

#[derive(Serialize)]
struct Page {
    mail: String,
    muted: Vec<String>,
    kinds: Vec<Choice>,
    problems: Problems,
}

impl Page {
    fn of(mail: String, muted: Vec<String>, problems: Problems) -> Self {
        let choice = |kind: Kind| Choice { value: kind.word(), label: kind.label() };
        Self { mail, muted, kinds: Kind::ALL.map(choice).into(), problems }
    }
}

/// The form.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<Read>) -> Result<Reply> {
    let kept = actions::preference(&db, &access).await?;
    let mail = match kept.mail {
        Mail::Digest => "digest",
        Mail::Single => "single",
        Mail::None => "none",
    };
    let muted = kept.muted.split_whitespace().map(str::to_owned).collect();
    ui.at("notices").show(SETTINGS, "settings_form", Page::of(mail.to_owned(), muted, Problems::new()))
}

/// Saves it.
#[handler]
pub async fn save(ui: Ui, db: Data<&Db>, access: Access<Read>, fields: Fields) -> Result<Reply> {
    let muted: Vec<_> = fields.all("muted").into_iter().filter_map(Kind::parse).map(Kind::word).collect();
    let Some(mail) = Mail::parse(fields.text("mail")) else {
        let problems = Problems::from([("mail", "Choose how you want to be reminded.".to_owned())]);
        let page = Page::of(String::new(), muted.into_iter().map(str::to_owned).collect(), problems);
        return ui.at("notices").show_problems(SETTINGS, "settings_form", page);
    };
    actions::prefer(&db, &access, &Preference { mail, muted: muted.join(" ") }).await?;
    Ok(ui.go(&format!("{}/notices/settings", ui.here()), Flash::ok("Your choice is saved.")))
}
