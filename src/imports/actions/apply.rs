//! Carrying a file out: asked for by somebody, done by a worker in one unit of work, all of it or nothing.

use super::{
    NOT_CARRIED_OUT, in_peace,
    look::{Shown, preview, shown},
    pack::{pack, unpack},
    page,
    progress::Progress,
    still_open,
};
use crate::access::{Access, ImportTables, Scope};
use crate::assessments::{self, AssessmentId, Picture};
use crate::exchange::Table;
use crate::imports::{
    model::{Batch, BatchId, Event, Preview, Stand, State, Verdict},
    read::Book,
    store,
    tables::{Ground, Plan, Work},
};
use crate::jobs::{self, ATTEMPTS_MAX, Job, NewJob, Outcome};
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Chore, Db, Tx},
    id::UserId,
    secret::Secret,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the job is called.
pub const KIND: &str = "tables.import";

/// After so many rows it is told how far it is; a multiple of how many are written at once.
const STEP: usize = 50;

/// What was asked for, and by whom: they may have lost the right when it is done.
#[derive(Serialize, Deserialize)]
struct Order {
    assessment: AssessmentId,
    batch: BatchId,
    user: UserId,
    name: String,
    address: String,
    device: String,
}

/// How asking ended.
pub enum Asked {
    /// It is carried out as soon as a worker comes to it.
    Soon,
    /// Something is no longer as it was shown: these rows, as they are now. The new state is what is shown from now on.
    Overtaken(Box<(Batch, Preview, Vec<Verdict>)>),
    /// There are rows with errors.
    Refused,
    /// Nothing would change.
    Nothing,
}

/// Asks for a file to be carried out, if everything is still as it was shown.
pub async fn ask(
    db: &Db,
    access: &Access<ImportTables>,
    picture: &Arc<Picture>,
    of: (AssessmentId, BatchId),
) -> Result<Asked> {
    let Shown { batch, preview: was } = shown(db, access, of).await?;
    still_open(batch.table()?, picture)?;
    let now = match (was.changes, was.on) == (Some(access.changes()), Some(db.env().today())) {
        true => was,
        false => {
            let found = store::with_content(&mut db.read().await?, access.scope(), of.0, of.1).await?;
            let book: Book = in_peace(move || unpack(&found.1)).await?;
            let now = preview(db, access, picture, &batch, book).await?;
            let overtaken: Vec<Verdict> = was.overtaken(&now).into_iter().cloned().collect();
            if !overtaken.is_empty() {
                let (batch, now) = show_again(db, access, batch, now).await?;
                return Ok(Asked::Overtaken(Box::new((batch, now, overtaken))));
            }
            now
        }
    };
    if now.count(Stand::Error) > 0 {
        return Ok(Asked::Refused);
    }
    if !now.rows.iter().any(|row| batch.choices.takes(row)) {
        return Ok(Asked::Nothing);
    }
    let actor = access.actor();
    let order = Order {
        assessment: of.0,
        batch: of.1,
        user: access.user(),
        name: actor.name.clone(),
        address: actor.address.clone(),
        device: actor.device.clone(),
    };
    let waiting = Batch { state: State::Waiting, ..batch };
    let mut tx = db.begin(actor).await?;
    store::update(&mut tx, access.scope(), &waiting, None).await?;
    let job = NewJob {
        kind: KIND,
        org: Some(access.scope().org()),
        title: "An import",
        recipient: "",
        payload: Secret::new(serde_json::to_string(&order)?),
        expires_at: None,
    };
    jobs::enqueue(&mut tx, job).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    Ok(Asked::Soon)
}

/// Keeps what is shown from now on.
async fn show_again(
    db: &Db,
    access: &Access<ImportTables>,
    batch: Batch,
    now: Preview,
) -> Result<(Batch, Preview)> {
    let batch = Batch { state: State::Preview, ..batch };
    let (packed, now) = in_peace(move || Ok((pack(&now)?, now))).await?;
    let mut tx = db.begin(access.actor()).await?;
    store::put_preview(&mut tx, access.scope(), &batch, &packed).await?;
    tx.commit_chore(Chore::KeepImport).await?;
    Ok((batch, now))
}

/// Does the job of the organisation that `scope` is about. A worker that dies leaves nothing half done, and the next
/// one begins anew; once none comes any more, the file is there to be looked at again: where a mistake of ours kept
/// this from saying so, the next [`sweep`](super::sweep) does.
pub async fn run(db: &Db, progress: &Progress, scope: Scope, job: &Job) -> Outcome {
    let order = job.payload.as_ref().and_then(|text| serde_json::from_str::<Order>(text.expose()).ok());
    let outcome = match &order {
        Some(order) => tried(db, progress, scope, order).await,
        None => Outcome::Fail("What was asked for cannot be read any more. Look at it again.".into()),
    };
    let problem = match &outcome {
        Outcome::Fail(problem) => problem,
        Outcome::Retry(problem) if job.attempts >= ATTEMPTS_MAX => problem,
        _ => return outcome,
    };
    let id = order.map(|order| order.batch);
    match give_up(db, scope, Actor::program(), id, problem).await {
        Ok(()) => outcome,
        Err(error) => {
            tracing::warn!(cause = format!("{error:#}"), "an import that was given up still waits");
            Outcome::Retry(NOT_CARRIED_OUT.into())
        }
    }
}

