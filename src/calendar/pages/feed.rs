//! What a calendar program gets at the private link.

use super::super::actions;
use crate::access::Visit;
use crate::kernel::{Result, db::Db, hash::Sha256};
use crate::web::ui::{Reply, Ui};
use poem::{
    Request, Response, handler,
    http::{StatusCode, header},
    web::{Data, Path},
};

/// The file, unless the program has the same already.
#[handler]
pub async fn feed(
    req: &Request,
    ui: Ui,
    visit: Visit,
    db: Data<&Db>,
    Path(token): Path<String>,
) -> Result<Reply> {
    let text = actions::feed(&db, &token, ((visit.address(), visit.device()), ui.origin())).await?;
    let tag = format!("\"{}\"", Sha256::of(&text));
    let known = req.header(header::IF_NONE_MATCH).unwrap_or_default();
    // Programs ask again and again: they may keep it, and ask whether it is still the same.
    let reply =
        Response::builder().header(header::ETAG, &tag).header(header::CACHE_CONTROL, "private, no-cache");
    Ok(match has(known, &tag) {
        true => reply.status(StatusCode::NOT_MODIFIED).finish(),
        false => reply.content_type("text/calendar; charset=utf-8").body(text),
    })
}

/// Whether one of the tags of `If-None-Match` is `tag`; weak ones count here (RFC 9110 §13.1.2).
fn has(known: &str, tag: &str) -> bool {
    known.split(',').map(str::trim).any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}

#[cfg(test)]
mod tests {
    use super::has;

    #[test]
    fn one_of_several_tags_is_enough_and_weak_ones_count() {
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*", " \"a\" "] {
            assert!(has(known, "\"a\""), "{known}");
        }
        for known in ["", "a", "\"b\"", "\"ab\"", "W/\"b\""] {
            assert!(!has(known, "\"a\""), "{known}");
        }
    }
}
