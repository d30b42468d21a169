//! What holds for evidence where nobody says otherwise: for how long each kind shows how things are, and which files
//! are taken. A tab of the organisation's settings that everybody may read.

use super::super::{
    actions,
    model::{Kind, Validity, days},
};
use crate::access::{Access, Includes, ManageSettings, Read};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::organisations::{self, EVIDENCE_KINDS, EvidenceKinds, Organisation};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const DEFAULTS: &str = "evidence/defaults.html";
const DAYS: &str = "validity_form";
const FILES: &str = "files_form";

#[derive(Serialize)]
struct Page {
    kinds: Vec<Row>,
    version: i64,
    problems: Problems,
    is_conflict: bool,
    files: Files,
}

#[derive(Serialize)]
struct Row {
    kind: &'static str,
    typed: String,
    kept: Option<i64>,
}

#[derive(Serialize)]
struct Files {
    choices: Vec<Choice>,
    ticked: Vec<String>,
    version: i64,
    problems: Problems,
    /// What somebody else takes meanwhile.
    theirs: Option<String>,
}

#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: String,
}

/// The forms; whoever may not change them reads them.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<Read>) -> Result<Reply> {
    let page = Page::kept(&db, &access).await?;
    ui.at("settings").show(DEFAULTS, DAYS, page)
}

/// Writes the days.
#[handler]
pub async fn change_days(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageSettings>,
    fields: Fields,
) -> Result<Reply> {
    let ui = ui.at("settings");
    let done = match read(&fields) {
        Ok(wanted) => actions::change_validity(&db, &access, wanted).await,
        Err(error) => Err(error),
    };
    if let Err(Error::Conflict(_)) = done {
        let page = Page::kept(&db, &access).await?.with_days(&fields, Problems::new());
        return ui.show_conflict(DEFAULTS, DAYS, Page { is_conflict: true, ..page });
    }
    match problems(done)? {
        Ok(()) => {
            let text = "The days are saved. They count for evidence that is added from now on.";
            Ok(ui.go(&at(&ui), Flash::ok(text)))
        }
        Err(problems) => {
            let page = Page::kept(&db, &access).await?.with_days(&fields, problems);
            ui.show_problems(DEFAULTS, DAYS, Page { version: fields.number("version"), ..page })
        }
    }
}

/// Writes which files are taken.
#[handler]
pub async fn change_files(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageSettings>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, version) = (ui.at("settings"), fields.number("version"));
    let kinds = EvidenceKinds::parse(&fields.all("kind")).map_err(|problem| Error::invalid("kind", problem));
    let done = match kinds {
        Ok(kinds) => organisations::change_files(&db, &access, kinds, version).await,
        Err(error) => Err(error),
    };
    if let Err(Error::Conflict(_)) = done {
        let mut page = Page::kept(&db, &access).await?;
        page.files.theirs = Some(page.files.ticked.join(", "));
        return ui.show_conflict(DEFAULTS, FILES, page.with_files(&fields, Problems::new()));
    }
    match problems(done)? {
        Ok(()) => Ok(ui.go(&at(&ui), Flash::ok("The kinds of file are saved. Files that are here stay."))),
        Err(problems) => {
            let mut page = Page::kept(&db, &access).await?.with_files(&fields, problems);
            page.files.version = version;
            ui.show_problems(DEFAULTS, FILES, page)
        }
    }
}

fn at(ui: &Ui) -> String {
    format!("{}/settings/evidence", ui.here())
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
    async fn kept(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Self> {
        let kept = actions::validity(db, access).await?;
        let row = |kind: Kind| {
            let days = kept.days(kind);
            let typed = days.map_or_else(String::new, |days| days.to_string());
            Row { kind: kind.word(), typed, kept: days }
        };
        Ok(Self {
            kinds: Kind::ALL.into_iter().map(row).collect(),
            version: kept.version,
            problems: Problems::new(),
            is_conflict: false,
            files: Files::of(&organisations::get(db, access).await?),
        })
    }

    /// The days as they were typed.
    fn with_days(mut self, fields: &Fields, problems: Problems) -> Self {
        for row in &mut self.kinds {
            fields.text(row.kind).clone_into(&mut row.typed);
        }
        Self { problems, ..self }
    }

    /// The kinds of file as they were ticked.
    fn with_files(mut self, fields: &Fields, problems: Problems) -> Self {
        self.files.ticked = fields.all("kind").into_iter().map(str::to_owned).collect();
        self.files.problems = problems;
        self
    }
}

impl Files {
    fn of(org: &Organisation) -> Self {
        let choice =
            |&(value, label): &(&'static str, &str)| Choice { value, label: format!("{label} (.{value})") };
        Self {
            choices: EVIDENCE_KINDS.iter().map(choice).collect(),
            ticked: org.evidence_kinds.endings().into_iter().map(str::to_owned).collect(),
            version: org.files_version,
            problems: Problems::new(),
            theirs: None,
        }
    }
}
