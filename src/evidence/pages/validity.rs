//! For how long each kind of evidence shows how things are: the organisation's own days.

use super::super::{
    actions,
    model::{Kind, Validity, days},
};
use crate::access::{Access, ManageSettings, Read};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const VALIDITY: &str = "evidence/validity.html";
const FORM: &str = "validity_form";

#[derive(Serialize)]
struct Page {
    kinds: Vec<Row>,
    version: i64,
    problems: Problems,
    is_conflict: bool,
}

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    typed: String,
    kept: Option<i64>,
}

/// The form; whoever may not change it reads it.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<Read>) -> Result<Reply> {
    let kept = actions::validity(&db, &access).await?;
    ui.at("evidence").show(VALIDITY, FORM, Page::of(&kept, None, Problems::new()))
}

/// Writes it.
#[handler]
pub async fn change(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>, fields: Fields) -> Result<Reply> {
    let ui = ui.at("evidence");
    let done = match read(&fields) {
        Ok(wanted) => actions::change_validity(&db, &access, wanted).await,
        Err(error) => Err(error),
    };
    if let Err(Error::Conflict(_)) = done {
        let kept = actions::validity(&db, &access).await?;
        let page = Page::of(&kept, Some(&fields), Problems::new());
        return ui.show_conflict(VALIDITY, FORM, Page { is_conflict: true, ..page });
    }
    match problems(done)? {
        Ok(()) => {
            let text = "The days are saved. They count for evidence that is added from now on.";
            Ok(ui.go(&format!("{}/evidence/validity", ui.here()), Flash::ok(text)))
        }
        Err(problems) => {
            let kept = actions::validity(&db, &access).await?;
            let page = Page::of(&kept, Some(&fields), problems);
            ui.show_problems(VALIDITY, FORM, Page { version: fields.number("version"), ..page })
        }
    }
}

fn read(fields: &Fields) -> Result<Validity> {
    let mut wanted = Validity { version: fields.number("version"), ..Validity::default() };
    let mut parser = Parser::default();
    for kind in Kind::ALL {
        if let Some(typed) = parser.take(kind.word(), days(fields.text(kind.word()))) {
            *wanted.days_mut(kind) = typed;
        }
    }
    parser.finish(Some(wanted))
}

impl Page {
    fn of(kept: &Validity, typed: Option<&Fields>, problems: Problems) -> Self {
        let row = |kind: Kind| {
            let days = kept.days(kind);
            let standing = || days.map_or_else(String::new, |days| days.to_string());
            let typed = typed.map_or_else(standing, |fields| fields.text(kind.word()).to_owned());
            Row { kind: kind.word(), typed, kept: days }
        };
        let kinds = Kind::ALL.into_iter().map(row).collect();
        Self { kinds, version: kept.version, problems, is_conflict: false }
    }
}
