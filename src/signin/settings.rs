//! What the configuration decides about signing in.

use super::{model::Life, passkeys::Passkeys, password::Hashing, providers::Providers};
use crate::kernel::seal::Keyring;
use crate::web::limits::Limits;

/// How long sessions last and what a password costs. On every request.
#[derive(Clone)]
pub struct Settings {
    /// No session lasts longer, whatever an organisation allows.
    pub life: Life,
    /// Whether anybody may begin an organisation here; otherwise people come by invitation alone.
    pub is_open_to_all: bool,
    /// What makes and checks hashes of passwords.
    pub hashing: Hashing,
    /// What seals the secrets of second steps and of providers.
    pub keyring: Keyring,
    /// What talks to providers of identities.
    pub providers: Providers,
    /// What makes and checks passkeys.
    pub passkeys: Passkeys,
    /// How often somebody at the sign-in page may be asked for one. The browser wants to be asked before anybody
    /// decides how to sign in, so this is not counted among the tries.
    pub questions: Limits,
}
