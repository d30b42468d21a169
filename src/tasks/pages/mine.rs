//! My work: what presses, what comes, what others are to do.

use super::super::{actions, model::Mine};
use crate::access::{Access, Read};
use crate::evidence::{self, HandedBack};
use crate::kernel::{Result, db::Db, env::Day, id::UserId};
use crate::requests::{self, Listed};
use crate::reviews::{self, Returned};
use crate::web::ui::{Reply, Ui};
use poem::{handler, web::Data};
use serde::Serialize;

#[derive(Serialize)]
struct Page {
    mine: Mine,
    returned: Vec<Returned>,
    /// Evidence that this person is to make better.
    evidence: Vec<HandedBack>,
    /// Evidence that this person is asked for.
    requests: Vec<Listed>,
    today: Day,
    /// Whose page it is, for the ways to the list.
    person: UserId,
}

/// The page.
#[handler]
pub async fn mine(ui: Ui, db: Data<&Db>, access: Access<Read>) -> Result<Reply> {
    let page = Page {
        mine: actions::of_person(&db, &access).await?,
        returned: reviews::returned_to(&db, &access).await?,
        evidence: evidence::handed_back_to(&db, &access).await?,
        requests: requests::of_person(&mut db.read().await?, access.scope(), access.user()).await?,
        today: db.env().today(),
        person: access.user(),
    };
    ui.at("mine").show("tasks/mine.html", "main", page)
}
