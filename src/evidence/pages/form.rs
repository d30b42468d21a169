//! What is typed about evidence, read and shown again.

use super::super::model::{Adding, Details, Evidence, Kind, Reference, State, Tags, Terms, check_days};
use crate::kernel::{
    Problems, Result,
    env::Day,
    hash::Sha256,
    id::UserId,
    text::{self, Line, Paragraph},
};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;

/// The fields, as typed.
#[derive(Serialize)]
pub struct Typed {
    title: String,
    description: String,
    kind: String,
    state: String,
    captured_on: String,
    valid_until: String,
    owner: String,
    tags: String,
}

impl Typed {
    /// As it came.
    pub fn of(fields: &Fields) -> Self {
        let typed = |name| fields.text(name).to_owned();
        Self {
            title: typed("title"),
            description: typed("description"),
            kind: typed("kind"),
            state: typed("state"),
            captured_on: typed("captured_on"),
            valid_until: typed("valid_until"),
            owner: typed("owner"),
            tags: typed("tags"),
        }
    }

    /// As it is kept.
    pub fn kept(it: &Evidence) -> Self {
        let day = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        Self {
            title: it.title.to_string(),
            description: it.description.as_str().to_owned(),
            kind: it.kind.word().to_owned(),
            state: it.state.word().to_owned(),
            captured_on: day(it.captured_on),
            valid_until: day(it.valid_until),
            owner: it.owner_id.map_or_else(String::new, |owner| owner.to_string()),
            tags: it.tags.typed(),
        }
    }

    /// Before anything is typed: a file is a draft until somebody says otherwise.
    pub fn nothing() -> Self {
        let state = State::Draft.word().to_owned();
        Self { state, ..Self::of(&Fields::default()) }
    }
}

/// What all forms about evidence have in common.
struct Common {
    description: Paragraph,
    kind: Kind,
    state: State,
    captured_on: Option<Day>,
    valid_until: Option<Day>,
    tags: Tags,
}

fn common(parser: &mut Parser, fields: &Fields, today: Day) -> Option<Common> {
    let kind = Kind::parse(fields.text("kind")).ok_or("Choose what it is.");
    let kind = parser.take("kind", kind);
    let state = State::parse(fields.text("state")).ok_or("Choose draft or final.");
    let state = parser.take("state", state);
    let days = two_days(parser, fields, today);
    let tags = parser.take("tags", Tags::parse(fields.text("tags")));
    let description = parser.take("description", Paragraph::parse(fields.text("description")));
    let (captured_on, valid_until) = days?;
    Some(Common {
        description: description?,
        kind: kind?,
        state: state?,
        captured_on,
        valid_until,
        tags: tags?,
    })
}

/// Reads the form that adds files.
pub fn adding(fields: &Fields, today: Day) -> Result<Adding> {
    let mut parser = Parser::default();
    let title = match fields.text("title").trim() {
        "" => Some(None),
        typed => parser.take("title", Line::parse(typed, "")).map(Some),
    };
    let common = common(&mut parser, fields, today);
    parser.finish(title.zip(common).map(|(title, it)| Adding {
        title,
        description: it.description,
        kind: it.kind,
        state: it.state,
        captured_on: it.captured_on,
        valid_until: it.valid_until,
        tags: it.tags,
    }))
}

/// Reads the form that adds a version.
pub fn terms(fields: &Fields, today: Day) -> Result<Terms> {
    let mut parser = Parser::default();
    let terms = said_of_version(&mut parser, fields, today);
    parser.finish(terms)
}

/// Reads the form that adds a version of what is kept elsewhere.
pub fn kept_elsewhere(fields: &Fields, today: Day) -> Result<((Paragraph, Sha256), Terms)> {
    let mut parser = Parser::default();
    let kept = kept_at(&mut parser, fields);
    let terms = said_of_version(&mut parser, fields, today);
    parser.finish(kept.zip(terms))
}

