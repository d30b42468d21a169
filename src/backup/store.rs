//! Which files of evidence belong to a database.

use crate::kernel::{Result, db::Conn, hash::Sha256, id::OrgId};

/// A file that rows of evidence name.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Named {
    /// Whose it is.
    pub org_id: OrgId,
    /// The digest of its bytes.
    pub sha256: Sha256,
    /// How many rows name it that were not removed; 0 if the file may be gone.
    pub rows: i64,
}

/// Every file that evidence of any organisation names.
pub async fn named(conn: &mut Conn) -> Result<Vec<Named>> {
    sql! {
        fetch_all, conn,
        "select org_id, sha256, cast(sum(case when removed_at is null then 1 else 0 end) as bigint) as rows
         from evidence
         where place = ''
         group by org_id, sha256
         order by org_id, sha256"
    }
}
