//! What the register of evidence keeps besides the pieces.

use super::*;
use muster::{
    kernel::{db::Tx, env::Timestamp},
    sql,
};

/// Days of validity.
pub async fn a_register(tx: &mut Tx, now: Timestamp) {
    sql! {
        execute, tx,
        "insert into evidence_validity (org_id, document_days, test_days, updated_at) values ($1, 365, 90, $2)",
        CONTOSO.id, now
    }
    .unwrap();
}
