//! One change of many pieces: first what it would change, then, on a yes, the change.

use super::{
    super::{
        actions,
        model::{Change, Evidence, EvidenceId, Standing, Tags},
    },
    review::verdict,
};
use crate::access::{Access, EditEvidence, Grant, Includes, Read, ReviewEvidence, RightName};
use crate::accounts::Colleague;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    ui::{Reply, Ui},
};
use poem::{handler, http::StatusCode, web::Data};
use serde::Serialize;

const BULK: &str = "evidence/bulk.html";
const BLOCK: &str = "bulk_preview";

#[derive(Serialize)]
struct Preview {
    back: String,
    query: String,
    ids: Vec<String>,
    set: String,
    owner: String,
    tags: String,
    reason: String,
    holders: Vec<Colleague>,
    may_review: bool,
    problems: Problems,
    is_outdated: bool,
    plan: Option<PlanView>,
}

#[derive(Serialize)]
struct PlanView {
    steps: Vec<Step>,
    left: Vec<Left>,
    /// Where the yes is sent.
    kind: &'static str,
}

#[derive(Serialize)]
struct Step {
    id: EvidenceId,
    title: String,
    before: Said,
    after: Said,
}

/// What a change is about, of one piece.
#[derive(Serialize)]
struct Said {
    standing: Standing,
    owner: String,
    tags: Tags,
}

#[derive(Serialize)]
struct Left {
    id: EvidenceId,
    title: String,
    why: &'static str,
}

/// The addresses of the forms lead back to the list that holds them.
#[handler]
pub async fn list(ui: Ui, _access: Access<Read>, Query(query): Query) -> Result<Reply> {
    Ok(ui.go_silently(&back(&ui, query.text("back"))))
}

/// What it would change.
#[handler]
pub async fn preview(ui: Ui, db: Data<&Db>, access: Access<EditEvidence>, fields: Fields) -> Result<Reply> {
    let ui = ui.at("evidence");
    let data = Preview::of(&ui, &db, &access, &fields).await?;
    let planned = match read(&fields) {
        Ok(change) => actions::plan(&db, &access, &picked(&fields), &change).await.map(|plan| (plan, change)),
        Err(error) => Err(error),
    };
    match problems(planned)? {
        Ok((plan, change)) => {
            let data = data.planned(&db, plan, &change);
            ui.again(StatusCode::OK, BULK, BLOCK, data)
        }
        Err(problems) => ui.show_problems(BULK, BLOCK, Preview { problems, ..data }),
    }
}

/// Accepts or returns them.
#[handler]
pub async fn decide(ui: Ui, db: Data<&Db>, access: Access<ReviewEvidence>, fields: Fields) -> Result<Reply> {
    apply(ui, &db, &access, &fields, true).await
}

/// Gives them to somebody, or tags them.
#[handler]
pub async fn describe(ui: Ui, db: Data<&Db>, access: Access<EditEvidence>, fields: Fields) -> Result<Reply> {
    apply(ui, &db, &access, &fields, false).await
}

async fn apply<R>(ui: Ui, db: &Db, access: &Access<R>, fields: &Fields, decides: bool) -> Result<Reply>
where
    R: Includes<EditEvidence> + Includes<Read> + 'static,
{
    let (ui, ids) = (ui.at("evidence"), picked(fields));
    let expected = usize::try_from(fields.number("expected")).unwrap_or(0);
    let done = match read(fields) {
        Ok(change) if change.is_verdict() != decides => Err(Error::invalid("set", WHAT)),
        Ok(change) => actions::change_many(db, access, &ids, &change, expected).await.map(|n| (n, change)),
        Err(error) => Err(error),
    };
    match problems(done)? {
        Ok((Some(n), _)) => {
            let text = match n {
                1 => "One piece of evidence is changed.".to_owned(),
                n => format!("{n} pieces of evidence are changed."),
            };
            Ok(ui.go(&back(&ui, fields.text("back")), Flash::ok(text)))
        }
        Ok((None, change)) => {
            let plan = actions::plan(db, access, &ids, &change).await?;
            let data = Preview::of(&ui, db, access, fields).await?.planned(db, plan, &change);
            ui.show_conflict(BULK, BLOCK, Preview { is_outdated: true, ..data })
        }
        Err(problems) => {
            let data = Preview::of(&ui, db, access, fields).await?;
            ui.show_problems(BULK, BLOCK, Preview { problems, ..data })
        }
    }
}

const WHAT: &str = "Choose what is to become of them.";

fn read(fields: &Fields) -> Result<Change> {
    match fields.text("set") {
        "accept" | "return" => verdict(fields.text("set"), fields.text("reason")),
        "owner" => match fields.text("owner") {
            "nobody" => Ok(Change::Owner(None)),
            word => word
                .parse()
                .map(|owner| Change::Owner(Some(owner)))
                .map_err(|_| Error::invalid("owner", "Choose the new owner, or Nobody.")),
        },
        "tag" => match Tags::parse(fields.text("tags")) {
            Ok(tags) if tags.words().next().is_none() => {
                Err(Error::invalid("tags", "Type at least one tag."))
            }
            Ok(tags) => Ok(Change::Tag(tags)),
            Err(text) => Err(Error::invalid("tags", text)),
        },
        _ => Err(Error::invalid("set", WHAT)),
    }
}

fn picked(fields: &Fields) -> Vec<EvidenceId> {
    let mut ids: Vec<EvidenceId> = fields.all("id").into_iter().filter_map(|id| id.parse().ok()).collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The list that the form came from.
fn back(ui: &Ui, query: &str) -> String {
    let fields = Fields::parse(query.trim_start_matches('?').as_bytes());
    let query = serde_urlencoded::to_string(fields.pairs()).unwrap_or_default();
    format!("{}/evidence?{query}", ui.here())
}

impl Preview {
    async fn of(ui: &Ui, db: &Db, access: &Access<impl Includes<Read>>, fields: &Fields) -> Result<Self> {
        let typed = |name| fields.text(name).to_owned();
        Ok(Self {
            back: back(ui, fields.text("back")),
            query: typed("back"),
            ids: picked(fields).into_iter().map(|id| id.to_string()).collect(),
            set: typed("set"),
            owner: typed("owner"),
            tags: typed("tags"),
            reason: typed("reason"),
            holders: actions::holders(db, access).await?,
            may_review: ui.may(RightName::ReviewEvidence) != Grant::No,
            problems: Problems::new(),
            is_outdated: false,
            plan: None,
        })
    }

    fn planned(self, db: &Db, plan: actions::Plan, change: &Change) -> Self {
        let said = |it: &Evidence| {
            let holder = self.holders.iter().find(|holder| Some(holder.id) == it.owner_id);
            Said {
                standing: it.standing(db.env().today()),
                owner: holder.map_or_else(String::new, |holder| holder.name.clone()),
                tags: it.tags.clone(),
            }
        };
        let steps = plan.steps.iter().map(|(before, after)| Step {
            id: before.id,
            title: before.title.to_string(),
            before: said(before),
            after: said(after),
        });
        let left = plan.left.iter().map(|(it, why)| Left {
            id: it.id,
            title: it.title.to_string(),
            why: why.text(),
        });
        let kind = if change.is_verdict() { "review" } else { "details" };
        let view = PlanView { steps: steps.collect(), left: left.collect(), kind };
        Self { plan: Some(view), ..self }
    }
}
