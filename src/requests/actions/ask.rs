//! Asking for evidence.

use super::{
    super::{
        model::{Event, Objective, Request, RequestId, Whom, Wish, link_until, unknown_objective},
        store,
    },
    tell,
};
use crate::access::{Access, AskForEvidence, Role, Scope};
use crate::evidence;
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    hash::Sha256,
};
use crate::organisations;

/// Asks for evidence, and has the letter sent. `once` is the form's key; `here` is where its pages are.
pub async fn ask(
    db: &Db,
    access: &Access<AskForEvidence>,
    wish: Wish,
    (once, here): (&str, &str),
) -> Result<Request> {
    let mut tx = db.begin(access.actor()).await?;
    access.prove_again(&mut tx).await?;
    let scope = access.scope();
    check(&mut tx, scope, &wish).await?;
    let objectives = wish.objectives.clone();
    let request = Request::new(RequestId(tx.env().new_id()), wish, access.user(), tx.now());
    organisations::once(&mut tx, scope, once, &format!("{here}/requests/{}", request.id)).await?;
    let request = open_in(&mut tx, scope, request, &objectives).await?.ok_or(Error::NotFound)?;
    tx.commit(scope.org(), Event::Asked(&request, &objectives)).await?;
    Ok(request)
}

/// Adds a request and has its letter sent, with a link where somebody outside is asked. None if another came after
/// the same one already.
pub(super) async fn open_in(
    tx: &mut Tx,
    scope: Scope,
    request: Request,
    objectives: &[Objective],
) -> Result<Option<Request>> {
    let until = request.is_outside().then(|| link_until(request.due_on, tx.now()));
    let request = Request { link_until: until, ..request };
    if store::insert(tx, scope, &request).await? == 0 {
        return Ok(None);
    }
    for one in objectives {
        store::insert_objective(tx, scope, request.id, one).await?;
    }
    let token = link_in(tx, scope, &request).await?;
    let item = store::get(tx, scope, request.id).await?;
    tell::asked_in(tx, scope, &item, &token).await?;
    Ok(Some(request))
}

/// The secret of a new upload link; nothing where a member is asked.
pub(super) async fn link_in(tx: &mut Tx, scope: Scope, request: &Request) -> Result<String> {
    if !request.is_outside() {
        return Ok(String::new());
    }
    let token = tx.env().token();
    store::put_link(tx, scope, request.id, Sha256::of(&token)).await?;
    Ok(token)
}

async fn check(tx: &mut Tx, scope: Scope, wish: &Wish) -> Result<()> {
    if let Whom::Member(user) = wish.whom {
        let found = store::person(tx, scope, user).await?;
        if found.is_none_or(|person| person.role == Role::Assessor) {
            return Err(Error::invalid("person", "Choose somebody from the list."));
        }
    }
    if let Some(id) = wish.renews_id {
        store::former(tx, scope, id).await?.ok_or(Error::NotFound)?;
    }
    let Some(assessment) = wish.assessment_id else { return Ok(()) };
    for one in &wish.objectives {
        match evidence::destination(tx, scope, one.target(assessment)).await {
            Err(Error::NotFound) => {
                return Err(Error::invalid("objectives", unknown_objective(&one.to_string())));
            }
            Err(Error::Conflict(_)) => {
                let text = "This assessment is completed, so nothing is added to it. Choose an open one.";
                return Err(Error::invalid("assessment", text));
            }
            found => found.map(drop)?,
        }
    }
    Ok(())
}
