//! What the program itself does with requests, for the demonstration: inside one unit of work and with the same lines
//! in the trail as if people had done it. Nobody gets a letter.

pub use super::model::{RequestId, Whom, Wish, typed_objectives as objectives};

use super::{
    actions,
    model::{Event, Request},
    store,
};
use crate::access::Scope;
use crate::evidence::EvidenceId;
use crate::kernel::{Result, db::Tx, id::UserId};

/// Asks, as `by` does. The upload link of somebody outside is known to nobody; a new one can be made.
pub async fn ask_in(tx: &mut Tx, scope: Scope, wish: Wish, by: UserId) -> Result<RequestId> {
    let objectives = wish.objectives.clone();
    let request = Request::new(RequestId(tx.env().new_id()), wish, by, tx.now());
    let id = request.id;
    if let Some((request, _)) = actions::add_in(tx, scope, request, &objectives).await? {
        tx.record(scope.org(), Event::Asked(&request, &objectives)).await?;
    }
    Ok(id)
}

/// Answers with evidence that was brought just now.
pub async fn answer_in(tx: &mut Tx, scope: Scope, id: RequestId, evidence: EvidenceId) -> Result<()> {
    let request = store::get(tx, scope, id).await?.request.submitted(tx.now(), false)?;
    store::update(tx, scope, &request).await?;
    store::answered(tx, scope, id, evidence).await?;
    tx.record(scope.org(), Event::Submitted { request: &request, evidence, how: "file" }).await
}
