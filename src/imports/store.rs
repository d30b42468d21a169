//! The tables `import_batches` and `import_mappings`, and the people that a file may name.

use super::model::{
    Batch, BatchId,
    mapping::{Kept, Mapping},
    people::{People, Person},
};
use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
};
use chrono::TimeDelta;
use sqlx::types::Json;

/// How long a file that was sent is kept where nobody goes on with it.
const KEPT_FOR: TimeDelta = TimeDelta::days(7);

/// Everybody who is or was in the organisation.
pub async fn people(conn: &mut Conn, scope: Scope) -> Result<People> {
    let all: Vec<Person> = sql! {
        fetch_all, conn,
        "select u.id, u.name, u.email, m.deactivated_at is null as is_active, m.role
         from members m join users u on u.id = m.user_id
         where m.org_id = $1
         order by u.name, u.id
         limit 10000",
        scope.org()
    }?;
    Ok(People::of(all))
}

/// A file that was sent. Another assessment's or organisation's is `NotFound`.
pub async fn get(conn: &mut Conn, scope: Scope, assessment: AssessmentId, id: BatchId) -> Result<Batch> {
    sql! {
        fetch_one, conn,
        "select id, assessment_id, about, file_name, sha256, as_of, mapping, choices, state, rows_total,
                rows_changed, problem, version, created_by, created_at, applied_at
         from import_batches where org_id = $1 and assessment_id = $2 and id = $3",
        scope.org(), assessment, id
    }
}

/// The same with what was in it, packed.
pub async fn with_content(
    conn: &mut Conn,
    scope: Scope,
    assessment: AssessmentId,
    id: BatchId,
) -> Result<(Batch, Vec<u8>)> {
    packed(conn, scope, (assessment, id), true).await
}

/// The same with what it would do as it was shown last, packed.
pub async fn with_preview(
    conn: &mut Conn,
    scope: Scope,
    assessment: AssessmentId,
    id: BatchId,
) -> Result<(Batch, Vec<u8>)> {
    packed(conn, scope, (assessment, id), false).await
}

async fn packed(
    conn: &mut Conn,
    scope: Scope,
    (assessment, id): (AssessmentId, BatchId),
    is_content: bool,
) -> Result<(Batch, Vec<u8>)> {
    let row: Packed = sql! {
        fetch_one, conn,
        "select id, assessment_id, about, file_name, sha256, as_of, mapping, choices, state, rows_total,
                rows_changed, problem, version, created_by, created_at, applied_at,
                case when $4 then content else preview end as packed
         from import_batches where org_id = $1 and assessment_id = $2 and id = $3",
        scope.org(), assessment, id, is_content
    }?;
    Ok((row.batch, row.packed.unwrap_or_default()))
}

#[derive(sqlx::FromRow)]
struct Packed {
    #[sqlx(flatten)]
    batch: Batch,
    packed: Option<Vec<u8>>,
}

/// The last files of an assessment, the newest first.
pub async fn last(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Batch>> {
    sql! {
        fetch_all, conn,
        "select id, assessment_id, about, file_name, sha256, as_of, mapping, choices, state, rows_total,
                rows_changed, problem, version, created_by, created_at, applied_at
         from import_batches where org_id = $1 and assessment_id = $2
         order by created_at desc, id desc
         limit 10",
        scope.org(), assessment
    }
}

/// Keeps a file with what is in it, packed.
pub async fn add(tx: &mut Tx, scope: Scope, it: &Batch, content: &[u8]) -> Result<()> {
    sql! {
        execute, tx,
        "insert into import_batches
            (org_id, assessment_id, id, about, file_name, sha256, as_of, content, mapping, choices, state,
             rows_total, version, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13, $14)",
        scope.org(), it.assessment_id, it.id, &it.about, &it.file_name, it.sha256, it.as_of, content, &it.mapping,
        &it.choices, it.state, it.rows_total, it.created_by, it.created_at
    }?;
    Ok(())
}

/// Writes what is known of a file over the version before, and its content where it is another now.
pub async fn update(tx: &mut Tx, scope: Scope, it: &Batch, content: Option<&[u8]>) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update import_batches
         set file_name = $3, sha256 = $4, as_of = $5, mapping = $6, choices = $7, state = $8, rows_total = $9,
             version = $10, content = coalesce($11, content), problem = ''
         where org_id = $1 and id = $2 and version = $12",
        scope.org(), it.id, &it.file_name, it.sha256, it.as_of, &it.mapping, &it.choices, it.state, it.rows_total,
        it.version + 1, content, it.version
    }?;
    changed(rows)
}

