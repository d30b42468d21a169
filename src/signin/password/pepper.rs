//! Secret keys that a password goes through before it is hashed (HMAC-SHA-256), so that whoever has the database
//! alone cannot even try passwords. They are kept sealed: the key that opens them is outside the database. A new
//! one takes over at each person's next sign-in; the hash says which one it was made with.

use super::Password;
use crate::kernel::secret::Secret;
use aws_lc_rs::hmac;
use std::collections::BTreeMap;

/// The peppers of this installation by their number. The newest is used.
#[derive(Clone, Default)]
pub struct Peppers(BTreeMap<i64, hmac::Key>);

impl Peppers {
    /// The peppers with these numbers.
    pub fn new(found: impl IntoIterator<Item = (i64, Secret<Vec<u8>>)>) -> Self {
        let key = |secret: Secret<Vec<u8>>| hmac::Key::new(hmac::HMAC_SHA256, secret.expose());
        Self(found.into_iter().map(|(id, secret)| (id, key(secret))).collect())
    }

    /// The number of the newest, if there is one.
    pub fn newest(&self) -> Option<i64> {
        self.0.last_key_value().map(|(id, _)| *id)
    }

    /// Whether there is one with this number.
    pub fn has(&self, id: i64) -> bool {
        self.0.contains_key(&id)
    }

    /// What is hashed for `password`. None where that pepper is not here.
    pub(super) fn applied(&self, id: Option<i64>, password: &Password) -> Option<Vec<u8>> {
        let text = password.text.as_bytes();
        match id {
            None => Some(text.to_vec()),
            Some(id) => Some(hmac::sign(self.0.get(&id)?, text).as_ref().to_vec()),
        }
    }
}
