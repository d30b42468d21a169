//! One message carried over a redirect, in a signed cookie that is read once: no write for a page view.

use super::{cookies, shell::Shell};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use poem::{Request, http::HeaderValue};
use serde::{Deserialize, Serialize};

/// What to tell on the next page.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flash {
    /// `ok`, `info` or `bad`.
    pub kind: String,
    /// The sentence.
    pub text: String,
    /// Where a POST takes the change back.
    pub undo: Option<String>,
}

impl Flash {
    /// Something was done.
    pub fn ok(text: impl Into<String>) -> Self {
        Self { kind: "ok".into(), text: text.into(), undo: None }
    }
    /// Nothing was to be done.
    pub fn info(text: impl Into<String>) -> Self {
        Self { kind: "info".into(), text: text.into(), undo: None }
    }
    /// Something was not done.
    pub fn bad(text: impl Into<String>) -> Self {
        Self { kind: "bad".into(), text: text.into(), undo: None }
    }
    /// The same, with a way back.
    #[must_use]
    pub fn with_undo(self, address: Option<String>) -> Self {
        Self { undo: address, ..self }
    }

    /// The cookie that carries it.
    pub fn cookie(&self, shell: &Shell) -> HeaderValue {
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default());
        let value = format!("{}.{body}", shell.mac.tag("flash", &body));
        cookies::set(shell.is_secure, "flash", &value, Some(60))
    }

    /// Reads what the request carries, if we signed it.
    pub fn read(req: &Request, shell: &Shell) -> Option<Self> {
        let (tag, body) = cookies::read(req, shell.is_secure, "flash")?.split_once('.')?;
        if !shell.mac.verifies("flash", body, tag) {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
    }

    /// The cookie that removes it.
    pub fn gone(shell: &Shell) -> HeaderValue {
        cookies::set(shell.is_secure, "flash", "", Some(0))
    }
}
