//! What evidence is, and what may be done to it.

mod details;
mod event;
mod forecast;
mod frozen;
mod kind;
mod linked;
mod list;
mod review;
mod tags;
mod validity;
mod version;

pub use details::{Adding, Details, Reference, check_days};
pub use event::Event;
pub use forecast::{Fading, Forecast, Unproved};
pub use frozen::{ARTIFACTS_LOG, Fixed, Frozen, LOG_HASH, artifacts_log, log_hash};
pub use kind::{Kind, State};
pub use linked::{Candidate, Cited, Coverage, Linked, Offer, Target, completed};
pub use list::{Cursor, Filter, List, Listed, Sort};
pub use review::{Change, HandedBack, Standing, Verdict, Why};
pub use tags::Tags;
pub use validity::{Validity, days};
pub use version::{Terms, Version};

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
    /// Where it is kept, if it is not kept here.
    pub place: Paragraph,
    /// Words to find it by.
    pub tags: Tags,
    /// What was decided about it.
    pub review: Verdict,
    /// Why it was returned.
    pub review_reason: Paragraph,
    /// Who decided.
    pub reviewed_by: Option<UserId>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
    /// The first version of its series, unless it is that itself.
    pub first_id: Option<EvidenceId>,
    /// Its number in the series, from 1.
    pub number: i64,
    /// The version after it.
    pub replaced_by: Option<EvidenceId>,
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

    /// Where it stands on `today`.
    pub fn standing(&self, today: Day) -> Standing {
        Standing::of(self.state, self.review, self.is_stale(today), self.replaced_by.is_some())
    }

    /// With other details, over the version that was seen. What an assessor was shown stays as it was: evidence
    /// of a completed assessment only changes hands, and lasts longer or shorter. What says something else than
    /// before waits for a decision again.
    pub fn changed(&self, details: Details, seen: i64, is_frozen: bool) -> Result<Self> {
        if seen != self.version {
            return Err(Error::Conflict("Somebody else changed this evidence meanwhile.".into()));
        }
        if self.replaced_by.is_some() {
            return Err(replaced());
        }
        let after = Self {
            title: details.title,
            description: details.description,
            kind: details.kind,
            state: details.state,
            captured_on: details.captured_on,
            valid_until: details.valid_until,
            owner_id: details.owner_id,
            tags: details.tags,
            version: seen + 1,
            ..self.clone()
        };
        let shown = |it: &Self| (it.title.clone(), it.description.clone(), it.kind, it.state, it.captured_on);
        let is_same = shown(self) == shown(&after);
        match (is_frozen, is_same && self.valid_until == after.valid_until) {
            (true, _) if !is_same => Err(kept_as_it_was()),
            (false, false) => Ok(after.undecided()),
            _ => Ok(after),
        }
    }

    /// As if nobody had decided about it.
    fn undecided(self) -> Self {
        Self {
            review: Verdict::Submitted,
            review_reason: Paragraph::default(),
            reviewed_by: None,
            reviewed_at: None,
            ..self
        }
    }
}

/// What to say when an old version is to be changed.
pub fn replaced() -> Error {
    Error::Conflict(
        "There is a newer version of this evidence, so this one stays as it is. Change the newer one.".into(),
    )
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
    /// Who decided about it.
    pub reviewed_by_name: Option<String>,
    /// Whether a completed assessment stands on it, or the closure of a POA&M item.
    pub is_frozen: bool,
    /// The last day on which the law wants it kept, because a CMMC status rests on it.
    pub kept_until: Option<Day>,
}

impl Item {
    /// Why it cannot be removed, and until when.
    pub fn kept(&self, today: Day) -> Option<String> {
        match (self.kept_until.filter(|last| today <= *last), self.is_frozen) {
            (Some(last), _) => Some(format!(
                "It was evidence when a completed assessment gave a CMMC status, or when a POA&M item of one was \
                 closed, so it is kept until {last} (32 CFR 170.15 to 170.18). Where something better is at hand, add \
                 a new version: this one stays, and no open assessment uses it any more."
            )),
            (None, true) => Some(
                "It is evidence of a completed assessment, or of a POA&M item whose closure was submitted, so it is \
                 kept. A compliance lead can reopen that with a reason; then it can be removed."
                    .into(),
            ),
            (None, false) => None,
        }
    }
}

/// One piece of evidence, when it was changed last, and whether it has to stay as it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Dated {
    /// The evidence.
    #[sqlx(flatten)]
    pub evidence: Evidence,
    /// When.
    pub updated_at: Timestamp,
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

impl Use {
    /// The objective.
    pub fn target(&self) -> Target<'_> {
        Target { assessment: self.assessment_id, requirement: &self.requirement, objective: &self.objective }
    }
}

impl std::fmt::Display for Use {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, {}", self.assessment, self.target())
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

/// Somebody who owns evidence.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Holder {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
}
