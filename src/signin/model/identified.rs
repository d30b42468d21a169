//! Who sends a request, and where in an organisation.

use super::Session;
use crate::access::PlaceFound;

/// What is found by the cookie of a request and its address.
#[derive(Clone, sqlx::FromRow)]
pub struct Identified {
    /// The session.
    #[sqlx(flatten)]
    pub session: Session,
    /// The person's place in the organisation of the address.
    #[sqlx(flatten)]
    pub place: PlaceFound,
}
