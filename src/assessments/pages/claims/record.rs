//! Recording an operational plan of action or an enduring exception, after a look at what it does to the score;
//! and ending one.

use super::{
    super::requirement::There,
    data::ClaimView,
    form::{self, ClaimForm, Kind},
};
use crate::access::{Access, EditImplementations};
use crate::assessments::{
    actions::{self, Pictures, Written},
    model::{Claim, Effect, Implementation, picture::Line, picture::Picture},
};
use crate::kernel::{Error, Problems, Result, db::Db, env::Day, text};
use crate::web::{
    flash::Flash,
    forms::{self, Fields, Parser},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;
use std::sync::Arc;

const RECORD: &str = "assessments/claim.html";
const END: &str = "assessments/claim_end.html";

/// The forms.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/requirements/:requirement/deficiency", deficiency);
    routes.post("/o/:org/assessments/:assessment/requirements/:requirement/deficiency", record_deficiency);
    routes.get("/o/:org/assessments/:assessment/requirements/:requirement/exception", exception);
    routes.post("/o/:org/assessments/:assessment/requirements/:requirement/exception", record_exception);
    routes.get("/o/:org/assessments/:assessment/requirements/:requirement/claim", ask);
    routes.post("/o/:org/assessments/:assessment/requirements/:requirement/claim", end);
}

#[derive(Serialize)]
struct Record {
    at: String,
    id: String,
    title: String,
    href: String,
    kind: &'static str,
    path: &'static str,
    list: &'static str,
    rule: ClaimView,
    form: ClaimForm,
    problems: Problems,
    /// What recording it does to the score, once it was looked at.
    effect: Option<Effect>,
    /// What somebody else recorded meanwhile.
    theirs: Option<ClaimView>,
}

/// An assessment, a requirement of it and what is said about that.
struct Scene {
    ui: Ui,
    at: String,
    picture: Arc<Picture>,
    said: Implementation,
    today: Day,
}

impl Scene {
    async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<EditImplementations>,
        there: &There,
    ) -> Result<Self> {
        let opened = actions::open_requirement(db, access, there.assessment, &there.requirement).await?;
        let picture = actions::picture_of(db, pictures, access, opened.assessment).await?;
        picture.line(&there.requirement).ok_or(Error::NotFound)?;
        picture.assessment.open()?;
        let said = access.own(opened.implementation)?.into_inner();
        let bar = actions::bar(&picture, &ui.here());
        let at = bar.at.clone();
        Ok(Self { ui: ui.at("poams").about(bar), at, picture, said, today: db.env().today() })
    }

    fn line(&self) -> Result<&Line> {
        self.picture.line(&self.said.requirement).ok_or(Error::NotFound)
    }

    fn page(&self, kind: Kind, form: ClaimForm) -> Result<Record> {
        let line = self.line()?;
        let blank = form::claim(kind, &Fields::default())?;
        Ok(Record {
            at: self.at.clone(),
            id: line.id.clone(),
            title: line.title.clone(),
            href: format!("{}/requirements/{}", self.at, super::super::place::segment(&line.id)),
            kind: kind.word(),
            path: kind.path(),
            list: kind.list(),
            rule: ClaimView::of(&blank, self.today),
            form,
            problems: Problems::new(),
            effect: None,
            theirs: None,
        })
    }

    fn effect(&self, claim: Option<Claim>) -> Result<Effect> {
        let id = &self.said.requirement;
        Effect::of(&self.picture, &self.picture.supposing(id, |line| line.claim = claim), id)
    }
}

async fn show(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<EditImplementations>,
    there: &There,
    kind: Kind,
) -> Result<Reply> {
    let scene = Scene::load(ui, db, pictures, access, there).await?;
    let kept = scene.said.claim.as_ref().map(|kept| &kept.0).filter(|kept| kind.is(kept));
    let page = scene.page(kind, ClaimForm::saved(kept, scene.said.version))?;
    // Why it cannot be recorded is told before anybody types.
    let blank = form::claim(kind, &Fields::default())?;
    let problems = match scene.line()?.may_claim(&blank) {
        Err(Error::Invalid(problems)) => problems,
        Err(other) => return Err(other),
        Ok(()) => Problems::new(),
    };
    scene.ui.show(RECORD, "claim_form", Record { problems, ..page })
}

