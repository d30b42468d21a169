//! A provider of Contoso's, an account at it, and somebody on their way there, for tests that go through all of an
//! installation.

use super::{CONTOSO, LEAD, idp::CLIENT, keyring, token_of};
use chrono::TimeDelta;
use muster::{
    kernel::{db::Tx, env::Timestamp, hash::Sha256, seal::SealedColumn},
    sql,
};
use std::fmt::Display;
use uuid::Uuid;

fn sealed(tx: &Tx, table: &'static str, column: &'static str, key: &[&dyn Display]) -> String {
    keyring().seal(&SealedColumn::new(table, column).of(key), "{}", tx.env())
}

/// The provider, at which nobody answers, and the lead's account there.
pub async fn some_providers(tx: &mut Tx, now: Timestamp) -> (Uuid, Uuid) {
    let (provider, identity, attempt) = (tx.env().new_id(), tx.env().new_id(), tx.env().new_id());
    let secret = sealed(tx, "providers", "client_secret", &[&CONTOSO.id, &provider]);
    sql! {
        execute, tx,
        "insert into providers (org_id, id, label, issuer, client_id, client_secret, created_at)
         values ($1, $2, 'Nobody ID', 'http://127.0.0.1:9', $3, $4, $5)",
        CONTOSO.id, provider, CLIENT, secret, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into identities (org_id, id, provider_id, issuer, subject, user_id, email, created_at, last_used_at)
         values ($1, $2, $3, 'http://127.0.0.1:9', 'lena', $4, $5, $6, $6)",
        CONTOSO.id, identity, provider, LEAD.id, LEAD.email, now
    }
    .unwrap();
    let luggage = sealed(tx, "provider_attempts", "luggage", &[&attempt]);
    sql! {
        execute, tx,
        "insert into provider_attempts (id, state_hash, cookie_hash, provider_id, purpose, user_id, session_id,
            nonce_hash, luggage, expires_at, created_at)
         values ($1, $2, $2, $3, 'link', $4, $1, $2, $5, $6, $7)",
        attempt, Sha256::of(token_of("state")), provider, LEAD.id, luggage, now + TimeDelta::minutes(10), now
    }
    .unwrap();
    (provider, identity)
}
