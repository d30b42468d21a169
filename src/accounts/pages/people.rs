//! The list of people and of open invitations, with the form that invites.

use super::super::{
    actions,
    model::{Invitation, Member},
};
use crate::access::{Access, Includes, ManagePeople, Read, Role};
use crate::kernel::{Problems, Result, db::Db, env::Timestamp};
use crate::mail::Post;
use crate::web::{
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

pub(super) const INDEX: &str = "accounts/people.html";

#[derive(Default, Serialize)]
pub(super) struct People {
    members: Vec<Row>,
    invitations: Vec<Open>,
    invite: InviteForm,
    problems: Problems,
    has_mail: bool,
}

#[derive(Serialize)]
struct Row {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    is_active: bool,
    last_at: Option<Timestamp>,
}

/// An open invitation.
#[derive(Serialize)]
struct Open {
    id: String,
    name: String,
    email: String,
    role: &'static str,
    invited_by: String,
    expires_at: Timestamp,
    is_over: bool,
}

/// What was typed into the form that invites.
#[derive(Default, Serialize)]
pub(super) struct InviteForm {
    email: String,
    name: String,
    role: String,
}

impl InviteForm {
    pub(super) fn typed(fields: &Fields) -> Self {
        let typed = |name| fields.text(name).to_owned();
        Self { email: typed("email"), name: typed("name"), role: typed("role") }
    }
}

impl From<Member> for Row {
    fn from(member: Member) -> Self {
        Self {
            id: member.user_id.to_string(),
            name: member.name.to_string(),
            email: member.email.to_string(),
            role: member.role.label(),
            is_active: member.deactivated_at.is_none(),
            last_at: member.last_at,
        }
    }
}

impl Open {
    fn of(it: Invitation, now: Timestamp) -> Self {
        Self {
            is_over: it.expires_at <= now,
            id: it.id.to_string(),
            name: it.name.to_string(),
            email: it.email.to_string(),
            role: it.role.label(),
            invited_by: it.invited_by,
            expires_at: it.expires_at,
        }
    }
}

/// Who works here. Whoever may not manage people sees names and roles.
#[handler]
pub async fn index(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<Read>,
    manages: Option<Access<ManagePeople>>,
) -> Result<Reply> {
    let ui = ui.at("people");
    let invite = InviteForm { role: Role::Contributor.word().into(), ..InviteForm::default() };
    match manages {
        Some(manages) => {
            ui.once().show(INDEX, "main", managed(&db, &post, &manages, invite, Problems::new()).await?)
        }
        None => ui.show(INDEX, "main", People { members: members(&db, &access).await?, ..People::default() }),
    }
}

/// The page as somebody sees it who manages people.
pub(super) async fn managed(
    db: &Db,
    post: &Post,
    access: &Access<ManagePeople>,
    invite: InviteForm,
    problems: Problems,
) -> Result<People> {
    let now = db.env().now();
    let invitations = actions::open(db, access).await?.into_iter().map(|it| Open::of(it, now)).collect();
    let members = members(db, access).await?;
    Ok(People { members, invitations, invite, problems, has_mail: post.is_on() })
}

async fn members(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Row>> {
    Ok(actions::members(db, access).await?.into_iter().map(Row::from).collect())
}
