//! The proof of somebody who brings the evidence that a request asks for: a member whose request it is, or a person
//! outside who holds nothing but the secret of an upload link.

use super::{Access, AnswerRequests, Grant, Owned, Owners, Reach, Right, Role, Scope};
use crate::kernel::{
    Error, Result,
    audit::{self, Actor},
    db::{Conn, Db, Tx},
    hash::Sha256,
    id::{OrgId, UserId},
};
use uuid::Uuid;

/// Whoever answers one request. What they bring may take the place of evidence that is not theirs, because somebody
/// who may decide that asked for it; nothing else is open to them.
pub struct Giver {
    actor: Actor,
    user: UserId,
    scope: Scope,
    outsider: Option<Outsider>,
}

/// Somebody who holds nothing but the secret of a link.
struct Outsider {
    words: String,
    token: Sha256,
}

#[derive(sqlx::FromRow)]
struct Row {
    org_id: OrgId,
    id: Uuid,
    created_by: UserId,
    outsider_name: String,
    outsider_email: String,
}

/// The request whose upload link has this secret, used up or not, and whoever holds it, with the address and the
/// device they come from. None if there is no such link, or it was withdrawn.
pub async fn upload_link(
    conn: &mut Conn,
    token: Sha256,
    from: (&str, &str),
) -> Result<Option<(Uuid, Giver)>> {
    let found: Option<Row> = sql! {
        fetch_optional, conn,
        "select org_id, id, created_by, outsider_name, outsider_email from requests
         where link_hash = $1 and state <> 'withdrawn'",
        token
    }?;
    Ok(found.map(|row| row.open(token, from)))
}

impl Row {
    fn open(self, token: Sha256, (address, device): (&str, &str)) -> (Uuid, Giver) {
        let words = format!("{}, {}", self.outsider_name, self.outsider_email);
        let (address, device) = (address.to_owned(), device.to_owned());
        let actor = Actor { user: None, name: words.clone(), address, device };
        let scope = Scope { org: self.org_id, reach: Reach::Organisation };
        (self.id, Giver { actor, user: self.created_by, scope, outsider: Some(Outsider { words, token }) })
    }
}

impl Giver {
    /// A member, for a request that was proved to be theirs to answer.
    pub fn member<T: Owners>(access: &Access<AnswerRequests>, _request: &Owned<T>) -> Self {
        let scope = Scope { org: access.scope.org, reach: Reach::Organisation };
        Self { actor: access.actor(), user: access.user, scope, outsider: None }
    }
    /// Who acts, for the trail.
    pub fn actor(&self) -> Actor {
        self.actor.clone()
    }
    /// Starts a change of the organisation, as a member does.
    pub async fn begin(&self, db: &Db) -> Result<Tx> {
        db.begin_alone(self.actor(), self.scope.org()).await
    }
    /// Who answers for what is brought: the member, or whoever asked the person outside.
    pub fn user(&self) -> UserId {
        self.user
    }
    /// What stores take.
    pub fn scope(&self) -> Scope {
        self.scope
    }
    /// Name and address of the person outside; empty for a member.
    pub fn outsider(&self) -> &str {
        self.outsider.as_ref().map_or("", |outsider| &outsider.words)
    }
    /// Proves it once more inside a unit of work, after waiting for whoever is changing the same organisation.
    /// `NotFound` if the link was used or withdrawn meanwhile, or the member left.
    pub async fn prove_again(&self, tx: &mut Tx) -> Result<()> {
        let (org, user, now) = (self.scope.org, self.user, tx.now());
        audit::hold_chain(tx, org).await?;
        let found: Option<(Role,)> = match &self.outsider {
            // Whoever asked may have left; what they asked for is still wanted.
            Some(outsider) => sql! {
                fetch_optional, tx,
                "select 'contributor' from requests
                 where org_id = $1 and link_hash = $2 and link_used_at is null and link_until > $3
                   and state in ('open', 'returned')",
                org, outsider.token, now
            }?,
            None => sql! {
                fetch_optional, tx,
                "select role from members where org_id = $1 and user_id = $2 and deactivated_at is null",
                org, user
            }?,
        };
        match found {
            Some((role,)) if AnswerRequests::RIGHT.grant(role) != Grant::No => Ok(()),
            _ => Err(Error::NotFound),
        }
    }
    /// What a request lets them change, whoever owns it.
    pub fn own<T: Owners>(&self, record: T) -> Owned<T> {
        Owned(record)
    }
}
