//! Adding, changing, moving and removing the milestones of an item.

use super::{
    There,
    data::View,
    form::{self, MilestoneForm},
    show::{Page, SHOW},
};
use crate::access::{Access, EditPoams, Read};
use crate::assessments::{AssessmentId, Picture, Pictures};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::poams::{
    actions::{self, Noted},
    model::{Milestone, MilestoneId, Poam, PoamId, Way},
};
use crate::web::{
    flash::Flash,
    forms::{self, Fields},
    routes::Routes,
    ui::{Part, Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};

const EDIT: &str = "poams/milestone.html";
const FORM: &str = "milestone_form";

/// The forms.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams/:poam/milestones", back);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/milestones", add);
    routes.get("/o/:org/assessments/:assessment/poams/:poam/milestones/:milestone", edit);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/milestones/:milestone", note);
    routes.get("/o/:org/assessments/:assessment/poams/:poam/milestones/:milestone/change", edit);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/milestones/:milestone/change", change);
}

/// What the address of a milestone names.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Step {
    assessment: AssessmentId,
    poam: PoamId,
    milestone: MilestoneId,
}

impl Step {
    fn item(self) -> There {
        There { assessment: self.assessment, poam: self.poam }
    }
}

#[derive(Serialize)]
struct Edit {
    at: String,
    it: View,
    href: String,
    form: MilestoneForm,
    problems: Problems,
    /// What somebody else wrote meanwhile.
    theirs: Option<MilestoneForm>,
}

/// The address of the form leads back to the page that holds it.
#[handler]
async fn back(ui: Ui, db: Data<&Db>, access: Access<Read>, Path(there): Path<There>) -> Result<Reply> {
    actions::item(&db, &access, there.assessment, there.poam).await?;
    Ok(ui.go_silently(&format!("{}#milestones", there.address(&ui))))
}

#[handler]
async fn add(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    // Whose it is comes before what is wrong with it.
    actions::mine(&db, &access, there.assessment, there.poam).await?;
    let added = match form::milestone(&fields) {
        Ok(new) => actions::add(&db, &access, there.assessment, there.poam, new).await,
        Err(refused) => Err(refused),
    };
    match forms::problems(added)? {
        Ok(()) => done(ui, &db, &access, there, "The milestone is added.").await,
        Err(problems) => {
            let (ui, page) = Page::load(ui, &db, &pictures, &access, there).await?;
            ui.show_problems(SHOW, "poam", page.refused(MilestoneForm::typed(&fields, 0), problems))
        }
    }
}

/// The item as it is now, or the way to its page.
async fn done(ui: Ui, db: &Db, access: &Access<EditPoams>, there: There, told: &str) -> Result<Reply> {
    let to = format!("{}#milestones", there.address(&ui));
    if !ui.is_fragment() {
        return Ok(ui.go(&to, Flash::ok(told)));
    }
    let (ui, data) = Page::load(ui, db, &Pictures::default(), access, there).await?;
    ui.done(&to, Flash::ok(told), Part { template: SHOW, block: "poam", data })
}

#[handler]
async fn edit(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(step): Path<Step>,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, step.assessment).await?;
    let (it, milestone) = mine(&db, &access, step).await?;
    ui.show(EDIT, FORM, Edit::of(&at, &db, &picture, &it, step, MilestoneForm::saved(&milestone)))
}

async fn mine(db: &Db, access: &Access<EditPoams>, step: Step) -> Result<(Poam, Milestone)> {
    let (it, parts) = actions::mine(db, access, step.assessment, step.poam).await?;
    let milestone =
        parts.milestones.into_iter().find(|one| one.id == step.milestone).ok_or(Error::NotFound)?;
    Ok((it, milestone))
}

#[handler]
async fn note(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(step): Path<Step>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, step.assessment).await?;
    let (it, _) = mine(&db, &access, step).await?;
    let version = fields.number("version");
    let noted = match form::milestone(&fields) {
        Ok(new) => {
            let of = (step.assessment, step.poam);
            actions::note(&db, &access, of, (step.milestone, version), new).await
        }
        Err(refused) => Err(refused),
    };
    let page = |version| Edit::of(&at, &db, &picture, &it, step, MilestoneForm::typed(&fields, version));
    match forms::problems(noted)? {
        Ok(Noted::Saved) => {
            let to = format!("{}#milestones", step.item().address(&ui));
            Ok(ui.go(&to, Flash::ok("The milestone is saved.")))
        }
        Ok(Noted::Overtaken(theirs)) => {
            let page = Edit { theirs: Some(MilestoneForm::saved(&theirs)), ..page(theirs.version) };
            ui.show_conflict(EDIT, FORM, page)
        }
        Err(problems) => ui.show_problems(EDIT, FORM, Edit { problems, ..page(version) }),
    }
}

/// The buttons beside a milestone.
#[handler]
async fn change(
    ui: Ui,
    db: Data<&Db>,
    access: Access<EditPoams>,
    Path(step): Path<Step>,
    fields: Fields,
) -> Result<Reply> {
    let (of, id) = ((step.assessment, step.poam), step.milestone);
    let told = match fields.text("do") {
        "done" => actions::tick(&db, &access, of, id, true).await.map(|()| "The milestone is done."),
        "not_done" => {
            actions::tick(&db, &access, of, id, false).await.map(|()| "The milestone is open again.")
        }
        "up" => actions::move_by(&db, &access, of, id, Way::Up).await.map(|()| "The milestone is moved up."),
        "down" => {
            actions::move_by(&db, &access, of, id, Way::Down).await.map(|()| "The milestone is moved down.")
        }
        "remove" => actions::remove(&db, &access, of, id).await.map(|()| "The milestone is removed."),
        _ => {
            mine(&db, &access, step).await?;
            Err(Error::Malformed("This address takes one of the buttons beside a milestone.".into()))
        }
    }?;
    done(ui, &db, &access, step.item(), told).await
}

impl Edit {
    fn of(at: &str, db: &Db, picture: &Picture, it: &Poam, step: Step, form: MilestoneForm) -> Self {
        let it = View::of(at, it, picture.line(&it.requirement), db.env().today());
        Self {
            at: at.to_owned(),
            href: format!("{}/milestones/{}", it.href, step.milestone),
            it,
            form,
            problems: Problems::new(),
            theirs: None,
        }
    }
}
