//! What evidence is, and what may be done to it.

use crate::access::Owners;
use crate::kernel::{
    Error,
    audit::Entry,
    env::{Day, Timestamp},
    hash::Sha256,
    id::UserId,
    text::{Line, Paragraph},
};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

id!(
    /// One file with what is known about it.
    EvidenceId
);

/// What a file shows, in the words assessors use (examine, interview, test leave different traces).
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What the organisation decided.
    Policy,
    /// How it is done.
    Procedure,
    /// That it was done: a log, a list, a signed form.
    Record,
    /// What a screen showed.
    Screenshot,
    /// How something is set.
    Configuration,
    /// What somebody said.
    InterviewNotes,
    /// What a trial gave.
    TestResult,
    /// Anything else.
    Other,
}

impl Kind {
    /// All of them, in the order of forms.
    pub const ALL: [Self; 8] = [
        Self::Policy,
        Self::Procedure,
        Self::Record,
        Self::Screenshot,
        Self::Configuration,
        Self::InterviewNotes,
        Self::TestResult,
        Self::Other,
    ];

    /// The word in forms and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Procedure => "procedure",
            Self::Record => "record",
            Self::Screenshot => "screenshot",
            Self::Configuration => "configuration",
            Self::InterviewNotes => "interview_notes",
            Self::TestResult => "test_result",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Whether the file is what will be shown to an assessor, or still being worked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not yet to be relied upon (32 CFR 170.24 wants final forms).
    Draft,
    /// As it will be shown.
    Final,
}

impl State {
    /// The word in forms and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Final => "final",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Draft, Self::Final].into_iter().find(|state| state.word() == word)
    }
}

/// One piece of evidence, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Evidence {
    /// Its id.
    pub id: EvidenceId,
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
    /// Who brought it.
    pub added_by: UserId,
    /// The name it is downloaded under, cleaned.
    pub file_name: String,
    /// What the content was found to be.
    pub media_type: String,
    /// How large it is.
    pub size_bytes: i64,
    /// The digest of its bytes, and their place in the store.
    pub sha256: Sha256,
    /// Grows with every change of what is known about it.
    pub version: i64,
    /// When it was added.
    pub created_at: Timestamp,
}

impl Owners for Evidence {
    const NOT_YOURS: &'static str = "This evidence belongs to somebody else. You can read it and use it, but only its \
        owner, whoever added it, or a compliance lead can change it. Ask one of them.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.owner_id, Some(self.added_by)]
    }
}

impl Evidence {
    /// Whether its day has passed.
    pub fn is_stale(&self, today: Day) -> bool {
        self.valid_until.is_some_and(|last| last < today)
    }
}

/// An objective of an assessment that evidence can serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    /// The assessment's id.
    pub assessment: Uuid,
    /// The requirement, such as `3.1.1`.
    pub requirement: &'a str,
    /// The objective's letter, such as `a`.
    pub objective: &'a str,
}

/// Evidence that serves an objective.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Linked {
    /// Its id.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// What sort of proof it is.
    pub kind: Kind,
    /// Draft or final.
    pub state: State,
    /// The name it is downloaded under.
    pub file_name: String,
    /// How large it is.
    pub size_bytes: i64,
    /// The day it was taken.
    pub captured_on: Option<Day>,
    /// The last day on which it still shows how things are.
    pub valid_until: Option<Day>,
    /// Whether that day has passed.
    pub is_stale: bool,
}

/// Evidence that could serve an objective, in the picker.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Candidate {
    /// The evidence.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub evidence: Linked,
    /// Whether it serves the objective already.
    pub is_linked: bool,
    /// Whether it serves another objective of the same requirement.
    pub is_sibling: bool,
}

/// One use of evidence in an assessment, for score sheets and exports.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Cited {
    /// The requirement it serves.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// The evidence.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub evidence: Linked,
    /// The digest of its bytes (FIPS 180-4), which an assessor asks for (32 CFR 170.17(c)(4)).
    pub sha256: Sha256,
    /// When the assessment was completed and the use of it frozen.
    pub frozen_at: Option<Timestamp>,
}

/// How much evidence an objective has.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Coverage {
    /// The requirement.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// Pieces of evidence.
    pub links: i64,
    /// Those in final form.
    pub finals: i64,
}

/// What happened to evidence.
pub enum Event<'a> {
    /// It serves an objective now.
    Linked(EvidenceId, Target<'a>),
    /// It serves an objective no longer.
    Unlinked(EvidenceId, Target<'a>),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let (action, id, target) = match event {
            Event::Linked(id, target) => ("evidence.linked", id, target),
            Event::Unlinked(id, target) => ("evidence.unlinked", id, target),
        };
        Entry {
            action,
            subject: format!("evidence:{id}"),
            detail: json!({
                "assessment": target.assessment,
                "requirement": target.requirement,
                "objective": target.objective,
            }),
        }
    }
}

/// What to say when an assessment is closed.
pub fn completed() -> Error {
    Error::Conflict(
        "This assessment is completed, so its evidence stays as it was. A compliance lead can reopen it with \
         a reason; then evidence can be added and taken away again."
            .into(),
    )
}
