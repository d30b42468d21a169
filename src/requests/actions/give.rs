//! Bringing what was asked for: by whoever was asked, here or by an upload link.

use super::super::{
    model::{Event, Item, Link, Objective, Request, RequestId},
    store,
};
use crate::access::{Giver, upload_link};
use crate::blobs::Blobs;
use crate::evidence::{self, Brought, EvidenceId, Gift, Place, Target};
use crate::kernel::{
    Result,
    audit::Entry,
    db::{Db, Tx},
    env::Day,
    hash::Sha256,
    text::Paragraph,
};
use uuid::Uuid;

/// What is said about what is brought.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// Anything to know about it.
    pub description: Paragraph,
    /// The day it was taken.
    pub captured_on: Option<Day>,
}

/// What an upload link leads to. Looking does not use it up. Two statements.
pub async fn find_link(db: &Db, token: &str, from: (&str, &str)) -> Result<Link> {
    let mut conn = db.read().await?;
    let found = upload_link(&mut conn, Sha256::of(token), from).await?;
    let Some((id, giver)) = found else { return Ok(Link::Unknown) };
    let item = Box::new(store::get(&mut conn, giver.scope(), RequestId(id)).await?);
    let is_over = item.request.link_until.is_none_or(|until| until <= db.env().now());
    Ok(match item.request.link_used_at {
        Some(at) => Link::Used(item, at),
        None if !item.request.state.is_open() => Link::Done(item),
        None if is_over => Link::Over(item),
        None => Link::Open(item, giver),
    })
}

/// Brings a file, or says where it is kept. Where that fails nothing of the file stays.
pub async fn give(
    db: &Db,
    blobs: &Blobs,
    giver: &Giver,
    id: RequestId,
    (brought, said): (Brought, Said),
) -> Result<Request> {
    let kept = match &brought {
        Brought::File(file) => Some(file.kept.sha256),
        Brought::Place(..) => None,
    };
    let given = bring(db, giver, id, brought, said).await;
    if let (Err(_), Some(sha256)) = (&given, kept)
        && let Err(error) = evidence::forget_bytes(db, blobs, giver.scope(), sha256).await
    {
        tracing::warn!(%error, "bytes of a refused file are still there; a sweep takes them");
    }
    given
}

async fn bring(db: &Db, giver: &Giver, id: RequestId, brought: Brought, said: Said) -> Result<Request> {
    let (mut tx, item, objectives) = begin(db, giver, id).await?;
    let request = item.request.clone();
    let how = if matches!(brought, Brought::File(_)) { "file" } else { "reference" };
    let gift = Gift {
        title: request.title.clone(),
        kind: request.kind,
        description: said.description,
        captured_on: said.captured_on,
        owner: giver.user(),
        place: match (request.evidence_id, request.renews_id) {
            (Some(returned), _) => Place::Better(returned),
            (None, Some(old)) => Place::Renewed(old),
            (None, None) => Place::New,
        },
        brought,
    };
    let request = submitted(&mut tx, giver, request).await?;
    let new = evidence::give_in(&mut tx, giver, &gift, &targets(&request, &objectives)).await?;
    store::answered(&mut tx, giver.scope(), id, new.id).await?;
    evidence::tell_asker_in(&mut tx, giver.scope(), id.0).await?;
    let event = Event::Submitted { request: &request, evidence: new.id, how };
    tx.commit(giver.scope().org(), event).await?;
    // Until here nobody could remove the bytes.
    drop(gift);
    Ok(request)
}

/// Answers with evidence that is here already. What was accepted before is accepted for this, too.
pub async fn choose(db: &Db, giver: &Giver, id: RequestId, evidence: EvidenceId) -> Result<Request> {
    let (mut tx, item, objectives) = begin(db, giver, id).await?;
    let scope = giver.scope();
    let request = submitted(&mut tx, giver, item.request.clone()).await?;
    let it = evidence::pick_in(&mut tx, giver, evidence, &targets(&request, &objectives)).await?;
    store::answered(&mut tx, scope, id, it.id).await?;
    let decided = evidence::decided_in(&mut tx, scope, &it).await?;
    if decided.is_empty() {
        evidence::tell_asker_in(&mut tx, scope, id.0).await?;
    }
    let event = Event::Submitted { request: &request, evidence: it.id, how: "existing" };
    let mut entries: Vec<Entry> = [vec![event.into()], decided].concat();
    if let Some(last) = entries.pop() {
        tx.record_all(scope.org(), entries).await?;
        tx.commit(scope.org(), last).await?;
    }
    Ok(request)
}

async fn begin(db: &Db, giver: &Giver, id: RequestId) -> Result<(Tx, Item, Vec<Objective>)> {
    let mut tx = giver.begin(db).await?;
    giver.prove_again(&mut tx).await?;
    let item = store::get(&mut tx, giver.scope(), id).await?;
    let objectives = store::objectives(&mut tx, giver.scope(), id).await?;
    Ok((tx, item, objectives))
}

/// Takes the request before anything else, so that nobody answers it a second time.
async fn submitted(tx: &mut Tx, giver: &Giver, request: Request) -> Result<Request> {
    let request = request.submitted(tx.now(), !giver.outsider().is_empty())?;
    store::update(tx, giver.scope(), &request).await?;
    Ok(request)
}

fn targets<'a>(request: &Request, objectives: &'a [Objective]) -> Vec<Target<'a>> {
    let of = |assessment: Uuid| objectives.iter().map(move |one| one.target(assessment)).collect();
    request.assessment_id.map(of).unwrap_or_default()
}
