//! Telling whoever is asked. Nobody is told what they did themselves.

use super::{
    super::{
        model::{Event, Item, RequestId},
        store,
    },
    ask::link_in,
};
use crate::access::Scope;
use crate::jobs::{Job, Outcome};
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Chore, Db, Tx},
    text::Email,
};
use crate::mail::{self, Letter};
use crate::news::{self, News};
use crate::organisations;
use serde_json::{Value, json};

/// The letter about what was returned.
const RETURNED: &str = "request_returned";

/// Tells whoever is asked; somebody outside gets the link with this secret.
pub(super) async fn asked_in(tx: &mut Tx, scope: Scope, it: &Item, token: &str) -> Result<()> {
    to_the_asked(tx, scope, "request_asked", (it, token)).await
}

/// Tells whoever was asked that what they brought was returned. Somebody outside gets a new link in the letter, because
/// the one before may be used up; where no letter goes `by_mail`, whoever asked passes one on. Done twice, it tells
/// once.
pub async fn tell_returned(db: &Db, scope: Scope, job: &Job, by_mail: bool) -> Outcome {
    let id = job.payload.as_ref().and_then(|payload| payload.expose().parse().ok());
    let Some(id) = id else { return Outcome::Fail("It does not say which request it is about.".into()) };
    match returned(db, scope, (id, by_mail)).await {
        Ok(()) | Err(Error::NotFound) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

async fn returned(db: &Db, scope: Scope, (id, by_mail): (RequestId, bool)) -> Result<()> {
    let mut tx = db.begin_alone(Actor::program(), scope.org()).await?;
    if store::tell_once(&mut tx, scope, id).await? == 0 {
        return Ok(());
    }
    let item = store::get(&mut tx, scope, id).await?;
    if !item.request.is_outside() {
        to_the_asked(&mut tx, scope, RETURNED, (&item, "")).await?;
    }
    if !item.request.is_outside() || !by_mail {
        return tx.commit_chore(Chore::TellAsked).await;
    }
    let (seen, now) = (item.request.version, tx.now());
    let request = item.request.clone().linked(seen, now)?;
    store::update(&mut tx, scope, &request).await?;
    let token = link_in(&mut tx, scope, &request).await?;
    let item = Item { request, ..item };
    to_the_asked(&mut tx, scope, RETURNED, (&item, &token)).await?;
    tx.commit(scope.org(), Event::LinkSent(&item.request)).await
}

/// Tells a member here and as they chose; somebody outside by a letter, with the link whose secret is `token`.
async fn to_the_asked(
    tx: &mut Tx,
    scope: Scope,
    letter: &'static str,
    (it, token): (&Item, &str),
) -> Result<()> {
    let request = &it.request;
    let said = json!({
        "by": it.creator_name,
        "title": request.title,
        "wanted": request.wanted,
        "note": request.note,
        "due_on": request.due_on,
        "reason": it.reason(),
        "whom": if request.is_outside() { "outside" } else { "member" },
        "until": request.link_until,
    });
    let Value::Object(mut data) = said else { return Ok(()) };
    let path = format!("/requests/{}", request.id);
    if let Some(user) = request.person_id {
        return match letter {
            RETURNED => {
                let title = format!("Returned: {}", request.title);
                news::tell_in(tx, scope, user, News { title, path, letter, data }).await
            }
            _ => {
                let title = format!("Evidence is asked of you: {}", request.title);
                news::tell_now_in(tx, scope, user, News { title, path, letter, data }).await
            }
        };
    }
    let Ok(to) = Email::parse(&request.outsider_email) else { return Ok(()) };
    data.insert("organisation".to_owned(), json!(organisations::get_in(tx, scope).await?.name));
    data.insert("path".to_owned(), json!(format!("/give/{token}")));
    let letter =
        Letter::new(letter, &to, request.outsider_name.as_str(), Value::Object(data)).of(scope.org());
    let letter = match request.link_until {
        Some(until) => letter.until(until),
        None => letter,
    };
    mail::send_in(tx, letter).await
}
