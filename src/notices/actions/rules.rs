//! The rules of an organisation.

use super::super::{
    model::{Event, Rules},
    store,
};
use crate::access::{Access, ManageNotices};
use crate::kernel::{Error, Result, db::Db};

/// The rules that hold, and their version; 0 while they are the usual ones.
pub async fn rules(db: &Db, access: &Access<ManageNotices>) -> Result<(Rules, i64)> {
    let kept = store::rules(&mut db.read().await?, access.scope()).await?;
    Ok(kept.map_or_else(|| (Rules::default(), 0), |(rules, version)| (rules.0, version)))
}

/// Writes other rules over the version that was seen; `Conflict` if somebody else was faster.
pub async fn change_rules(db: &Db, access: &Access<ManageNotices>, new: &Rules, seen: i64) -> Result<()> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let kept = store::rules(&mut tx, scope).await?;
    let (before, version) = kept.map_or_else(|| (Rules::default(), 0), |(rules, version)| (rules.0, version));
    if before == *new {
        return Ok(());
    }
    if version != seen || store::put_rules(&mut tx, scope, new, seen).await? == 0 {
        return Err(Error::Conflict("Somebody else changed the rules meanwhile.".into()));
    }
    tx.commit(scope.org(), Event::RulesChanged(&before, new)).await
}
