//! What the configuration decides about signing in.

use super::{model::Life, password::Hashing, providers::Providers};
use crate::kernel::seal::Keyring;

/// How long sessions last and what a password costs. On every request.
#[derive(Clone)]
pub struct Settings {
    /// No session lasts longer, whatever an organisation allows.
    pub life: Life,
    /// What makes and checks hashes of passwords.
    pub hashing: Hashing,
    /// What seals the secrets of second steps and of providers.
    pub keyring: Keyring,
    /// What talks to providers of identities.
    pub providers: Providers,
}
