//! Changing what is planned for an item.

use super::{
    There,
    data::{Choice, View, people},
    form::{self, PoamForm},
};
use crate::access::{Access, EditPoams};
use crate::assessments::{Picture, Pictures};
use crate::kernel::{Problems, Result, db::Db};
use crate::poams::{
    actions::{self, Written},
    model::{Clock, Poam},
};
use crate::web::{
    flash::Flash,
    forms::{self, Fields},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const EDIT: &str = "poams/edit.html";
const FORM: &str = "edit_form";

/// The form.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams/:poam/edit", edit);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/edit", change);
}

#[derive(Serialize)]
struct Edit {
    at: String,
    it: View,
    form: PoamForm,
    problems: Problems,
    people: Vec<Choice>,
    clock: Option<Clock>,
    /// Whether somebody else wrote meanwhile: then what stands is shown beside what was typed.
    is_conflict: bool,
}

#[handler]
async fn edit(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, there.assessment).await?;
    let (it, _) = actions::mine(&db, &access, there.assessment, there.poam).await?;
    ui.show(EDIT, FORM, Edit::load(&at, &db, &picture, &access, (&it, PoamForm::saved(&it))).await?)
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
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, there.assessment).await?;
    // Whose it is comes before what is wrong with it.
    let (it, _) = actions::mine(&db, &access, there.assessment, there.poam).await?;
    let version = fields.number("version");
    let written = match form::plan(&fields) {
        Ok(plan) => actions::change(&db, &access, &picture, there.poam, version, plan).await,
        Err(refused) => Err(refused),
    };
    let page = async |it: &Poam, version| {
        Edit::load(&at, &db, &picture, &access, (it, PoamForm::typed(&fields, version))).await
    };
    match forms::problems(written)? {
        Ok(Written::Saved) => Ok(ui.go(&there.address(&ui), Flash::ok("The plan is saved."))),
        Ok(Written::Overtaken(theirs)) => {
            let page = Edit { is_conflict: true, ..page(&theirs, theirs.version).await? };
            ui.show_conflict(EDIT, FORM, page)
        }
        Err(problems) => ui.show_problems(EDIT, FORM, Edit { problems, ..page(&it, version).await? }),
    }
}

impl Edit {
    async fn load(
        at: &str,
        db: &Db,
        picture: &Picture,
        access: &Access<EditPoams>,
        (it, form): (&Poam, PoamForm),
    ) -> Result<Self> {
        let today = db.env().today();
        let now = it.responsible_id.zip(it.responsible.as_deref());
        Ok(Self {
            at: at.to_owned(),
            it: View::of(at, it, picture.line(&it.requirement), today),
            form,
            problems: Problems::new(),
            people: people(picture, access.scope().owner(), now),
            clock: actions::clock(db, access, picture).await?,
            is_conflict: false,
        })
    }
}
