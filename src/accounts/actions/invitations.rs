//! Inviting people, and joining.

use super::super::{
    model::{Event, Fate, Invitation, InvitationId, Invited, State},
    store,
};
use crate::access::{Access, ManagePeople, Role, Scope};
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Conn, Db, Tx},
    env::Timestamp,
    hash::Sha256,
    id::UserId,
    text::{Email, Line},
};
use crate::mail::{self, Letter};
use crate::organisations;
use chrono::TimeDelta;
use serde_json::json;

/// How long an invitation works.
const LIFE: TimeDelta = TimeDelta::hours(72);

/// An invitation that ran out is shown for so long.
const SHOWN: TimeDelta = TimeDelta::days(30);
/// Whoever holds a link may ask for another so often.
const ASKED_EVERY: TimeDelta = TimeDelta::days(1);

/// How an invitation goes out.
pub struct Sending<'a> {
    /// What its link holds: the same for each sending of a form. It is not kept, so the link can be shown in the
    /// answers to this form and nowhere else.
    pub token: &'a str,
    /// Where a form that was carried out leads, if its invitation does not stand any more.
    pub location: &'a str,
    /// Which invitation it takes the place of, where one is sent again.
    pub again: Option<InvitationId>,
    /// Whether a letter brings the link as well.
    pub by_mail: bool,
}

/// What came of a form that invites somebody.
pub enum Sent {
    /// This invitation stands, and the form's token opens it.
    Stands(Invitation),
    /// The form was sent before, and this invitation of the same address took the place of its own since.
    Replaced(Invitation),
}

/// Invites somebody. An older invitation of the same address is taken back. A form that is sent twice has one effect,
/// and both answers have the same link, unless there is a newer invitation. `NotFound` if the one to be sent again was
/// used or taken back meanwhile.
pub async fn invite(
    db: &Db,
    access: &Access<ManagePeople>,
    (email, name, role): (Email, Line, Role),
    sending: &Sending<'_>,
) -> Result<Sent> {
    let scope = access.scope();
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let token = Sha256::of(sending.token);
    if store::held(&mut tx, token).await?.is_some() {
        return sent_before(&mut tx, scope, (token, &email), sending.location).await;
    }
    if let Some(before) = sending.again {
        store::unused_invitation(&mut tx, scope, before).await?;
    }
    refuse_member(&mut tx, scope, &email).await?;
    store::revoke_invitations_of(&mut tx, scope, &email).await?;
    let id = InvitationId(tx.env().new_id());
    let invited_by = access.actor().name;
    let it = Invitation { id, email, name, role, invited_by, expires_at: tx.now() + LIFE };
    store::insert_invitation(&mut tx, scope, &it, token, access.user()).await?;
    if sending.by_mail {
        let letter = letter(&mut tx, scope, &it, sending.token).await?;
        mail::send_in(&mut tx, letter).await?;
    }
    tx.commit(scope.org(), Event::Invited(&it)).await?;
    Ok(Sent::Stands(it))
}

/// What stands after a form that was sent before. Which of two that somebody sent in turn they mean, nobody can know:
/// whoever pressed the older one twice does not want it back.
async fn sent_before(
    tx: &mut Tx,
    scope: Scope,
    (token, email): (Sha256, &Email),
    location: &str,
) -> Result<Sent> {
    let now = tx.now();
    if let Some(stands) = store::invited(tx, token, now).await? {
        return store::unused_invitation(tx, scope, stands.id).await.map(Sent::Stands);
    }
    let newer = store::standing_invitation(tx, scope, email, now).await?;
    newer.map(Sent::Replaced).ok_or_else(|| Error::AlreadyDone(location.to_owned()))
}

async fn letter(tx: &mut Tx, scope: Scope, it: &Invitation, token: &str) -> Result<Letter> {
    let organisation = organisations::get_in(tx, scope).await?.name;
    let data = json!({
        "organisation": organisation, "invited_by": it.invited_by, "role": it.role.label(), "token": token,
        "expires_at": it.expires_at,
    });
    Ok(Letter::new("invitation", &it.email, it.name.as_str(), data).of(scope.org()).until(it.expires_at))
}

