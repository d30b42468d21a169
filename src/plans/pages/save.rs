//! Keeping a plan, changing it, throwing it away.

use super::{
    Opened, There,
    bench::{BENCH, ticked},
    data::{Bench, Form, ticks},
};
use crate::access::{Access, EditPoams};
use crate::assessments::{AssessmentId, Pictures};
use crate::kernel::{Result, db::Db, text::Line};
use crate::plans::{
    actions::{self, Once, Written},
    model::{Fixes, NewPlan, Plan},
};
use crate::web::{
    flash::Flash,
    forms::{self, Fields, Parser},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};

const FORM: &str = "figures";

/// The forms of the bench.
pub fn routes(routes: &mut Routes) {
    routes.post("/o/:org/assessments/:assessment/plans", save);
    routes.post("/o/:org/assessments/:assessment/plans/:plan", change);
    routes.post("/o/:org/assessments/:assessment/plans/:plan/remove", remove);
}

#[handler]
async fn save(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path((_, id)): Path<(String, AssessmentId)>,
    fields: Fields,
) -> Result<Reply> {
    let opened = Opened::of(ui, &db, &pictures, &access, id).await?;
    let fixes = ticked(&opened, &fields);
    let plans = format!("{}/plans", opened.at);
    let once = Once { key: fields.text("once"), at: &plans };
    let saved = match read(&fields, fixes.clone()) {
        Ok(new) => actions::save(&db, &access, &opened.picture, new, once).await,
        Err(refused) => Err(refused),
    };
    match forms::problems(saved)? {
        Ok(plan) => {
            let told = format!("“{}” is kept.", plan.title);
            Ok(opened.ui.go(&format!("{plans}/{}", plan.id), Flash::ok(told)))
        }
        Err(problems) => {
            let page = Bench::of(&opened, &fixes, None, access.user(), db.env().today())?;
            let form = typed(&fields, 0);
            opened.ui.once().show_problems(BENCH, FORM, Bench { problems, form, ..page })
        }
    }
}

#[handler]
async fn change(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let opened = Opened::of(ui, &db, &pictures, &access, there.assessment).await?;
    let plan = access.own(opened.plan(there.plan)?.clone())?.into_inner();
    let (fixes, version) = (ticked(&opened, &fields), fields.number("version"));
    let written = match read(&fields, fixes.clone()) {
        Ok(new) => actions::change(&db, &access, &opened.picture, (plan.id, version), new).await,
        Err(refused) => Err(refused),
    };
    let page = |plan: &Plan| Bench::of(&opened, &fixes, Some(plan), access.user(), db.env().today());
    match forms::problems(written)? {
        Ok(Written::Saved) => {
            let to = format!("{}/plans/{}", opened.at, plan.id);
            Ok(opened.ui.go(&to, Flash::ok("The plan is saved.")))
        }
        Ok(Written::Overtaken(theirs)) => {
            let form = typed(&fields, theirs.version);
            let page = Bench { is_conflict: true, form, ..page(&theirs)? };
            opened.ui.once().show_conflict(BENCH, FORM, page)
        }
        Err(problems) => {
            let form = typed(&fields, version);
            let page = Bench { problems, form, ..page(&plan)? };
            opened.ui.once().show_problems(BENCH, FORM, page)
        }
    }
}

#[handler]
async fn remove(ui: Ui, db: Data<&Db>, access: Access<EditPoams>, Path(there): Path<There>) -> Result<Reply> {
    let plan = actions::remove(&db, &access, there.assessment, there.plan).await?;
    let told = format!("“{}” is removed. Its ticks are still here, in case it was a mistake.", plan.title);
    let bench = format!("{}/assessments/{}/plans", ui.here(), there.assessment);
    Ok(ui.go(&ticks(&bench, &plan.fixes), Flash::ok(told)))
}

fn read(fields: &Fields, fixes: Fixes) -> Result<NewPlan> {
    let mut parser = Parser::default();
    parser.check("fix", fixes.count() > 0, "Tick at least one requirement that is to be fixed.");
    let title = parser.take("title", Line::parse(fields.text("title"), "Give the plan a name."));
    parser.finish(title.map(|title| NewPlan { title, fixes }))
}

fn typed(fields: &Fields, version: i64) -> Form {
    Form { title: fields.text("title").to_owned(), version }
}
