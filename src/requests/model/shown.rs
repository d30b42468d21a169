//! What the pages of requests show beside them, and what is found behind a link.

use super::{Request, RequestId, State, is_due_again};
use crate::access::Giver;
use crate::evidence::{EvidenceId, Kind};
use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
    text::Paragraph,
};
use serde::Serialize;
use uuid::Uuid;

/// A request with the names that its page shows.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Item {
    /// The request.
    #[sqlx(flatten)]
    #[serde(flatten)]
    pub request: Request,
    /// The member who is asked.
    pub person_name: Option<String>,
    /// Who asks.
    pub creator_name: String,
    /// The title of the assessment.
    pub assessment: Option<String>,
    /// The title of what came in.
    pub evidence_title: Option<String>,
    /// Why it was returned.
    pub reason: Option<Paragraph>,
    /// Who returned it.
    pub reviewer_name: Option<String>,
    /// The title of what it renews.
    pub renews_title: Option<String>,
    /// The request that came after it.
    pub next_id: Option<RequestId>,
}

impl Item {
    /// Why it is open again, where it is.
    pub fn reason(&self) -> &str {
        let is_returned = self.request.state == State::Returned;
        self.reason.as_ref().filter(|_| is_returned).map_or("", Paragraph::as_str)
    }
}

/// An open assessment.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Assessment {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
}

/// Evidence that is to be asked for anew, and the last request for it, where there was one.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Former {
    /// The evidence.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// What sort of proof it is.
    pub kind: Kind,
    /// Its last day.
    pub valid_until: Option<Day>,
    /// Who keeps it up to date.
    pub owner_id: Option<UserId>,
    /// What was asked for.
    pub wanted: Option<String>,
    /// Who was asked.
    pub person_id: Option<UserId>,
    /// Or who outside.
    pub outsider_name: Option<String>,
    /// And where.
    pub outsider_email: Option<String>,
    /// After how many months it comes again.
    pub repeat_months: Option<i64>,
}

/// A request whose next one is to be made.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Due {
    /// The request.
    #[sqlx(flatten)]
    pub request: Request,
    /// The last day of what came in.
    pub valid_until: Option<Day>,
    /// Whether who was asked is still here.
    pub is_member: bool,
}

impl Due {
    /// Whether it is to be made `today`.
    pub fn is_due(&self, today: Day) -> bool {
        let it = &self.request;
        let decided_on = it.decided_at.unwrap_or(it.created_at).date_naive();
        is_due_again(it.renew_on, self.valid_until, decided_on, today)
    }
}

/// What an upload link leads to.
pub enum Link {
    /// The request is open, and this is who may answer it.
    Open(Box<Item>, Giver),
    /// It was used, then.
    Used(Box<Item>, Timestamp),
    /// Somebody else brought it.
    Done(Box<Item>),
    /// Its time is over.
    Over(Box<Item>),
    /// Nobody was given it, or it was withdrawn.
    Unknown,
}
