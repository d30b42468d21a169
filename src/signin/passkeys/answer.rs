//! What a browser sent back, as the page's script wrote it down.

use super::Refusal;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

/// Nothing that a browser has to say about a passkey is longer.
const BYTES_MAX: usize = 64 * 1024;

/// The answer of a browser that was asked for a passkey.
pub struct Answer(Value);

impl Answer {
    /// Reads it.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        if text.is_empty() {
            return Err(Refusal::NoScript);
        }
        let read = (text.len() <= BYTES_MAX).then(|| serde_json::from_str(text).ok()).flatten();
        read.map(Self).ok_or(Refusal::Unreadable)
    }

    /// The id of the passkey that it is about.
    pub fn credential_id(&self) -> Option<Vec<u8>> {
        URL_SAFE_NO_PAD.decode(self.0.get("rawId")?.as_str()?).ok()
    }

    /// The person whom the device takes the passkey's owner for.
    pub fn owner(&self) -> Option<uuid::Uuid> {
        let handle = self.0.get("response")?.get("userHandle")?.as_str()?;
        uuid::Uuid::from_slice(&URL_SAFE_NO_PAD.decode(handle).ok()?).ok()
    }

    pub(super) fn as_new(&self) -> Result<RegisterPublicKeyCredential, Refusal> {
        RegisterPublicKeyCredential::deserialize(&self.0).map_err(|_| Refusal::Unreadable)
    }

    pub(super) fn as_used(&self) -> Result<PublicKeyCredential, Refusal> {
        PublicKeyCredential::deserialize(&self.0).map_err(|_| Refusal::Unreadable)
    }
}
