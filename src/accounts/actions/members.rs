//! Members of an organisation: who they are, their role, shutting them out.

use super::super::{
    model::{Event, Member, keeps_an_admin},
    store,
};
use crate::access::{Access, Includes, ManagePeople, Read, Role};
use crate::kernel::{
    Result,
    db::{Db, Tx},
    id::UserId,
};

/// Everybody of the organisation.
pub async fn members(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Member>> {
    store::members(&mut db.read().await?, access.scope()).await
}

/// One of them.
pub async fn member(db: &Db, access: &Access<ManagePeople>, user: UserId) -> Result<Member> {
    store::member(&mut db.read().await?, access.scope(), user).await
}

/// Gives somebody another role, over the version that was seen.
pub async fn change_role(
    db: &Db,
    access: &Access<ManagePeople>,
    user: UserId,
    role: Role,
    seen: i64,
) -> Result<Member> {
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let before = store::member(&mut tx, access.scope(), user).await?;
    let after = before.with_role(role, seen);
    write(tx, access, &before, &after).await?;
    Ok(after)
}

/// Shuts somebody out, at once, or lets them in again.
pub async fn set_active(
    db: &Db,
    access: &Access<ManagePeople>,
    user: UserId,
    is_active: bool,
    seen: i64,
) -> Result<Member> {
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let before = store::member(&mut tx, access.scope(), user).await?;
    let at = (!is_active).then(|| tx.now());
    let after = before.with_deactivated(at, seen);
    write(tx, access, &before, &after).await?;
    Ok(after)
}

async fn write(mut tx: Tx, access: &Access<ManagePeople>, before: &Member, after: &Member) -> Result<()> {
    let others = store::other_admins(&mut tx, access.scope(), before.user_id).await?;
    keeps_an_admin(before, after, others)?;
    store::update_member(&mut tx, access.scope(), after).await?;
    store::renew_or_end_sessions(&mut tx, before.user_id).await?;
    tx.commit(access.scope().org(), Event::Changed { before, after }).await
}
