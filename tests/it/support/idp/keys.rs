//! Keys of the provider, and tokens signed with them.

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    rsa,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

/// A key with the name it is published under.
pub struct Key {
    name: &'static str,
    pair: Pair,
}

enum Pair {
    Elliptic(EcdsaKeyPair),
    Rsa(rsa::KeyPair),
}

impl Key {
    pub fn elliptic(name: &'static str) -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        Self { name, pair: Pair::Elliptic(pair) }
    }

    pub fn rsa(name: &'static str) -> Self {
        let pair = rsa::KeyPair::generate(rsa::KeySize::Rsa2048).unwrap();
        Self { name, pair: Pair::Rsa(pair) }
    }

    /// Another key that calls itself the same.
    pub fn of_the_same_name(&self) -> Self {
        match self.pair {
            Pair::Elliptic(_) => Self::elliptic(self.name),
            Pair::Rsa(_) => Self::rsa(self.name),
        }
    }

    /// What it publishes.
    pub fn public(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        match &self.pair {
            Pair::Elliptic(pair) => {
                // An uncompressed point: 4, x, y.
                let point = pair.public_key().as_ref();
                json!({
                    "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": self.name,
                    "x": encode(&point[1..33]), "y": encode(&point[33..]),
                })
            }
            Pair::Rsa(pair) => {
                let public = pair.public_key();
                json!({
                    "kty": "RSA", "use": "sig", "alg": "RS256", "kid": self.name,
                    "n": encode(public.modulus().big_endian_without_leading_zero()),
                    "e": encode(public.exponent().big_endian_without_leading_zero()),
                })
            }
        }
    }

    pub fn sign(&self, claims: &Value) -> String {
        let luck = SystemRandom::new();
        match &self.pair {
            Pair::Elliptic(pair) => {
                let text = text(&json!({ "alg": "ES256", "typ": "JWT", "kid": self.name }), claims);
                let signature = pair.sign(&luck, text.as_bytes()).unwrap();
                format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
            }
            Pair::Rsa(pair) => {
                let text = text(&json!({ "alg": "RS256", "typ": "JWT", "kid": self.name }), claims);
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &luck, text.as_bytes(), &mut signature).unwrap();
                format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
            }
        }
    }

    pub fn sign_with_hmac(&self, claims: &Value, secret: &[u8]) -> String {
        let text = text(&json!({ "alg": "HS256", "typ": "JWT", "kid": self.name }), claims);
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(tag))
    }
}

/// A token that nobody signed.
pub fn unsigned(claims: &Value) -> String {
    format!("{}.", text(&json!({ "alg": "none" }), claims))
}

fn text(header: &Value, claims: &Value) -> String {
    let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", encode(header), encode(claims))
}
