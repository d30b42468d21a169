//! One requirement: our wording beside the official text, or the text of an imported body, or an own one.

use super::{
    super::{
        actions, builtin as data,
        model::{Body, Official, Requirement},
    },
    builtin,
};
use crate::access::{Access, Read};
use crate::kernel::{Error, Result, db::Db};
use crate::web::ui::{Reply, Ui};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const BUILTIN: &str = "catalogue/requirement.html";
const TEXT: &str = "catalogue/text.html";

#[derive(Serialize)]
struct OfCmmc {
    it: builtin::Shown,
    /// What is shown beside our words.
    official: Option<Official>,
    /// What other imported bodies have.
    others: Vec<Official>,
}

#[derive(Serialize)]
struct OfBody {
    body: Body,
    it: Requirement,
    before: Option<String>,
    after: Option<String>,
}

/// The page.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, key, code)): Path<(String, String, String)>,
) -> Result<Reply> {
    let ui = ui.at("catalogue");
    match builtin::level(&key) {
        Some(level) => {
            let found = data::requirement(&code).filter(|it| it.level == level).ok_or(Error::NotFound)?;
            let mut others = actions::official(&db, &access, found.id).await?;
            let best = others.iter().position(|it| !it.objectives.is_empty()).unwrap_or(0);
            let official = (!others.is_empty()).then(|| others.remove(best));
            let it = builtin::Shown::of(found, official.as_ref());
            ui.show(BUILTIN, "main", OfCmmc { it, official, others })
        }
        None => {
            let it = actions::texts(&db, &access, &key, &code).await?;
            let (before, after) = actions::neighbours(&db, &access, &key, &code).await?;
            let body = actions::body(&db, &access, &key).await?;
            ui.show(TEXT, "main", OfBody { body, it, before, after })
        }
    }
}
