//! SHA-256 (FIPS 180-4) and HMAC-SHA-256 (FIPS 198-1), as values.

use aws_lc_rs::{digest, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, Serializer};
use sqlx::{Decode, Encode, Type};

/// A SHA-256 digest. Shown as 64 hexadecimal digits, stored as 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl Sha256 {
    /// The digest of `bytes`.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        let mut hasher = Hasher::new();
        hasher.update(bytes.as_ref());
        hasher.finish()
    }
    /// Reads 64 hexadecimal digits.
    pub fn parse(hex: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(hex, &mut bytes).ok().map(|()| Self(bytes))
    }
    /// The digest's bytes, to bind to a statement.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl std::fmt::Display for Sha256 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<DB: sqlx::Database> Type<DB> for Sha256
where
    Vec<u8>: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        Vec::<u8>::type_info()
    }
    fn compatible(ty: &DB::TypeInfo) -> bool {
        Vec::<u8>::compatible(ty)
    }
}

impl<'q, DB: sqlx::Database> Encode<'q, DB> for Sha256
where
    Vec<u8>: Encode<'q, DB>,
{
    fn encode_by_ref(
        &self,
        buf: &mut DB::ArgumentBuffer,
    ) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
        self.0.to_vec().encode(buf)
    }
}

impl<'r, DB: sqlx::Database> Decode<'r, DB> for Sha256
where
    &'r [u8]: Decode<'r, DB>,
{
    fn decode(value: DB::ValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
        Ok(Self(<&'r [u8]>::decode(value)?.try_into()?))
    }
}

/// Digests bytes as they come.
pub struct Hasher(digest::Context);

impl Hasher {
    /// Nothing digested yet.
    pub fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }
    /// Takes more bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    /// The digest of all of them.
    pub fn finish(self) -> Sha256 {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(self.0.finish().as_ref());
        Sha256(bytes)
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

/// A key for tags that only this installation can make: CSRF tokens, signed cookies.
#[derive(Clone)]
pub struct MacKey(std::sync::Arc<hmac::Key>);

impl MacKey {
    /// A key from secret bytes.
    pub fn new(secret: &[u8]) -> Self {
        Self(std::sync::Arc::new(hmac::Key::new(hmac::HMAC_SHA256, secret)))
    }
    /// The tag of `message` for one `purpose`, in hexadecimal digits.
    pub fn tag(&self, purpose: &str, message: &str) -> String {
        hex::encode(hmac::sign(&self.0, format!("{purpose}\0{message}").as_bytes()))
    }
    /// The same for links, as long as a token that is drawn.
    pub fn token(&self, purpose: &str, message: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, format!("{purpose}\0{message}").as_bytes()))
    }
    /// Whether `tag` is that of `message`; takes the same time whatever differs.
    pub fn verifies(&self, purpose: &str, message: &str, tag: &str) -> bool {
        let Ok(tag) = hex::decode(tag) else { return false };
        hmac::verify(&self.0, format!("{purpose}\0{message}").as_bytes(), &tag).is_ok()
    }
}
