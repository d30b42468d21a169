//! What an organisation does without.

use super::super::actions;
use crate::access::{Access, Feature, FeaturesOff, ManageSettings};
use crate::kernel::{Error, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const FEATURES: &str = "organisations/features.html";
const FORM: &str = "features_form";

#[derive(Serialize)]
struct Page {
    rows: Vec<Row>,
    version: i64,
    /// What somebody else switched off meanwhile, by name.
    theirs: Option<Vec<&'static str>>,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    label: &'static str,
    says: &'static str,
    is_on: bool,
}

impl Page {
    fn of(off: &FeaturesOff, version: i64) -> Self {
        let row = |it: &Feature| Row {
            name: it.word(),
            label: it.label(),
            says: it.says(),
            is_on: off.leaves(*it),
        };
        Self { rows: Feature::ALL.iter().map(row).collect(), version, theirs: None }
    }
}

/// The form.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>) -> Result<Reply> {
    let org = actions::get(&db, &access).await?;
    ui.at("settings").show(FEATURES, FORM, Page::of(&org.features_off, org.features_version))
}

/// Writes it.
#[handler]
pub async fn change(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>, fields: Fields) -> Result<Reply> {
    let ui = ui.at("settings");
    let off = FeaturesOff::all_but(&fields.all("on"));
    match actions::change_features(&db, &access, off.clone(), fields.number("version")).await {
        Ok(()) => {
            let text = "Saved. It holds from the next page on that somebody opens.";
            Ok(ui.go(&format!("{}/settings/features", ui.here()), Flash::ok(text)))
        }
        Err(Error::Conflict(_)) => {
            let org = actions::get(&db, &access).await?;
            let theirs = Some(org.features_off.labels());
            ui.show_conflict(FEATURES, FORM, Page { theirs, ..Page::of(&off, org.features_version) })
        }
        Err(other) => Err(other),
    }
}
