//! A kept form on the page it stands on: the page as it is now, and what was typed in it again.

use super::{
    super::{
        actions::{self, Asker},
        model::{Kept, Reason, Saving},
        pages::local,
    },
    files::CHOSEN,
    is_typed,
    refill::{Refill, put_back},
    secret,
};
use crate::access::Visit;
use crate::kernel::{Error, db::Db, env::Timestamp};
use crate::web::{csrf, forms::Fields, ui::Ui};
use poem::{
    Endpoint, FromRequest, IntoResponse, Request, Response,
    http::{Method, StatusCode, header},
};
use serde::Serialize;
use std::sync::Arc;

/// Before the token of a kept form in the address of its page.
const MARK: &str = "kept=";

/// What stands above the form.
#[derive(Serialize)]
struct Note<'a> {
    token: &'a str,
    reason: Reason,
    is_nobodys: bool,
    sent_at: Timestamp,
    /// Which files were chosen. They are not kept.
    files: Vec<&'a str>,
}

/// The page that a form was sent from, as path and query; empty where the browser does not tell, and where it shows
/// another form that is kept.
pub fn of(req: &Request) -> String {
    let page = csrf::page_before(req).map(|page| without_token(&page));
    page.filter(|page| !csrf::is_door(page)).unwrap_or_default()
}

/// A page's address as it is without a kept form in it.
fn without_token(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let rest: Vec<_> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with(MARK)).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

/// Where a kept form is shown on its own page; none where that is not known, the form has nothing to fill in, or it
/// was sent meanwhile.
pub fn address(kept: &Kept, token: &str, now: Timestamp) -> Option<String> {
    let has_typed = Fields::parse(kept.body.as_bytes()).pairs().iter().any(is_typed);
    if !has_typed || kept.saving(now) != Saving::Open || local(&kept.page) != kept.page {
        return None;
    }
    let joint = if kept.page.contains('?') { '&' } else { '?' };
    Some(format!("{}{joint}{MARK}{token}", kept.page))
}

/// Who asks for a page with a kept form in it.
pub fn asker(req: &Request) -> Option<Asker> {
    if req.method() != Method::GET || csrf::is_door(req.uri().path()) {
        return None;
    }
    let token = req.uri().query()?.split('&').find_map(|pair| pair.strip_prefix(MARK))?.to_owned();
    Some(Asker { token, user: req.data::<Visit>()?.caller()?.user, secret: secret(req) })
}

/// Shows the page with the kept form in it. Where its form is not there any more, or has changed so that something
/// typed has no place in it, everything typed is shown on a page of its own.
pub async fn show<E: Endpoint>(asker: Asker, next: Arc<E>, mut req: Request) -> poem::Result<Response> {
    let page = req.uri().path_and_query().map_or("/", |address| address.as_str());
    // The page is to be the same as ever: some forms are sent to where their page is.
    *req.uri_mut() = without_token(page).parse().map_err(|_| Error::NotFound)?;
    let db = req.data::<Db>().expect("the app puts the database on every request").clone();
    let kept = match actions::kept(&db, &asker).await {
        Ok(kept) => kept,
        Err(Error::NotFound) => return Ok(next.call(req).await?.into_response()),
        Err(error) => return Err(error.into()),
    };
    let token = &asker.token;
    if kept.saving(db.env().now()) != Saving::Open {
        return Ok(go(format!("/kept/{token}")));
    }
    let ui = Ui::from_request_without_body(&req).await?;
    let listed = || go(format!("/kept/{token}?as=list"));
    let mut reply = match next.call(req).await {
        Ok(reply) => reply.into_response(),
        Err(error) => match error.downcast_ref() {
            Some(Error::Internal(_) | Error::Unavailable(_)) => return Err(error),
            _ => return Ok(listed()),
        },
    };
    let is_page = reply.content_type().is_some_and(|kind| kind.starts_with("text/html"));
    if reply.status() != StatusCode::OK || !is_page {
        return Ok(listed());
    }
    let page = reply.take_body().into_string().await?;
    let all = Fields::parse(kept.body.as_bytes());
    let (files, fields): (Vec<_>, Vec<_>) =
        all.pairs().iter().partition(|(name, _)| name.starts_with(CHOSEN));
    let files = files.into_iter().map(|(_, file)| file.as_str()).collect();
    let Kept { reason, is_nobodys, created_at: sent_at, .. } = kept;
    let note = ui.part("signin/kept_note.html", Note { token, reason, is_nobodys, sent_at, files })?;
    match put_back(&page, &Refill { path: &kept.path, fields, token, note: &note }) {
        Ok(Some(page)) => {
            reply.set_body(page);
            Ok(reply)
        }
        Ok(None) => Ok(listed()),
        Err(error) => {
            tracing::error!(%error, "a kept form could not be put back into its page");
            Ok(listed())
        }
    }
}

fn go(to: String) -> Response {
    Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to).finish()
}
