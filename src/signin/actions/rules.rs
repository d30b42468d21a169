//! Reading and changing how an organisation wants its people to sign in.

use super::super::{
    model::{Browser, Event, Rules},
    store,
};
use crate::access::{Access, Fresh, ManageSettings};
use crate::kernel::{
    Error, Result,
    db::{Conn, Db},
    env::Timestamp,
    id::UserId,
};

/// The rules of the organisation, and the version that a change must name; 0 if it never chose.
pub async fn rules(db: &Db, access: &Access<ManageSettings>) -> Result<(Rules, i64)> {
    let found = store::rules(&mut db.read().await?, access.scope()).await?;
    Ok(found.unwrap_or_default())
}

/// Changes them. They count from the next request on, for those who are signed in, too.
pub async fn change_rules(
    db: &Db,
    access: &Access<ManageSettings>,
    _: Fresh,
    after: &Rules,
    seen: i64,
) -> Result<()> {
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let before = store::rules(&mut tx, access.scope()).await?.unwrap_or_default().0;
    if store::put_rules(&mut tx, access.scope(), after, seen).await? == 0 {
        return Err(Error::Conflict("Somebody else changed these rules meanwhile.".into()));
    }
    let org = access.scope().org();
    tx.commit(org, Event::RulesChanged { org, before: &before, after }).await
}

/// The strictest rules of the organisations that a person is active in. One statement.
pub async fn rules_of(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Rules> {
    let nothing = [const { None }; Browser::PEOPLE_MAX];
    Ok(store::standing(conn, user, nothing, now).await?.rules)
}
