//! Reviewing the objectives of one requirement.

use super::{
    data::{Page, Scene, next_due},
    form::{self, Typed},
};
use crate::access::{Access, Grant, Includes, Read, ReviewObjectives, RightName};
use crate::assessments::{AssessmentId, Picture, Pictures, segment, text_of};
use crate::kernel::{Error, Result, db::Db};
use crate::reviews::{
    actions::{self, Decided},
    model::There,
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
use serde::Deserialize;
use std::sync::Arc;

const LOOK: &str = "reviews/look.html";
const BLOCK: &str = "review";

/// The page and its form.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/reviews/:requirement", look);
    routes.post("/o/:org/assessments/:assessment/reviews/:requirement", decide);
}

#[derive(Deserialize)]
struct Address {
    assessment: AssessmentId,
    requirement: String,
}

/// What a page is loaded from.
struct Place {
    ui: Ui,
    picture: Arc<Picture>,
    at: String,
    requirement: String,
}

impl Place {
    async fn open(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        address: Address,
    ) -> Result<Self> {
        let (ui, picture, at) = super::open(ui, db, pictures, access, address.assessment).await?;
        picture.line(&address.requirement).ok_or(Error::NotFound)?;
        Ok(Self { ui, picture, at, requirement: address.requirement })
    }

    async fn page(&self, db: &Db, access: &Access<impl Includes<Read>>, typed: &[Typed]) -> Result<Page> {
        let there = There { assessment: self.picture.assessment.id, requirement: &self.requirement };
        let (found, proofs) = actions::found(db, access, there).await?;
        let line = self.picture.line(&self.requirement).ok_or(Error::NotFound)?;
        let own = match line.is_own {
            true => text_of(&mut db.read().await?, access.scope(), &self.picture, line).await?,
            false => None,
        };
        let scene = Scene {
            at: &self.at,
            picture: &self.picture,
            line,
            own,
            user: access.user(),
            today: db.env().today(),
            may_review: self.ui.may(RightName::ReviewObjectives) == Grant::All,
        };
        Ok(scene.page(found, proofs, typed))
    }
}

#[handler]
async fn look(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path(address): Path<Address>,
) -> Result<Reply> {
    let place = Place::open(ui, &db, &pictures, &access, address).await?;
    let page = place.page(&db, &access, &[]).await?;
    place.ui.show(LOOK, BLOCK, page)
}

#[handler]
async fn decide(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ReviewObjectives>,
    Path(address): Path<Address>,
    fields: Fields,
) -> Result<Reply> {
    let place = Place::open(ui, &db, &pictures, &access, address).await?;
    let typed = form::read(&fields);
    let decided = match form::choices(&typed) {
        Ok(choices) => actions::decide(&db, &access, &place.picture, &place.requirement, &choices).await,
        Err(refused) => Err(refused),
    };
    match forms::problems(decided)? {
        Ok(Decided::Saved { accepted, returned }) => Ok(go_on(&place, &access, (accepted, returned), &typed)),
        Ok(Decided::Overtaken) => {
            let page = place.page(&db, &access, &typed).await?;
            place.ui.show_conflict(LOOK, BLOCK, page)
        }
        Err(problems) => {
            let page = place.page(&db, &access, &typed).await?;
            place.ui.show_problems(LOOK, BLOCK, page.refused(problems))
        }
    }
}

/// After a decision: the next requirement with something to review, else the queue.
fn go_on(
    place: &Place,
    access: &Access<ReviewObjectives>,
    decided: (usize, usize),
    typed: &[Typed],
) -> Reply {
    let said = match decided {
        (accepted, 0) => format!("{accepted} accepted"),
        (0, returned) => format!("{returned} returned"),
        (accepted, returned) => format!("{accepted} accepted, {returned} returned"),
    };
    let flash = |rest: &str| Flash::ok(format!("{}: {said}.{rest}", place.requirement));
    let is_left = typed.iter().any(Typed::still_waits);
    let left = if is_left { " What you left still waits." } else { "" };
    match next_due(&place.picture, &place.requirement, access.user()) {
        Some(line) => place.ui.go(&format!("{}/reviews/{}", place.at, segment(&line.id)), flash(left)),
        None if is_left => place.ui.go(&format!("{}/reviews", place.at), flash(left)),
        None => place.ui.go(&format!("{}/reviews", place.at), flash(" Nothing else waits for you.")),
    }
}
