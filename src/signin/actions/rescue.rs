//! Helping somebody who is locked out, by those who run their organisation: removing second steps that are lost, and
//! a way in that two of them agree on. Whoever works in organisations that the helper does not run is helped by the
//! console alone: one organisation's administrator must not get at another's.

use super::{
    super::{
        model::{Factors, Rescue, RescueEvent, RescueId},
        store,
    },
    second::tell,
};
use crate::access::{Access, Fresh, ManagePeople};
use crate::accounts::{self, Member};
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    hash::Sha256,
    id::UserId,
    text::Line,
};
use crate::mail::{self, Letter};
use crate::organisations;
use chrono::TimeDelta;
use serde_json::json;

/// How long a second administrator has.
const ASKED_FOR: TimeDelta = TimeDelta::hours(24);
/// How long the link works.
const LIFE: TimeDelta = TimeDelta::hours(1);

/// Somebody who may be locked out, as whoever could help them sees it.
pub struct Plight {
    /// Who.
    pub member: Member,
    /// What they could give as a second step.
    pub factors: Factors,
    /// How many other administrators could confirm.
    pub others: i64,
    /// The way in that waits to be confirmed.
    pub waiting: Option<Rescue>,
    /// Why the caller cannot help, if so.
    pub why_not: Option<String>,
}

/// How somebody could be helped.
pub async fn plight(db: &Db, access: &Access<ManagePeople>, user: UserId) -> Result<Plight> {
    let member = accounts::member(db, access, user).await?;
    let mut conn = db.read().await?;
    let factors = store::factors(&mut conn, user).await?;
    let helpers = store::helpers(&mut conn, access.scope(), user, access.user()).await?;
    let waiting = store::waiting_rescue(&mut conn, access.scope(), user, db.env().now()).await?;
    let why_not = why_not(access, &member, helpers.elsewhere);
    Ok(Plight { member, factors, others: helpers.others, waiting, why_not })
}

fn why_not(access: &Access<ManagePeople>, member: &Member, elsewhere: i64) -> Option<String> {
    let name = &member.name;
    if member.user_id == access.user() {
        return Some("This is you. Somebody else who runs the organisation has to help you.".into());
    }
    if member.deactivated_at.is_some() {
        return Some(format!("{name} is deactivated. Reactivate them first."));
    }
    (elsewhere > 0).then(|| {
        format!(
            "{name} works in another organisation, too, which you do not run. They can use a backup code, or somebody \
             with access to the machine that Muster runs on prints a link: muster rescue."
        )
    })
}

/// Begins the help, after proving once more that it may be given.
async fn begin(db: &Db, access: &Access<ManagePeople>, user: UserId) -> Result<(Tx, Member)> {
    let member = accounts::member(db, access, user).await?;
    let org = access.scope().org();
    let mut tx = accounts::begin_also_in(db, access.actor(), user, org).await?;
    access.prove_again(&mut tx).await?;
    let helpers = store::helpers(&mut tx, access.scope(), user, access.user()).await?;
    match why_not(access, &member, helpers.elsewhere) {
        Some(why) => Err(Error::Forbidden(why)),
        None => Ok((tx, member)),
    }
}

/// Removes all second steps of somebody who lost theirs, ends their sessions and writes to them. None if there are
/// none.
pub async fn remove_factors(
    db: &Db,
    access: &Access<ManagePeople>,
    user: UserId,
    _: Fresh,
) -> Result<Option<Member>> {
    let (mut tx, member) = begin(db, access, user).await?;
    let (apps, codes) = (store::delete_totp(&mut tx, user).await?, store::delete_codes(&mut tx, user).await?);
    let passkeys = store::delete_passkeys(&mut tx, user).await?;
    if apps + codes + passkeys == 0 {
        return Ok(None);
    }
    store::forget_remembered(&mut tx, user).await?;
    store::end_all(&mut tx, user).await?;
    let organisation = organisations::get_in(&mut tx, access.scope()).await?.name;
    let data = json!({ "by": access.actor().name, "organisation": organisation });
    tell(&mut tx, user, "second_steps_removed", data).await?;
    let removed = RescueEvent::FactorsRemoved { user, apps, codes, passkeys };
    accounts::commit_everywhere(tx, user, removed).await?;
    Ok(Some(member))
}

/// Asks for a way in for somebody, and writes to those who could confirm it. `Conflict` if it was asked for already.
pub async fn ask_for_rescue(
    db: &Db,
    access: &Access<ManagePeople>,
    user: UserId,
    reason: Line,
    _: Fresh,
) -> Result<()> {
    let (mut tx, member) = begin(db, access, user).await?;
    let (scope, me, now) = (access.scope(), access.user(), tx.now());
    let helpers = store::other_admins(&mut tx, scope, user, me).await?;
    if helpers.is_empty() {
        return Err(Error::Forbidden(
            "There is no second administrator who could confirm it. Make somebody one first.".into(),
        ));
    }
    if store::waiting_rescue(&mut tx, scope, user, now).await?.is_some() {
        return Err(Error::Conflict(format!("A way in for {} was asked for already.", member.name)));
    }
    let id = RescueId(tx.env().new_id());
    store::insert_rescue(&mut tx, scope, (id, user, me), &reason, now + ASKED_FOR).await?;
    let place = organisations::get_in(&mut tx, scope).await?;
    let data = json!({
        "person": member.name, "person_id": user, "asked_by": access.actor().name, "reason": reason,
        "organisation": place.name, "slug": place.slug,
    });
    for helper in helpers {
        let letter = Letter::new("rescue_asked", &helper.email, helper.name.as_str(), data.clone());
        mail::send_in(&mut tx, letter.of(scope.org()).until(now + ASKED_FOR)).await?;
    }
    let asked = RescueEvent::Asked { user, id, reason: &reason };
    accounts::commit_everywhere(tx, user, asked).await
}

/// Confirms what another administrator asked for: the token of a link with which the person signs in once, for
/// whoever confirms to pass on. `NotFound` if nothing waits that the caller could confirm.
pub async fn confirm_rescue(
    db: &Db,
    access: &Access<ManagePeople>,
    user: UserId,
    id: RescueId,
    _: Fresh,
) -> Result<(Member, String)> {
    let (mut tx, member) = begin(db, access, user).await?;
    let now = tx.now();
    let waiting = store::waiting_rescue(&mut tx, access.scope(), user, now).await?;
    let Some(rescue) = waiting.filter(|rescue| rescue.id == id) else { return Err(Error::NotFound) };
    if store::confirm_rescue(&mut tx, access.scope(), id, access.user()).await? == 0 {
        return Err(Error::Forbidden(
            "You asked for it yourself. Another administrator has to confirm it.".into(),
        ));
    }
    let (token, until) = (tx.env().token(), now + LIFE);
    store::insert_link(&mut tx, Some(user), Sha256::of(&token), until).await?;
    let organisation = organisations::get_in(&mut tx, access.scope()).await?.name;
    let data = json!({
        "asked_by": rescue.asked_by_name, "confirmed_by": access.actor().name, "organisation": organisation,
    });
    tell(&mut tx, user, "rescue_confirmed", data).await?;
    let confirmed = RescueEvent::Confirmed { user, id, asked_by: rescue.asked_by };
    accounts::commit_everywhere(tx, user, confirmed).await?;
    Ok((member, token))
}
