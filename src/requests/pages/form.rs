//! What is typed about requests, read and shown again.

use super::super::{
    actions::Said,
    model::{Former, Objective, Whom, Wish, check_due, months, renewal_due, typed_objectives},
};
use crate::evidence::{EvidenceId, Kind};
use crate::kernel::{
    Error, Result,
    env::Day,
    text::{self, Email, Line, Paragraph},
};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;
use uuid::Uuid;

/// What is chosen for somebody outside in the place of a member.
const OUTSIDE: &str = "outside";

/// The fields, as typed.
#[derive(Clone, Default, Serialize)]
pub struct Typed {
    title: String,
    wanted: String,
    kind: String,
    due_on: String,
    person: String,
    name: String,
    email: String,
    note: String,
    assessment: String,
    objectives: String,
    repeat_months: String,
    /// The evidence that is to be renewed.
    pub renews: String,
}

impl Typed {
    /// As it came.
    pub fn of(fields: &Fields) -> Self {
        let typed = |name| fields.text(name).to_owned();
        Self {
            title: typed("title"),
            wanted: typed("wanted"),
            kind: typed("kind"),
            due_on: typed("due_on"),
            person: typed("person"),
            name: typed("name"),
            email: typed("email"),
            note: typed("note"),
            assessment: typed("assessment"),
            objectives: typed("objectives"),
            repeat_months: typed("repeat_months"),
            renews: typed("renews"),
        }
    }

    /// Before anything is typed: due in two weeks, for the objective or requirement that the address names.
    pub fn new(query: &Fields, today: Day) -> Self {
        let (requirement, objective) = (query.text("requirement"), query.text("objective"));
        let one = Objective { requirement: requirement.to_owned(), objective: objective.to_owned() };
        Self {
            due_on: (today + chrono::TimeDelta::days(14)).to_string(),
            objectives: if objective.is_empty() { requirement.to_owned() } else { one.to_string() },
            ..Self::of(query)
        }
    }

    /// For what is to be asked for anew, as it was asked for before.
    pub fn renewing(former: &Former, served: &[(Uuid, String, String)], today: Day) -> Self {
        let of = |(_, requirement, objective): &(Uuid, String, String)| {
            Objective { requirement: requirement.clone(), objective: objective.clone() }.to_string()
        };
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let is_outside = former.outsider_email.as_ref().is_some_and(|email| !email.is_empty());
        let person = former.person_id.or(former.owner_id).map_or_else(String::new, |id| id.to_string());
        Self {
            title: former.title.clone(),
            wanted: text(&former.wanted),
            kind: former.kind.word().to_owned(),
            due_on: renewal_due(former.valid_until, today).to_string(),
            person: if is_outside { OUTSIDE.to_owned() } else { person },
            name: text(&former.outsider_name),
            email: text(&former.outsider_email),
            assessment: served.first().map_or_else(String::new, |(id, ..)| id.to_string()),
            objectives: served.iter().map(of).collect::<Vec<_>>().join(", "),
            repeat_months: former.repeat_months.map_or_else(String::new, |months| months.to_string()),
            renews: former.id.to_string(),
            note: String::new(),
        }
    }
}

/// Reads what is asked for.
pub fn wish(fields: &Fields, today: Day) -> Result<Wish> {
    let mut parser = Parser::default();
    let title = parser.take("title", Line::parse(fields.text("title"), "Say what is asked for."));
    let wanted = parser.take("wanted", Paragraph::parse(fields.text("wanted")));
    let kind = parser.take("kind", Kind::parse(fields.text("kind")).ok_or("Choose what it is to be."));
    let is_outside = fields.text("person") == OUTSIDE;
    let due_on = parser.take("due_on", due(fields.text("due_on"), today, is_outside));
    let whom = whom(fields, &mut parser);
    let note = parser.take("note", Paragraph::parse(fields.text("note")));
    let place = place(fields, &mut parser);
    let repeat_months = parser.take("repeat_months", months(fields.text("repeat_months")));
    let renews_id = match fields.text("renews") {
        "" => None,
        id => Some(id.parse::<EvidenceId>().map_err(|_| Error::NotFound)?),
    };
    let all = (|| {
        let (assessment_id, objectives) = place?;
        Some(Wish {
            title: title?,
            wanted: wanted?,
            kind: kind?,
            due_on: due_on?,
            whom: whom?,
            note: note?,
            assessment_id,
            objectives,
            repeat_months: repeat_months?,
            renews_id,
        })
    })();
    parser.finish(all)
}

fn due(typed: &str, today: Day, is_outside: bool) -> Result<Day, String> {
    match text::day(typed)? {
        None => Err("Say by which day it is to be there.".into()),
        Some(day) => check_due(day, today, is_outside, None),
    }
}

fn whom(fields: &Fields, parser: &mut Parser) -> Option<Whom> {
    let (name, email) = (fields.text("name").trim(), fields.text("email").trim());
    match fields.text("person") {
        "" => parser.take("person", Err("Choose who is asked.")),
        OUTSIDE => {
            let name = parser.take("name", Line::parse(name, "Say what they are called."));
            let email = parser.take("email", Email::parse(email));
            name.zip(email).map(|(name, email)| Whom::Outside(name, email))
        }
        _ if !email.is_empty() => {
            let text = "Somebody here is chosen and an address outside is typed. Clear one of them.";
            parser.take("person", Err(text))
        }
        id => {
            parser.take("person", id.parse().map(Whom::Member).map_err(|_| "Choose somebody from the list."))
        }
    }
}

fn place(fields: &Fields, parser: &mut Parser) -> Option<(Option<Uuid>, Vec<Objective>)> {
    let objectives = parser.take("objectives", typed_objectives(fields.text("objectives")))?;
    match (fields.text("assessment"), objectives.is_empty()) {
        ("", true) => Some((None, objectives)),
        ("", false) => parser.take("assessment", Err("Choose the assessment of these objectives.")),
        (_, true) => {
            let text = "Enter at least one objective, such as 3.1.1[a], or choose no assessment.";
            parser.take("objectives", Err(text))
        }
        (id, false) => {
            let id: Result<Uuid, _> = id.parse().map_err(|_| "Choose an assessment from the list.");
            parser.take("assessment", id).map(|id| (Some(id), objectives))
        }
    }
}

/// What was typed beside a file.
#[derive(Default, Serialize)]
pub struct Beside {
    captured_on: String,
    description: String,
    place: String,
    sha256: String,
}

impl Beside {
    /// As it came.
    pub fn of(fields: &Fields) -> Self {
        let typed = |name| fields.text(name).to_owned();
        Self {
            captured_on: typed("captured_on"),
            description: typed("description"),
            place: typed("place"),
            sha256: typed("sha256"),
        }
    }
}

/// Reads what is said about what is brought. Somewhere it is tomorrow already.
pub fn said(fields: &Fields, today: Day) -> Result<Said> {
    let mut parser = Parser::default();
    let captured_on = parser.take("captured_on", text::day(fields.text("captured_on")));
    let tomorrow = today.succ_opt().unwrap_or(today);
    let is_future = captured_on.flatten().is_some_and(|day| day > tomorrow);
    parser.check("captured_on", !is_future, "Enter the day it was captured; that day has not come yet.");
    let description = parser.take("description", Paragraph::parse(fields.text("description")));
    parser.finish(
        description.zip(captured_on).map(|(description, captured_on)| Said { description, captured_on }),
    )
}
