//! What the register of evidence keeps besides the pieces: days, and what was compared.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp, hash::Sha256},
    sql,
};

/// Days of validity, and a file that was found well.
pub async fn a_register(tx: &mut Tx, now: Timestamp) {
    sql! {
        execute, tx,
        "insert into evidence_validity (org_id, document_days, test_days, updated_at) values ($1, 365, 90, $2)",
        CONTOSO.id, now
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into evidence_checks (org_id, sha256, is_sound, checked_at) values ($1, $2, true, $3)",
        CONTOSO.id, Sha256::of("A policy."), now
    }
    .unwrap();
}
