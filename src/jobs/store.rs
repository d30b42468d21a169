//! Jobs in the database. Claiming is one statement that both databases take.

use super::model::{Event, Job, JobId, LEASE, NewJob, Parked};
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Chore, Conn, Db, Tx},
    env::Timestamp,
    hash::Sha256,
    id::OrgId,
    seal::Keyring,
};
use chrono::TimeDelta;

/// How long a parked job is kept.
const PARKED: TimeDelta = TimeDelta::days(30);

/// How many parked jobs are shown.
const PARKED_MAX: i64 = 200;

crate::sealed_column! {
    /// What has to be known to do a job.
    PAYLOAD = "jobs" . "payload"
}

#[derive(sqlx::FromRow)]
struct Row {
    id: JobId,
    org_id: Option<OrgId>,
    kind: String,
    title: String,
    recipient: String,
    payload: String,
    attempts: i64,
    expires_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl Row {
    fn open(self, keyring: &Keyring) -> Job {
        Job {
            id: self.id,
            org: self.org_id,
            payload: keyring.open_text(&PAYLOAD.of(&[&self.id]), &self.payload).ok(),
            kind: self.kind,
            title: self.title,
            recipient: self.recipient,
            attempts: self.attempts,
            expires_at: self.expires_at,
            created_at: self.created_at,
        }
    }
}

/// Writes a job down, to be done as soon as this unit of work is committed.
pub async fn enqueue(tx: &mut Tx, new: NewJob<'_>) -> Result<JobId> {
    let (id, now) = (JobId(tx.env().new_id()), tx.now());
    let sealed = tx.keyring()?.seal(&PAYLOAD.of(&[&id]), new.payload.expose(), tx.env());
    sql! {
        execute, tx,
        "insert into jobs (id, org_id, kind, title, recipient, payload, due_at, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $7)",
        id, new.org, new.kind, new.title, new.recipient, sealed, now, new.expires_at
    }?;
    tx.leaves_work();
    Ok(id)
}

/// Takes the job that is due longest, until the lease ends. None if nothing is due, or another worker was
/// faster: [`next_due`] tells which.
pub async fn claim(db: &Db) -> Result<Option<Job>> {
    let mut tx = db.begin(Actor::program()).await?;
    let now = tx.now();
    // On PostgreSQL the condition is looked at again after waiting for another worker's lock.
    let row: Option<Row> = sql! {
        fetch_optional, &mut tx,
        "update jobs set due_at = $1, attempts = attempts + 1
         where id = (select id from jobs where due_at <= $2 and parked_at is null order by due_at, id limit 1)
           and due_at <= $2 and parked_at is null
         returning id, org_id, kind, title, recipient, payload, attempts, expires_at, created_at",
        now + LEASE, now
    }?;
    tx.commit_chore(Chore::Work).await?;
    let keyring = db.keyring()?;
    Ok(row.map(|row| row.open(&keyring)))
}

/// When the next job is due; in the past if one waits. None if there is none.
pub async fn next_due(db: &Db) -> Result<Option<Timestamp>> {
    let mut conn = db.read().await?;
    let next: Option<(Timestamp,)> = sql! {
        fetch_optional, &mut conn,
        "select due_at from jobs where parked_at is null order by due_at, id limit 1"
    }?;
    Ok(next.map(|(at,)| at))
}

/// Has work of `kind` done from now on, again and again: its runner says each time when the next is. However many nodes
/// say so there is one such job, and one that was given up is taken up again.
pub async fn schedule(db: &Db, kind: &'static str) -> Result<()> {
    let mut tx = db.begin(Actor::program()).await?;
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::of(kind).bytes()[..16]);
    let (id, now) = (JobId(uuid::Builder::from_custom_bytes(half).into_uuid()), tx.now());
    let sealed = tx.keyring()?.seal(&PAYLOAD.of(&[&id]), "", tx.env());
    sql! {
        execute, &mut tx,
        "insert into jobs (id, org_id, kind, title, recipient, payload, due_at, created_at)
         values ($1, null, $2, $2, '', $3, $4, $4)
         on conflict (id) do update set parked_at = null, attempts = 0, due_at = excluded.due_at
         where jobs.parked_at is not null",
        id, kind, sealed, now
    }?;
    tx.leaves_work();
    tx.commit_chore(Chore::Work).await
}

/// Puts off until `due_at` a job that is to be done again.
pub async fn come_again(tx: &mut Tx, job: &Job, due_at: Timestamp) -> Result<u64> {
    sql! {
        execute, tx,
        "update jobs set due_at = $3, attempts = 0, problem = '' where id = $1 and attempts = $2",
        job.id, job.attempts, due_at
    }
}

/// Removes a job. The number of the try keeps a worker that was taken for dead from doing so.
pub async fn remove(tx: &mut Tx, job: &Job) -> Result<u64> {
    sql! { execute, tx, "delete from jobs where id = $1 and attempts = $2", job.id, job.attempts }
}

/// Puts a job off until `due_at`.
pub async fn postpone(tx: &mut Tx, job: &Job, due_at: Timestamp, problem: &str) -> Result<u64> {
    sql! {
        execute, tx,
        "update jobs set due_at = $3, problem = $4 where id = $1 and attempts = $2",
        job.id, job.attempts, due_at, problem
    }
}

/// Gives a job up.
pub async fn park(tx: &mut Tx, job: &Job, problem: &str) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update jobs set parked_at = $3, problem = $4 where id = $1 and attempts = $2",
        job.id, job.attempts, now, problem
    }
}

/// The jobs of `org` that were given up, the last first; those that belong to no organisation count as one's
/// where the person they should have reached is a member.
pub async fn parked(conn: &mut Conn, org: OrgId, kind: &str) -> Result<Vec<Parked>> {
    sql! {
        fetch_all, conn,
        "select id, title, recipient, problem, attempts, created_at, parked_at, expires_at from jobs
         where (org_id = $1 or (org_id is null and recipient in
                   (select u.email from members m join users u on u.id = m.user_id where m.org_id = $1)))
           and kind = $2 and parked_at is not null
         order by parked_at desc, id desc limit $3",
        org, kind, PARKED_MAX
    }
}

/// Commits with a parked job of `org` tried again, and a line in the trail that says so; gives back whom it
/// reaches. `NotFound` if it is not parked there.
pub async fn resume(mut tx: Tx, org: OrgId, kind: &str, id: JobId) -> Result<String> {
    let now = tx.now();
    let (title, recipient): (String, String) = sql! {
        fetch_one, &mut tx,
        "update jobs set parked_at = null, attempts = 0, due_at = $4
         where (org_id = $1 or (org_id is null and recipient in
                   (select u.email from members m join users u on u.id = m.user_id where m.org_id = $1)))
           and kind = $2 and id = $3 and parked_at is not null
         returning title, recipient",
        org, kind, id, now
    }?;
    tx.leaves_work();
    tx.commit(org, Event::Resumed { id, title: &title, recipient: &recipient }).await?;
    Ok(recipient)
}

/// Forgets what was given up long ago.
pub async fn sweep(db: &Db) -> Result<()> {
    let mut tx = db.begin(Actor::program()).await?;
    let before = tx.now() - PARKED;
    sql! { execute, &mut tx, "delete from jobs where parked_at < $1", before }?;
    tx.commit_chore(Chore::Sweep).await
}
