//! What the configuration decides about signing in.

use super::{password::Hashing, providers::Providers};
use crate::kernel::seal::Keyring;
use chrono::TimeDelta;

/// How long sessions last and what a password costs. On every request.
#[derive(Clone)]
pub struct Settings {
    /// A session unused for this long is over.
    pub idle: TimeDelta,
    /// A session older than this is over.
    pub absolute: TimeDelta,
    /// What makes and checks hashes of passwords.
    pub hashing: Hashing,
    /// What seals the secrets of second steps and of providers.
    pub keyring: Keyring,
    /// What talks to providers of identities.
    pub providers: Providers,
}
