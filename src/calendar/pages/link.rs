//! The link for one's own calendar program: making it, and taking it away.

use super::super::actions;
use crate::access::{Access, Read};
use crate::kernel::{Error, Result, db::Db, env::Timestamp};
use crate::web::{
    flash::Flash,
    forms::Fields,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const LINK: &str = "calendar/feed.html";

#[derive(Serialize)]
struct Page {
    /// The address, right after it was made; nobody can look it up later.
    address: String,
    made_at: Option<Timestamp>,
    is_mine_only: bool,
}

impl Page {
    async fn load(db: &Db, access: &Access<Read>, address: String) -> Result<Self> {
        let link = actions::link(db, access).await?;
        let (made_at, is_mine_only) =
            link.map_or((None, false), |(at, is_mine_only)| (Some(at), is_mine_only));
        Ok(Self { address, made_at, is_mine_only })
    }
}

/// Whether there is one.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, access: Access<Read>) -> Result<Reply> {
    let page = Page::load(&db, &access, String::new()).await?;
    ui.at("calendar").show(LINK, "feed", page)
}

/// Makes a new one, or takes it away.
#[handler]
pub async fn change(ui: Ui, db: Data<&Db>, access: Access<Read>, fields: Fields) -> Result<Reply> {
    match fields.text("do") {
        "make" => {
            let token = actions::make_link(&db, &access, fields.text("whose") == "mine").await?;
            let address = format!("{}/calendar/{token}/muster.ics", ui.origin());
            let page = Page::load(&db, &access, address).await?;
            ui.at("calendar").show(LINK, "feed", page)
        }
        "revoke" => {
            actions::revoke_link(&db, &access).await?;
            let to = format!("{}/calendar/feed", ui.here());
            Ok(ui.go(
                &to,
                Flash::ok("The link is revoked. Calendar programs that use it get nothing any more."),
            ))
        }
        _ => Err(Error::Malformed("Press one of the buttons of the page.".into())),
    }
}
