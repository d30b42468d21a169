//! Pictures and findings for the tests of rules.

use super::{Assessment, AssessmentId, Finding, Mark, Place, SystemId, picture::Member, picture::Picture};
use crate::assessments::store::Row;
use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
    text::Line,
};
use uuid::Uuid;

/// An assessment of this level in which nothing is said yet.
pub fn picture(level: i64) -> Picture {
    pictured(level, Vec::new())
}

/// The same with these facts.
pub fn pictured(level: i64, rows: Vec<Row>) -> Picture {
    let line = |text| Line::parse(text, "").expect("a short text is a line");
    let assessment = Assessment {
        id: AssessmentId(Uuid::from_u128(1)),
        system_id: SystemId(Uuid::from_u128(2)),
        system: line("Machine shop"),
        title: line("Spring"),
        level,
        lead_id: None,
        level2_status: String::new(),
        level2_score: None,
        copied_from: None,
        completed_on: None,
        completed_name: String::new(),
        result: None,
        version: 1,
        created_at: Timestamp::UNIX_EPOCH,
    };
    Picture::of(assessment, rows)
}

/// What is found about the first objective of a requirement, by nobody yet.
pub fn finding(requirement: &str, result: Mark) -> Finding {
    let place = Place { requirement: requirement.to_owned(), objective: "a".to_owned() };
    Finding { result, ..Finding::blank(&place, None) }
}

/// A person.
pub fn member(number: u128, name: &str) -> Member {
    Member { id: UserId(Uuid::from_u128(number)), name: name.to_owned() }
}

fn row(kind: &str, requirement: &str, objective: &str, word: &str) -> Row {
    Row {
        kind: kind.to_owned(),
        requirement: requirement.to_owned(),
        objective: objective.to_owned(),
        word: word.to_owned(),
        extra: String::new(),
        person: None,
        name: String::new(),
        number: 1,
        flag: false,
        day: None,
        at: None,
        claim: None,
    }
}

/// An objective has this result.
pub fn found(requirement: &str, objective: &str, mark: Mark) -> Row {
    row("finding", requirement, objective, mark.word())
}

/// An objective has a piece of evidence.
pub fn proved(requirement: &str, objective: &str, state: &str) -> Row {
    row("evidence", requirement, objective, state)
}

/// A requirement has an owner, and was reviewed on a day to be reviewed again a day later.
pub fn owned(requirement: &str, owner: Option<Member>, reviewed_on: Option<Day>) -> Row {
    let name = owner.as_ref().map(|member| member.name.clone()).unwrap_or_default();
    let person = owner.map(|member| member.id);
    Row { person, name, day: reviewed_on, ..row("implementation", requirement, "", "") }
}

/// The organisation has a requirement of its own.
pub fn own(code: &str, title: &str) -> Row {
    Row { extra: title.to_owned(), ..row("own", code, "a", "OWN") }
}
