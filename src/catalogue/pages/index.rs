//! What there is to read: the three levels, the imported publications, the organisation's own requirements.

use super::super::{
    actions,
    builtin::{self, Level},
    model::Body,
    pack,
};
use crate::access::{Access, Read};
use crate::kernel::{Result, db::Db, env::Day};
use crate::web::ui::{Reply, Ui};
use poem::{handler, web::Data};
use serde::Serialize;

const INDEX: &str = "catalogue/index.html";

#[derive(Serialize)]
struct Index {
    levels: Vec<Row>,
    bodies: Vec<Body>,
    own: Option<Body>,
    pack: &'static str,
    as_of: Day,
}

#[derive(Serialize)]
struct Row {
    number: u8,
    requirements: usize,
    objectives: usize,
}

/// The page.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, access: Access<Read>) -> Result<Reply> {
    let bodies = actions::bodies(&db, &access).await?;
    let (mut own, bodies): (Vec<_>, Vec<_>) = bodies.into_iter().partition(Body::is_own);
    let pack = pack::current();
    let levels = Level::ALL.into_iter().map(row).collect();
    let index = Index { levels, bodies, own: own.pop(), pack: &pack.name, as_of: pack.as_of };
    ui.at("catalogue").show(INDEX, "main", index)
}

fn row(level: Level) -> Row {
    let all = builtin::requirements(level);
    Row {
        number: level.number(),
        requirements: all.len(),
        objectives: all.iter().map(|it| it.objectives.len()).sum(),
    }
}
