//! Adding evidence: several files at once, each kept or refused on its own.

use super::{
    super::{
        Settings, actions,
        inspect::{self, Kind as FileKind},
        model::{Evidence, Target},
    },
    form::{self, Typed},
    receive::{Door, Received, Refused},
};
use crate::access::{Access, AddEvidence};
use crate::blobs::Blobs;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    ui::{Reply, Ui},
    upload::Upload,
};
use poem::{handler, web::Data};
use serde::Serialize;

const NEW: &str = "evidence/new.html";
const FORM: &str = "new_form";
const NO_FILE: &str = "Choose at least one file.";

#[derive(Serialize)]
struct New {
    typed: Typed,
    problems: Problems,
    kept: Vec<Link>,
    refused: Vec<Refused>,
    serves: Option<Serves>,
    back: String,
    /// Where the form is sent: the page's own address, with all it knows.
    action: String,
    accepted: String,
    accept: String,
    bytes_max: u64,
    megabytes_max: u64,
    files_max: usize,
}

#[derive(Serialize)]
struct Link {
    href: String,
    title: String,
    file_name: String,
}

/// The objective that the files are brought for.
#[derive(Serialize)]
struct Serves {
    objective: String,
    assessment: String,
}

/// The page before anything is sent: what is known about it from its address, and what is taken.
struct Page {
    query: Fields,
    serves: Option<Serves>,
    kinds: Vec<FileKind>,
    settings: Settings,
    here: String,
}

/// The form.
#[handler]
pub async fn new(
    ui: Ui,
    db: Data<&Db>,
    settings: Data<&Settings>,
    access: Access<AddEvidence>,
    Query(query): Query,
) -> Result<Reply> {
    let page = Page::open(&ui, &db, **settings, &access, query).await?;
    ui.at("evidence").once().show(NEW, FORM, page.data(Typed::nothing()))
}

/// Takes the files. Those that are good are kept even where others are not.
#[handler]
pub async fn create(
    ui: Ui,
    db: Data<&Db>,
    blobs: Data<&Blobs>,
    settings: Data<&Settings>,
    access: Access<AddEvidence>,
    Query(query): Query,
    form: Upload,
) -> Result<Reply> {
    let ui = ui.at("evidence").once();
    let page = Page::open(&ui, &db, **settings, &access, query).await?;
    let door = Door { blobs: &blobs, settings: **settings, kinds: &page.kinds };
    let received = Received::read(form, access.scope().org(), &door).await?;
    page.answer(&ui, &db, &access, received).await
}

impl Page {
    async fn open(
        ui: &Ui,
        db: &Db,
        settings: Settings,
        access: &Access<AddEvidence>,
        query: Fields,
    ) -> Result<Self> {
        let kinds = actions::accepted_kinds(db, access).await?;
        let serves = match Self::target(&query)? {
            None => None,
            Some(target) => Some(Serves {
                objective: target.to_string(),
                assessment: actions::destination(db, access, target).await?,
            }),
        };
        Ok(Self { query, serves, kinds, settings, here: ui.here() })
    }

    fn target(query: &Fields) -> Result<Option<Target<'_>>> {
        Target::parse(query.text("assessment"), query.text("requirement"), query.text("objective"))
    }

    fn data(&self, typed: Typed) -> New {
        let query = serde_urlencoded::to_string(self.query.pairs()).unwrap_or_default();
        let mark = if query.is_empty() { "" } else { "?" };
        let endings = self.kinds.iter().flat_map(|kind| kind.extensions());
        New {
            typed,
            problems: Problems::new(),
            kept: Vec::new(),
            refused: Vec::new(),
            serves: self
                .serves
                .as_ref()
                .map(|it| Serves { objective: it.objective.clone(), assessment: it.assessment.clone() }),
            back: self.back().unwrap_or_else(|| format!("{}/evidence", self.here)),
            action: format!("{}/evidence/new{mark}{query}", self.here),
            accepted: inspect::accepted(&self.kinds),
            accept: endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(","),
            bytes_max: self.settings.bytes_max,
            megabytes_max: self.settings.megabytes_max(),
            files_max: self.settings.files_max,
        }
    }

    /// Where the person came from, if that is a page of the same organisation.
    fn back(&self) -> Option<String> {
        let back = self.query.text("back");
        let is_plain = back.chars().all(|c| c.is_ascii_graphic() && c != '\\') && !back.contains("//");
        let is_ours = back.strip_prefix(&self.here).is_some_and(|rest| rest.starts_with('/'));
        (is_plain && is_ours && !back.contains("/..")).then(|| back.to_owned())
    }

    async fn answer(
        &self,
        ui: &Ui,
        db: &Db,
        access: &Access<AddEvidence>,
        received: Received,
    ) -> Result<Reply> {
        let Received { fields, good, refused } = received;
        let about = match problems(form::adding(&fields, db.env().today()))? {
            Ok(about) => about,
            Err(mut problems) => {
                if good.is_empty() && refused.is_empty() {
                    problems.insert("file", NO_FILE.to_owned());
                }
                return self.again(ui, New { problems, refused, ..self.data(Typed::of(&fields)) });
            }
        };
        let mut files = Vec::new();
        for file in good {
            files.push(file.keep().await?);
        }
        if files.is_empty() && refused.is_empty() {
            let problems = [("file", NO_FILE.to_owned())].into();
            return self.again(ui, New { problems, ..self.data(Typed::of(&fields)) });
        }
        let added = if files.is_empty() {
            Vec::new()
        } else {
            let target = Self::target(&self.query)?;
            let form = actions::Form { about, target, once: fields.text("once") };
            actions::add(db, access, form, files, |added| self.leads_to(added)).await?
        };
        match refused.is_empty() {
            true => Ok(ui.go(&self.leads_to(&added), Flash::ok(told(&added)))),
            false => {
                let kept = added.iter().map(|it| self.link(it)).collect();
                self.again(ui, New { kept, refused, ..self.data(Typed::of(&fields)) })
            }
        }
    }

    /// Back to where one came from; else to the one that was added, or to the list.
    fn leads_to(&self, added: &[Evidence]) -> String {
        match (self.back(), added) {
            (Some(back), _) => back,
            (None, [only]) => format!("{}/evidence/{}", self.here, only.id),
            (None, _) => format!("{}/evidence", self.here),
        }
    }

    fn again(&self, ui: &Ui, page: New) -> Result<Reply> {
        ui.again(Refused::status(&page.refused), NEW, FORM, page)
    }

    fn link(&self, it: &Evidence) -> Link {
        Link {
            href: format!("{}/evidence/{}", self.here, it.id),
            title: it.title.to_string(),
            file_name: it.file_name.clone(),
        }
    }
}

/// What to say when all went well.
fn told(added: &[Evidence]) -> String {
    match added {
        [only] => format!("{} is added.", only.title),
        [first, second] => format!("{} and {} are added.", first.title, second.title),
        [first, rest @ ..] => format!("{} and {} more are added.", first.title, rest.len()),
        [] => Error::NotFound.to_string(),
    }
}
