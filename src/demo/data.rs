//! What the demonstration consists of, as its files say.

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
}

/// Something to do; days count from the day the demonstration is loaded.
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
    pub due: i64,
    pub priority: String,
    #[serde(default)]
    pub repeats: String,
    #[serde(default)]
    pub done_by: String,
}

#[derive(Deserialize)]
struct Tasks {
    task: Vec<Task>,
}

/// A piece of evidence; days count from the day the demonstration is loaded.
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
    pub about: String,
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Files {
    file: Vec<File>,
}

/// An assessment and what was found in it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    pub title: String,
    pub lead: String,
    pub completed: Option<Completed>,
    #[serde(rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Completed {
    pub days_ago: u64,
    pub name: String,
}

/// What was found about one requirement. Without marks everything is met.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    pub id: String,
    pub owner: String,
    pub marks: Option<String>,
    #[serde(default)]
    pub how: String,
    #[serde(default)]
    pub finding: String,
    #[serde(default)]
    pub why: String,
    pub evidence: Vec<String>,
    #[serde(default)]
    pub status: String,
    #[serde(default)]
    pub narrative: String,
    #[serde(default)]
    pub partial: String,
    pub poam: Option<Planned>,
}

/// How something that is not met is brought to an end. Days count from today.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    pub cause: String,
    #[serde(default)]
    pub resources: String,
    pub cost: Option<i64>,
    pub due: i64,
    pub steps: Vec<(String, i64)>,
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
