//! Asking for evidence.

use super::{
    super::{
        model::{Event, Objective, Request, RequestId, Whom, Wish, link_until, unknown_objective},
        store,
    },
    tell,
};
use crate::access::{Access, AskForEvidence, RightName, Scope};
use crate::accounts;
use crate::evidence;
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    hash::Sha256,
};
use crate::organisations;
use uuid::Uuid;

/// Asks for evidence, and has the letter sent. Gives the secret of the upload link, too; that is empty where a member
/// is asked. `once` is the form's key; `here` is where its pages are.
pub async fn ask(
    db: &Db,
    access: &Access<AskForEvidence>,
    wish: Wish,
    (once, here): (&str, &str),
) -> Result<(Request, String)> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let scope = access.scope();
    check(&mut tx, scope, &wish).await?;
    let objectives = wish.objectives.clone();
    // What came again by itself goes on with this one, and not beside it.
    let after_id = match wish.renews_id {
        Some(id) => store::comes_again(&mut tx, scope, id).await?,
        None => None,
    };
    let new = Request::new(RequestId(tx.env().new_id()), wish, access.user(), tx.now());
    let request = Request { after_id, ..new };
    organisations::once(&mut tx, scope, once, &format!("{here}/requests/{}", request.id)).await?;
    let asked = open_in(&mut tx, scope, request, &objectives).await?;
    let (request, token) =
        asked.ok_or_else(|| Error::Conflict("It was asked for anew already. Look at the list.".into()))?;
    tx.commit(scope.org(), Event::Asked(&request, &objectives)).await?;
    Ok((request, token))
}

/// Adds a request and has its letter sent. Gives what [`add_in`] gives.
pub(super) async fn open_in(
    tx: &mut Tx,
    scope: Scope,
    request: Request,
    objectives: &[Objective],
) -> Result<Option<(Request, String)>> {
    let Some((request, token)) = add_in(tx, scope, request, objectives).await? else { return Ok(None) };
    let item = store::get(tx, scope, request.id).await?;
    tell::asked_in(tx, scope, &item, &token).await?;
    Ok(Some((request, token)))
}

/// Adds a request, with a link where somebody outside is asked, whose secret is given, too. None if another came after
/// the same one already.
pub async fn add_in(
    tx: &mut Tx,
    scope: Scope,
    request: Request,
    objectives: &[Objective],
) -> Result<Option<(Request, String)>> {
    let until = request.is_outside().then(|| link_until(request.due_on, tx.now()));
    let request = Request { link_until: until, ..request };
    if store::insert(tx, scope, &request).await? == 0 {
        return Ok(None);
    }
    for one in objectives {
        store::insert_objective(tx, scope, request.id, one).await?;
    }
    let token = link_in(tx, scope, &request).await?;
    Ok(Some((request, token)))
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
        let found = accounts::colleague(tx, scope, user).await?;
        if found.is_none_or(|person| !person.may(RightName::AnswerRequests)) {
            return Err(Error::invalid("person", "Choose somebody from the list."));
        }
    }
    if let Some(id) = wish.renews_id {
        let Some(_) = store::former(tx, scope, id).await? else {
            let text =
                "What was to be renewed was removed meanwhile. Ask again, and what comes in is a new piece.";
            return Err(Error::invalid("form", text));
        };
        if wish.repeat_months.is_some() && store::is_on_its_way(tx, scope, id).await? {
            let text =
                "An open request that comes again asks for its next version already. Leave this empty.";
            return Err(Error::invalid("repeat_months", text));
        }
    }
    match wish.assessment_id {
        Some(assessment) => check_objectives(tx, scope, assessment, &wish.objectives).await,
        None => Ok(()),
    }
}

async fn check_objectives(tx: &mut Tx, scope: Scope, assessment: Uuid, all: &[Objective]) -> Result<()> {
    let open = match evidence::open_assessment(tx, scope, assessment).await {
        Err(Error::NotFound) => {
            return Err(Error::invalid("assessment", "Choose an assessment from the list."));
        }
        Err(Error::Conflict(_)) => {
            let text = "This assessment is completed, so nothing is added to it. Choose an open one.";
            return Err(Error::invalid("assessment", text));
        }
        found => found?,
    };
    for one in all {
        if !open.has_objective(tx, scope, one.target(assessment)).await? {
            return Err(Error::invalid("objectives", unknown_objective(&one.to_string())));
        }
    }
    Ok(())
}
