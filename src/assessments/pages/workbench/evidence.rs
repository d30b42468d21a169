//! Choosing evidence for an objective: what its siblings have, what is new, everything by search.

use super::{
    super::{
        opened::Opened,
        place::{self, Here},
    },
    form::why_not,
};
use crate::access::EditFindings;
use crate::assessments::{
    actions::{self, LinkChange},
    model::queue::Queue,
};
use crate::evidence::{self, Candidate, EvidenceId, Target};
use crate::kernel::{Error, Result};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};
use serde::Serialize;

/// The pages of choosing evidence.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/work/:requirement/:objective/evidence", choose);
    routes.post("/o/:org/assessments/:assessment/work/:requirement/:objective/evidence", change);
}

#[derive(Debug, Serialize)]
struct Choose {
    back: String,
    action: String,
    name: String,
    search: String,
    queue: String,
    evidence: Vec<Candidate>,
    evidence_new: String,
}

/// Opens only for whoever may save it: their role, and else that the requirement is theirs and not locked.
#[handler]
async fn choose(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<EditFindings>,
    Path(here): Path<Here>,
    query: Query,
) -> Result<Reply> {
    let (at, place) = (here.at(&ui), here.place());
    let search = query.0.text("search").trim().to_owned();
    let queue = Queue::parse(query.0.text("queue"));
    let (line, _) = picture.cell(&place).ok_or(Error::NotFound)?;
    picture.assessment.open()?;
    let refused = why_not(&ui, &picture, line, &access);
    if !refused.is_empty() {
        return Err(Error::Forbidden(refused));
    }
    let target = Target {
        assessment: here.assessment.0,
        requirement: &place.requirement,
        objective: &place.objective,
    };
    let evidence =
        evidence::candidates(&mut db.read().await?, access.scope(), target, &search, db.env().today())
            .await?;
    let back = place::address(&at, &place, &queue);
    let page = Choose {
        action: format!("{}/evidence", place::path(&at, &place)),
        name: place.to_string(),
        queue: queue.word(),
        evidence_new: format!(
            "assessment={}&requirement={}&objective={}&back={}",
            here.assessment,
            place::segment(&place.requirement),
            place::segment(&place.objective),
            place::segment(&back)
        ),
        back,
        search,
        evidence,
    };
    ui.at("work").show("assessments/evidence.html", "results", page)
}

#[handler]
async fn change(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<EditFindings>,
    Path(here): Path<Here>,
    fields: Fields,
) -> Result<Reply> {
    let ids = |name| fields.all(name).into_iter().filter_map(|id| id.parse::<EvidenceId>().ok()).collect();
    let change = LinkChange { add: ids("link"), remove: ids("unlink") };
    picture.cell(&here.place()).ok_or(Error::NotFound)?;
    let changed = actions::link_evidence(&db, &access, here.assessment, &here.place(), change).await?;
    let to = place::address(&here.at(&ui), &here.place(), &Queue::parse(fields.text("queue")));
    let text = match changed {
        0 => "Nothing changed: choose evidence first.".to_owned(),
        1 => "One piece of evidence changed.".to_owned(),
        n => format!("{n} pieces of evidence changed."),
    };
    Ok(ui.go(&to, Flash::ok(text)))
}
