//! What follows for the requests that a piece of evidence answers.

use super::super::{
    model::{Evidence, EvidenceId, State, Verdict},
    store::asked::{self, Asked},
};
use crate::access::Scope;
use crate::jobs::{self, NewJob};
use crate::kernel::{Result, audit::Entry, db::Tx, id::UserId, secret::Secret};
use crate::news::{self, News};
use chrono::Months;
use serde_json::{Map, json};
use uuid::Uuid;

/// The kind of the job that tells whoever was asked that what they brought was returned.
pub const RETURNED: &str = "evidence_returned";

/// After a change of a piece: what is decided about it, or what it says. Where it is returned, those who were asked for
/// it are told; its owner, unless they are one of those.
pub async fn follow(tx: &mut Tx, scope: Scope, before: &Evidence, after: &Evidence) -> Result<()> {
    let returned = settle(tx, scope, before, after).await?;
    for request in &returned {
        tell(tx, scope, request.id).await?;
    }
    let is_news = (before.review, &before.review_reason) != (after.review, &after.review_reason);
    let owner = after.owner_id.unwrap_or(after.added_by);
    let is_returned = after.review == Verdict::Returned && is_news;
    if is_returned && !asked::waits_for(tx, scope, after.id, owner).await? {
        tell_owner(tx, scope, after, owner).await?;
    }
    Ok(())
}

async fn tell_owner(tx: &mut Tx, scope: Scope, it: &Evidence, owner: UserId) -> Result<()> {
    let data = Map::from_iter([
        ("title".to_owned(), json!(it.title)),
        ("reason".to_owned(), json!(it.review_reason)),
    ]);
    let (title, path) = (format!("{} was returned", it.title), format!("/evidence/{}", it.id));
    let news = News { title, path, letter: "evidence_returned", data };
    news::tell_in(tx, scope, owner, news).await
}

/// The same, but whoever is to bring something better is not told: gives those requests.
pub async fn settle(tx: &mut Tx, scope: Scope, before: &Evidence, after: &Evidence) -> Result<Vec<Asked>> {
    match (before.review, after.review) {
        (Verdict::Accepted, Verdict::Accepted) => {}
        // Other tags or another owner return nothing a second time.
        (Verdict::Returned, Verdict::Returned) if before.review_reason == after.review_reason => {}
        (_, Verdict::Accepted) => {
            for request in asked::accept(tx, scope, after.id).await? {
                renews(tx, scope, &request).await?;
                record(tx, scope, "request.accepted", &request, after.id).await?;
            }
        }
        (_, Verdict::Returned) => {
            let returned = asked::give_back(tx, scope, after.id).await?;
            for request in &returned {
                record(tx, scope, "request.returned", request, after.id).await?;
            }
            return Ok(returned);
        }
        (Verdict::Submitted, Verdict::Submitted) if before.state == after.state => {}
        (Verdict::Submitted | Verdict::Returned, Verdict::Submitted) => submit(tx, scope, after).await?,
        (Verdict::Accepted, Verdict::Submitted) => {}
    }
    Ok(Vec::new())
}

/// Has what was brought wait for a decision. Nobody decides about a draft, so for that the request is open until it is
/// final.
async fn submit(tx: &mut Tx, scope: Scope, it: &Evidence) -> Result<()> {
    if it.state == State::Draft {
        for request in asked::take_back(tx, scope, it.id).await? {
            record(tx, scope, "request.opened_again", &request, it.id).await?;
        }
        return Ok(());
    }
    for request in asked::submit(tx, scope, it.id).await? {
        record(tx, scope, "request.submitted", &request, it.id).await?;
        tell_asker_in(tx, scope, request.id).await?;
    }
    Ok(())
}

/// The lines about requests that a piece answers which was accepted before; none if it was not.
pub async fn decided_in(tx: &mut Tx, scope: Scope, it: &Evidence) -> Result<Vec<Entry>> {
    if it.review != Verdict::Accepted {
        return Ok(Vec::new());
    }
    let mut entries = Vec::new();
    for request in asked::accept(tx, scope, it.id).await? {
        renews(tx, scope, &request).await?;
        entries.push(entry("request.accepted", &request, it.id));
    }
    Ok(entries)
}

/// After a newer version took the place of `old`.
pub async fn moved(tx: &mut Tx, scope: Scope, old: EvidenceId, new: &Evidence) -> Result<()> {
    asked::follow(tx, scope, old, new.id).await?;
    submit(tx, scope, new).await
}

/// After a piece was removed.
pub async fn removed(tx: &mut Tx, scope: Scope, it: EvidenceId) -> Result<()> {
    for request in asked::open_again(tx, scope, it).await? {
        record(tx, scope, "request.opened_again", &request, it).await?;
    }
    Ok(())
}

/// Tells whoever asked that something came in, unless they brought it themselves or left.
pub async fn tell_asker_in(tx: &mut Tx, scope: Scope, request: Uuid) -> Result<()> {
    let Some(asker) = asked::asker(tx, scope, request).await? else { return Ok(()) };
    let data = Map::from_iter([
        ("who".to_owned(), json!(tx.actor().name)),
        ("title".to_owned(), json!(asker.title)),
    ]);
    let (title, path) = (format!("To decide: {}", asker.title), format!("/requests/{request}"));
    let news = News { title, path, letter: "request_submitted", data };
    news::tell_in(tx, scope, asker.user_id, news).await
}

async fn renews(tx: &mut Tx, scope: Scope, request: &Asked) -> Result<()> {
    let months = request.repeat_months.and_then(|months| u32::try_from(months).ok());
    match months.and_then(|months| tx.now().date_naive().checked_add_months(Months::new(months))) {
        Some(day) => asked::renew_on(tx, scope, request.id, day).await,
        None => Ok(()),
    }
}

async fn record(
    tx: &mut Tx,
    scope: Scope,
    action: &'static str,
    request: &Asked,
    evidence: EvidenceId,
) -> Result<()> {
    tx.record(scope.org(), entry(action, request, evidence)).await
}

fn entry(action: &'static str, request: &Asked, evidence: EvidenceId) -> Entry {
    let detail = json!({ "title": request.title, "evidence": evidence });
    Entry { action, subject: format!("request:{}", request.id), detail }
}

async fn tell(tx: &mut Tx, scope: Scope, request: Uuid) -> Result<()> {
    let new = NewJob {
        kind: RETURNED,
        org: Some(scope.org()),
        title: "request_returned",
        recipient: "",
        payload: Secret::new(request.to_string()),
        expires_at: None,
    };
    jobs::enqueue(tx, new).await.map(drop)
}