async fn record(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<EditImplementations>,
    there: &There,
    (kind, fields): (Kind, Fields),
) -> Result<Reply> {
    let scene = Scene::load(ui, db, pictures, access, there).await?;
    let (id, version) = (&there.requirement, fields.number("version"));
    let page = |version| scene.page(kind, ClaimForm::typed(&fields, version));
    let recorded = match form::claim(kind, &fields) {
        Err(refused) => Err(refused),
        Ok(claim) if fields.is_on("confirmed") => {
            actions::claim(db, access, &scene.picture, id, version, claim).await.map(Ok)
        }
        Ok(claim) => actions::may_claim(db, access, &scene.picture, id, &claim).map(|()| Err(claim)),
    };
    match forms::problems(recorded)? {
        Ok(Ok(Written::Saved)) => {
            let to = format!("{}#claim", there.address(&scene.ui));
            Ok(scene.ui.go(&to, Flash::ok(format!("It is recorded for {id}."))))
        }
        Ok(Ok(Written::Overtaken(theirs))) => {
            let kept = theirs.claim.as_ref().map(|kept| ClaimView::of(&kept.0, scene.today));
            let page = Record { theirs: kept, ..page(theirs.version)? };
            scene.ui.show_conflict(RECORD, "claim_form", page)
        }
        Ok(Err(claim)) => {
            let claim = kept_reviews(claim, scene.line()?);
            let page = Record { effect: Some(scene.effect(Some(claim))?), ..page(version)? };
            scene.ui.again(StatusCode::OK, RECORD, "claim_form", page)
        }
        Err(problems) => scene.ui.show_problems(RECORD, "claim_form", Record { problems, ..page(version)? }),
    }
}

/// What is looked at has the reviews that took place.
fn kept_reviews(claim: Claim, line: &Line) -> Claim {
    match (claim, &line.claim) {
        (
            Claim::TemporaryDeficiency { note, fix, origin, review_on, reviews: _ },
            Some(Claim::TemporaryDeficiency { reviews, .. }),
        ) => Claim::TemporaryDeficiency { note, fix, origin, review_on, reviews: reviews.clone() },
        (claim, _) => claim,
    }
}

#[handler]
async fn deficiency(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
) -> Result<Reply> {
    show(ui, &db, &pictures, &access, &there, Kind::Deficiency).await
}

#[handler]
async fn exception(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
) -> Result<Reply> {
    show(ui, &db, &pictures, &access, &there, Kind::Exception).await
}

#[handler]
async fn record_deficiency(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    record(ui, &db, &pictures, &access, &there, (Kind::Deficiency, fields)).await
}

#[handler]
async fn record_exception(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    record(ui, &db, &pictures, &access, &there, (Kind::Exception, fields)).await
}

#[derive(Serialize)]
struct End {
    at: String,
    id: String,
    title: String,
    href: String,
    claim: Option<ClaimView>,
    effect: Effect,
    why: String,
    problems: Problems,
}

impl End {
    fn of(scene: &Scene, why: &str) -> Result<Self> {
        let line = scene.line()?;
        Ok(Self {
            at: scene.at.clone(),
            id: line.id.clone(),
            title: line.title.clone(),
            href: format!("{}/requirements/{}", scene.at, super::super::place::segment(&line.id)),
            claim: line.claim.as_ref().map(|claim| ClaimView::of(claim, scene.today)),
            effect: scene.effect(None)?,
            why: why.to_owned(),
            problems: Problems::new(),
        })
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
    let scene = Scene::load(ui, &db, &pictures, &access, &there).await?;
    scene.ui.show(END, "end_form", End::of(&scene, "")?)
}

#[handler]
async fn end(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditImplementations>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let scene = Scene::load(ui, &db, &pictures, &access, &there).await?;
    let mut parser = Parser::default();
    let why = text::Line::parse(fields.text("why"), "Say why it ends: it is fixed, or it was none.");
    let why = parser.take("why", why);
    let ended = match parser.finish(why) {
        Ok(why) => actions::end_claim(&db, &access, there.assessment, &there.requirement, &why).await,
        Err(refused) => Err(refused),
    };
    match forms::problems(ended)? {
        Ok(()) => {
            let told = format!("Nothing is claimed for {} any more.", there.requirement);
            Ok(scene.ui.go(&there.address(&scene.ui), Flash::ok(told)))
        }
        Err(problems) => {
            scene.ui.show_problems(END, "end_form", End { problems, ..End::of(&scene, fields.text("why"))? })
        }
    }
}
