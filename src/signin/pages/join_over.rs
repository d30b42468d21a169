//! An invitation that does not work, or not for whoever opened it: what became of it, and asking for another.

use super::door::{Door, Link, over};
use crate::access::Visit;
use crate::accounts::{self, Fate};
use crate::kernel::{Error, Result};
use crate::mail::Post;
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const OVER: &str = "signin/join_over.html";

#[derive(Serialize)]
struct Over {
    token: String,
    fate: Fate,
    has_mail: bool,
}

/// What became of the invitation whose link holds `token`. A token that never was one tells nothing.
pub(super) async fn closed(ui: &Ui, door: &Door, post: &Post, token: &str) -> Result<Reply> {
    let fate = accounts::fate(&mut door.db.read().await?, token, door.db.env().now()).await?;
    match fate {
        Some(fate) => {
            let page = Over { token: token.to_owned(), fate, has_mail: post.is_on() };
            ui.again(StatusCode::NOT_FOUND, OVER, "main", page)
        }
        None => over(ui, Link::Invitation),
    }
}

/// Asks the administrators of the organisation for another invitation.
#[handler]
pub async fn ask(
    ui: Ui,
    door: Door,
    visit: Visit,
    post: Data<&Post>,
    Path(token): Path<String>,
) -> Result<Reply> {
    door.count(None).await?;
    if !post.is_on() {
        return closed(&ui, &door, &post, &token).await;
    }
    let wanted = visit.caller().map(|caller| caller.email.as_str());
    let told = match accounts::ask_again(&door.db, &token, wanted, visit.actor()).await {
        Ok(true) => "The administrators have a letter now. A new invitation comes by mail if they agree.",
        Ok(false) => "They were asked already today. A new invitation comes by mail if they agree.",
        Err(Error::NotFound) => return closed(&ui, &door, &post, &token).await,
        Err(other) => return Err(other),
    };
    Ok(ui.go(&format!("/join/{token}"), Flash::ok(told)))
}
