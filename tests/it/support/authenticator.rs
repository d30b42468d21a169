//! A device that keeps passkeys, without a browser: it does what a page's script and an authenticator do together
//! (WebAuthn level 3), rightly or, where a test wants it, wrongly.

use aws_lc_rs::{
    digest::{SHA256, digest},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// The device and its owner's habits.
pub struct Authenticator {
    /// The page that it thinks it is asked from.
    pub origin: String,
    /// The name that it binds its keys to, if it is not the one it is told.
    pub site: Option<String>,
    /// Whether it checks that it is its owner.
    pub verifies: bool,
    /// Whether its keys are copied to other devices.
    pub is_synced: bool,
    /// The person it says its keys are for, if it lies.
    pub claims: Option<Vec<u8>>,
    pub keys: Vec<SoftKey>,
}

/// One passkey.
pub struct SoftKey {
    pub id: Vec<u8>,
    pub owner: Vec<u8>,
    pub count: u32,
    pair: EcdsaKeyPair,
}

impl Default for Authenticator {
    fn default() -> Self {
        let origin = "http://localhost:8080".to_owned();
        Self { origin, site: None, verifies: true, is_synced: false, claims: None, keys: Vec::new() }
    }
}

pub fn letters(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(letters: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(letters.as_str().unwrap()).unwrap()
}

impl Authenticator {
    /// Another that has the same keys, as somebody would who copied them.
    pub fn copy(&self) -> Self {
        let keys = self.keys.iter().map(SoftKey::copy).collect();
        Self { origin: self.origin.clone(), site: None, claims: None, keys, ..*self }
    }

    /// Makes a passkey as `question` asks, unless it has one that is not to be made again.
    pub fn make(&mut self, question: &Value) -> Option<String> {
        let options = &question["options"]["publicKey"];
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        let known = options["excludeCredentials"].as_array().cloned().unwrap_or_default();
        if known.iter().any(|it| self.keys.iter().any(|key| key.id == bytes(&it["id"]))) {
            return None;
        }
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let id = digest(&SHA256, pair.public_key().as_ref()).as_ref()[..16].to_vec();
        self.keys.push(SoftKey { id, owner: bytes(&options["user"]["id"]), count: 1, pair });
        Some(self.make_again(self.keys.len() - 1, question))
    }

    /// Says that a key it has was made just now.
    pub fn make_again(&mut self, at: usize, question: &Value) -> String {
        let options = &question["options"]["publicKey"];
        let (id, public) = (&self.keys[at].id, self.keys[at].pair.public_key().as_ref());
        let mut told = self.authenticator_data(options["rp"]["id"].as_str().unwrap(), 0x40, 1);
        told.extend([0; 16]);
        told.extend([0, 16]);
        told.extend(id);
        told.extend(cose(public));
        let client = self.client_data("webauthn.create", &options["challenge"]);
        json!({
            "id": letters(id), "rawId": letters(id), "type": "public-key",
            "response": { "clientDataJSON": letters(client), "attestationObject": letters(attestation(&told)) }
        })
        .to_string()
    }

    /// Uses the newest passkey that `question` allows; any, if it allows any. None if there is no such one.
    pub fn answer(&mut self, question: &Value) -> Option<String> {
        let options = &question["options"]["publicKey"];
        let allowed: Vec<_> =
            options["allowCredentials"].as_array().unwrap().iter().map(|it| bytes(&it["id"])).collect();
        let fits = |key: &SoftKey| allowed.is_empty() || allowed.contains(&key.id);
        let at = self.keys.iter().rposition(fits)?;
        Some(self.answer_with(at, question))
    }

    /// Uses one of its passkeys, allowed or not.
    pub fn answer_with(&mut self, at: usize, question: &Value) -> String {
        let options = &question["options"]["publicKey"];
        self.keys[at].count += 1;
        let told = self.authenticator_data(options["rpId"].as_str().unwrap(), 0, self.keys[at].count);
        let client = self.client_data("webauthn.get", &options["challenge"]);
        let signed = [&told[..], digest(&SHA256, client.as_bytes()).as_ref()].concat();
        let key = &self.keys[at];
        let signature = key.pair.sign(&SystemRandom::new(), &signed).unwrap();
        let owner = self.claims.as_ref().unwrap_or(&key.owner);
        json!({
            "id": letters(&key.id), "rawId": letters(&key.id), "type": "public-key",
            "response": {
                "clientDataJSON": letters(client), "authenticatorData": letters(told),
                "signature": letters(signature), "userHandle": letters(owner)
            }
        })
        .to_string()
    }

    fn authenticator_data(&self, site: &str, flags: u8, count: u32) -> Vec<u8> {
        let site = self.site.as_deref().unwrap_or(site);
        let verified = if self.verifies { 0x04 } else { 0 };
        let synced = if self.is_synced { 0x18 } else { 0 };
        let mut told = digest(&SHA256, site.as_bytes()).as_ref().to_vec();
        told.push(0x01 | verified | synced | flags);
        told.extend(count.to_be_bytes());
        told
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> String {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
    }
}

impl SoftKey {
    fn copy(&self) -> Self {
        let pkcs8 = self.pair.to_pkcs8v1().unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).unwrap();
        Self { id: self.id.clone(), owner: self.owner.clone(), count: self.count, pair }
    }
}

/// A public key of P-256 for ES256 as COSE writes it (RFC 9053): {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
fn cose(public: &[u8]) -> Vec<u8> {
    let (x, y) = public[1..].split_at(32);
    [&[0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20][..], x, &[0x22, 0x58, 0x20], y].concat()
}

/// {"fmt": "none", "attStmt": {}, "authData": …} in CBOR.
fn attestation(told: &[u8]) -> Vec<u8> {
    let length = u16::try_from(told.len()).unwrap().to_be_bytes();
    let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59";
    [&head[..], &length, told].concat()
}
