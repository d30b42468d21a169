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
    /// What the browser said it is; empty where there was none.
    pub device: String,
}

impl Actor {
    /// Somebody at the machine's own console.
    pub fn console() -> Self {
        Self { user: None, name: "Console".into(), address: "console".into(), device: String::new() }
    }

    /// The program itself, at work that nobody waits for.
    pub fn program() -> Self {
        Self { user: None, name: "Muster".into(), address: "program".into(), device: String::new() }
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

/// The end of a chain that a unit of work holds: nobody else can add to it until that ends.
pub(in crate::kernel) struct Head {
    org: OrgId,
    seq: i64,
    hash: Sha256,
    has_grown: bool,
}

/// Adds `entry` to the chain of `org` and tells its place in it. Waits for other writers of the same chain.
pub(super) async fn append(tx: &mut Tx, org: OrgId, entry: Entry) -> Result<i64> {
    let head = hold(tx, org).await?;
    let (seq, before) = (tx.heads[head].seq + 1, tx.heads[head].hash);
    let (at, actor) = (tx.now(), tx.actor().clone());
    let detail = entry.detail.to_string();
    let link = Link {
        org,
        seq,
        at,
        actor_id: actor.user,
        actor_name: &actor.name,
        address: &actor.address,
        device: &actor.device,
        action: entry.action,
        subject: &entry.subject,
        detail: &detail,
    };
    let hash = chain::hash(&before, &link);
    sql! {
        execute, tx,
        "insert into audit_log
            (org_id, seq, at, actor_id, actor_name, address, device, action, subject, detail, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        org, seq, at, actor.user, &actor.name, &actor.address, &actor.device, entry.action, &entry.subject,
        &detail, hash
    }?;
    tx.heads[head] = Head { org, seq, hash, has_grown: true };
    Ok(seq)
}

/// Writes down where the chains end now, once for all lines of a unit of work: its last statements.
pub(super) async fn close(tx: &mut Tx) -> Result<()> {
    for head in std::mem::take(&mut tx.heads).into_iter().filter(|head| head.has_grown) {
        sql! {
            execute, tx,
            "update chains set seq = $2, hash = $3 where org_id = $1",
            head.org, head.seq, head.hash
        }?;
    }
    Ok(())
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

/// Waits until nobody else is changing `org`, keeps others waiting until this unit of work ends, and tells how many
/// lines its trail has.
pub async fn hold_chain(tx: &mut Tx, org: OrgId) -> Result<i64> {
    let head = hold(tx, org).await?;
    Ok(tx.heads[head].seq)
}

/// Which of the held ends is that of `org`.
async fn hold(tx: &mut Tx, org: OrgId) -> Result<usize> {
    if let Some(held) = tx.heads.iter().position(|head| head.org == org) {
        return Ok(held);
    }
    let (seq, hash): (i64, Sha256) = sql! {
        fetch_one, tx,
        "update chains set seq = seq where org_id = $1 returning seq, hash",
        org
    }?;
    tx.heads.push(Head { org, seq, hash, has_grown: false });
    Ok(tx.heads.len() - 1)
}
