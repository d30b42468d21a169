//! The table `systems`.

use crate::access::Scope;
use crate::assessments::model::{System, SystemId};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Timestamp,
};

/// All systems of the organisation, by name.
pub async fn systems(conn: &mut Conn, scope: Scope) -> Result<Vec<System>> {
    sql! {
        fetch_all, conn,
        "select id, name, cage_codes, scope, version from systems
         where org_id = $1 order by name, id limit 200",
        scope.org()
    }
}

/// What all systems of the organisation are called.
pub async fn system_names(conn: &mut Conn, scope: Scope) -> Result<Vec<(SystemId, String)>> {
    sql! {
        fetch_all, conn,
        "select id, name from systems where org_id = $1 order by name, id",
        scope.org()
    }
}

/// One system.
pub async fn system(conn: &mut Conn, scope: Scope, id: SystemId) -> Result<System> {
    sql! {
        fetch_one, conn,
        "select id, name, cage_codes, scope, version from systems where org_id = $1 and id = $2",
        scope.org(), id
    }
}

/// Adds a system.
pub async fn add_system(tx: &mut Tx, scope: Scope, system: &System, at: Timestamp) -> Result<()> {
    sql! {
        execute, tx,
        "insert into systems (org_id, id, name, cage_codes, scope, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        scope.org(), system.id, &system.name, &system.cage_codes, &system.scope, system.version, at
    }
    .map(drop)
}

/// Writes `system` over the version before it.
pub async fn update_system(tx: &mut Tx, scope: Scope, system: &System) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update systems set name = $4, cage_codes = $5, scope = $6, version = $3 + 1
         where org_id = $1 and id = $2 and version = $3",
        scope.org(), system.id, system.version, &system.name, &system.cage_codes, &system.scope
    }?;
    if rows == 0 {
        return Err(Error::Conflict("Somebody else changed this system meanwhile.".into()));
    }
    Ok(())
}
