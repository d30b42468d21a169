//! What the demonstration consists of, as its files say.

use crate::catalogue::builtin;
use serde::Deserialize;
use std::sync::LazyLock;

const WELL_FORMED: &str = "the demonstration's files are well formed: tests read all of them";

/// The company with its people, system and own requirement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub organisation: String,
    pub slug: String,
    #[serde(rename = "person")]
    pub people: Vec<Person>,
    pub system: System,
    pub own: Own,
    #[serde(rename = "plan")]
    pub plans: Vec<SavedPlan>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub email: String,
    pub role: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    pub name: String,
    pub cage_codes: String,
    pub scope: String,
}

/// A requirement of the company's own, with its one objective.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Own {
    pub code: String,
    pub family: String,
    pub title: String,
    pub statement: String,
    pub objective: String,
    pub owner: String,
    pub finding: String,
    pub ago: i64,
    pub evidence: Vec<String>,
}

/// A plan of fixes that is kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedPlan {
    pub title: String,
    pub who: String,
    pub ago: i64,
    pub fixes: Vec<String>,
}

/// Something to do. All days but `due` are before the day the demonstration is loaded.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub title: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub about: String,
    pub who: String,
    #[serde(default)]
    pub reviewer: String,
    pub given: i64,
    pub due: i64,
    pub priority: String,
    #[serde(default)]
    pub repeats: String,
    #[serde(default)]
    pub done: Vec<i64>,
    #[serde(default)]
    pub reopened: Vec<(i64, String, String)>,
    pub confirmed: Option<(i64, String)>,
    #[serde(default)]
    pub said: Vec<(i64, String, String)>,
}

#[derive(Deserialize)]
struct Tasks {
    task: Vec<Task>,
}

/// A piece of evidence; days count from the day the demonstration is loaded, back but for `valid`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub key: String,
    pub name: String,
    pub title: String,
    pub kind: String,
    pub state: String,
    pub owner: String,
    pub captured: i64,
    pub valid: Option<i64>,
    /// When the version before this one was captured.
    pub first: Option<i64>,
    /// Whether that one was a draft.
    #[serde(default)]
    pub draft: bool,
    pub accepted: Option<i64>,
    pub returned: Option<(i64, String)>,
    #[serde(default)]
    pub tags: String,
    /// Where it is kept, if it is only referred to.
    #[serde(default)]
    pub place: String,
    pub about: String,
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    file: Vec<File>,
}

/// An assessment and what was found in it, between its first and its last day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    pub title: String,
    pub lead: String,
    pub begun: i64,
    pub first: i64,
    pub last: i64,
    pub completed: Option<Completed>,
    #[serde(rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completed {
    pub days_ago: i64,
    pub name: String,
}

/// What was found about one requirement. Without marks everything is met.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    pub id: String,
    pub owner: String,
    pub ago: Option<i64>,
    pub marks: Option<String>,
    #[serde(default)]
    pub how: String,
    #[serde(default)]
    pub finding: String,
    #[serde(default)]
    pub why: String,
    pub evidence: Vec<String>,
    #[serde(default)]
    pub again: Vec<Again>,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub narrative: String,
    pub review: Option<i64>,
    #[serde(default)]
    pub partial: String,
    pub poam: Option<Planned>,
    pub deficiency: Option<Deficiency>,
    pub exception: Option<Exception>,
}

impl Requirement {
    /// Its objectives as findings name them, each with its mark.
    pub fn objectives(&self) -> Vec<(&'static str, char)> {
        let known = builtin::requirement(&self.id).into_iter().flat_map(|known| &known.objectives);
        let marks = self.marks.as_deref().unwrap_or_default().chars().chain(std::iter::repeat('m'));
        known.map(|objective| objective.key).zip(marks).collect()
    }
}

/// An objective that was looked at once more, and is met now.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Again {
    pub ago: i64,
    pub who: String,
    pub objective: String,
    pub finding: String,
    pub evidence: String,
}

/// How something that is not met is brought to an end: entered so many days ago, due so many days ahead.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    pub ago: i64,
    pub cause: String,
    #[serde(default)]
    pub resources: String,
    pub cost: Option<i64>,
    pub due: i64,
    pub steps: Vec<(String, i64)>,
    /// When its first steps were done.
    #[serde(default)]
    pub done: Vec<i64>,
    pub submitted: Option<Submitted>,
    pub closed: Option<Closed>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Submitted {
    pub ago: i64,
    pub who: String,
    pub words: String,
    pub evidence: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    pub ago: i64,
    pub who: String,
}

/// An operational plan of action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deficiency {
    pub ago: i64,
    pub note: String,
    pub fix: String,
    /// The day of the first review, before the demonstration is loaded.
    pub first_review: i64,
    pub reviews: Vec<Look>,
}

/// A look at it; the next one is so many days before the demonstration is loaded, or after it below 0.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    pub ago: i64,
    pub words: String,
    pub next: i64,
}

/// An enduring exception.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    pub ago: i64,
    pub note: String,
    pub mitigations: String,
    pub ssp_reference: String,
}

/// The company.
pub static COMPANY: LazyLock<Company> =
    LazyLock::new(|| toml::from_str(include_str!("people.toml")).expect(WELL_FORMED));

/// Its evidence.
pub static FILES: LazyLock<Vec<File>> = LazyLock::new(|| {
    let files: Files = toml::from_str(include_str!("evidence.toml")).expect(WELL_FORMED);
    files.file
});

/// What its people have to do.
pub static TASKS: LazyLock<Vec<Task>> = LazyLock::new(|| {
    let tasks: Tasks = toml::from_str(include_str!("tasks.toml")).expect(WELL_FORMED);
    tasks.task
});

/// Its Level 1 self-assessment, completed.
pub static LEVEL1: LazyLock<Assessment> =
    LazyLock::new(|| toml::from_str(include_str!("level1.toml")).expect(WELL_FORMED));

/// Its Level 2 self-assessment, at work.
pub static LEVEL2: LazyLock<Assessment> =
    LazyLock::new(|| toml::from_str(include_str!("level2.toml")).expect(WELL_FORMED));
