//! Asking for evidence.

use super::{
    super::{
        actions,
        model::{Assessment, MONTHS_MAX},
    },
    form::{self, Typed},
    linked,
};
use crate::access::{Access, AskForEvidence, RightName};
use crate::accounts::Colleague;
use crate::evidence::EvidenceId;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::mail::Post;
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const NEW: &str = "requests/new.html";
const FORM: &str = "request_form";

#[derive(Serialize)]
struct Page {
    typed: Typed,
    people: Vec<Colleague>,
    assessments: Vec<Assessment>,
    /// The title of the evidence that is asked for anew.
    renews_title: String,
    months_max: i64,
    has_mail: bool,
    problems: Problems,
}

impl Page {
    async fn of(
        (db, post): (&Db, &Post),
        access: &Access<AskForEvidence>,
        (typed, renews_title): (Typed, String),
        problems: Problems,
    ) -> Result<Self> {
        let mut people = actions::people(db, access).await?;
        people.retain(|person| person.may(RightName::AnswerRequests));
        let assessments = actions::assessments(db, access).await?;
        let (months_max, has_mail) = (MONTHS_MAX, post.is_on());
        Ok(Self { typed, people, assessments, renews_title, months_max, has_mail, problems })
    }
}

/// The form; the address may name an objective, a requirement, or evidence that is asked for anew.
#[handler]
pub async fn new(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<AskForEvidence>,
    Query(query): Query,
) -> Result<Reply> {
    let today = db.env().today();
    let typed = match query.text("evidence") {
        "" => (Typed::new(&query, today), String::new()),
        id => {
            let (former, served) = renewing(&db, &access, id).await?.ok_or(Error::NotFound)?;
            (Typed::renewing(&former, &served, today), former.title)
        }
    };
    let page = Page::of((&db, &post), &access, typed, Problems::new()).await?;
    ui.at("requests").once().show(NEW, FORM, page)
}

async fn renewing(
    db: &Db,
    access: &Access<AskForEvidence>,
    id: &str,
) -> Result<Option<(super::super::model::Former, Vec<(uuid::Uuid, String, String)>)>> {
    match id.parse::<EvidenceId>() {
        Ok(id) => actions::former(db, access, id).await,
        Err(_) => Ok(None),
    }
}

/// Asks.
#[handler]
pub async fn create(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<AskForEvidence>,
    fields: Fields,
) -> Result<Reply> {
    let here = ui.here();
    let asked = match form::wish(&fields, db.env().today()) {
        Ok(wish) => actions::ask(&db, &access, wish, (fields.text("once"), &here)).await,
        Err(error) => Err(error),
    };
    match problems(asked)? {
        Ok((it, token)) if it.is_outside() && !post.is_on() => linked::show(&ui.at("requests"), &it, &token),
        Ok((it, _)) => {
            let told = match it.outsider_name.as_str() {
                "" => format!("{} is asked for.", it.title),
                name => format!("{} is asked for. {name} gets a letter with an upload link.", it.title),
            };
            Ok(ui.go(&format!("{here}/requests/{}", it.id), Flash::ok(told)))
        }
        Err(problems) => {
            let mut typed = Typed::of(&fields);
            let title = match renewing(&db, &access, &typed.renews).await? {
                Some((former, _)) => former.title,
                None => {
                    typed.renews.clear();
                    String::new()
                }
            };
            let page = Page::of((&db, &post), &access, (typed, title), problems).await?;
            ui.at("requests").once().show_problems(NEW, FORM, page)
        }
    }
}