/// Writes what a file would do, packed, over the version before. Why a file was not carried out stays said until its
/// rows are looked at again.
pub async fn put_preview(tx: &mut Tx, scope: Scope, it: &Batch, preview: &[u8]) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update import_batches
         set preview = $3, state = $4, choices = $5, version = $6,
             problem = case when $4 = 'stale' then problem else '' end
         where org_id = $1 and id = $2 and version = $7",
        scope.org(), it.id, preview, it.state, &it.choices, it.version + 1, it.version
    }?;
    changed(rows)
}

/// Notes that a file was carried out, and lets go of what was in it.
pub async fn finish(tx: &mut Tx, scope: Scope, it: &Batch, changed_rows: i64) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update import_batches
         set state = 'done', rows_changed = $3, applied_at = $4, content = null, preview = null, version = version + 1
         where org_id = $1 and id = $2 and state = 'waiting'",
        scope.org(), it.id, changed_rows, now
    }?;
    changed(rows)
}

/// Leaves everything as it is where a file waits, for somebody to look again; where it is not known which,
/// all that wait.
pub async fn give_up(tx: &mut Tx, scope: Scope, id: Option<BatchId>, problem: &str) -> Result<()> {
    sql! {
        execute, tx,
        "update import_batches set state = 'stale', problem = $3, version = version + 1
         where org_id = $1 and state = 'waiting' and (id = $2 or $2 is null)",
        scope.org(), id, problem
    }?;
    Ok(())
}

fn changed(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::Conflict(
            "Somebody else went on with this file meanwhile. Load the page again.".into(),
        )),
        _ => Ok(()),
    }
}

/// Lets go of files that nobody went on with.
pub async fn sweep(tx: &mut Tx, scope: Scope) -> Result<()> {
    let before: Timestamp = tx.now() - KEPT_FOR;
    sql! {
        execute, tx,
        "delete from import_batches
         where org_id = $1 and created_at < $2 and state not in ('done', 'waiting')",
        scope.org(), before
    }?;
    Ok(())
}

/// Leaves everything as it is where files wait and no job of `kind` is there that would come to them. In one statement,
/// because a file begins to wait together with its job.
pub async fn give_up_forgotten(tx: &mut Tx, scope: Scope, kind: &str, problem: &str) -> Result<()> {
    sql! {
        execute, tx,
        "update import_batches set state = 'stale', problem = $3, version = version + 1
         where org_id = $1 and state = 'waiting'
           and not exists (select 1 from jobs j where j.org_id = $1 and j.kind = $2 and j.parked_at is null)",
        scope.org(), kind, problem
    }?;
    Ok(())
}

/// How columns with these headings were read the last time.
pub async fn kept(conn: &mut Conn, scope: Scope, (about, headings): (&str, Sha256)) -> Result<Option<Kept>> {
    let found: Option<(Json<Kept>,)> = sql! {
        fetch_optional, conn,
        "select mapping from import_mappings where org_id = $1 and about = $2 and headings = $3",
        scope.org(), about, headings
    }?;
    Ok(found.map(|(Json(kept),)| kept))
}

/// Keeps how columns with these headings are read.
pub async fn keep(
    tx: &mut Tx,
    scope: Scope,
    (about, headings): (&str, Sha256),
    (mapping, head): (&Mapping, &[String]),
) -> Result<()> {
    let (user, now, kept) = (tx.actor().user, tx.now(), Json(Kept::of(mapping, head)));
    sql! {
        execute, tx,
        "insert into import_mappings (org_id, about, headings, mapping, updated_by, updated_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (org_id, about, headings) do update
         set mapping = excluded.mapping, updated_by = excluded.updated_by, updated_at = excluded.updated_at",
        scope.org(), about, headings, &kept, user, now
    }?;
    Ok(())
}
