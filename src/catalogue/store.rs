//! The tables `catalogues`, `requirements` and `objectives`.

use super::official::OfficialRow;
use crate::access::Scope;
use crate::kernel::{Result, db::Conn};

/// The imported text of one requirement and its objectives, newest import first; each row is one objective, or
/// none where the source has none.
pub async fn official(conn: &mut Conn, scope: Scope, code: &str) -> Result<Vec<OfficialRow>> {
    sql! {
        fetch_all, conn,
        "select c.id as catalogue_id, c.title as source, c.source_on, c.imported_at, r.statement, r.guidance,
            o.letter, o.statement as objective
         from requirements r
         join catalogues c on c.org_id = r.org_id and c.id = r.catalogue_id
         left join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where r.org_id = $1 and r.code = $2 and c.catalogue_key <> 'own' and r.retired_at is null
         order by c.imported_at desc, c.id, o.place, o.letter
         limit 200",
        scope.org(), code
    }
}
