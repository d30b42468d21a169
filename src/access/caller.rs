//! Who calls, what they proved when they came in, and how long ago.

use crate::kernel::{
    Error,
    db::Db,
    env::Timestamp,
    id::{OrgId, UserId},
};
use chrono::TimeDelta;
use poem::{FromRequest, Request, RequestBody};
use uuid::Uuid;

crate::id!(
    /// A provider of identities, such as a company's own sign-in page.
    ProviderId
);

/// How much a person proved when they signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::Type, serde::Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// One factor.
    One,
    /// One factor and a code by mail, which is less than a second factor (NIST SP 800-63B-4, 3.1.3.1).
    Mail,
    /// Two factors, or one that is two in itself.
    Two,
}

impl Strength {
    /// The word in the trail.
    pub fn word(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Mail => "mail",
            Self::Two => "two",
        }
    }
}

/// The person who sent the request, as far as their session tells. Put there by `signin::identify`.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub user: UserId,
    /// Their name, for the page and the trail.
    pub name: String,
    /// Their address, for the page.
    pub email: String,
    /// The session's id.
    pub session: Uuid,
    /// When the session began.
    pub signed_in_at: Timestamp,
    /// After so long without use it is over.
    pub idle: TimeDelta,
    /// When that is, if it is not used again.
    pub idle_at: Timestamp,
    /// When it is over in any case.
    pub ends_at: Timestamp,
    /// How it began: a word of `signin::Way`.
    pub way: String,
    /// How much they proved.
    pub strength: Strength,
    /// Whether the second step was skipped because the device is remembered.
    pub is_remembered: bool,
    /// When they last used a factor.
    pub factor_at: Timestamp,
    /// The device, if it is known.
    pub device: Option<Uuid>,
    /// The provider that vouched for them.
    pub provider: Option<ProviderId>,
    /// The only organisation that this session opens: the one whose provider vouched.
    pub only: Option<OrgId>,
    /// Whether that provider is all that the account has: no factor of its own, and no other organisation.
    pub is_all_there_is: bool,
    /// Light, dark or the system's.
    pub theme: String,
    /// How close rows stand.
    pub density: String,
    /// Whether single-letter shortcuts are on.
    pub has_keys: bool,
    /// Their own keys, where they differ from the usual ones.
    pub keymap: String,
}

impl<'a> FromRequest<'a> for Caller {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = super::Visit::from_request(req, body).await?;
        Ok(visit.caller().ok_or(Error::Unauthenticated)?.clone())
    }
}

/// How long a factor counts as just used.
pub const FRESH_FOR: TimeDelta = TimeDelta::minutes(10);

/// Proof that the caller used a factor a moment ago. Sensitive acts take it as an argument, after their
/// `Access`; `ConfirmFirst` where it is too long ago.
#[derive(Clone, Copy, Debug)]
pub struct Fresh(());

impl<'a> FromRequest<'a> for Fresh {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let caller = Caller::from_request(req, body).await?;
        let now = req.data::<Db>().expect("app() provides the database").env().now();
        // Whoever runs one organisation's provider must not get at an account that is used in others, too.
        // An account that has nothing besides is that organisation's anyway, and may get a factor of its own.
        let is_own = caller.only.is_none() || caller.is_all_there_is || req.raw_path_param("org").is_some();
        if is_own && now < caller.factor_at + FRESH_FOR {
            return Ok(Self(()));
        }
        Err(Error::ConfirmFirst.into())
    }
}
