//! What a request for evidence is, and what may become of it.

mod days;
mod event;
mod list;
mod objectives;
mod shown;
mod wish;

use days::is_due_again;
pub use days::{AHEAD_DAYS, check_due, link_until, renewal_due};
pub use event::Event;
pub use list::{Cursor, Filter, Listed, View};
pub use objectives::{Objective, typed as typed_objectives, unknown as unknown_objective};
pub use shown::{Assessment, Due, Former, Item, Link};
pub use wish::{MONTHS_MAX, Whom, Wish, months};

use crate::access::Owners;
use crate::evidence::{EvidenceId, Kind};
use crate::kernel::{
    Error, Result,
    env::{Day, Timestamp},
    id::UserId,
    text::{Line, Paragraph},
};
use serde::Serialize;
use uuid::Uuid;

id!(
    /// A request for evidence.
    RequestId
);

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Somebody was asked.
    Open,
    /// Something came, and waits for a decision.
    Submitted,
    /// It is good.
    Accepted,
    /// It is to be made better, so the request is open again.
    Returned,
    /// Nobody wants it any more.
    Withdrawn,
}

impl State {
    /// Whether it waits for a decision.
    pub fn is_waiting(self) -> bool {
        self == Self::Submitted
    }

    /// Whether something is to be brought.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Returned)
    }
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Request {
    /// Its id.
    pub id: RequestId,
    /// What is asked for, in a line.
    pub title: Line,
    /// The particulars.
    pub wanted: Paragraph,
    /// What sort of proof it is to be.
    pub kind: Kind,
    /// The day it is to be there.
    pub due_on: Day,
    /// The member who is to bring it.
    pub person_id: Option<UserId>,
    /// Or the name of somebody outside.
    pub outsider_name: String,
    /// And their address.
    pub outsider_email: String,
    /// A word to whoever is asked.
    pub note: Paragraph,
    /// The assessment whose objectives it is for.
    pub assessment_id: Option<Uuid>,
    /// After so many months the next one is made.
    pub repeat_months: Option<i64>,
    /// The day on which that is.
    pub renew_on: Option<Day>,
    /// The evidence whose next version it is to be.
    pub renews_id: Option<EvidenceId>,
    /// The request that it came after.
    pub after_id: Option<RequestId>,
    /// What came in.
    pub evidence_id: Option<EvidenceId>,
    /// How far it is.
    pub state: State,
    /// When something came in.
    pub submitted_at: Option<Timestamp>,
    /// When it was decided about.
    pub decided_at: Option<Timestamp>,
    /// Until when the upload link works.
    pub link_until: Option<Timestamp>,
    /// When it was used.
    pub link_used_at: Option<Timestamp>,
    /// Who asks.
    pub created_by: UserId,
    /// Counts the changes.
    pub version: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// Whoever is asked.
impl Owners for Request {
    const NOT_YOURS: &'static str =
        "Somebody else was asked for this. They or a compliance lead can bring it.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.person_id]
    }
}

impl Request {
    /// A new one.
    pub fn new(id: RequestId, wish: Wish, by: UserId, at: Timestamp) -> Self {
        let (person_id, outsider_name, outsider_email) = match wish.whom {
            Whom::Member(user) => (Some(user), String::new(), String::new()),
            Whom::Outside(name, email) => (None, name.to_string(), email.to_string()),
        };
        Self {
            id,
            title: wish.title,
            wanted: wish.wanted,
            kind: wish.kind,
            due_on: wish.due_on,
            person_id,
            outsider_name,
            outsider_email,
            note: wish.note,
            assessment_id: wish.assessment_id,
            repeat_months: wish.repeat_months,
            renew_on: None,
            renews_id: wish.renews_id,
            after_id: None,
            evidence_id: None,
            state: State::Open,
            submitted_at: None,
            decided_at: None,
            link_until: None,
            link_used_at: None,
            created_by: by,
            version: 1,
            created_at: at,
        }
    }

    /// Whether somebody outside is asked.
    pub fn is_outside(&self) -> bool {
        self.person_id.is_none()
    }

    fn changing(self, seen: i64) -> Result<Self> {
        if seen != self.version {
            let text = "Somebody else changed this request meanwhile. Look at it again, then decide.";
            return Err(Error::Conflict(text.into()));
        }
        if !self.state.is_open() {
            return Err(closed());
        }
        Ok(Self { version: self.version + 1, ..self })
    }

    /// To be there on another day; an upload link lasts accordingly.
    pub fn due(self, due_on: Day, seen: i64, now: Timestamp) -> Result<Self> {
        let link_until = self.link_until.map(|_| link_until(due_on, now));
        Ok(Self { due_on, link_until, ..self.changing(seen)? })
    }

    /// With a new upload link.
    pub fn linked(self, seen: i64, now: Timestamp) -> Result<Self> {
        if !self.is_outside() {
            return Err(Error::Conflict("Who is asked is a member and needs no link.".into()));
        }
        let link_until = Some(link_until(self.due_on, now));
        Ok(Self { link_until, link_used_at: None, ..self.changing(seen)? })
    }

    /// Wanted no more.
    pub fn withdrawn(self, seen: i64) -> Result<Self> {
        Ok(Self { state: State::Withdrawn, ..self.changing(seen)? })
    }

    /// Something came in; `by_link` uses that up.
    pub fn submitted(self, at: Timestamp, by_link: bool) -> Result<Self> {
        let link_used_at = if by_link { Some(at) } else { self.link_used_at };
        let seen = self.version;
        Ok(Self { state: State::Submitted, submitted_at: Some(at), link_used_at, ..self.changing(seen)? })
    }
}

/// What to say when there is nothing to bring.
pub fn closed() -> Error {
    Error::Conflict(
        "This request is not open: something was brought already, or it was withdrawn. Look at it again."
            .into(),
    )
}

#[cfg(test)]
mod tests;
