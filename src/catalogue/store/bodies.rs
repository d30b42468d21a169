//! Bodies of text.

use crate::access::Scope;
use crate::catalogue::model::{Body, CatalogueId, OWN};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Day,
    hash::Sha256,
    id::UserId,
};

/// All bodies of the organisation, the own requirements first.
pub async fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<Body>> {
    sql! {
        fetch_all, conn,
        "select c.id, c.catalogue_key, c.title, c.source, c.source_sha256, c.source_on, c.imported_at, c.version,
                (select count(*) from requirements r
                 where r.org_id = c.org_id and r.catalogue_id = c.id and r.retired_at is null) as requirements,
                (select count(*) from requirements r
                 join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
                 where r.org_id = c.org_id and r.catalogue_id = c.id and r.retired_at is null) as objectives
         from catalogues c
         where c.org_id = $1
         order by case when c.catalogue_key = $2 then 0 else 1 end, c.title, c.id
         limit 200",
        scope.org(), OWN
    }
}

/// The body of this key, if there is one.
pub async fn get(conn: &mut Conn, scope: Scope, key: &str) -> Result<Option<Body>> {
    sql! {
        fetch_optional, conn,
        "select c.id, c.catalogue_key, c.title, c.source, c.source_sha256, c.source_on, c.imported_at, c.version,
                (select count(*) from requirements r
                 where r.org_id = c.org_id and r.catalogue_id = c.id and r.retired_at is null) as requirements,
                (select count(*) from requirements r
                 join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
                 where r.org_id = c.org_id and r.catalogue_id = c.id and r.retired_at is null) as objectives
         from catalogues c
         where c.org_id = $1 and c.catalogue_key = $2",
        scope.org(), key
    }
}

/// Id and version of the body of this key; none and 0 where there is none yet.
pub async fn version(conn: &mut Conn, scope: Scope, key: &str) -> Result<Option<(CatalogueId, i64)>> {
    sql! {
        fetch_optional, conn,
        "select id, version from catalogues where org_id = $1 and catalogue_key = $2",
        scope.org(), key
    }
}

/// Key and title of each publication that has this title or a key that begins with `stem`, the newest first.
pub async fn titles(conn: &mut Conn, scope: Scope, title: &str, stem: &str) -> Result<Vec<(String, String)>> {
    let pattern = format!("{stem}%");
    sql! {
        fetch_all, conn,
        "select catalogue_key, title from catalogues
         where org_id = $1 and catalogue_key <> $2 and (title = $3 or catalogue_key like $4)
         order by imported_at desc, catalogue_key
         limit 10000",
        scope.org(), OWN, title, pattern
    }
}

/// What is written about a body when a file is applied to it.
pub struct Origin<'a> {
    /// Its key.
    pub key: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// The file, with the publication's own version.
    pub source: &'a str,
    /// The file's digest.
    pub sha256: Option<Sha256>,
    /// The day of its publication.
    pub source_on: Option<Day>,
    /// Who brought it.
    pub by: Option<UserId>,
}

/// Begins a body.
pub async fn insert(tx: &mut Tx, scope: Scope, origin: &Origin<'_>) -> Result<CatalogueId> {
    let (id, now) = (CatalogueId(tx.env().new_id()), tx.now());
    sql! {
        execute, tx,
        "insert into catalogues
            (org_id, id, catalogue_key, title, source, source_sha256, source_on, imported_at, imported_by, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
        scope.org(), id, origin.key, origin.title, origin.source, origin.sha256, origin.source_on, now, origin.by
    }?;
    Ok(id)
}

/// Renews what is said about a body over `version`; `Conflict` if somebody changed it since.
pub async fn renew(
    tx: &mut Tx,
    scope: Scope,
    id: CatalogueId,
    version: i64,
    origin: &Origin<'_>,
) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update catalogues
         set title = $4, source = $5, source_sha256 = $6, source_on = $7, imported_at = $8, imported_by = $9,
             version = version + 1
         where org_id = $1 and id = $2 and version = $3",
        scope.org(), id, version, origin.title, origin.source, origin.sha256, origin.source_on, now, origin.by
    }?;
    if rows == 0 { Err(meanwhile()) } else { Ok(()) }
}

/// Counts a change of one of its requirements, so that a preview made before is known to be old.
pub async fn count_change(tx: &mut Tx, scope: Scope, id: CatalogueId) -> Result<()> {
    sql! {
        execute, tx,
        "update catalogues set version = version + 1 where org_id = $1 and id = $2",
        scope.org(), id
    }?;
    Ok(())
}

/// Somebody was faster.
pub fn meanwhile() -> Error {
    Error::Conflict(
        "Somebody changed these requirements after this preview was made. Open the preview again and look at it once \
         more; nothing was changed."
            .into(),
    )
}
