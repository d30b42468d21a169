//! What evidence is, and what may be done to it.

mod details;
mod event;
mod linked;
mod list;

pub use details::{Adding, Details, check_days};
pub use event::Event;
pub use linked::{Candidate, Cited, Coverage, Linked, Offer, Target, completed};
pub use list::{Filter, List, Listed, Sort};

use crate::access::Owners;
use crate::kernel::{
    Error, Result,
    env::{Day, Timestamp},
    hash::Sha256,
    id::UserId,
    text::{Line, Paragraph},
};
use serde::Serialize;

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

    /// With other details, over the version that was seen. What an assessor was shown stays as it was: evidence
    /// of a completed assessment only changes hands, and lasts longer or shorter.
    pub fn changed(&self, details: Details, seen: i64, is_frozen: bool) -> Result<Self> {
        if seen != self.version {
            return Err(Error::Conflict("Somebody else changed this evidence meanwhile.".into()));
        }
        let after = Self {
            title: details.title,
            description: details.description,
            kind: details.kind,
            state: details.state,
            captured_on: details.captured_on,
            valid_until: details.valid_until,
            owner_id: details.owner_id,
            version: seen + 1,
            ..self.clone()
        };
        let shown = |it: &Self| (it.title.clone(), it.description.clone(), it.kind, it.state, it.captured_on);
        match is_frozen && shown(self) != shown(&after) {
            true => Err(kept_as_it_was()),
            false => Ok(after),
        }
    }
}

fn kept_as_it_was() -> Error {
    Error::Conflict(
        "This is evidence of a completed assessment, or of a POA&M item whose closure was submitted, so its \
         title, description, kind, state and capture date stay as they were. Its \
         owner and the day it is valid until can be changed. To show something else, \
         add a new file."
            .into(),
    )
}

/// What to say when evidence cannot be removed.
pub fn frozen() -> Error {
    Error::Conflict(
        "This is evidence of a completed assessment, or of a POA&M item whose closure was submitted, so it is \
         kept. A compliance lead can reopen that with a reason; then it can be removed."
            .into(),
    )
}

/// One piece of evidence with the names of the people around it.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Item {
    /// The evidence.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub evidence: Evidence,
    /// Who keeps it up to date.
    pub owner_name: Option<String>,
    /// Who brought it.
    pub added_by_name: String,
    /// Whether a completed assessment stands on it, or the closure of a POA&M item.
    pub is_frozen: bool,
}

/// One objective that a piece of evidence serves.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Use {
    /// The assessment.
    pub assessment_id: uuid::Uuid,
    /// Its title.
    pub assessment: String,
    /// The requirement.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// When the assessment was completed.
    pub frozen_at: Option<Timestamp>,
}

impl std::fmt::Display for Use {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (assessment, requirement, objective) = (self.assessment_id, &self.requirement, &self.objective);
        write!(f, "{}, {}", self.assessment, Target { assessment, requirement, objective })
    }
}

/// A line of the trail about a piece of evidence.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Past {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor_name: String,
    /// What happened.
    pub action: String,
    /// The particulars, as JSON text.
    pub detail: String,
}

/// Somebody who may own evidence.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Holder {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
}
