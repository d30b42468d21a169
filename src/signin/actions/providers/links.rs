//! A person's own accounts at providers.

use super::super::super::{
    providers::{Button, Event, Identity, IdentityId, Linkable},
    store,
};
use crate::access::Caller;
use crate::accounts;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Conn, Db},
    id::OrgId,
};

/// What a person has linked, and what they could link.
#[derive(Debug, serde::Serialize)]
pub struct Links {
    /// Linked already.
    pub identities: Vec<Identity>,
    /// The providers of their organisations.
    pub buttons: Vec<Button>,
}

/// The caller's accounts at providers.
pub async fn links(db: &Db, caller: &Caller) -> Result<Links> {
    let rows = store::linkable(&mut db.read().await?, caller.user).await?;
    let identities = rows.iter().filter_map(Linkable::identity).collect();
    let open = rows.into_iter().filter(|row| row.is_open);
    let mut buttons: Vec<_> = open.map(|row| Button { id: row.provider_id, label: row.label }).collect();
    buttons.dedup_by_key(|button| button.id);
    Ok(Links { identities, buttons })
}

/// The buttons of the sign-in page; `asked` is a provider that is not for everybody's eyes.
pub async fn buttons(conn: &mut Conn, asked: &str) -> Result<Vec<Button>> {
    store::buttons(conn, asked.parse().ok()).await
}

/// The buttons on the page of an invitation from `org`.
pub async fn buttons_of(conn: &mut Conn, org: OrgId) -> Result<Vec<Button>> {
    store::buttons_of(conn, org).await
}

/// The buttons with which somebody confirms who they are, in a session that a provider opened.
pub async fn confirming(db: &Db, caller: &Caller) -> Result<Vec<Button>> {
    match caller.only {
        Some(only) => store::buttons_linked(&mut db.read().await?, only, caller.user).await,
        None => Ok(Vec::new()),
    }
}

/// Takes a link away, unless it is the last way in.
pub async fn unlink(db: &Db, caller: &Caller, actor: Actor, id: IdentityId) -> Result<Identity> {
    let mut tx = accounts::begin_everywhere(db, actor, caller.user).await?;
    store::hold_person(&mut tx, caller.user).await?;
    let rows = store::linkable(&mut tx, caller.user).await?;
    let identity = rows.iter().find(|row| row.id == Some(id)).and_then(Linkable::identity);
    let identity = identity.ok_or(Error::NotFound)?;
    if store::delete_identity(&mut tx, caller.user, id).await? == 0 {
        return Err(Error::invalid(
            "form",
            "This is your only way in. Set a password or add a passkey first, then take the link away.",
        ));
    }
    accounts::commit_everywhere(tx, caller.user, Event::Unlinked { user: caller.user, identity: &identity })
        .await?;
    Ok(identity)
}
