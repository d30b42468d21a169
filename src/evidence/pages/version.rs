//! A new version of a piece of evidence.

use super::{
    super::{
        Settings, actions,
        inspect::{self, Kind as FileKind},
        model::{EvidenceId, Item},
    },
    form::{self, Typed},
    receive::{Door, Received, Refused},
};
use crate::access::{Access, EditEvidence};
use crate::blobs::Blobs;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::problems,
    ui::{Reply, Ui},
    upload::Upload,
};
use poem::{
    FromRequest, Request, RequestBody, handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const VERSION: &str = "evidence/version.html";
const FORM: &str = "version_form";

#[derive(Serialize)]
struct Page {
    it: Item,
    typed: Typed,
    problems: Problems,
    refused: Vec<Refused>,
    accepted: String,
    accept: String,
    bytes_max: u64,
    megabytes_max: u64,
}

/// The form.
#[handler]
pub async fn new(
    ui: Ui,
    db: Data<&Db>,
    settings: Data<&Settings>,
    access: Access<EditEvidence>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Reply> {
    let it = actions::mine(&db, &access, id).await?;
    let kinds = actions::accepted_kinds(&db, &access).await?;
    let page = Page::of(it, &kinds, **settings, Typed::nothing());
    ui.at("evidence").once().show(VERSION, FORM, page)
}

/// Takes the file.
#[handler]
pub async fn add(
    ui: Ui,
    db: Data<&Db>,
    blobs: Data<&Blobs>,
    settings: Data<&Settings>,
    Mine { access, it }: Mine,
    sent: Upload,
) -> Result<Reply> {
    let ui = ui.at("evidence").once();
    let id = it.evidence.id;
    let kinds = actions::accepted_kinds(&db, &access).await?;
    let door = Door { blobs: &blobs, settings: Settings { files_max: 1, ..**settings }, kinds: &kinds };
    let Received { fields, good, refused } = Received::read(sent, access.scope().org(), &door).await?;
    let page = Page::of(it, &kinds, **settings, Typed::of(&fields));
    if !refused.is_empty() {
        let is_too_large = refused.iter().any(|file| file.is_too_large);
        let status =
            if is_too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
        return ui.again(status, VERSION, FORM, Page { refused, ..page });
    }
    let read = form::terms(&fields, db.env().today());
    let address = |id: EvidenceId| format!("{}/evidence/{id}", ui.here());
    let done = match (read, good.into_iter().next()) {
        (Err(error), _) => Err(error),
        (Ok(_), None) => Err(Error::invalid("file", "Choose the file.")),
        (Ok(terms), Some(file)) => {
            let form = (fields.text("once"), address);
            actions::add_version(&db, &access, id, (file.keep().await?, terms), form).await
        }
    };
    match problems(done)? {
        Ok(it) => {
            Ok(ui.go(&address(it.id), Flash::ok(format!("Version {} of {} is added.", it.number, it.title))))
        }
        Err(problems) => ui.show_problems(VERSION, FORM, Page { problems, ..page }),
    }
}

/// The piece that an address names, found and proved to be the caller's before anything of the form is read.
struct Mine {
    access: Access<EditEvidence>,
    it: Item,
}

impl<'a> FromRequest<'a> for Mine {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let access = Access::from_request(req, body).await?;
        let db = req.data::<Db>().expect("app() provides the database");
        let named = req.raw_path_param("evidence").and_then(|id| id.parse().ok());
        let it = actions::mine(db, &access, named.ok_or(Error::NotFound)?).await?;
        Ok(Self { access, it })
    }
}

impl Page {
    fn of(it: Item, kinds: &[FileKind], settings: Settings, typed: Typed) -> Self {
        let endings = kinds.iter().flat_map(|kind| kind.extensions());
        Self {
            it,
            typed,
            problems: Problems::new(),
            refused: Vec::new(),
            accepted: inspect::accepted(kinds),
            accept: endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
            bytes_max: settings.bytes_max,
            megabytes_max: settings.megabytes_max(),
        }
    }
}
