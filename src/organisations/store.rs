//! Organisations in the database, and the keys of forms that were carried out.

use super::model::{Organisation, Place};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    id::UserId,
    text::Slug,
};

/// The organisation itself.
pub async fn get(conn: &mut Conn, scope: Scope) -> Result<Organisation> {
    sql! {
        fetch_one, conn,
        "select id, slug, name, evidence_kinds, color, initials, banner, imprint, features_off, version,
                files_version, features_version, created_at
         from organisations where id = $1",
        scope.org()
    }
}

/// The organisation of this word.
pub async fn by_slug(conn: &mut Conn, slug: &Slug) -> Result<Option<Organisation>> {
    sql! {
        fetch_optional, conn,
        "select id, slug, name, evidence_kinds, color, initials, banner, imprint, features_off, version,
                files_version, features_version, created_at
         from organisations where slug = $1",
        slug
    }
}

/// Whether a word is in use.
pub async fn is_taken(conn: &mut Conn, slug: &Slug) -> Result<bool> {
    let (n,): (i64,) = sql! { fetch_one, conn, "select count(*) from organisations where slug = $1", slug }?;
    Ok(n > 0)
}

/// Adds an organisation.
pub async fn insert(tx: &mut Tx, org: &Organisation) -> Result<()> {
    sql! {
        execute, tx,
        "insert into organisations (id, slug, name, evidence_kinds, color, initials, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        org.id, &org.slug, &org.name, &org.evidence_kinds, &org.color, &org.initials, org.version, org.created_at
    }?;
    Ok(())
}

/// Writes name and looks over the version before; 0 rows if somebody else was faster.
pub async fn update(tx: &mut Tx, scope: Scope, org: &Organisation) -> Result<u64> {
    sql! {
        execute, tx,
        "update organisations set name = $2, color = $3, initials = $4, banner = $5, imprint = $6, version = $7
         where id = $1 and version = $8",
        scope.org(), &org.name, &org.color, &org.initials, &org.banner, &org.imprint, org.version, org.version - 1
    }
}

/// The same for the kinds of file.
pub async fn update_files(tx: &mut Tx, scope: Scope, org: &Organisation) -> Result<u64> {
    sql! {
        execute, tx,
        "update organisations set evidence_kinds = $2, files_version = $3 where id = $1 and files_version = $4",
        scope.org(), &org.evidence_kinds, org.files_version, org.files_version - 1
    }
}

/// The same for what it does without.
pub async fn update_features(tx: &mut Tx, scope: Scope, org: &Organisation) -> Result<u64> {
    sql! {
        execute, tx,
        "update organisations set features_off = $2, features_version = $3
         where id = $1 and features_version = $4",
        scope.org(), &org.features_off, org.features_version, org.features_version - 1
    }
}

/// Where a person may go, by name. Nobody belongs to more than a thousand.
pub async fn of_person(conn: &mut Conn, user: UserId) -> Result<Vec<Place>> {
    sql! {
        fetch_all, conn,
        "select o.slug, o.name, o.color, o.initials, m.role from members m join organisations o on o.id = m.org_id
         where m.user_id = $1 and m.deactivated_at is null
         order by o.name, o.slug limit 1000",
        user
    }
}

/// Notes that a form was carried out; 0 rows if it was before.
pub async fn insert_once(tx: &mut Tx, scope: Scope, key: &str, location: &str) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into once_keys (org_id, once_key, location, created_at) values ($1, $2, $3, $4)
         on conflict (org_id, once_key) do nothing",
        scope.org(), key, location, now
    }
}

/// Where the result of a form that was carried out is.
pub async fn location_of(tx: &mut Tx, scope: Scope, key: &str) -> Result<String> {
    let (location,): (String,) = sql! {
        fetch_one, tx,
        "select location from once_keys where org_id = $1 and once_key = $2",
        scope.org(), key
    }?;
    Ok(location)
}

/// Forgets the forms that were carried out before `before`, of all organisations.
pub async fn forget_once_keys(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    sql! { execute, tx, "delete from once_keys where created_at < $1", before }
}
