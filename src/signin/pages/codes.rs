//! Backup codes: made by a button, shown in the answer to it and nowhere else.

use super::super::actions;
use crate::access::{Caller, Fresh, Visit};
use crate::kernel::{Result, db::Db, env::Timestamp};
use crate::web::ui::{Reply, Ui};
use poem::{handler, web::Data};
use serde::Serialize;

#[derive(Serialize)]
struct Made {
    codes: Vec<String>,
    account: String,
    at: Timestamp,
}

/// Makes ten and shows them.
#[handler]
pub async fn make(ui: Ui, db: Data<&Db>, visit: Visit, caller: Caller, fresh: Fresh) -> Result<Reply> {
    let codes = actions::make_codes(&db, (&caller, visit.actor()), fresh).await?;
    ui.show("signin/codes.html", "main", Made { codes, account: caller.email, at: db.env().now() })
}
