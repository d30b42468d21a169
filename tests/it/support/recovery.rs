//! Ways back for people who are locked out, for an installation with something in every table.

use super::{ADMIN, CONTOSO, CONTRIBUTOR, LEAD, furnish::token_of};
use chrono::TimeDelta;
use muster::{
    kernel::{db::Tx, hash::Sha256},
    sql,
};
use uuid::Uuid;

/// One of each kind; gives the one that waits for a second administrator.
pub async fn some_ways_back(tx: &mut Tx) -> Uuid {
    a_way_back(tx).await;
    another_address(tx).await;
    a_registration(tx).await;
    a_rescue(tx).await
}

/// An address that wants to begin an organisation.
async fn a_registration(tx: &mut Tx) {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into registrations (id, email, token_hash, expires_at, created_at)
         values ($1, 'nora@northwind.example', $2, $3, $4)",
        id, Sha256::of(token_of("register")), now + TimeDelta::hours(24), now
    }
    .unwrap();
}

/// A way in for a contributor that waits for a second administrator.
async fn a_rescue(tx: &mut Tx) -> Uuid {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into rescues (org_id, id, user_id, asked_by, reason, expires_at, created_at)
         values ($1, $2, $3, $4, 'She called me.', $5, $6)",
        CONTOSO.id, id, CONTRIBUTOR.id, LEAD.id, now + TimeDelta::hours(24), now
    }
    .unwrap();
    id
}

/// A link with which the lead can set a new password.
async fn a_way_back(tx: &mut Tx) {
    let (now, id) = (tx.now(), tx.env().new_id());
    sql! {
        execute, tx,
        "insert into password_resets (id, user_id, token_hash, expires_at, created_at) values ($1, $2, $3, $4, $5)",
        id, LEAD.id, Sha256::of(token_of("reset")), now + TimeDelta::minutes(30), now
    }
    .unwrap();
}

/// An address that the administrator would rather have.
async fn another_address(tx: &mut Tx) {
    let (now, id, token) = (tx.now(), tx.env().new_id(), Sha256::of(token_of("address")));
    sql! {
        execute, tx,
        "insert into address_changes (id, user_id, before_email, after_email, token_hash, stop_hash, expires_at,
            stop_until, created_at)
         values ($1, $2, $3, 'ada@new.example', $4, $4, $5, $5, $6)",
        id, ADMIN.id, ADMIN.email, token, now + TimeDelta::hours(24), now
    }
    .unwrap();
}
