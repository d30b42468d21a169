//! A new version of a piece of evidence.

use super::{
    super::{
        Settings,
        actions::{self, Brought},
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
    forms::{Fields, both, problems},
    ui::{Reply, Ui},
    upload::Upload,
};
use poem::{
    FromRequest, Request, RequestBody, handler,
    web::{Data, Path},
};
use serde::Serialize;

const VERSION: &str = "evidence/version.html";
const FORM: &str = "version_form";

#[derive(Serialize)]
struct Page {
    it: Item,
    typed: Typed,
    /// Where the version is kept and its digest, for what is kept elsewhere.
    place: String,
    sha256: String,
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
    let place = it.evidence.place.as_str().to_owned();
    let page = Page { place, ..Page::of(it, &kinds, **settings, (Typed::nothing(), &Fields::default())) };
    ui.at("evidence").once().show(VERSION, FORM, page)
}

/// Takes the file, or notes where it is kept.
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
    let (id, is_elsewhere) = (it.evidence.id, !it.evidence.place.is_empty());
    let kinds = actions::accepted_kinds(&db, &access).await?;
    let door = Door { blobs: &blobs, settings: Settings { files_max: 1, ..**settings }, kinds: &kinds };
    let Received { fields, good, refused } = Received::read(sent, access.scope().org(), &door).await?;
    let page = Page::of(it, &kinds, **settings, (Typed::of(&fields), &fields));
    if !refused.is_empty() {
        return ui.again(Refused::status(&refused), VERSION, FORM, Page { refused, ..page });
    }
    let today = db.env().today();
    let read = match is_elsewhere {
        true => form::kept_elsewhere(&fields, today)
            .map(|((place, sha256), terms)| (Brought::Place(place, sha256), terms)),
        false => {
            let file = good.into_iter().next().ok_or_else(|| Error::invalid("file", "Choose the file."));
            match both(form::terms(&fields, today), file) {
                Ok((terms, file)) => Ok((Brought::File(file.keep().await?), terms)),
                Err(error) => Err(error),
            }
        }
    };
    let address = |id: EvidenceId| format!("{}/evidence/{id}", ui.here());
    let done = match read {
        Ok(version) => actions::add_version(&db, &access, id, version, (fields.text("once"), address)).await,
        Err(error) => Err(error),
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
    fn of(it: Item, kinds: &[FileKind], settings: Settings, (typed, fields): (Typed, &Fields)) -> Self {
        let endings = kinds.iter().flat_map(|kind| kind.extensions());
        Self {
            it,
            typed,
            place: fields.text("place").to_owned(),
            sha256: fields.text("sha256").to_owned(),
            problems: Problems::new(),
            refused: Vec::new(),
            accepted: inspect::accepted(kinds),
            accept: endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
            bytes_max: settings.bytes_max,
            megabytes_max: settings.megabytes_max(),
        }
    }
}
