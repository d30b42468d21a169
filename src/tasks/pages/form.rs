//! What is typed about a task, read and shown again.

use super::super::model::{About, Milestone, Priority, Repeat, Task, Terms, Unit, WEEKDAYS, Which};
use crate::kernel::{
    Problems, Result,
    env::Day,
    id::UserId,
    text::{self, Line, Paragraph},
};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;

/// The fields, as typed.
#[derive(Default, Serialize)]
pub struct Typed {
    title: String,
    description: String,
    about: String,
    evidence: String,
    milestone: String,
    assignee: String,
    reviewer: String,
    due_on: String,
    priority: String,
    repeats: String,
    times: String,
    which: String,
    weekday: String,
}

/// What is chosen for a rule by the day of the month instead of a unit.
const BY_WEEKDAY: &str = "weekday";

impl Typed {
    /// As it came.
    pub fn of(fields: &Fields) -> Self {
        let typed = |name| fields.text(name).to_owned();
        Self {
            title: typed("title"),
            description: typed("description"),
            about: typed("about"),
            evidence: typed("evidence"),
            milestone: typed("milestone"),
            assignee: typed("assignee"),
            reviewer: typed("reviewer"),
            due_on: typed("due_on"),
            priority: typed("priority"),
            repeats: typed("repeats"),
            times: typed("times"),
            which: typed("which"),
            weekday: typed("weekday"),
        }
    }

    /// As it is kept.
    pub fn kept(it: &Task) -> Self {
        let id = |who: Option<UserId>| who.map_or_else(String::new, |who| who.to_string());
        let typed = Self {
            title: it.title.to_string(),
            description: it.description.as_str().to_owned(),
            about: it.about.number(),
            evidence: it.about.evidence_id.map_or_else(String::new, |id| id.to_string()),
            milestone: it.about.milestone_id.map_or_else(String::new, |id| id.to_string()),
            assignee: id(it.assignee_id),
            reviewer: id(it.reviewer_id),
            due_on: it.due_on.to_string(),
            priority: it.priority.word().to_owned(),
            ..Self::default()
        };
        let kept = it.repeats.kept();
        let (first, second) = kept.split_once(' ').unwrap_or_default();
        match it.repeats {
            Repeat::Never => typed,
            Repeat::Every(..) => Self { repeats: second.to_owned(), times: first.to_owned(), ..typed },
            Repeat::On(..) => Self {
                repeats: BY_WEEKDAY.to_owned(),
                which: first.to_owned(),
                weekday: second.to_owned(),
                ..typed
            },
        }
    }

    /// Before anything is typed: one's own, in a week, about what the address names.
    pub fn new(query: &Fields, user: UserId, today: Day) -> Self {
        let due_on = today + chrono::TimeDelta::days(7);
        Self {
            assignee: user.to_string(),
            priority: Priority::Normal.word().to_owned(),
            due_on: due_on.to_string(),
            times: "1".to_owned(),
            ..Self::of(query)
        }
    }
}

impl Typed {
    /// The same about a milestone: its words and its day, where nothing else is said and the day is to come.
    #[must_use]
    pub fn about(self, milestone: &Milestone, today: Day) -> Self {
        let title = if self.title.is_empty() { milestone.milestone_words.clone() } else { self.title };
        let due_on = if milestone.milestone_due_on < today {
            self.due_on
        } else {
            milestone.milestone_due_on.to_string()
        };
        let about = if self.about.is_empty() { milestone.milestone_requirement.clone() } else { self.about };
        Self { title, due_on, about, ..self }
    }
}

/// Reads the form. A day that has passed is taken only where it stood there `before`.
pub fn terms(
    fields: &Fields,
    about: Result<About, Problems>,
    today: Day,
    before: Option<Day>,
) -> Result<Terms> {
    let mut parser = Parser::default();
    let title = parser.take("title", Line::parse(fields.text("title"), "Say what is to be done."));
    let description = parser.take("description", Paragraph::parse(fields.text("description")));
    let about = match about {
        Ok(about) => Some(about),
        Err(problems) => {
            problems.into_iter().for_each(|(field, text)| parser.check(field, false, &text));
            None
        }
    };
    let assignee_id = parser.take("assignee", person(fields.text("assignee")));
    let reviewer_id = parser.take("reviewer", person(fields.text("reviewer")));
    let due_on = parser.take("due_on", due_on(fields.text("due_on"), today, before));
    let priority = Priority::parse(fields.text("priority")).ok_or("Choose how much hangs on it.");
    let priority = parser.take("priority", priority);
    let repeats = repeats(fields, &mut parser);
    let terms = (|| {
        Some(Terms {
            title: title?,
            description: description?,
            about: about?,
            assignee_id: assignee_id?,
            reviewer_id: reviewer_id?,
            due_on: due_on?,
            priority: priority?,
            repeats: repeats?,
        })
    })();
    parser.finish(terms)
}

/// Reads a day to be done by.
pub fn due_on(typed: &str, today: Day, before: Option<Day>) -> Result<Day, String> {
    match text::day(typed)? {
        None => Err("Say by which day it is to be done.".into()),
        Some(day) if day < today && Some(day) != before => {
            Err("This day has passed. Enter today or a later one.".into())
        }
        Some(day) => Ok(day),
    }
}

/// Reads somebody of the list, or nobody.
pub fn person(typed: &str) -> Result<Option<UserId>, String> {
    match typed {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| "Choose somebody from the list.".to_owned()),
    }
}

fn repeats(fields: &Fields, parser: &mut Parser) -> Option<Repeat> {
    match fields.text("repeats") {
        "" => Some(Repeat::Never),
        BY_WEEKDAY => {
            let which = Which::parse(fields.text("which")).ok_or("Choose which of the month's days.");
            let which = parser.take("which", which);
            let named = |(word, _): &(&str, _)| *word == fields.text("weekday");
            let weekday = WEEKDAYS.into_iter().find(named).map(|(_, weekday)| weekday);
            let weekday = parser.take("weekday", weekday.ok_or("Choose a day of the week."));
            which.zip(weekday).map(|(which, weekday)| Repeat::On(which, weekday))
        }
        unit => {
            let times = fields.text("times").trim().parse().ok();
            let rule = times.zip(Unit::parse(unit)).and_then(|(times, unit)| Repeat::every(times, unit));
            parser.take("times", rule.ok_or("Enter a whole number from 1 to 365."))
        }
    }
}
