//! What wrong tries have locked for people of the organisation, and unlocking it.

use super::super::{actions, guess::FAILURES_MAX, model::Locked};
use crate::access::{Access, Fresh, ManagePeople};
use crate::kernel::{Result, db::Db, env::Timestamp, id::UserId};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

#[derive(Serialize)]
struct Index {
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    email: String,
    what: &'static str,
    failures: i64,
    failed_at: Timestamp,
    address: String,
    /// When it opens by itself; none if it is switched off.
    until: Option<Timestamp>,
}

impl From<Locked> for Row {
    fn from(it: Locked) -> Self {
        Self {
            id: it.user_id.to_string(),
            name: it.name.to_string(),
            email: it.email.to_string(),
            what: it.kind.label(),
            failures: it.failures,
            failed_at: it.failed_at,
            address: it.address,
            until: it.locked_until.filter(|_| it.failures < FAILURES_MAX),
        }
    }
}

/// Who is locked.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, access: Access<ManagePeople>) -> Result<Reply> {
    let rows = actions::locked(&db, &access).await?.into_iter().map(Row::from).collect();
    ui.at("people").show("signin/locked.html", "main", Index { rows })
}

/// Opens everything that is locked for a person.
#[handler]
pub async fn unlock(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    _fresh: Fresh,
    Path((_, person)): Path<(String, UserId)>,
) -> Result<Reply> {
    let locked = actions::unlock(&db, &access, person).await?;
    let flash = Flash::ok(format!("{} can sign in again.", locked.name));
    Ok(ui.go(&format!("{}/people/locked", ui.here()), flash))
}
