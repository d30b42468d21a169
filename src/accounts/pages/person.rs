//! One member of the organisation: their role, and whether they may come in.

use super::super::{actions, model::Member};
use crate::access::{Access, Fresh, ManagePeople, Role};
use crate::kernel::{Error, Problems, Result, db::Db, env::Timestamp, id::UserId};
use crate::web::{
    flash::Flash,
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const PERSON: &str = "accounts/person.html";
const MAIN: &str = "person";

type At = Path<(String, UserId)>;

#[derive(Serialize)]
struct Person {
    id: String,
    name: String,
    email: String,
    role: Role,
    role_label: &'static str,
    deactivated_at: Option<Timestamp>,
    last_at: Option<Timestamp>,
    version: i64,
    is_me: bool,
    /// What was asked for when somebody else was faster.
    mine: String,
    problems: Problems,
}

impl Person {
    fn of(member: &Member, access: &Access<ManagePeople>) -> Self {
        Self {
            id: member.user_id.to_string(),
            name: member.name.to_string(),
            email: member.email.to_string(),
            role: member.role,
            role_label: member.role.label(),
            deactivated_at: member.deactivated_at,
            last_at: member.last_at,
            version: member.version,
            is_me: member.user_id == access.user(),
            mine: String::new(),
            problems: Problems::new(),
        }
    }
}

/// Who they are here.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    _fresh: Fresh,
    Path((_, id)): At,
) -> Result<Reply> {
    let member = actions::member(&db, &access, id).await?;
    ui.at("people").show(PERSON, MAIN, Person::of(&member, &access))
}

/// Gives them another role.
#[handler]
pub async fn change_role(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    _fresh: Fresh,
    Path((_, id)): At,
    fields: Fields,
) -> Result<Reply> {
    let role = Role::parse(fields.text("role"));
    let done = match role {
        Some(role) => actions::change_role(&db, &access, id, role, fields.number("version")).await,
        None => Err(Error::invalid("role", "Choose a role.")),
    };
    answer(ui, &db, &access, id, done, role.map_or("", Role::label)).await
}

/// Shuts them out.
#[handler]
pub async fn deactivate(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    _fresh: Fresh,
    Path((_, id)): At,
    fields: Fields,
) -> Result<Reply> {
    let done = actions::set_active(&db, &access, id, false, fields.number("version")).await;
    answer(ui, &db, &access, id, done, "Deactivated").await
}

/// Lets them in again.
#[handler]
pub async fn reactivate(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    _fresh: Fresh,
    Path((_, id)): At,
    fields: Fields,
) -> Result<Reply> {
    let done = actions::set_active(&db, &access, id, true, fields.number("version")).await;
    answer(ui, &db, &access, id, done, "Active").await
}

/// Back to the list, or the page again: with what is wrong, or with both versions.
async fn answer(
    ui: Ui,
    db: &Db,
    access: &Access<ManagePeople>,
    id: UserId,
    done: Result<Member>,
    wanted: &str,
) -> Result<Reply> {
    let ui = ui.at("people");
    let (status, mine, problems) = match done {
        Ok(member) => {
            let now = if member.deactivated_at.is_some() { "deactivated" } else { member.role.label() };
            let flash = Flash::ok(format!("{} is now: {now}.", member.name));
            return Ok(ui.go(&format!("{}/people", ui.here()), flash));
        }
        Err(Error::Conflict(_)) => (StatusCode::CONFLICT, wanted.to_owned(), Problems::new()),
        Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, String::new(), problems),
        Err(other) => return Err(other),
    };
    let member = actions::member(db, access, id).await?;
    ui.again(status, PERSON, MAIN, Person { mine, problems, ..Person::of(&member, access) })
}
