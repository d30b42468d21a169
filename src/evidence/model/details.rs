//! What people say about a file.

use super::{Kind, State, Tags, Validity};
use crate::kernel::{
    Problems,
    env::Day,
    hash::Sha256,
    id::UserId,
    text::{Line, Paragraph},
};

/// What is known about a piece of evidence besides its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// What people call it.
    pub title: Line,
    /// What it shows, where it was taken from.
    pub description: Paragraph,
    /// What sort of proof it is.
    pub kind: Kind,
    /// Draft or final.
    pub state: State,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// The last day on which it still shows how things are.
    pub valid_until: Option<Day>,
    /// Who keeps it up to date.
    pub owner_id: Option<UserId>,
    /// Words to find it by.
    pub tags: Tags,
}

/// Evidence that is kept elsewhere, for what must not be uploaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What is said about it.
    pub details: Details,
    /// Where it is kept: an address, a share, a cabinet.
    pub place: Paragraph,
    /// The digest of its bytes, as somebody worked it out there.
    pub sha256: Sha256,
}

/// What is said about several files that are added together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adding {
    /// What people call them; without it each is called by its file's name.
    pub title: Option<Line>,
    /// The rest, the same for each.
    pub description: Paragraph,
    /// What sort of proof they are.
    pub kind: Kind,
    /// Draft or final.
    pub state: State,
    /// The day they were taken.
    pub captured_on: Option<Day>,
    /// The last day on which they still show how things are.
    pub valid_until: Option<Day>,
    /// Words to find them by.
    pub tags: Tags,
}

impl Adding {
    /// Where nobody said until when it is valid, for as long as its kind usually is.
    #[must_use]
    pub fn lasting(self, validity: &Validity, today: Day) -> Self {
        let usual = || validity.until(self.kind, self.captured_on, today);
        Self { valid_until: self.valid_until.or_else(usual), ..self }
    }

    /// The details of the file called `file_name`, one of `count`, which belongs to `owner`.
    pub fn of(&self, file_name: &str, count: usize, owner: UserId) -> Details {
        Details {
            title: self.title_of(file_name, count),
            description: self.description.clone(),
            kind: self.kind,
            state: self.state,
            captured_on: self.captured_on,
            valid_until: self.valid_until,
            owner_id: Some(owner),
            tags: self.tags.clone(),
        }
    }

    /// One title for several files would leave nobody able to tell them apart.
    fn title_of(&self, file_name: &str, count: usize) -> Line {
        let by_name = || Line::parse(file_name, "").expect("a cleaned file name is a short line");
        match (&self.title, count) {
            (None, _) => by_name(),
            (Some(title), 0 | 1) => title.clone(),
            (Some(title), _) => {
                Line::parse(&format!("{title}: {file_name}"), "").unwrap_or_else(|_| by_name())
            }
        }
    }
}

/// Notes what is wrong with the two days of a form. Somewhere it is tomorrow already.
pub fn check_days(problems: &mut Problems, captured_on: Option<Day>, valid_until: Option<Day>, today: Day) {
    let tomorrow = today.succ_opt().unwrap_or(today);
    if captured_on.is_some_and(|day| day > tomorrow) {
        let text = "Enter the day it was captured; that day has not come yet.";
        problems.note("captured_on", text);
    }
    if let (Some(captured), Some(until)) = (captured_on, valid_until)
        && until < captured
    {
        let text = "Enter a day on or after the day it was captured.";
        problems.note("valid_until", text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adding(title: Option<&str>) -> Adding {
        Adding {
            title: title.map(|title| Line::parse(title, "").unwrap()),
            description: Paragraph::default(),
            kind: Kind::Document,
            state: State::Draft,
            captured_on: None,
            valid_until: None,
            tags: Tags::default(),
        }
    }

    fn day(text: &str) -> Option<Day> {
        crate::kernel::text::day(text).unwrap()
    }

    #[test]
    fn each_of_several_files_can_be_told_from_the_others() {
        let owner = UserId(uuid::Uuid::nil());
        let title = |adding: Adding, count| adding.of("mfa.png", count, owner).title.to_string();

        assert_eq!(title(adding(None), 1), "mfa.png");
        assert_eq!(title(adding(Some("MFA")), 1), "MFA");
        assert_eq!(title(adding(Some("MFA")), 2), "MFA: mfa.png");
        assert_eq!(title(adding(Some(&"x".repeat(198))), 2), "mfa.png");
    }

    #[test]
    fn nothing_is_captured_in_the_future_or_ends_before_it_began() {
        let found = |captured, until| {
            let mut problems = Problems::new();
            check_days(&mut problems, day(captured), day(until), day("2026-03-02").unwrap());
            problems.into_iter().map(|(field, _)| field).collect::<Vec<_>>()
        };

        assert!(found("2026-03-03", "2026-03-03").is_empty() && found("", "2020-01-01").is_empty());
        assert_eq!(found("2026-03-04", ""), ["captured_on"]);
        assert_eq!(found("2026-03-01", "2026-02-28"), ["valid_until"]);
    }
}
