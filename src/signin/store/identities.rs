//! Accounts at providers that people sign in with.

use super::super::providers::{IdentityId, Linkable, Provider, Vouched};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    id::{OrgId, UserId},
    text::{Email, Line},
};

/// The person behind an account at a provider, as the door needs them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Holder {
    /// The link.
    pub id: IdentityId,
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub name: Line,
    /// Their address here.
    pub email: Email,
    /// Whether they are active in the organisation whose provider it is.
    pub is_member: bool,
}

/// Whose account this is. Nothing but issuer and subject decides; never the address.
pub async fn holder(conn: &mut Conn, provider: &Provider, vouched: &Vouched) -> Result<Option<Holder>> {
    sql! {
        fetch_optional, conn,
        "select i.id, i.user_id, u.name, u.email,
            exists (select 1 from members m where m.org_id = i.org_id and m.user_id = i.user_id
                    and m.deactivated_at is null) as is_member
         from identities i join users u on u.id = i.user_id
         where i.org_id = $1 and i.provider_id = $2 and i.issuer = $3 and i.subject = $4",
        provider.org_id, provider.id, &vouched.issuer, &vouched.subject
    }
}

/// Links an account to a person. One that is linked already is a problem with `form`.
pub async fn insert_identity(
    tx: &mut Tx,
    id: IdentityId,
    user: UserId,
    (provider, vouched): (&Provider, &Vouched),
) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into identities (org_id, id, provider_id, issuer, subject, user_id, email, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        provider.org_id, id, provider.id, &vouched.issuer, &vouched.subject, user, &vouched.email, now
    }
    .map(drop)
    .map_err(|error: Error| {
        error.on_taken("identities.subject", "form", "That account is linked to somebody here already.")
    })
}

/// Notes that an account was used to come in.
pub async fn touch_identity(tx: &mut Tx, org: OrgId, id: IdentityId) -> Result<u64> {
    let now = tx.now();
    sql! { execute, tx, "update identities set last_used_at = $3 where org_id = $1 and id = $2", org, id, now }
}

/// The accounts that a person signs in with, at providers in use or not, and the providers in use of their
/// organisations, with or without an account there.
pub async fn linkable(conn: &mut Conn, user: UserId) -> Result<Vec<Linkable>> {
    sql! {
        fetch_all, conn,
        "select p.id as provider_id, p.label, o.name as organisation, i.id, i.email, i.created_at, i.last_used_at,
            (p.is_active and exists (select 1 from members m where m.org_id = p.org_id and m.user_id = $1
                and m.deactivated_at is null)) as is_open
         from providers p
         join organisations o on o.id = p.org_id
         left join identities i on i.provider_id = p.id and i.user_id = $1
         where i.id is not null
            or (p.is_active and exists (select 1 from members m where m.org_id = p.org_id and m.user_id = $1
                and m.deactivated_at is null))
         order by p.label, p.id, i.id limit 200",
        user
    }
}

/// Takes a link of a person away, unless it would leave them without any way in; 0 rows then.
pub async fn delete_identity(tx: &mut Tx, user: UserId, id: IdentityId) -> Result<u64> {
    sql! {
        execute, tx,
        "delete from identities where user_id = $1 and id = $2
            and (exists (select 1 from users u where u.id = $1 and u.password_hash is not null)
                 or exists (select 1 from passkeys k where k.user_id = $1)
                 or exists (select 1 from identities i join providers p on p.id = i.provider_id
                            where i.user_id = $1 and i.id <> $2 and p.is_active))",
        user, id
    }
}
