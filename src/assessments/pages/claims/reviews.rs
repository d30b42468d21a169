//! Reviewing an operational plan of action.

use super::{
    super::{place, requirement::There},
    data::ClaimView,
    form::{self, ReviewForm},
};
use crate::access::{Access, EditImplementations};
use crate::assessments::actions::{self, Pictures};
use crate::kernel::{Error, Problems, Result, db::Db};
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

const REVIEW: &str = "assessments/review.html";

/// The form.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/requirements/:requirement/deficiency/reviews", ask);
    routes.post("/o/:org/assessments/:assessment/requirements/:requirement/deficiency/reviews", review);
}

#[derive(Serialize)]
struct Page {
    at: String,
    id: String,
    title: String,
    href: String,
    claim: ClaimView,
    form: ReviewForm,
    problems: Problems,
}

impl Page {
    async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<EditImplementations>,
        there: &There,
        form: ReviewForm,
    ) -> Result<(Ui, Self)> {
        let opened = actions::open_requirement(db, access, there.assessment, &there.requirement).await?;
        let picture = actions::picture_of(db, pictures, access, opened.assessment).await?;
        let line = picture.line(&there.requirement).ok_or(Error::NotFound)?;
        let said = access.own(opened.implementation)?;
        let kept = said.claim.as_ref().map(|kept| &kept.0);
        let kept =
            kept.filter(|kept| kept.next_review_on().is_some() || kept.word() == "temporary_deficiency");
        let claim = ClaimView::of(kept.ok_or_else(actions::nothing_to_review)?, db.env().today());
        let bar = actions::bar(&picture, &ui.here());
        let page = Self {
            at: bar.at.clone(),
            id: line.id.clone(),
            title: line.title.clone(),
            href: format!("{}/requirements/{}", bar.at, place::segment(&line.id)),
            claim,
            form,
            problems: Problems::new(),
        };
        Ok((ui.at("poams").about(bar), page))
    }
}

#[handler]
async fn ask(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let form = ReviewForm::begun(db.env().today());
    let (ui, page) = Page::load(ui, &db, &pictures, &access, &there, form).await?;
    ui.show(REVIEW, "review_form", page)
}

#[handler]
async fn review(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, page) = Page::load(ui, &db, &pictures, &access, &there, ReviewForm::typed(&fields)).await?;
    let reviewed = match form::review(&fields, &access.actor().name) {
        Ok(review) => actions::review(&db, &access, there.assessment, &there.requirement, review).await,
        Err(refused) => Err(refused),
    };
    match forms::problems(reviewed)? {
        Ok(()) => {
            let to = format!("{}#claim", there.address(&ui));
            Ok(ui.go(&to, Flash::ok("The review is recorded.")))
        }
        Err(problems) => ui.show_problems(REVIEW, "review_form", Page { problems, ..page }),
    }
}
