//! The words of letters: which there are, and changing those of one.

use super::super::{actions, model::Kept};
use crate::access::{Access, ManageSettings};
use crate::kernel::{Error, Problems, Result, db::Db, env::Timestamp};
use crate::mail::{AMENDABLE, Amendable, Post, Preview, Wording};
use crate::web::{
    flash::Flash,
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const TEXT: &str = "letters/text.html";
const FORM: &str = "text_form";

#[derive(Serialize)]
struct Index {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    name: &'static str,
    label: &'static str,
    says: &'static str,
    /// Since when it has words of the organisation's own.
    own_since: Option<Timestamp>,
}

/// Every letter that can be worded, and whose words it has.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, access: Access<ManageSettings>) -> Result<Reply> {
    let kept = actions::kept(&db, &access).await?;
    let since = |letter: &Amendable| {
        let own = kept.iter().find(|it| it.letter == letter.name && it.wording().is_some());
        own.and_then(|it| it.updated_at)
    };
    let row = |it: &Amendable| Row { name: it.name, label: it.label, says: it.says, own_since: since(it) };
    ui.at("settings").show("letters/texts.html", "main", Index { rows: AMENDABLE.iter().map(row).collect() })
}

#[derive(Serialize)]
struct Page {
    name: &'static str,
    label: &'static str,
    says: &'static str,
    placeholders: Vec<Placeholder>,
    subject: String,
    body: String,
    version: i64,
    is_own: bool,
    preview: Option<Preview>,
    problems: Problems,
    /// The words that somebody else chose meanwhile.
    theirs: Option<Wording>,
}

#[derive(Serialize)]
struct Placeholder {
    name: &'static str,
    says: &'static str,
    is_needed: bool,
    in_subject: bool,
}

impl Page {
    fn of(letter: &'static Amendable, kept: &Kept, shown: Wording) -> Self {
        let placeholders = letter.placeholders.iter().map(|it| Placeholder {
            name: it.name,
            says: it.says,
            is_needed: it.is_needed,
            in_subject: it.in_subject,
        });
        Self {
            name: letter.name,
            label: letter.label,
            says: letter.says,
            placeholders: placeholders.collect(),
            subject: shown.subject,
            body: shown.body,
            version: kept.version,
            is_own: kept.wording().is_some(),
            preview: None,
            problems: Problems::new(),
            theirs: None,
        }
    }
}

/// A letter of the page's address, with the ways to show it.
struct Opened<'a> {
    ui: Ui,
    post: &'a Post,
    letter: &'static Amendable,
    kept: Kept,
    organisation: String,
}

impl<'a> Opened<'a> {
    async fn of(
        ui: Ui,
        (db, post): (&Db, &'a Post),
        access: &Access<ManageSettings>,
        name: &str,
    ) -> Result<Self> {
        let letter = Amendable::named(name).ok_or(Error::NotFound)?;
        let kept = actions::kept_for(db, access, letter).await?;
        let organisation = ui.visit().membership().map(|place| place.name.clone()).unwrap_or_default();
        Ok(Self { ui: ui.at("settings"), post, letter, kept, organisation })
    }

    /// The words that the letter has now.
    fn now(&self) -> Result<Wording> {
        match self.kept.wording() {
            Some(own) => Ok(own),
            None => self.post.words_of(self.letter),
        }
    }

    /// These words, filled with an example.
    fn page(&self, wording: Wording) -> Result<Page> {
        let preview = Some(self.post.preview(self.letter, &wording, &self.organisation)?);
        Ok(Page { preview, ..Page::of(self.letter, &self.kept, wording) })
    }

    /// What was typed, and what is wrong with it.
    fn refused(self, fields: &Fields, problems: Problems) -> Result<Reply> {
        let page = Page::of(self.letter, &self.kept, typed(fields));
        self.ui.show_problems(TEXT, FORM, Page { version: fields.number("version"), problems, ..page })
    }

    /// What was typed, beside what somebody else wrote.
    fn overtaken(self, fields: &Fields) -> Result<Reply> {
        let theirs = Some(self.now()?);
        self.ui.show_conflict(TEXT, FORM, Page { theirs, ..Page::of(self.letter, &self.kept, typed(fields)) })
    }
}

fn typed(fields: &Fields) -> Wording {
    Wording { subject: fields.text("subject").to_owned(), body: fields.text("body").to_owned() }
}

/// The form, with the letter as it would go out now.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<ManageSettings>,
    Path((_, name)): Path<(String, String)>,
) -> Result<Reply> {
    let opened = Opened::of(ui, (&db, &post), &access, &name).await?;
    let page = opened.page(opened.now()?)?;
    opened.ui.show(TEXT, FORM, page)
}

/// Shows what was typed as a letter, or writes it, or goes back to Muster's words.
#[handler]
pub async fn change(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<ManageSettings>,
    Path((_, name)): Path<(String, String)>,
    fields: Fields,
) -> Result<Reply> {
    let opened = Opened::of(ui, (&db, &post), &access, &name).await?;
    let (letter, version) = (opened.letter, fields.number("version"));
    let wording = match fields.text("do") {
        "usual" => None,
        word => match Wording::parse(letter, fields.text("subject"), fields.text("body")) {
            Err(problems) => return opened.refused(&fields, problems),
            Ok(wording) if word == "preview" => {
                let page = opened.page(wording)?;
                return opened.ui.show(TEXT, FORM, Page { version, ..page });
            }
            Ok(wording) => Some(wording),
        },
    };
    let said = match wording {
        Some(_) => "Saved. Letters that are asked for from now on go out in these words.",
        None => "From now on this letter goes out in Muster's own words again.",
    };
    match actions::reword(&db, &access, letter, wording, version).await {
        Ok(()) => Ok(opened.ui.go(&format!("{}/settings/letters/{name}", opened.ui.here()), Flash::ok(said))),
        Err(Error::Conflict(_)) => {
            Opened::of(opened.ui, (&db, &post), &access, &name).await?.overtaken(&fields)
        }
        Err(other) => Err(other),
    }
}
