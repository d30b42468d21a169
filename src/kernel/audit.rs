//! The audit trail: who did what. Written in the transaction of the change, chained by `chain`.

use super::{
    Result,
    chain::{self, Link},
    db::Tx,
    hash::Sha256,
    id::{OrgId, UserId},
};
use serde_json::Value;

/// Who does it, and from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The person; none for the program itself and for somebody not signed in.
    pub user: Option<UserId>,
    /// The name as it was then, so that the trail stays readable.
    pub name: String,
    /// The address the request came from, or `console`.
    pub address: String,
}

impl Actor {
    /// Somebody at the machine's own console.
    pub fn console() -> Self {
        Self { user: None, name: "Console".into(), address: "console".into() }
    }

    /// The program itself, at work that nobody waits for.
    pub fn program() -> Self {
        Self { user: None, name: "Muster".into(), address: "program".into() }
    }
}

/// One line of the trail, before it knows its time and actor.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What happened: `noun.verb`, past tense, stable.
    pub action: &'static str,
    /// What it happened to: `kind:id`.
    pub subject: String,
    /// What a reader needs to know; `before` and `after` where something changed.
    pub detail: Value,
}

/// Adds `entry` to the chain of `org` and tells its place in it. Waits for other writers of the same chain.
pub(super) async fn append(tx: &mut Tx, org: OrgId, entry: Entry) -> Result<i64> {
    let (at, actor) = (tx.now(), tx.actor().clone());
    let detail = entry.detail.to_string();
    let (seq, before): (i64, Sha256) = sql! {
        fetch_one, tx,
        "update chains set seq = seq + 1 where org_id = $1 returning seq, hash",
        org
    }?;
    let link = Link {
        org,
        seq,
        at,
        actor_id: actor.user,
        actor_name: &actor.name,
        address: &actor.address,
        action: entry.action,
        subject: &entry.subject,
        detail: &detail,
    };
    let hash = chain::hash(&before, &link);
    sql! {
        execute, tx,
        "insert into audit_log
            (org_id, seq, at, actor_id, actor_name, address, action, subject, detail, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        org, seq, at, actor.user, &actor.name, &actor.address, entry.action, &entry.subject, &detail, hash
    }?;
    sql! { execute, tx, "update chains set hash = $2 where org_id = $1", org, hash }?;
    Ok(seq)
}

/// Begins the chain of a new organisation.
pub async fn begin_chain(tx: &mut Tx, org: OrgId) -> Result<()> {
    sql! {
        execute, tx,
        "insert into chains (org_id, seq, hash) values ($1, 0, $2) on conflict (org_id) do nothing",
        org, chain::start(org)
    }?;
    Ok(())
}

/// Waits until nobody else is changing `org`, and keeps others waiting until this unit of work ends.
pub async fn hold_chain(tx: &mut Tx, org: OrgId) -> Result<()> {
    sql! { execute, tx, "update chains set seq = seq where org_id = $1", org }?;
    Ok(())
}
