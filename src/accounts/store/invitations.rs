//! One-time links with which people join.

use super::super::model::{Invitation, InvitationId, Invited};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::Timestamp,
    hash::Sha256,
    id::{OrgId, UserId},
    text::{Email, Line},
};

/// The invitations that nobody used or took back yet and that did not run out before `since`, newest first.
pub async fn open_invitations(conn: &mut Conn, scope: Scope, since: Timestamp) -> Result<Vec<Invitation>> {
    sql! {
        fetch_all, conn,
        "select i.id, i.email, i.name, i.role, u.name as invited_by, i.expires_at
         from invitations i join users u on u.id = i.invited_by
         where i.org_id = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2
         order by i.id desc limit 500",
        scope.org(), since
    }
}

/// Adds an invitation whose link holds the token with this hash.
pub async fn insert_invitation(
    tx: &mut Tx,
    scope: Scope,
    it: &Invitation,
    token: Sha256,
    by: UserId,
) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into invitations (org_id, id, email, name, role, token_hash, invited_by, expires_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        scope.org(), it.id, &it.email, &it.name, it.role, token, by, it.expires_at, now
    }?;
    Ok(())
}

/// Takes back the open invitations of an address, because a new one replaces them.
pub async fn revoke_invitations_of(tx: &mut Tx, scope: Scope, email: &Email) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update invitations set revoked_at = $3
         where org_id = $1 and email = $2 and accepted_at is null and revoked_at is null",
        scope.org(), email, now
    }
}

/// Takes one back, if it is still open.
pub async fn revoke_invitation(tx: &mut Tx, scope: Scope, id: InvitationId) -> Result<Invitation> {
    let now = tx.now();
    sql! {
        fetch_one, tx,
        "update invitations set revoked_at = $3
         where org_id = $1 and id = $2 and accepted_at is null and revoked_at is null
         returning id, email, name, role,
            (select u.name from users u where u.id = invitations.invited_by) as invited_by, expires_at",
        scope.org(), id, now
    }
}

/// The open invitation whose link this is. The token is the proof, so no scope is asked for.
pub async fn invited(conn: &mut Conn, token: Sha256, now: Timestamp) -> Result<Option<Invited>> {
    sql! {
        fetch_optional, conn,
        "select i.org_id, o.slug, o.name as organisation, i.id, i.email, i.name, i.role, u.name as invited_by
         from invitations i
         join organisations o on o.id = i.org_id
         join users u on u.id = i.invited_by
         where i.token_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2",
        token, now
    }
}

/// An invitation, whatever became of it.
pub async fn made_invitation(conn: &mut Conn, scope: Scope, id: InvitationId) -> Result<Invitation> {
    sql! {
        fetch_one, conn,
        "select i.id, i.email, i.name, i.role, u.name as invited_by, i.expires_at
         from invitations i join users u on u.id = i.invited_by
         where i.org_id = $1 and i.id = $2",
        scope.org(), id
    }
}

/// An invitation that nobody used or took back yet.
pub async fn unused_invitation(conn: &mut Conn, scope: Scope, id: InvitationId) -> Result<Invitation> {
    sql! {
        fetch_one, conn,
        "select i.id, i.email, i.name, i.role, u.name as invited_by, i.expires_at
         from invitations i join users u on u.id = i.invited_by
         where i.org_id = $1 and i.id = $2 and i.accepted_at is null and i.revoked_at is null",
        scope.org(), id
    }
}

/// The invitation with which whoever has this address can join, if there is one.
pub async fn standing_invitation(
    conn: &mut Conn,
    scope: Scope,
    email: &Email,
    now: Timestamp,
) -> Result<Option<Invitation>> {
    sql! {
        fetch_optional, conn,
        "select i.id, i.email, i.name, i.role, u.name as invited_by, i.expires_at
         from invitations i join users u on u.id = i.invited_by
         where i.org_id = $1 and i.email = $2 and i.accepted_at is null and i.revoked_at is null
           and i.expires_at > $3
         order by i.id desc limit 1",
        scope.org(), email, now
    }
}

/// An invitation as its link finds it, whatever became of it.
#[derive(sqlx::FromRow)]
pub struct Held {
    /// Into which organisation.
    pub org_id: OrgId,
    /// Its word in addresses.
    pub slug: String,
    /// Its name.
    pub organisation: Line,
    /// The invitation.
    pub id: InvitationId,
    /// For whom.
    pub email: Email,
    /// Their name.
    pub name: Line,
    /// Who invited them.
    pub invited_by: String,
    /// When it runs out.
    pub expires_at: Timestamp,
    /// When somebody joined with it.
    pub accepted_at: Option<Timestamp>,
    /// When it was taken back.
    pub revoked_at: Option<Timestamp>,
}

/// The invitation whose link this is or was. The token is the proof, so no scope is asked for.
pub async fn held(conn: &mut Conn, token: Sha256) -> Result<Option<Held>> {
    sql! {
        fetch_optional, conn,
        "select i.org_id, o.slug, o.name as organisation, i.id, i.email, i.name, u.name as invited_by,
            i.expires_at, i.accepted_at, i.revoked_at
         from invitations i
         join organisations o on o.id = i.org_id
         join users u on u.id = i.invited_by
         where i.token_hash = $1",
        token
    }
}

/// Notes that another one was asked for; 0 rows if that was done after `since` already.
pub async fn mark_asked(tx: &mut Tx, org: OrgId, id: InvitationId, since: Timestamp) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update invitations set asked_at = $3
         where org_id = $1 and id = $2 and (asked_at is null or asked_at <= $4)",
        org, id, now, since
    }
}

/// Address and name of those who run an organisation.
pub async fn admins(conn: &mut Conn, org: OrgId) -> Result<Vec<(Email, Line)>> {
    sql! {
        fetch_all, conn,
        "select u.email, u.name from members m join users u on u.id = m.user_id
         where m.org_id = $1 and m.role = 'admin' and m.deactivated_at is null
         order by u.id limit 20",
        org
    }
}

/// Uses an invitation up; 0 rows if somebody else was faster.
pub async fn accept_invitation(tx: &mut Tx, org: OrgId, id: InvitationId) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "update invitations set accepted_at = $3
         where org_id = $1 and id = $2 and accepted_at is null and revoked_at is null and expires_at > $3",
        org, id, now
    }
}
