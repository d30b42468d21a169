//! A file is sent, read and checked; then its preview is shown.

use super::super::{
    actions::{self, Refusal},
    import::{FILE_BYTES_MAX, Mistakes, TEMPLATE, Told},
};
use crate::access::{Access, ImportCatalogues, Read};
use crate::kernel::{
    Problems, Result,
    db::Db,
    text::{self, Line},
};
use crate::web::{
    forms::Fields,
    received::Received,
    ui::{Reply, Ui},
    upload::Upload,
};
use poem::{handler, http::StatusCode, web::Data};
use serde::Serialize;

const IMPORT: &str = "catalogue/import.html";
const FORM: &str = "import_form";

#[derive(Default, Serialize)]
struct Import {
    title: String,
    source_on: String,
    problems: Problems,
    /// The file that was refused, and why.
    file_name: String,
    mistakes: Option<Mistakes>,
    bytes_max: usize,
    megabytes_max: usize,
}

impl Import {
    fn of(fields: &Fields, problems: Problems) -> Self {
        Self {
            title: fields.text("title").to_owned(),
            source_on: fields.text("source_on").to_owned(),
            problems,
            bytes_max: FILE_BYTES_MAX,
            megabytes_max: FILE_BYTES_MAX / 1024 / 1024,
            ..Self::default()
        }
    }
}

/// The form.
#[handler]
pub async fn open(ui: Ui, _access: Access<ImportCatalogues>) -> Result<Reply> {
    ui.at("catalogue").show(IMPORT, FORM, Import::of(&Fields::default(), Problems::new()))
}

/// The table to fill in with own requirements.
#[handler]
pub async fn template(ui: Ui, _access: Access<Read>) -> Result<Reply> {
    Ok(ui.file("text/csv; charset=utf-8", "own-requirements.csv", TEMPLATE))
}

/// Takes a file.
#[handler]
pub async fn upload(ui: Ui, db: Data<&Db>, access: Access<ImportCatalogues>, form: Upload) -> Result<Reply> {
    let ui = ui.at("catalogue");
    let mut sent = Received::read(form, FILE_BYTES_MAX).await?;
    let (told, bytes) = match checked(&mut sent) {
        Ok(good) => good,
        Err((status, problems)) => return ui.again(status, IMPORT, FORM, Import::of(&sent.fields, problems)),
    };
    match actions::read_file(sent.file_name.clone(), bytes, told).await {
        Ok(read) => {
            let id = actions::keep(&db, &access, &sent.file_name, &read).await?;
            Ok(ui.go_silently(&format!("{}/catalogue/imports/{id}", ui.here())))
        }
        Err(Refusal::Mistakes(mistakes)) => {
            let data = Import::of(&sent.fields, Problems::new());
            ui.show_problems(
                IMPORT,
                FORM,
                Import { file_name: sent.file_name, mistakes: Some(mistakes), ..data },
            )
        }
        Err(Refusal::Other(error)) => Err(error),
    }
}

/// What is told of the file and its bytes, or all that is wrong with the form.
fn checked(received: &mut Received) -> Result<(Told, Vec<u8>), (StatusCode, Problems)> {
    let mut problems = Problems::new();
    let title = match received.fields.text("title").trim() {
        "" => None,
        raw => Line::parse(raw, "").map_err(|problem| problems.insert("title", problem)).ok(),
    };
    let day = text::day(received.fields.text("source_on"));
    let source_on = day.unwrap_or_else(|problem| {
        problems.insert("source_on", problem);
        None
    });
    match received.file() {
        Ok(bytes) if problems.is_empty() => Ok((Told { title, source_on }, bytes)),
        Ok(_) => Err((StatusCode::UNPROCESSABLE_ENTITY, problems)),
        Err((status, problem)) => {
            problems.insert("file", problem);
            Err((status, problems))
        }
    }
}