async fn refuse_member(tx: &mut Tx, scope: Scope, email: &Email) -> Result<()> {
    let Some(person) = store::by_email(tx, email).await? else { return Ok(()) };
    match store::member(tx, scope, person.id).await {
        Ok(member) if member.deactivated_at.is_none() => {
            Err(Error::invalid("email", format!("{} belongs to this organisation already.", member.name)))
        }
        Ok(_) | Err(Error::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}

/// The invitations that nobody used yet; those that ran out a while ago among them, to be sent again.
pub async fn open(db: &Db, access: &Access<ManagePeople>) -> Result<Vec<Invitation>> {
    let since = db.env().now() - SHOWN;
    store::open_invitations(&mut db.read().await?, access.scope(), since).await
}

/// One that was made, whatever became of it.
pub async fn made(db: &Db, access: &Access<ManagePeople>, id: InvitationId) -> Result<Invitation> {
    store::made_invitation(&mut db.read().await?, access.scope(), id).await
}

/// Takes an invitation back.
pub async fn revoke(db: &Db, access: &Access<ManagePeople>, id: InvitationId) -> Result<Invitation> {
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let it = store::revoke_invitation(&mut tx, access.scope(), id).await?;
    tx.commit(access.scope().org(), Event::Revoked(&it)).await?;
    Ok(it)
}

/// The open invitation whose link holds this token.
pub async fn invitation(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Option<Invited>> {
    store::invited(conn, Sha256::of(token), now).await
}

/// What became of the invitation whose link holds this token. None if it works, or never was one.
pub async fn fate(conn: &mut Conn, token: &str, now: Timestamp) -> Result<Option<Fate>> {
    let Some(it) = store::held(conn, Sha256::of(token)).await? else { return Ok(None) };
    let (state, at) = match (it.accepted_at, it.revoked_at) {
        (Some(at), _) => (State::Used, at),
        (None, Some(at)) => (State::Revoked, at),
        (None, None) if it.expires_at <= now => (State::Expired, it.expires_at),
        (None, None) => return Ok(None),
    };
    let (organisation, email, invited_by) = (it.organisation, it.email, it.invited_by);
    Ok(Some(Fate { organisation, email, invited_by, state, at }))
}

/// Has whoever runs the organisation told that the holder of this link would like another: because it ran out, or
/// for another address, `wanted`. False if that was done a while ago already. `NotFound` if it was used or taken
/// back, and for those who need no other.
pub async fn ask_again(db: &Db, token: &str, wanted: Option<&str>, actor: Actor) -> Result<bool> {
    let of = store::held(&mut db.read().await?, Sha256::of(token)).await?.ok_or(Error::NotFound)?.org_id;
    let mut tx = db.begin_alone(actor, of).await?;
    let it = store::held(&mut tx, Sha256::of(token)).await?.ok_or(Error::NotFound)?;
    let wanted = wanted.filter(|wanted| *wanted != it.email.as_str());
    let is_open = it.accepted_at.is_none() && it.revoked_at.is_none();
    if !is_open || (it.expires_at > tx.now() && wanted.is_none()) {
        return Err(Error::NotFound);
    }
    let since = tx.now() - ASKED_EVERY;
    if store::mark_asked(&mut tx, it.org_id, it.id, since).await? == 0 {
        return Ok(false);
    }
    let data = json!({
        "organisation": it.organisation, "slug": it.slug, "name": it.name, "email": it.email,
        "wanted": wanted.unwrap_or_default(),
    });
    for (email, name) in store::admins(&mut tx, it.org_id).await? {
        let letter = Letter::new("invitation_wanted", &email, name.as_str(), data.clone()).of(it.org_id);
        mail::send_in(&mut tx, letter).await?;
    }
    tx.commit(it.org_id, Event::AskedAgain { id: it.id, email: &it.email, wanted }).await?;
    Ok(true)
}

/// Uses the invitation up and makes `user` a member. `NotFound` if it stopped working meanwhile.
pub async fn accept_in(tx: &mut Tx, it: &Invited, user: UserId) -> Result<()> {
    let joined = take(tx, it, user).await?;
    tx.record(it.org_id, joined).await
}

/// The same as a unit of work of its own, for somebody who is signed in.
pub async fn accept(db: &Db, it: &Invited, user: UserId, actor: Actor) -> Result<()> {
    let mut tx = db.begin_alone(actor, it.org_id).await?;
    let joined = take(&mut tx, it, user).await?;
    tx.commit(it.org_id, joined).await
}

async fn take<'a>(tx: &mut Tx, it: &'a Invited, user: UserId) -> Result<Event<'a>> {
    if store::accept_invitation(tx, it.org_id, it.id).await? == 0 {
        return Err(Error::NotFound);
    }
    store::insert_member(tx, it.org_id, user, it.role).await?;
    Ok(Event::Joined { user, email: &it.email, role: it.role, invitation: Some(it.id) })
}
