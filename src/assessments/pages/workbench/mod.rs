//! The workbench: one objective after the other, by keyboard, mouse or plain forms.

mod data;
mod drafts;
mod evidence;
mod form;

use super::{
    opened::Opened,
    place::{self, Here},
};
use crate::access::{Access, EditFindings, Read};
use crate::assessments::{
    actions::{self, Decided, Decision, Pictures, Verdict},
    model::{Finding, Judgement, Mark, Place, queue::Eye, queue::Queue},
};
use crate::evidence::EvidenceId;
use crate::kernel::{Error, Result, db::Db, text::Paragraph};
use crate::web::{
    flash::Flash,
    forms::{self, Fields, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use data::Work;
use drafts::keep_draft;
use form::Show;
use poem::{
    IntoResponse, handler,
    http::StatusCode,
    web::{Data, Path},
};

const WORK: &str = "assessments/work.html";

/// The pages of the workbench.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/work", resume);
    routes.get("/o/:org/assessments/:assessment/work/:requirement/:objective", show);
    routes.post("/o/:org/assessments/:assessment/work/:requirement/:objective", decide);
    routes.get("/o/:org/assessments/:assessment/work/:requirement/:objective/draft", back);
    routes.post("/o/:org/assessments/:assessment/work/:requirement/:objective/draft", keep_draft);
    routes.get("/o/:org/assessments/:assessment/work/:requirement/:objective/undo", back);
    routes.post("/o/:org/assessments/:assessment/work/:requirement/:objective/undo", undo);
    evidence::routes(routes);
}

/// Goes on where work is left to do.
#[handler]
async fn resume(ui: Ui, Opened { db, access, picture, .. }: Opened<Read>, query: Query) -> Result<Reply> {
    let queue = Queue::parse(query.0.text("queue"));
    let eye = Eye { user: access.user(), today: db.env().today() };
    let at = actions::bar(&picture, &ui.here()).at;
    Ok(match queue.first(eye, &picture) {
        Some(first) => ui.go_silently(&place::address(&at, &first, &queue)),
        None => ui.go(&format!("{at}/requirements"), Flash::ok(format!("Nothing left: {}.", queue.label()))),
    })
}

#[handler]
async fn show(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path(here): Path<Here>,
    query: Query,
) -> Result<Reply> {
    let (queue, carry) = (Queue::parse(query.0.text("queue")), query.0.is_on("carry"));
    let shown = Show { queue, carry, offers_undo: true, ..Show::default() };
    let (ui, work) = Work::load(ui, &db, &pictures, &access, &here, shown).await?;
    ui.show(WORK, "workbench", work)
}

/// Addresses of forms lead back to the page that holds them.
#[handler]
async fn back(
    ui: Ui,
    Opened { picture, .. }: Opened<Read>,
    Path(here): Path<Here>,
    query: Query,
) -> Result<Reply> {
    picture.cell(&here.place()).ok_or(Error::NotFound)?;
    let queue = Queue::parse(query.0.text("queue"));
    Ok(ui.go_silently(&place::address(&here.at(&ui), &here.place(), &queue)))
}

#[handler]
async fn decide(
    ui: Ui,
    Opened { db, pictures, access, picture }: Opened<EditFindings>,
    Path(here): Path<Here>,
    fields: Fields,
) -> Result<Reply> {
    let queue = Queue::parse(fields.text("queue"));
    let told = match forms::problems(judgement(&fields))? {
        Ok(said) => {
            let decision = Decision {
                place: here.place(),
                version: fields.number("version"),
                judgement: said,
                links: links(&fields),
            };
            forms::problems(actions::decide(&db, &pictures, &access, &picture, decision).await)
        }
        Err(problems) => Ok(Err(problems)),
    };
    let (status, shown) = match told {
        Ok(Ok(Verdict::Decided(decided))) => {
            return go_on(ui, &db, &pictures, &access, &here, &fields, *decided).await;
        }
        Ok(Ok(Verdict::Overtaken(theirs))) => {
            (StatusCode::CONFLICT, Show { theirs: Some(*theirs), ..Show::default() })
        }
        Ok(Err(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, Show { problems, ..Show::default() }),
        // The page of an error would show nothing of what was typed.
        Err(Error::Conflict(why)) => (StatusCode::CONFLICT, Show { refused: why, ..Show::default() }),
        Err(Error::Forbidden(why)) => (StatusCode::FORBIDDEN, Show { refused: why, ..Show::default() }),
        Err(other) => return Err(other),
    };
    let shown = Show { queue, typed: Some(fields), ..shown };
    let (ui, work) = Work::load(ui, &db, &pictures, &access, &here, shown).await?;
    ui.again(status, WORK, "workbench", work)
}

/// Keeps what was written, and shows the next of the queue, or the same place again.
async fn go_on(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<EditFindings>,
    here: &Here,
    fields: &Fields,
    decided: Decided,
) -> Result<Reply> {
    let Decided { finding, picture, has_links, is_change, unkept } = decided;
    let queue = Queue::parse(fields.text("queue"));
    let eye = Eye { user: access.user(), today: db.env().today() };
    let next = queue.around(eye, &picture, &here.place()).next.filter(|_| fields.text("go") != "stay");
    let to = next.map_or_else(|| here.clone(), |place| here.with(place));
    let flash = told(&place::path(&here.at(&ui), &here.place()), &finding, is_change, &queue);
    let address = place::address(&to.at(&ui), &to.place(), &queue);
    let keep = unkept.keep(pictures, &picture);
    if !ui.is_fragment() {
        keep.await?;
        return Ok(ui.go(&address, flash));
    }
    // This request began before the change, and so it has the old key.
    let now = Pictures::only(access, &picture);
    let page = async {
        let (ui, work) = Work::load(ui, db, &now, access, &to, Show { queue, ..Show::default() }).await?;
        ui.done(&address, flash, crate::web::ui::Part { template: WORK, block: "workbench", data: work })
    };
    // Another objective is as it was before, unless it is offered the evidence that was ticked.
    let shown = match to.place() == here.place() || has_links {
        true => {
            keep.await?;
            page.await?
        }
        false => {
            let (kept, shown) = tokio::join!(keep, page);
            kept?;
            shown?
        }
    };
    let shown = shown.with_header("HX-Push-Url", address);
    Ok(shown.with_header("Finding-Version", finding.version).into_response())
}

/// What to tell about a saved finding. Where it stood already, a way back would take back what was saved before.
fn told(path: &str, finding: &Finding, is_change: bool, queue: &Queue) -> Flash {
    let place = finding.place();
    let result = finding.result.label();
    match is_change {
        true => {
            let flash = Flash::ok(format!("{place} is {result}."));
            flash.with_undo(Some(place::way_back(path, finding.version, queue)))
        }
        false => Flash::ok(format!("{place} is {result}, as before.")),
    }
}

/// Evidence that was ticked to be linked on saving.
fn links(fields: &Fields) -> Vec<EvidenceId> {
    fields.all("link").into_iter().filter_map(|id| id.parse().ok()).collect()
}

fn judgement(fields: &Fields) -> Result<Judgement> {
    let mut parser = forms::Parser::default();
    let methods = fields.all("method");
    let word = fields.text("result");
    let result = Mark::parse(word);
    // Another word would take the result away.
    let is_known = word.is_empty() || word == result.word();
    parser.check("result", is_known, "Choose one of the results.");
    let finding = parser.take("finding", Paragraph::parse(fields.text("finding")));
    parser.finish(finding.map(|finding| Judgement {
        result,
        is_examined: methods.contains(&"examine"),
        is_interviewed: methods.contains(&"interview"),
        is_tested: methods.contains(&"test"),
        finding,
    }))
}

/// What cannot be taken back leads to the objective as it stands: somebody changed it since.
#[handler]
async fn undo(
    ui: Ui,
    Opened { db, pictures, access, picture }: Opened<EditFindings>,
    Path(here): Path<Here>,
    query: Query,
) -> Result<Reply> {
    let place: Place = here.place();
    picture.cell(&place).ok_or(Error::NotFound)?;
    let version = Some(query.0.number("version")).filter(|version| *version > 0);
    let queue = Queue::parse(query.0.text("queue"));
    let (status, refused) = match actions::undo(&db, &access, here.assessment, &place, version).await {
        Ok(()) => {
            let to = place::address(&here.at(&ui), &place, &queue);
            return Ok(ui.go(&to, Flash::ok(format!("Taken back. {place} is as it was before."))));
        }
        Err(Error::Conflict(why)) => (StatusCode::CONFLICT, why),
        Err(Error::Forbidden(why)) => (StatusCode::FORBIDDEN, why),
        Err(other) => return Err(other),
    };
    let shown = Show { queue, refused, ..Show::default() };
    let (ui, work) = Work::load(ui, &db, &pictures, &access, &here, shown).await?;
    ui.again(status, WORK, "workbench", work)
}