fn said_of_version(parser: &mut Parser, fields: &Fields, today: Day) -> Option<Terms> {
    let state = State::parse(fields.text("state")).ok_or("Choose draft or final.");
    let state = parser.take("state", state);
    let (captured_on, valid_until) = two_days(parser, fields, today)?;
    state.map(|state| Terms { state, captured_on, valid_until })
}

/// Reads where something is kept, and the digest of its bytes there.
fn kept_at(parser: &mut Parser, fields: &Fields) -> Option<(Paragraph, Sha256)> {
    let place = parser.take("place", Line::parse(fields.text("place"), "Say where it is kept."));
    let place = place.and_then(|place| Paragraph::parse(place.as_str()).ok());
    let digits = fields.text("sha256").trim().to_lowercase();
    let sha256 = Sha256::parse(&digits).ok_or("Enter the 64 digits and letters of its SHA-256.");
    place.zip(parser.take("sha256", sha256))
}

/// Reads the form that says where evidence is kept; it belongs to `owner`.
pub fn reference(fields: &Fields, owner: UserId, today: Day) -> Result<Reference> {
    let mut parser = Parser::default();
    let title = parser.take("title", Line::parse(fields.text("title"), "Say what it is called."));
    let kept = kept_at(&mut parser, fields);
    let common = common(&mut parser, fields, today);
    let all = title.zip(common).zip(kept);
    parser.finish(all.map(|((title, it), (place, sha256))| Reference {
        details: Details {
            title,
            description: it.description,
            kind: it.kind,
            state: it.state,
            captured_on: it.captured_on,
            valid_until: it.valid_until,
            owner_id: Some(owner),
            tags: it.tags,
        },
        place,
        sha256,
    }))
}

/// Reads the day of capture and the last day of validity.
fn two_days(parser: &mut Parser, fields: &Fields, today: Day) -> Option<(Option<Day>, Option<Day>)> {
    let captured_on = parser.take("captured_on", text::day(fields.text("captured_on")));
    let valid_until = parser.take("valid_until", text::day(fields.text("valid_until")));
    let mut problems = Problems::new();
    check_days(&mut problems, captured_on.flatten(), valid_until.flatten(), today);
    for (field, text) in problems {
        parser.check(field, false, &text);
    }
    captured_on.zip(valid_until)
}

/// As they stand in the form of what is there already, which asks for an owner before the tags.
const FIELDS: [&str; 8] =
    ["title", "kind", "state", "captured_on", "valid_until", "owner", "tags", "description"];

/// Reads the form that changes one piece of evidence. Where it is frozen, only what may change is asked for.
pub fn details(fields: &Fields, before: &Evidence, is_frozen: bool, today: Day) -> Result<Details> {
    let mut parser = Parser::default();
    let owner = match fields.text("owner") {
        "" => Some(None),
        typed => parser.take("owner", typed.parse().map_err(|_| "Choose somebody from the list.")).map(Some),
    };
    if is_frozen {
        let until = parser.take("valid_until", text::day(fields.text("valid_until")));
        let mut problems = Problems::new();
        check_days(&mut problems, before.captured_on, until.flatten(), today);
        for (field, text) in problems {
            parser.check(field, false, &text);
        }
        return parser.in_order_of(&FIELDS).finish(owner.zip(until).map(|(owner_id, valid_until)| Details {
            title: before.title.clone(),
            description: before.description.clone(),
            kind: before.kind,
            state: before.state,
            captured_on: before.captured_on,
            valid_until,
            owner_id,
            tags: before.tags.clone(),
        }));
    }
    let title = parser.take("title", Line::parse(fields.text("title"), "Say what it is called."));
    let common = common(&mut parser, fields, today);
    let all = title.zip(common).zip(owner);
    parser.in_order_of(&FIELDS).finish(all.map(|((title, it), owner_id)| Details {
        title,
        description: it.description,
        kind: it.kind,
        state: it.state,
        captured_on: it.captured_on,
        valid_until: it.valid_until,
        owner_id,
        tags: it.tags,
    }))
}
