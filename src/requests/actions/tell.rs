//! Letters about requests. Nobody is told what they did themselves.

use super::{
    super::{
        model::{Event, Item, RequestId},
        store,
    },
    ask::link_in,
};
use crate::access::Scope;
use crate::accounts;
use crate::jobs::{Job, Outcome};
use crate::kernel::{
    Error, Result,
    audit::{self, Actor},
    db::{Chore, Db, Tx},
    id::UserId,
    text::Email,
};
use crate::mail::{self, Letter};
use crate::organisations;
use serde_json::json;

/// Tells whoever is asked; somebody outside gets the link with this secret.
pub(super) async fn asked_in(tx: &mut Tx, scope: Scope, it: &Item, token: &str) -> Result<()> {
    to_the_asked(tx, scope, "request_asked", (it, token)).await
}

/// Tells whoever was asked that what they brought was returned. Somebody outside gets a new link, because the old
/// one is used up. Done twice, it tells once.
pub async fn tell_returned(db: &Db, scope: Scope, job: &Job) -> Outcome {
    let id = job.payload.as_ref().and_then(|payload| payload.expose().parse().ok());
    let Some(id) = id else { return Outcome::Fail("It does not say which request it is about.".into()) };
    match returned(db, scope, id).await {
        Ok(()) | Err(Error::NotFound) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

async fn returned(db: &Db, scope: Scope, id: RequestId) -> Result<()> {
    let mut tx = db.begin(Actor::program()).await?;
    audit::hold_chain(&mut tx, scope.org()).await?;
    if store::tell_once(&mut tx, scope, id).await? == 0 {
        return Ok(());
    }
    let item = store::get(&mut tx, scope, id).await?;
    if !item.request.is_outside() {
        to_the_asked(&mut tx, scope, "request_returned", (&item, "")).await?;
        return tx.commit_chore(Chore::TellAsked).await;
    }
    let (seen, now) = (item.request.version, tx.now());
    let request = item.request.clone().linked(seen, now)?;
    store::update(&mut tx, scope, &request).await?;
    let token = link_in(&mut tx, scope, &request).await?;
    let item = Item { request, ..item };
    to_the_asked(&mut tx, scope, "request_returned", (&item, &token)).await?;
    tx.commit(scope.org(), Event::LinkSent(&item.request)).await
}

async fn to_the_asked(
    tx: &mut Tx,
    scope: Scope,
    letter: &'static str,
    (it, token): (&Item, &str),
) -> Result<()> {
    let request = &it.request;
    let found = match request.person_id {
        Some(id) => member(tx, scope, id).await?,
        None => Email::parse(&request.outsider_email).ok().map(|to| (to, request.outsider_name.clone())),
    };
    let Some((to, name)) = found else { return Ok(()) };
    let org = organisations::get_in(tx, scope).await?;
    let path = match token {
        "" => format!("/o/{}/requests/{}", org.slug.as_str(), request.id),
        token => format!("/give/{token}"),
    };
    let data = json!({
        "organisation": org.name,
        "by": it.creator_name,
        "title": request.title,
        "wanted": request.wanted,
        "note": request.note,
        "due_on": request.due_on,
        "reason": it.reason(),
        "whom": if request.is_outside() { "outside" } else { "member" },
        "until": request.link_until,
        "path": path,
    });
    let letter = Letter::new(letter, &to, name, data).of(scope.org());
    let letter = match request.link_until {
        Some(until) => letter.until(until),
        None => letter,
    };
    mail::send_in(tx, letter).await
}

/// Name and address of a member who is still here and did not do it themselves.
async fn member(tx: &mut Tx, scope: Scope, id: UserId) -> Result<Option<(Email, String)>> {
    if tx.actor().user == Some(id) {
        return Ok(None);
    }
    let person = accounts::colleague(tx, scope, id).await?;
    Ok(person.and_then(|person| Some((Email::parse(&person.email).ok()?, person.name))))
}
