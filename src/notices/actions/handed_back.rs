//! Whoever owns a piece of evidence is told that it was returned.

use super::{super::model::News, news::tell_once_in};
use crate::access::Scope;
use crate::evidence::{self, EvidenceId};
use crate::jobs::{Job, Outcome};
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Chore, Db},
};
use serde_json::json;

/// Tells the owner of the piece that the job names, if it is returned still. Done twice, it tells once.
pub async fn tell_handed_back(db: &Db, scope: Scope, job: &Job) -> Outcome {
    let id = job.payload.as_ref().and_then(|payload| payload.expose().parse().ok());
    let Some(id) = id else { return Outcome::Fail("It does not say which evidence it is about.".into()) };
    match tell(db, scope, id).await {
        Ok(()) => Outcome::Done,
        Err(error) => Outcome::Retry(error.to_string()),
    }
}

async fn tell(db: &Db, scope: Scope, id: EvidenceId) -> Result<()> {
    let Some(piece) = evidence::handed_back(&mut db.read().await?, scope, id).await? else { return Ok(()) };
    // In the name of whoever returned it, and nobody is told what they did themselves.
    let by = Actor { user: piece.reviewed_by, name: piece.reviewer.unwrap_or_default(), ..Actor::program() };
    let occasion = format!("evidence:{id}:{}", piece.reviewed_at.unwrap_or_default().timestamp_millis());
    let news = News {
        title: format!("{} was returned", piece.title),
        path: format!("/evidence/{id}"),
        letter: "evidence_returned",
        data: serde_json::Map::from_iter([
            ("title".to_owned(), json!(piece.title)),
            ("reason".to_owned(), json!(piece.review_reason)),
        ]),
    };
    let mut tx = db.begin(by).await?;
    tell_once_in(&mut tx, scope, piece.owner_id, (news, &occasion)).await?;
    tx.commit_chore(Chore::TellAsked).await
}
