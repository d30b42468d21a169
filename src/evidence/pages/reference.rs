//! Writing down where evidence is kept that must not be uploaded.

use super::{
    super::actions,
    form::{self, Typed},
};
use crate::access::{Access, AddEvidence};
use crate::kernel::{Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const REFERENCE: &str = "evidence/reference.html";
const FORM: &str = "reference_form";

#[derive(Serialize)]
struct Page {
    typed: Typed,
    place: String,
    sha256: String,
    problems: Problems,
}

/// The form.
#[handler]
pub async fn reference(ui: Ui, _access: Access<AddEvidence>) -> Result<Reply> {
    let page = Page::of(Typed::nothing(), &Fields::default(), Problems::new());
    ui.at("evidence").once().show(REFERENCE, FORM, page)
}

/// Writes it down.
#[handler]
pub async fn refer(ui: Ui, db: Data<&Db>, access: Access<AddEvidence>, fields: Fields) -> Result<Reply> {
    let ui = ui.at("evidence").once();
    let address = |id| format!("{}/evidence/{id}", ui.here());
    let done = match form::reference(&fields, access.user(), db.env().today()) {
        Ok(told) => actions::refer(&db, &access, told, (fields.text("once"), address)).await,
        Err(error) => Err(error),
    };
    match problems(done)? {
        Ok(it) => Ok(ui.go(&address(it.id), Flash::ok(format!("{} is written down.", it.title)))),
        Err(problems) => ui.show_problems(REFERENCE, FORM, Page::of(Typed::of(&fields), &fields, problems)),
    }
}

impl Page {
    fn of(typed: Typed, fields: &Fields, problems: Problems) -> Self {
        let (place, sha256) = (fields.text("place").to_owned(), fields.text("sha256").to_owned());
        Self { typed, place, sha256, problems }
    }
}
