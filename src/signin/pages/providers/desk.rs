//! The providers of an organisation, at an administrator's desk.

use super::{
    super::{
        super::{
            actions,
            providers::{Listed, ProviderId},
        },
        door::Door,
    },
    form::{Form, Theirs, parse},
};
use crate::access::{Access, Fresh, ManageSettings};
use crate::kernel::{Error, Result};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};
use serde::Serialize;

const INDEX: &str = "signin/providers/index.html";
const SHOW: &str = "signin/providers/show.html";
const FORM: &str = "provider_form";

type Desk = Access<ManageSettings>;

#[derive(Serialize)]
struct Index {
    providers: Vec<Listed>,
}

fn here(ui: &Ui) -> String {
    format!("{}/settings/providers", ui.here())
}

/// All of them.
#[handler]
pub async fn index(ui: Ui, door: Door, access: Desk) -> Result<Reply> {
    let providers = actions::providers(&door.db, &access).await?;
    ui.at("settings").show(INDEX, "main", Index { providers })
}

/// The form for another one. Its id is made here, because the provider has to be told where to send people back.
#[handler]
pub async fn new(ui: Ui, door: Door, _access: Desk, _fresh: Fresh, Query(query): Query) -> Result<Reply> {
    let id = ProviderId(door.db.env().new_id());
    let form = Form::new(ui.origin(), id, query.text("preset"));
    ui.at("settings").show(SHOW, FORM, form)
}

/// Sets one up.
#[handler]
pub async fn create(ui: Ui, door: Door, access: Desk, _fresh: Fresh, fields: Fields) -> Result<Reply> {
    let ui = ui.at("settings");
    let id: ProviderId =
        fields.text("id").parse().map_err(|_| Error::Malformed("The form is not ours.".into()))?;
    let at = format!("{}/{id}", here(&ui));
    let made = match parse(&fields) {
        Ok((choice, secret)) => {
            actions::create_provider(&door.db, &door.settings, &access, (id, choice, secret), &at).await
        }
        Err(error) => Err(error),
    };
    match problems(made)? {
        Ok(provider) => {
            let words = format!("{} is set up. Test the connection next.", provider.label);
            Ok(ui.go(&at, Flash::ok(words)))
        }
        Err(problems) => {
            let form = Form::new(ui.origin(), id, "").typed(&fields, problems);
            ui.show_problems(SHOW, FORM, form)
        }
    }
}

/// One of them.
#[handler]
pub async fn show(
    ui: Ui,
    door: Door,
    access: Desk,
    Path((_, id)): Path<(String, ProviderId)>,
) -> Result<Reply> {
    let (provider, depend) = actions::provider(&door.db, &access, id).await?;
    let form = Form::of(ui.origin(), &provider, depend);
    ui.at("settings").show(SHOW, FORM, form)
}

/// Changes it.
#[handler]
pub async fn change(
    ui: Ui,
    door: Door,
    access: Desk,
    _fresh: Fresh,
    Path((_, id)): Path<(String, ProviderId)>,
    fields: Fields,
) -> Result<Reply> {
    let ui = ui.at("settings");
    let changed = match parse(&fields) {
        Ok((choice, secret)) => {
            let change = (choice, secret, fields.number("version"));
            actions::change_provider(&door.db, &door.settings, &access, id, change).await
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(provider) => {
            let words = format!("{} is changed.", provider.label);
            Ok(ui.go(&format!("{}/{id}", here(&ui)), Flash::ok(words)))
        }
        Err(Error::Invalid(problems)) => {
            let (provider, depend) = actions::provider(&door.db, &access, id).await?;
            ui.show_problems(SHOW, FORM, Form::of(ui.origin(), &provider, depend).typed(&fields, problems))
        }
        Err(Error::Conflict(_)) => {
            let (provider, depend) = actions::provider(&door.db, &access, id).await?;
            let theirs = Theirs::of(&provider);
            let form = Form::of(ui.origin(), &provider, depend).typed(&fields, Default::default());
            ui.show_conflict(SHOW, FORM, form.beside(theirs))
        }
        Err(other) => Err(other),
    }
}

/// Asks the provider who it is.
#[handler]
pub async fn test(
    ui: Ui,
    door: Door,
    access: Desk,
    Path((_, id)): Path<(String, ProviderId)>,
) -> Result<Reply> {
    door.count(None).await?;
    let flash = match actions::test_provider(&door.db, &door.settings, &access, id).await? {
        Ok(provider) => Flash::ok(format!(
            "{} answers and goes by this issuer. Client ID and secret are tried when somebody signs in.",
            provider.label
        )),
        Err(trouble) => Flash::bad(trouble.at_the_desk()),
    };
    Ok(ui.go(&format!("{}/{id}", here(&ui)), flash))
}

/// Takes it out of use, or puts it into use again.
#[handler]
pub async fn set_active(
    ui: Ui,
    door: Door,
    access: Desk,
    _fresh: Fresh,
    Path((_, id)): Path<(String, ProviderId)>,
    fields: Fields,
) -> Result<Reply> {
    let (is_active, seen) = (fields.is_on("active"), fields.number("version"));
    let provider = actions::set_provider_active(&door.db, &access, id, is_active, seen).await?;
    let words = if is_active {
        format!("{} is in use again.", provider.label)
    } else {
        format!("{} is out of use, and whoever came in by it is signed out.", provider.label)
    };
    Ok(ui.go(&format!("{}/{id}", here(&ui)), Flash::ok(words)))
}
