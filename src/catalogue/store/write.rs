//! Requirements of bodies of text, written.

use crate::access::Scope;
use crate::catalogue::{
    import::ParsedRequirement,
    model::{CatalogueId, Requirement, RequirementId},
};
use crate::kernel::{Error, Result, db::Tx, env::Timestamp};

/// Adds a requirement with its objectives at `place`.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    catalogue: CatalogueId,
    place: i64,
    new: &ParsedRequirement,
) -> Result<RequirementId> {
    let (id, now) = (RequirementId(tx.env().new_id()), tx.now());
    sql! {
        execute, tx,
        "insert into requirements
            (org_id, id, catalogue_id, code, family, title, statement, guidance, place, created_at, version)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
        scope.org(), id, catalogue, &new.code, &new.family, &new.title, &new.statement, &new.guidance, place, now
    }?;
    insert_objectives(tx, scope, id, &new.objectives).await?;
    Ok(id)
}

async fn insert_objectives(
    tx: &mut Tx,
    scope: Scope,
    id: RequirementId,
    objectives: &[(String, String)],
) -> Result<()> {
    for (place, (letter, text)) in (0_i64..).zip(objectives) {
        sql! {
            execute, tx,
            "insert into objectives (org_id, requirement_id, letter, statement, place) values ($1, $2, $3, $4, $5)",
            scope.org(), id, letter, text, place
        }?;
    }
    Ok(())
}

/// Puts other words in the place of a requirement's. The body's own version keeps writers apart.
pub async fn replace(
    tx: &mut Tx,
    scope: Scope,
    id: RequirementId,
    place: i64,
    new: &ParsedRequirement,
) -> Result<()> {
    sql! {
        execute, tx,
        "update requirements
         set family = $3, title = $4, statement = $5, guidance = $6, place = $7, version = version + 1
         where org_id = $1 and id = $2",
        scope.org(), id, &new.family, &new.title, &new.statement, &new.guidance, place
    }?;
    remove_objectives(tx, scope, id).await?;
    insert_objectives(tx, scope, id, &new.objectives).await
}

/// Moves a requirement whose words stay.
pub async fn move_to(tx: &mut Tx, scope: Scope, id: RequirementId, place: i64) -> Result<()> {
    sql! {
        execute, tx,
        "update requirements set place = $3 where org_id = $1 and id = $2",
        scope.org(), id, place
    }?;
    Ok(())
}

async fn remove_objectives(tx: &mut Tx, scope: Scope, id: RequirementId) -> Result<()> {
    sql! {
        execute, tx,
        "delete from objectives where org_id = $1 and requirement_id = $2",
        scope.org(), id
    }?;
    Ok(())
}

/// Removes a requirement that its publication no longer has.
pub async fn remove(tx: &mut Tx, scope: Scope, id: RequirementId) -> Result<()> {
    remove_objectives(tx, scope, id).await?;
    sql! { execute, tx, "delete from requirements where org_id = $1 and id = $2", scope.org(), id }?;
    Ok(())
}

/// The place after the last, and how many there are.
pub async fn next_place(tx: &mut Tx, scope: Scope, catalogue: CatalogueId) -> Result<(i64, i64)> {
    sql! {
        fetch_one, tx,
        "select coalesce(max(place), 0) + 1 as place, count(*) as requirements
         from requirements where org_id = $1 and catalogue_id = $2",
        scope.org(), catalogue
    }
}

/// Writes an own requirement over the version somebody read; `Conflict` if another was faster.
pub async fn change(
    tx: &mut Tx,
    scope: Scope,
    before: &Requirement,
    version: i64,
    after: &ParsedRequirement,
) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update requirements set family = $4, title = $5, statement = $6, version = version + 1
         where org_id = $1 and id = $2 and version = $3",
        scope.org(), before.id, version, &after.family, &after.title, &after.statement
    }?;
    if rows == 0 {
        return Err(someone_else());
    }
    remove_objectives(tx, scope, before.id).await?;
    insert_objectives(tx, scope, before.id, &after.objectives).await
}

/// Retires an own requirement, or takes it back with `None`.
pub async fn retire(
    tx: &mut Tx,
    scope: Scope,
    it: &Requirement,
    version: i64,
    at: Option<Timestamp>,
) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update requirements set retired_at = $4, version = version + 1
         where org_id = $1 and id = $2 and version = $3",
        scope.org(), it.id, version, at
    }?;
    if rows == 0 { Err(someone_else()) } else { Ok(()) }
}

fn someone_else() -> Error {
    Error::Conflict(
        "Somebody else changed this requirement after you opened it. Open it again and look at it; nothing was changed."
            .into(),
    )
}
