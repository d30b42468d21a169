//! Requests for evidence for every page that shows some.

use super::*;
use chrono::TimeDelta;
use muster::{
    kernel::{db::Tx, env::Timestamp, hash::Sha256},
    sql,
};
use uuid::Uuid;

/// One that the contributor is to answer, returned once.
pub const REQUEST: Uuid = Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0e01);

/// That one, what came after another that was accepted, and one by a link that still works.
pub async fn some_requests(tx: &mut Tx, (assessment, evidence): (Uuid, Uuid), now: Timestamp) {
    let (accepted, outside) = (tx.env().new_id(), tx.env().new_id());
    let (day, later) = (now.date_naive(), now + TimeDelta::days(20));
    sql! {
        execute, tx,
        "insert into requests
            (org_id, id, title, kind, due_on, person_id, repeat_months, renew_on, evidence_id, state, submitted_at,
             decided_at, told_at, created_by, created_at)
         values ($1, $2, 'List of accounts', 'artifact', $3, $4, 12, $5, $6, 'accepted', $7, $7, $7, $8, $7)",
        CONTOSO.id, accepted, day, CONTRIBUTOR.id, day + TimeDelta::days(365), evidence, now, LEAD.id
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into requests
            (org_id, id, title, wanted, kind, due_on, person_id, note, assessment_id, renews_id, after_id, evidence_id,
             state, submitted_at, decided_at, created_by, created_at)
         values ($1, $2, 'List of accounts, again', 'All of them', 'artifact', $3, $4, 'Thank you', $5, $6, $7, $6,
                 'returned', $8, $8, $9, $8)",
        CONTOSO.id, REQUEST, day + TimeDelta::days(5), CONTRIBUTOR.id, assessment, evidence, accepted, now, LEAD.id
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into request_objectives (org_id, request_id, requirement, objective) values ($1, $2, '3.1.1', 'a')",
        CONTOSO.id, REQUEST
    }
    .unwrap();
    sql! {
        execute, tx,
        "insert into requests
            (org_id, id, title, kind, due_on, outsider_name, outsider_email, state, link_hash, link_until, created_by,
             created_at)
         values ($1, $2, 'Certificate', 'document', $3, 'Rosa Roe', 'rosa@supplier.example', 'open', $4, $5, $6, $7)",
        CONTOSO.id, outside, day, Sha256::of(token_of("give")), later, LEAD.id, now
    }
    .unwrap();
}
