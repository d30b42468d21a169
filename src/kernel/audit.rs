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

/// Where a chain ends, as the statement that began a unit of work found it: its columns `chain_seq`, `chain_hash`.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct End {
    chain_seq: i64,
    chain_hash: Sha256,
}

/// A line with its place in the chain.
struct Line {
    seq: i64,
    action: &'static str,
    subject: String,
    detail: String,
    hash: Sha256,
}

/// Adds `entry` to the chain of `org` and tells its place in it. Waits for other writers of the same chain.
pub(super) async fn append(tx: &mut Tx, org: OrgId, entry: Entry) -> Result<i64> {
    let head = hold(tx, org).await?;
    let line = grow(tx, head, entry);
    insert(tx, org, &line, false).await?;
    Ok(line.seq)
}

/// The same for the last line of a unit of work. The answer also tells whether that is all there is to say about
/// chains; SQLite has then made it permanent, too.
pub(super) async fn append_last(tx: &mut Tx, org: OrgId, entry: Entry) -> Result<(i64, bool)> {
    let head = hold(tx, org).await?;
    let line = grow(tx, head, entry);
    let is_only_chain = tx.heads.iter().filter(|head| head.has_grown).count() == 1;
    insert(tx, org, &line, is_only_chain).await?;
    Ok((line.seq, is_only_chain))
}

/// Adds many lines to the chain of `org`, as one after the other would, but writes ten of them at a time.
pub(super) async fn append_all(tx: &mut Tx, org: OrgId, entries: Vec<Entry>) -> Result<()> {
    let head = hold(tx, org).await?;
    let lines: Vec<Line> = entries.into_iter().map(|entry| grow(tx, head, entry)).collect();
    let mut tens = lines.chunks_exact(10);
    for ten in tens.by_ref() {
        insert_ten(tx, org, ten).await?;
    }
    for line in tens.remainder() {
        insert(tx, org, line, false).await?;
    }
    Ok(())
}

/// The line that `entry` becomes at the end of a chain that is held, which ends with it from now on.
fn grow(tx: &mut Tx, head: usize, entry: Entry) -> Line {
    let (at, detail) = (tx.now(), entry.detail.to_string());
    let (org, seq) = (tx.heads[head].org, tx.heads[head].seq + 1);
    let actor = tx.actor();
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
    let hash = chain::hash(&tx.heads[head].hash, &link);
    tx.heads[head] = Head { org, seq, hash, has_grown: true };
    Line { seq, action: entry.action, subject: entry.subject, detail, hash }
}

/// On SQLite the last line of a unit of work that adds to one chain ends both.
async fn insert(tx: &mut Tx, org: OrgId, it: &Line, is_last: bool) -> Result<()> {
    let (at, actor) = (tx.now(), tx.actor().clone());
    sql! {
        execute, tx,
        "insert into audit_log
            (org_id, seq, hash, at, actor_id, actor_name, address, device, action, subject, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ["; update chains set seq = $2, hash = $3 where org_id = $1; commit" if is_last],
        org, it.seq, it.hash, at, actor.user, &actor.name, &actor.address, &actor.device, it.action, &it.subject,
        &it.detail
    }?;
    Ok(())
}

/// Ten at once: each statement costs more than what it writes.
async fn insert_ten(tx: &mut Tx, org: OrgId, ten: &[Line]) -> Result<()> {
    let (at, actor) = (tx.now(), tx.actor().clone());
    sql! {
        execute, tx,
        "insert into audit_log
            (org_id, at, actor_id, actor_name, address, device, seq, action, subject, detail, hash)
         values
            ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11),
            ($1, $2, $3, $4, $5, $6, $12, $13, $14, $15, $16),
            ($1, $2, $3, $4, $5, $6, $17, $18, $19, $20, $21),
            ($1, $2, $3, $4, $5, $6, $22, $23, $24, $25, $26),
            ($1, $2, $3, $4, $5, $6, $27, $28, $29, $30, $31),
            ($1, $2, $3, $4, $5, $6, $32, $33, $34, $35, $36),
            ($1, $2, $3, $4, $5, $6, $37, $38, $39, $40, $41),
            ($1, $2, $3, $4, $5, $6, $42, $43, $44, $45, $46),
            ($1, $2, $3, $4, $5, $6, $47, $48, $49, $50, $51),
            ($1, $2, $3, $4, $5, $6, $52, $53, $54, $55, $56)",
        org, at, actor.user, &actor.name, &actor.address, &actor.device,
        ten[0].seq, ten[0].action, &ten[0].subject, &ten[0].detail, ten[0].hash,
        ten[1].seq, ten[1].action, &ten[1].subject, &ten[1].detail, ten[1].hash,
        ten[2].seq, ten[2].action, &ten[2].subject, &ten[2].detail, ten[2].hash,
        ten[3].seq, ten[3].action, &ten[3].subject, &ten[3].detail, ten[3].hash,
        ten[4].seq, ten[4].action, &ten[4].subject, &ten[4].detail, ten[4].hash,
        ten[5].seq, ten[5].action, &ten[5].subject, &ten[5].detail, ten[5].hash,
        ten[6].seq, ten[6].action, &ten[6].subject, &ten[6].detail, ten[6].hash,
        ten[7].seq, ten[7].action, &ten[7].subject, &ten[7].detail, ten[7].hash,
        ten[8].seq, ten[8].action, &ten[8].subject, &ten[8].detail, ten[8].hash,
        ten[9].seq, ten[9].action, &ten[9].subject, &ten[9].detail, ten[9].hash
    }?;
    Ok(())
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

/// Begins the chain of a new organisation. One that is held has begun.
pub async fn begin_chain(tx: &mut Tx, org: OrgId) -> Result<()> {
    if tx.heads.iter().any(|head| head.org == org) {
        return Ok(());
    }
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

/// The same for what `begin_by_asking` began, whose first statement found where the chain of `org` ends. It asks
/// nothing: SQLite lets nobody else write since then, and on PostgreSQL the chain is held already.
pub fn hold_since(tx: &mut Tx, org: OrgId, end: End) -> i64 {
    if !tx.heads.iter().any(|head| head.org == org) {
        tx.heads.push(Head { org, seq: end.chain_seq, hash: end.chain_hash, has_grown: false });
    }
    end.chain_seq
}

/// Which of the held ends is that of `org`.
async fn hold(tx: &mut Tx, org: OrgId) -> Result<usize> {
    if let Some(held) = tx.heads.iter().position(|head| head.org == org) {
        return Ok(held);
    }
    let (seq, hash): (i64, Sha256) = sql! {
        fetch_one, tx,
        ["begin immediate; " if tx.begins()]
        "update chains set seq = seq where org_id = $1 returning seq, hash",
        org
    }?;
    tx.heads.push(Head { org, seq, hash, has_grown: false });
    Ok(tx.heads.len() - 1)
}
