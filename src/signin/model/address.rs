//! The change of somebody's address.

use crate::kernel::{env::Timestamp, id::UserId, text::Email};
use uuid::Uuid;

/// A change that waits, or was made a while ago.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AddressChange {
    /// Its id.
    pub id: Uuid,
    /// Whose address.
    pub user_id: UserId,
    /// As it was.
    pub before_email: Email,
    /// As it is wanted.
    pub after_email: Email,
    /// When the new one was taken into use.
    pub confirmed_at: Option<Timestamp>,
}
