//! Items of the POA&M: what they are and what may be done with them.

mod clock;
mod closing;
mod event;
mod milestone;
mod plan;
mod proof;
pub mod register;
#[cfg(test)]
pub mod specimen;

pub use clock::Clock;
pub use closing::{Validated, submittable};
pub use event::Event;
pub use milestone::{Milestone, MilestoneId, MilestoneTask, NewMilestone, Way, moved};
pub use plan::{Limits, Plan, cost};
pub use proof::{Offer, Proof};

use crate::access::Owners;
use crate::assessments::AssessmentId;
use crate::kernel::{
    Error, Result,
    env::{Day, Timestamp},
    id::UserId,
    text::Paragraph,
};
use serde::Serialize;

id!(
    /// One item of the POA&M.
    PoamId
);

/// How far an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is worked on.
    Open,
    /// Somebody says it is done; a second person has to look.
    Submitted,
    /// A second person agreed.
    Closed,
    /// It was entered by mistake. Kept, because the trail names it.
    Withdrawn,
}

impl State {
    /// All of them, in the order they are gone through.
    pub const ALL: [Self; 4] = [Self::Open, Self::Submitted, Self::Closed, Self::Withdrawn];

    /// The word in forms, addresses and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Submitted => "submitted",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Whether the requirement stands on the POA&M by it.
    pub fn counts(self) -> bool {
        matches!(self, Self::Open | Self::Submitted)
    }
}

/// One weakness, and how it is brought to an end.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Poam {
    /// Its id.
    pub id: PoamId,
    /// The assessment that found it.
    pub assessment_id: AssessmentId,
    /// The requirement that is NOT MET by it.
    pub requirement: String,
    /// What is wrong.
    pub weakness: Paragraph,
    /// Why it came to that.
    pub root_cause: Paragraph,
    /// What is needed for it: people, products, time.
    pub resources: Paragraph,
    /// What that costs, in whole US dollars.
    pub cost_usd: Option<i64>,
    /// Who brings it to an end.
    pub responsible_id: Option<UserId>,
    /// That person's name.
    pub responsible: Option<String>,
    /// The day it is to be done by.
    pub due_on: Day,
    /// How far it is.
    pub state: State,
    /// What was said when its closure was submitted.
    pub closure: Paragraph,
    /// Who submitted it.
    pub submitted_by: Option<UserId>,
    /// That person's name.
    pub submitted_name: Option<String>,
    /// When.
    pub submitted_at: Option<Timestamp>,
    /// Who validated it: never the one who submitted it.
    pub closed_by: Option<UserId>,
    /// That person's name.
    pub closed_name: Option<String>,
    /// When.
    pub closed_at: Option<Timestamp>,
    /// How often it was changed.
    pub version: i64,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Poam {
    /// Fails with words unless it can be changed: only an open item can.
    pub fn changeable(&self) -> Result<()> {
        let why = match self.state {
            State::Open => return Ok(()),
            State::Submitted => {
                "This item waits for a second person to validate its closure. They can send it back; then it can \
                 be changed again."
            }
            State::Closed => "This item is closed. A compliance lead can reopen it with a reason.",
            State::Withdrawn => "This item was withdrawn. Enter a new one if the requirement is NOT MET.",
        };
        Err(Error::Conflict(why.into()))
    }

    /// The same with its closure submitted.
    #[must_use]
    pub fn submitted(self, closure: Paragraph, by: UserId, at: Timestamp) -> Self {
        let (version, state) = (self.version + 1, State::Submitted);
        Self {
            closure,
            submitted_by: Some(by),
            submitted_at: Some(at),
            state,
            version,
            updated_at: at,
            ..self
        }
    }

    /// Fails with words unless it can be sent back or reopened.
    pub fn reopenable(&self) -> Result<()> {
        match self.state {
            State::Submitted | State::Closed => Ok(()),
            State::Open => Err(Error::Conflict("This item is open already.".into())),
            State::Withdrawn => self.changeable(),
        }
    }

    /// Whether it should be done by now and is not.
    pub fn is_overdue(&self, today: Day) -> bool {
        self.state.counts() && self.due_on < today
    }

    /// What a form can say about it.
    pub fn plan(&self) -> Plan {
        Plan {
            weakness: self.weakness.clone(),
            root_cause: self.root_cause.clone(),
            resources: self.resources.clone(),
            cost_usd: self.cost_usd,
            responsible: self.responsible_id,
            due_on: self.due_on,
        }
    }

    /// The same with another plan.
    #[must_use]
    pub fn planned(self, plan: Plan, at: Timestamp) -> Self {
        let Plan { weakness, root_cause, resources, cost_usd, responsible, due_on } = plan;
        let version = self.version + 1;
        Self {
            weakness,
            root_cause,
            resources,
            cost_usd,
            responsible_id: responsible,
            due_on,
            version,
            updated_at: at,
            ..self
        }
    }
}

impl Owners for Poam {
    const NOT_YOURS: &'static str = "You can read this item of the POA&M but not change it: somebody else is \
         responsible for it. They or a compliance lead can.";
    const NOBODYS: &'static str = "You can read this item of the POA&M but not change it: nobody is responsible for \
         it. A compliance lead can make you that.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.responsible_id]
    }
}

/// A requirement for which somebody wants to enter an item: its owner may.
pub struct Entering {
    /// Who answers for the requirement.
    pub owner: Option<UserId>,
}

impl Owners for Entering {
    const NOT_YOURS: &'static str = "Only the owner of a requirement and the compliance lead put it on the POA&M. \
         Ask the compliance lead to make you its owner.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.owner]
    }
}
