//! The sessions of somebody of the organisation, for whoever runs it, with what ends them.

use super::{
    super::{actions, agent},
    door::Door,
    sessions::Row,
};
use crate::access::{Access, Caller, Fresh, ManagePeople};
use crate::kernel::{Result, db::Db, id::UserId};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;
use uuid::Uuid;

#[derive(Serialize)]
struct Index {
    id: String,
    name: String,
    sessions: Vec<Row>,
}

/// All of them.
#[handler]
pub async fn index(
    ui: Ui,
    door: Door,
    caller: Caller,
    access: Access<ManagePeople>,
    _fresh: Fresh,
    Path((_, person)): Path<(String, UserId)>,
) -> Result<Reply> {
    let (member, sessions) =
        actions::sessions_of_person(&door.db, &access, door.settings.life, person).await?;
    let sessions = sessions.into_iter().map(|session| Row::of(session, &caller)).collect();
    let (id, name) = (person.to_string(), member.name.to_string());
    ui.at("people").show("signin/sessions_of.html", "main", Index { id, name, sessions })
}

/// Ends one.
#[handler]
pub async fn end(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    fresh: Fresh,
    Path((_, person, id)): Path<(String, UserId, Uuid)>,
) -> Result<Reply> {
    let ended = actions::end_session_of(&db, &access, fresh, (person, id)).await?;
    let flash = Flash::ok(format!("{} is signed out.", agent::in_words(&ended.agent)));
    Ok(ui.go(&format!("{}/people/{person}/sessions", ui.here()), flash))
}

/// Signs somebody of the organisation out everywhere.
#[handler]
pub async fn end_all(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    fresh: Fresh,
    Path((_, person)): Path<(String, UserId)>,
) -> Result<Reply> {
    let name = actions::end_sessions_of(&db, &access, fresh, person).await?;
    let flash = Flash::ok(format!("{name} is signed out everywhere and was written to."));
    Ok(ui.go(&format!("{}/people/{person}", ui.here()), flash))
}
