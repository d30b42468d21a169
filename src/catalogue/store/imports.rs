//! Files that wait for a yes.

use crate::access::Scope;
use crate::catalogue::model::{Import, ImportId, Read};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
    id::UserId,
};
use sqlx::types::Json;

/// Keeps a file that was read.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    file_name: &str,
    read: &Read,
    by: Option<UserId>,
) -> Result<ImportId> {
    let (id, now) = (ImportId(tx.env().new_id()), tx.now());
    sql! {
        execute, tx,
        "insert into imports (org_id, id, file_name, parsed, created_by, created_at) values ($1, $2, $3, $4, $5, $6)",
        scope.org(), id, file_name, Json(read), by, now
    }?;
    Ok(id)
}

type Row = (ImportId, String, Json<Read>, Timestamp, Option<Timestamp>);

/// One file.
pub async fn get(conn: &mut Conn, scope: Scope, id: ImportId) -> Result<Import> {
    let row: Option<Row> = sql! {
        fetch_optional, conn,
        "select id, file_name, parsed, created_at, applied_at from imports where org_id = $1 and id = $2",
        scope.org(), id
    }?;
    let (id, file_name, Json(read), created_at, applied_at) = row.ok_or(Error::NotFound)?;
    Ok(Import { id, file_name, read, created_at, applied_at })
}

/// Notes that a file was applied, and lets go of what it held; false if that was done before.
pub async fn apply(tx: &mut Tx, scope: Scope, id: ImportId, rest: &Read) -> Result<bool> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update imports set applied_at = $3, parsed = $4 where org_id = $1 and id = $2 and applied_at is null",
        scope.org(), id, now, Json(rest)
    }?;
    Ok(rows > 0)
}

/// Forgets files that nobody said yes to since `before`.
pub async fn sweep(tx: &mut Tx, scope: Scope, before: Timestamp) -> Result<()> {
    sql! {
        execute, tx,
        "delete from imports where org_id = $1 and applied_at is null and created_at < $2",
        scope.org(), before
    }?;
    Ok(())
}
