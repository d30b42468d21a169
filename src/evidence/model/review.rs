//! What is decided about evidence: accepted, or returned with a reason; and what one change of many does.

use super::{Evidence, EvidenceId, State, Tags};
use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
    text::Paragraph,
};
use serde::Serialize;

/// What was decided about a piece of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing yet.
    Submitted,
    /// It is good.
    Accepted,
    /// It is to be made better; the reason says how.
    Returned,
}

/// Where a piece of evidence stands, worked out from what is known about it and the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Still being worked on.
    Draft,
    /// Waits to be accepted.
    Submitted,
    /// It is good.
    Accepted,
    /// It is to be made better.
    Returned,
    /// Its day has passed.
    Stale,
    /// There is a newer version.
    Superseded,
}

impl Standing {
    /// The word in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
            Self::Returned => "returned",
            Self::Stale => "stale",
            Self::Superseded => "superseded",
        }
    }

    /// The weightiest of what can be said about it.
    pub fn of(state: State, review: Verdict, is_stale: bool, is_replaced: bool) -> Self {
        match (is_replaced, is_stale, review, state) {
            (true, ..) => Self::Superseded,
            (false, true, ..) => Self::Stale,
            (false, false, Verdict::Returned, _) => Self::Returned,
            (false, false, _, State::Draft) => Self::Draft,
            (false, false, Verdict::Accepted, State::Final) => Self::Accepted,
            (false, false, Verdict::Submitted, State::Final) => Self::Submitted,
        }
    }
}

/// What is to become of a piece of evidence, or of many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is good.
    Accept,
    /// It is to be made better, and how.
    Return(Paragraph),
    /// Somebody else keeps it up to date, or nobody.
    Owner(Option<UserId>),
    /// It can be found by more words.
    Tag(Tags),
}

/// A piece that is returned, and whose it is to make it better.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct HandedBack {
    /// Its id.
    pub id: EvidenceId,
    /// What people call it.
    pub title: String,
    /// Why.
    pub review_reason: Paragraph,
    /// Who returned it.
    pub reviewer: Option<String>,
    /// When.
    pub reviewed_at: Option<Timestamp>,
}

/// Why a piece stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Nobody accepts or returns a draft.
    Draft,
    /// Its day has passed: it is not accepted any more.
    Stale,
    /// A completed assessment stands on it.
    Frozen,
    /// There is a newer version.
    Superseded,
    /// It is like that already.
    Same,
    /// It belongs to somebody else.
    NotYours,
    /// It would have too many tags.
    TooManyTags,
}

impl Why {
    /// What to say about one piece.
    pub fn text(self) -> &'static str {
        match self {
            Self::Draft => {
                "It is still a draft. Once it is in its final form it can be accepted or returned."
            }
            Self::Stale => "Its day has passed, so it is not accepted any more. Capture it again.",
            Self::Frozen => {
                "A completed assessment or the closure of a POA&M item stands on it, so it stays as it is."
            }
            Self::Superseded => "There is a newer version. Decide about that one.",
            Self::Same => "It is like that already.",
            Self::NotYours => "It belongs to somebody else.",
            Self::TooManyTags => "It would have more than 20 tags. Take some away first.",
        }
    }
}

impl Change {
    /// Whether it decides, which is for compliance leads.
    pub fn is_verdict(&self) -> bool {
        matches!(self, Self::Accept | Self::Return(_))
    }

    /// The piece as it would be, or why it stays as it is.
    pub fn of(
        &self,
        it: &Evidence,
        is_frozen: bool,
        (by, now): (UserId, Timestamp),
        today: Day,
    ) -> Result<Evidence, Why> {
        if it.replaced_by.is_some() {
            return Err(Why::Superseded);
        }
        if is_frozen && !matches!(self, Self::Owner(_)) {
            return Err(Why::Frozen);
        }
        if self.is_verdict() && it.state == State::Draft {
            return Err(Why::Draft);
        }
        let decided = |review, reason: &Paragraph| Evidence {
            review,
            review_reason: reason.clone(),
            reviewed_by: Some(by),
            reviewed_at: Some(now),
            ..it.clone()
        };
        let after = match self {
            Self::Accept if it.is_stale(today) => return Err(Why::Stale),
            Self::Accept if it.review == Verdict::Accepted => return Err(Why::Same),
            Self::Accept => decided(Verdict::Accepted, &Paragraph::default()),
            Self::Return(reason) if it.review == Verdict::Returned && it.review_reason == *reason => {
                return Err(Why::Same);
            }
            Self::Return(reason) => decided(Verdict::Returned, reason),
            Self::Owner(owner) if it.owner_id == *owner => return Err(Why::Same),
            Self::Owner(owner) => Evidence { owner_id: *owner, ..it.clone() },
            Self::Tag(more) => match it.tags.with(more) {
                Err(_) => return Err(Why::TooManyTags),
                Ok(tags) if tags == it.tags => return Err(Why::Same),
                Ok(tags) => Evidence { tags, ..it.clone() },
            },
        };
        Ok(Evidence { version: it.version + 1, ..after })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weightiest_state_is_told() {
        let of = |state, review, is_stale, is_replaced| Standing::of(state, review, is_stale, is_replaced);

        assert_eq!(of(State::Draft, Verdict::Submitted, false, false), Standing::Draft);
        assert_eq!(of(State::Final, Verdict::Submitted, false, false), Standing::Submitted);
        assert_eq!(of(State::Final, Verdict::Accepted, false, false), Standing::Accepted);
        assert_eq!(of(State::Final, Verdict::Returned, false, false), Standing::Returned);
        assert_eq!(of(State::Final, Verdict::Accepted, true, false), Standing::Stale);
        assert_eq!(of(State::Final, Verdict::Accepted, true, true), Standing::Superseded);
    }
}
