//! Reading requests.

use super::super::{
    model::{Assessment, Cursor, Filter, Former, Item, Listed, Objective, RequestId, View},
    store,
};
use crate::access::{Access, AnswerRequests, Giver, Includes, Read, Scope};
use crate::accounts::{self, Colleague};
use crate::evidence::{self, EvidenceId, Taking};
use crate::kernel::{
    Result,
    db::{Conn, Db},
    env::Day,
    id::UserId,
};
use uuid::Uuid;

/// A page of the list, and whether there is another. One statement.
pub async fn list(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    filter: &Filter,
) -> Result<(Vec<Listed>, bool)> {
    let mut rows = store::page(&mut db.read().await?, access.scope(), filter).await?;
    let has_more = rows.len() > store::ROWS;
    rows.truncate(store::ROWS);
    Ok((rows, has_more))
}

/// What somebody is to bring, the most pressing first. One statement.
pub async fn of_person(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Vec<Listed>> {
    let filter = Filter { view: View::Mine, search: String::new(), whose: Some(user), after: Cursor::START };
    store::page(conn, scope, &filter).await
}

/// A request and its objectives. Two statements.
pub async fn one(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: RequestId,
) -> Result<(Item, Vec<Objective>)> {
    let mut conn = db.read().await?;
    let item = store::get(&mut conn, access.scope(), id).await?;
    let objectives = store::objectives(&mut conn, access.scope(), id).await?;
    Ok((item, objectives))
}

/// A request.
pub async fn seen(db: &Db, access: &Access<impl Includes<Read>>, id: RequestId) -> Result<Item> {
    store::get(&mut db.read().await?, access.scope(), id).await
}

/// A request that the caller may answer, and the proof; `Forbidden` if they may only see it.
pub async fn mine(db: &Db, access: &Access<AnswerRequests>, id: RequestId) -> Result<(Item, Giver)> {
    let item = seen(db, access, id).await?;
    let giver = Giver::member(access, &access.own(item.request.clone())?);
    Ok((item, giver))
}

/// Whom one can ask.
pub async fn people(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Colleague>> {
    accounts::colleagues(&mut db.read().await?, access.scope()).await
}

/// For which assessments.
pub async fn assessments(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Assessment>> {
    store::assessments(&mut db.read().await?, access.scope()).await
}

/// Evidence that is to be asked for anew, and what it serves in an open assessment; none if it is not there.
pub async fn former(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    id: EvidenceId,
) -> Result<Option<(Former, Vec<(Uuid, String, String)>)>> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let Some(found) = store::former(&mut conn, scope, id).await? else { return Ok(None) };
    let served = store::served(&mut conn, scope, id).await?;
    Ok(Some((found, served)))
}

/// Evidence that could answer a request.
pub async fn offers(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    search: &str,
) -> Result<Vec<(EvidenceId, String, String, Option<Day>)>> {
    store::offers(&mut db.read().await?, access.scope(), search, db.env().today()).await
}

/// Which file is taken from whoever answers.
pub async fn taking(db: &Db, giver: &Giver, settings: evidence::Settings) -> Result<Taking> {
    Taking::of(&mut db.read().await?, giver.scope(), settings).await
}
