//! Taking an item off the POA&M that was entered by mistake.

use super::{There, data::View};
use crate::access::{Access, EditPoams};
use crate::assessments::{Effect, Picture, Pictures};
use crate::kernel::{Problems, Result, db::Db, text::Line};
use crate::poams::{actions, model::Poam};
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
use serde::Serialize;

const WITHDRAW: &str = "poams/withdraw.html";
const FORM: &str = "withdraw_form";

/// The form.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams/:poam/withdraw", ask);
    routes.post("/o/:org/assessments/:assessment/poams/:poam/withdraw", withdraw);
}

#[derive(Serialize)]
struct Withdraw {
    at: String,
    it: View,
    effect: Effect,
    why: String,
    problems: Problems,
}

#[handler]
async fn ask(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, there.assessment).await?;
    let (it, _) = actions::mine(&db, &access, there.assessment, there.poam).await?;
    picture.assessment.open()?;
    let others = actions::others(&db, &access, &it).await?;
    ui.show(WITHDRAW, FORM, Withdraw::of(&at, &db, &picture, &it, others, "")?)
}

#[handler]
async fn withdraw(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<EditPoams>,
    Path(there): Path<There>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, picture, at) = super::open(ui, &db, &pictures, &access, there.assessment).await?;
    let mut parser = Parser::default();
    let why = Line::parse(fields.text("why"), "Say why it does not belong on the POA&M. The trail keeps it.");
    let why = parser.take("why", why);
    let withdrawn = match parser.finish(why) {
        Ok(why) => actions::withdraw(&db, &access, there.assessment, there.poam, &why).await,
        Err(refused) => actions::mine(&db, &access, there.assessment, there.poam).await.and(Err(refused)),
    };
    match forms::problems(withdrawn)? {
        Ok(()) => Ok(ui.go(&there.address(&ui), Flash::ok("The item is withdrawn."))),
        Err(problems) => {
            let (it, _) = actions::mine(&db, &access, there.assessment, there.poam).await?;
            let others = actions::others(&db, &access, &it).await?;
            let page = Withdraw::of(&at, &db, &picture, &it, others, fields.text("why"))?;
            ui.show_problems(WITHDRAW, FORM, Withdraw { problems, ..page })
        }
    }
}

impl Withdraw {
    /// `others`: whether another item keeps the requirement on the POA&M.
    fn of(at: &str, db: &Db, picture: &Picture, it: &Poam, others: bool, why: &str) -> Result<Self> {
        let after = picture.supposing(&it.requirement, |line| line.is_on_poam = others);
        Ok(Self {
            at: at.to_owned(),
            it: View::of(at, it, picture.line(&it.requirement), db.env().today()),
            effect: Effect::of(picture, &after, &it.requirement)?,
            why: why.to_owned(),
            problems: Problems::new(),
        })
    }
}