async fn tried(db: &Db, progress: &Progress, scope: Scope, order: &Order) -> Outcome {
    let actor = Actor {
        user: Some(order.user),
        name: order.name.clone(),
        address: order.address.clone(),
        device: order.device.clone(),
    };
    let done = async {
        let access = Access::<ImportTables>::prove_absent(&mut db.read().await?, scope.org(), actor).await?;
        carry_out(db, &access, progress, (order.assessment, order.batch)).await
    };
    let done = done.await;
    progress.forget(order.batch);
    match done {
        Ok(()) => Outcome::Done,
        Err(Error::NotFound | Error::Forbidden(_)) => Outcome::Fail(
            "Whoever asked for it may not change these tables any more. Nothing was changed.".into(),
        ),
        Err(error) => {
            tracing::warn!(cause = format!("{error:#}"), "an import was not carried out");
            Outcome::Retry(NOT_CARRIED_OUT.into())
        }
    }
}

async fn carry_out(
    db: &Db,
    access: &Access<ImportTables>,
    progress: &Progress,
    of: (AssessmentId, BatchId),
) -> Result<()> {
    let (scope, today) = (access.scope(), db.env().today());
    let (batch, content) = store::with_content(&mut db.read().await?, scope, of.0, of.1).await?;
    if batch.state != State::Waiting {
        // A worker that was taken for dead has done it.
        return Ok(());
    }
    let (_, shown) = store::with_preview(&mut db.read().await?, scope, of.0, of.1).await?;
    let unpacked = in_peace(move || Ok((unpack(&content)?, unpack(&shown)?)));
    let (book, shown): (Book, Preview) = unpacked.await?;
    let (table, mapping) = (batch.table()?, batch.mapping.0.clone());
    progress.note(of.1, 0, shown.rows.len());
    // Whoever changes something of the organisation waits here, so that what is compared now stays so.
    let mut tx = access.begin(db).await?;
    let before = Arc::new(assessments::look(&mut tx, scope, of.0).await?);
    let ground = Ground::read(&mut tx, scope, (table, before.clone()), batch.as_of, today).await?;
    // The one thing besides statements that is awaited while others wait: what is compared has to stay as it was read
    // until it is written.
    let plan = in_peace(move || Ok(Plan::of(&ground, &mapping, page(&book, &mapping)?))).await?;
    let written = match (still_open(table, &before), shown.overtaken(&plan.preview).is_empty()) {
        (Err(error), _) => Err(error),
        (Ok(()), false) => Err(Error::Conflict(String::new())),
        (Ok(()), true) => write(&mut tx, access, &batch, plan, progress).await,
    };
    let changed = match written {
        Err(Error::Conflict(problem)) => {
            drop(tx);
            return give_up(db, scope, access.actor(), Some(of.1), &problem).await;
        }
        Err(Error::Invalid(problems)) => {
            drop(tx);
            let problem = problems.words();
            return give_up(db, scope, access.actor(), Some(of.1), &problem).await;
        }
        other => other?,
    };
    if matches!(table, Table::Objectives | Table::Requirements | Table::Poams | Table::Evidence) {
        assessments::story_in(&mut tx, scope, &before, "table.imported").await?;
    }
    store::finish(&mut tx, scope, &batch, i64::try_from(changed).unwrap_or(i64::MAX)).await?;
    let left = shown.rows.len().saturating_sub(changed);
    tx.commit(scope.org(), Event::Imported { batch: &batch, changed, left }).await
}

/// Does what the rows that are taken want; gives their number.
async fn write(
    tx: &mut Tx,
    access: &Access<ImportTables>,
    batch: &Batch,
    plan: Plan,
    progress: &Progress,
) -> Result<usize> {
    let total = plan.preview.rows.len();
    let (mut changed, mut work) = (0, Work::default());
    for (at, (row, order)) in plan.preview.rows.iter().zip(plan.orders).enumerate() {
        if at % STEP == 0 {
            work.write(tx, access).await?;
            progress.note(batch.id, at, total);
        }
        let Some(order) = order.filter(|_| batch.choices.takes(row)) else { continue };
        work.carry_out(order, tx, access, batch.assessment_id).await?;
        changed += 1;
    }
    work.write(tx, access).await?;
    Ok(changed)
}

/// Leaves everything as it is, for somebody to look again.
async fn give_up(db: &Db, scope: Scope, actor: Actor, id: Option<BatchId>, problem: &str) -> Result<()> {
    let mut tx = db.begin(actor).await?;
    store::give_up(&mut tx, scope, id, problem).await?;
    tx.commit_chore(Chore::KeepImport).await
}
