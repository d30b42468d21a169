//! Helping somebody who is locked out of their account.

use super::super::{
    actions::{self, Plight},
    model::RescueId,
};
use crate::access::{Access, Fresh, ManagePeople};
use crate::kernel::{Error, Problems, Result, db::Db, env::Timestamp, id::UserId, text::Line};
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    qr::Qr,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const RESCUE: &str = "signin/rescue.html";
const FORM: &str = "rescue_form";

type At = Path<(String, UserId)>;

#[derive(Serialize)]
struct Rescue {
    id: String,
    name: String,
    has_app: bool,
    has_passkeys: bool,
    codes_left: i64,
    others: i64,
    why_not: Option<String>,
    waiting: Option<Waiting>,
    reason: String,
    problems: Problems,
}

#[derive(Serialize)]
struct Waiting {
    id: String,
    asked_by: String,
    is_mine: bool,
    reason: String,
    at: Timestamp,
}

impl Rescue {
    fn of(plight: Plight, me: UserId) -> Self {
        let waiting = plight.waiting.map(|it| Waiting {
            id: it.id.to_string(),
            asked_by: it.asked_by_name.to_string(),
            is_mine: it.asked_by == me,
            reason: it.reason.to_string(),
            at: it.created_at,
        });
        Self {
            id: plight.member.user_id.to_string(),
            name: plight.member.name.to_string(),
            has_app: plight.factors.has_totp,
            has_passkeys: plight.factors.passkeys > 0,
            codes_left: plight.factors.codes_left,
            others: plight.others,
            why_not: plight.why_not,
            waiting,
            reason: String::new(),
            problems: Problems::new(),
        }
    }
}

/// What can be done for them.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    _fresh: Fresh,
    Path((_, person)): At,
) -> Result<Reply> {
    let plight = actions::plight(&db, &access, person).await?;
    ui.at("people").show(RESCUE, FORM, Rescue::of(plight, access.user()))
}

/// Removes their second steps.
#[handler]
pub async fn remove_factors(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    fresh: Fresh,
    Path((_, person)): At,
) -> Result<Reply> {
    let told = match actions::remove_factors(&db, &access, person, fresh).await? {
        Some(member) => Flash::ok(format!(
            "{} has no second step any more and is signed out. They have a letter about it.",
            member.name
        )),
        None => Flash::bad("They have no second step that could be removed."),
    };
    Ok(ui.go(&format!("{}/people/{person}/rescue", ui.here()), told))
}

/// Asks the other administrators for a way in.
#[handler]
pub async fn ask(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    fresh: Fresh,
    Path((_, person)): At,
    fields: Fields,
) -> Result<Reply> {
    let asked = async {
        let reason = Line::parse(fields.text("reason"), "Say why, and how you know that it is them.")
            .map_err(|problem| Error::invalid("reason", problem))?;
        actions::ask_for_rescue(&db, &access, person, reason, fresh).await
    };
    let ui = ui.at("people");
    match problems(asked.await)? {
        Ok(()) => {
            let told = "The other administrators have a letter. One of them has to confirm within a day.";
            Ok(ui.go(&format!("{}/people/{person}/rescue", ui.here()), Flash::ok(told)))
        }
        Err(problems) => {
            let plight = actions::plight(&db, &access, person).await?;
            let reason = fields.text("reason").to_owned();
            let page = Rescue { reason, problems, ..Rescue::of(plight, access.user()) };
            ui.show_problems(RESCUE, FORM, page)
        }
    }
}

#[derive(Serialize)]
struct Link {
    id: String,
    name: String,
    link: String,
    qr: Qr,
}

/// Confirms what another administrator asked for, and shows the link once.
#[handler]
pub async fn confirm(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    fresh: Fresh,
    Path((_, person, rescue)): Path<(String, UserId, RescueId)>,
) -> Result<Reply> {
    let (member, token) = actions::confirm_rescue(&db, &access, person, rescue, fresh).await?;
    let link = format!("{}/link/{token}", ui.origin());
    let (id, name, qr) = (person.to_string(), member.name.to_string(), Qr::of(&link)?);
    ui.at("people").show("signin/rescue_link.html", "main", Link { id, name, link, qr })
}
