//! For how long each kind of evidence is valid: one row for each organisation that said so.

use crate::access::Scope;
use crate::evidence::model::Validity;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
};

/// What the organisation said; without an end for every kind before it said anything.
pub async fn get(conn: &mut Conn, scope: Scope) -> Result<Validity> {
    let found: Option<Validity> = sql! {
        fetch_optional, conn,
        "select document_days, screen_share_days, artifact_days, physical_days, interview_days, test_days, version
         from evidence_validity where org_id = $1",
        scope.org()
    }?;
    Ok(found.unwrap_or_default())
}

/// Writes it over the version before; `Conflict` if somebody else was faster.
pub async fn put(tx: &mut Tx, scope: Scope, it: &Validity) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "insert into evidence_validity
            (org_id, document_days, screen_share_days, artifact_days, physical_days, interview_days, test_days,
             version, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (org_id) do update
         set document_days = excluded.document_days, screen_share_days = excluded.screen_share_days,
             artifact_days = excluded.artifact_days, physical_days = excluded.physical_days,
             interview_days = excluded.interview_days, test_days = excluded.test_days, version = excluded.version,
             updated_at = excluded.updated_at
         where evidence_validity.version = excluded.version - 1",
        scope.org(), it.document_days, it.screen_share_days, it.artifact_days, it.physical_days, it.interview_days,
        it.test_days, it.version, now
    }?;
    match rows {
        0 => Err(Error::Conflict("Somebody else changed these days meanwhile.".into())),
        _ => Ok(()),
    }
}
