//! One's own sessions and devices: a list of each, with what ends them.

use super::{
    super::{
        actions, agent,
        model::{Device, OwnSession, Way},
    },
    door::Door,
};
use crate::access::{Caller, Strength, Visit};
use crate::kernel::{Error, Result, db::Db, env::Timestamp};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{
    Response, handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;
use uuid::Uuid;

const HERE: &str = "/account/security/sessions";

#[derive(Serialize)]
struct Index {
    sessions: Vec<Row>,
    devices: Vec<DeviceRow>,
    idle_minutes: i64,
    ends_at: Timestamp,
    has_others: bool,
}

/// A session in a list.
#[derive(Serialize)]
pub struct Row {
    id: String,
    what: String,
    address: String,
    how: &'static str,
    proved: &'static str,
    began_at: Timestamp,
    used_at: Timestamp,
    is_this: bool,
}

#[derive(Serialize)]
struct DeviceRow {
    id: String,
    what: String,
    address: String,
    since: Timestamp,
    /// Until when the second step is skipped on it.
    remembered_until: Option<Timestamp>,
    is_this: bool,
}

impl Row {
    /// As somebody sees it who is the `caller`.
    pub fn of(it: OwnSession, caller: &Caller) -> Self {
        let proved = match it.strength {
            Strength::Two if it.is_remembered => "second step skipped, because the device is remembered",
            Strength::Two => "two factors",
            Strength::Mail => "and a code by mail",
            Strength::One => "one factor",
        };
        Self {
            id: it.id.to_string(),
            what: agent::in_words(&it.agent),
            address: it.address,
            how: Way::parse(&it.way).map_or("Another way", Way::label),
            proved,
            began_at: it.created_at,
            used_at: it.last_seen_at,
            is_this: it.id == caller.session,
        }
    }
}

impl DeviceRow {
    fn of(it: Device, caller: &Caller, now: Timestamp) -> Self {
        Self {
            id: it.id.to_string(),
            what: agent::in_words(&it.agent),
            address: it.address,
            since: it.created_at,
            remembered_until: it.remembered_until.filter(|until| now < *until),
            is_this: caller.device == Some(it.id),
        }
    }
}

/// All of them.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, caller: Caller) -> Result<Reply> {
    let (sessions, devices) = actions::sessions(&db, &caller).await?;
    let now = db.env().now();
    let page = Index {
        has_others: sessions.iter().any(|session| session.id != caller.session),
        sessions: sessions.into_iter().map(|session| Row::of(session, &caller)).collect(),
        devices: devices.into_iter().map(|device| DeviceRow::of(device, &caller, now)).collect(),
        idle_minutes: caller.idle.num_minutes(),
        ends_at: caller.ends_at,
    };
    ui.show("signin/sessions.html", "main", page)
}

/// Ends one.
#[handler]
pub async fn end(ui: Ui, db: Data<&Db>, visit: Visit, caller: Caller, Path(id): Path<Uuid>) -> Result<Reply> {
    let flash = match actions::end_session(&db, (&caller, visit.actor()), id).await {
        Ok(ended) => Flash::ok(format!("{} is signed out.", agent::in_words(&ended.agent))),
        Err(Error::NotFound) => Flash::ok("That session was over already."),
        Err(other) => return Err(other),
    };
    Ok(ui.go(HERE, flash))
}

/// Ends all but this one.
#[handler]
pub async fn end_others(ui: Ui, db: Data<&Db>, visit: Visit, caller: Caller) -> Result<Reply> {
    actions::end_other_sessions(&db, (&caller, visit.actor())).await?;
    Ok(ui.go(HERE, Flash::ok("All your other browsers are signed out.")))
}

/// Ends all, this one too.
#[handler]
pub async fn end_all(ui: Ui, door: Door, visit: Visit, caller: Caller) -> Result<Reply> {
    actions::end_all_sessions(&door.db, (&caller, visit.actor())).await?;
    Ok(door.dismiss(ui.go("/signin", Flash::ok("You are signed out everywhere."))))
}

/// Nothing but a use of the session, so that it goes on.
#[handler]
pub fn stay(_caller: Caller) -> Reply {
    Response::builder().status(StatusCode::NO_CONTENT).finish()
}

/// Takes a device for a new one from now on.
#[handler]
pub async fn forget(
    ui: Ui,
    db: Data<&Db>,
    visit: Visit,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Reply> {
    let flash = match actions::forget_device(&db, (&caller, visit.actor()), id).await {
        Ok(device) => Flash::ok(format!("{} is forgotten.", agent::in_words(&device.agent))),
        Err(Error::NotFound) => Flash::ok("That device was forgotten already."),
        Err(other) => return Err(other),
    };
    Ok(ui.go(HERE, flash))
}
