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
    ui::{Reply, Ui},
    upload::{FilePart, Part, Upload},
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
    let mut sent = Sent::read(form).await?;
    let (told, bytes) = match sent.checked() {
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

/// What a form held.
struct Sent {
    fields: Fields,
    file_name: String,
    /// None where no file was chosen.
    file: Option<Content>,
}

enum Content {
    Whole(Vec<u8>),
    TooLarge,
}

impl Sent {
    async fn read(mut form: Upload) -> Result<Self> {
        let (mut pairs, mut file_name, mut file) = (Vec::new(), String::new(), None);
        while let Some(part) = form.next().await? {
            match part {
                Part::Text(name, value) => pairs.push((name, value)),
                Part::File(part) if part.file_name.trim().is_empty() => drop(take(part).await?),
                Part::File(part) => {
                    file_name = plain(&part.file_name);
                    file = Some(take(part).await?);
                }
            }
        }
        Ok(Self { fields: Fields::of(pairs), file_name, file })
    }

    fn checked(&mut self) -> Result<(Told, Vec<u8>), (StatusCode, Problems)> {
        let mut problems = Problems::new();
        let mut status = StatusCode::UNPROCESSABLE_ENTITY;
        let title = match self.fields.text("title").trim() {
            "" => None,
            raw => Line::parse(raw, "").map_err(|problem| problems.insert("title", problem)).ok(),
        };
        let day = text::day(self.fields.text("source_on"));
        let source_on = day.unwrap_or_else(|problem| {
            problems.insert("source_on", problem);
            None
        });
        let bytes = match self.file.take() {
            Some(Content::Whole(bytes)) => bytes,
            Some(Content::TooLarge) => {
                status = StatusCode::PAYLOAD_TOO_LARGE;
                let most = FILE_BYTES_MAX / 1024 / 1024;
                let reason =
                    format!("{} is larger than {most} MB, the most that is read here.", self.file_name);
                problems.insert("file", reason);
                Vec::new()
            }
            None => {
                problems.insert("file", "Choose a file.".into());
                Vec::new()
            }
        };
        if problems.is_empty() { Ok((Told { title, source_on }, bytes)) } else { Err((status, problems)) }
    }
}

/// Reads a file to its end, and lets go of it once it is larger than any may be.
async fn take(mut part: FilePart) -> Result<Content> {
    let mut content = Content::Whole(Vec::new());
    while let Some(piece) = part.piece().await? {
        if let Content::Whole(bytes) = &mut content {
            if bytes.len() + piece.len() > FILE_BYTES_MAX {
                content = Content::TooLarge;
            } else {
                bytes.extend_from_slice(&piece);
            }
        }
    }
    Ok(content)
}

/// The name without the folders that some browsers send with it.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    Line::parse(last, "").map_or_else(|_| "file".to_owned(), |line| line.to_string())
}
