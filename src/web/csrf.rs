//! Two gates against forged requests. The first asks the browser where the request comes from; the second
//! wants a token that only our own page knew. Both work without JavaScript.

use super::{
    errors::Typed,
    forms::{FORM_BYTES_MAX, Fields, FormBody},
    shell::Shell,
};
use crate::access::Visit;
use crate::kernel::{Error, Result};
use bytes::Bytes;
use poem::{Endpoint, IntoResponse, Request, Response, error::ReadBodyError, http::Method};
use std::sync::Arc;
use url::{Position, Url};

/// How long the tag behind a token is.
const TOKEN_BYTES: usize = 32;

/// Where somebody not signed in may post; everywhere else the guard turns them away.
pub const DOORS: &[&str] = &[
    "/signin",
    "/setup",
    "/join/",
    "/link/",
    "/reset/",
    "/register/",
    "/address/",
    "/not-me/",
    "/kept/",
    "/give/",
];

/// Whether somebody not signed in may post to `path`.
pub fn is_door(path: &str) -> bool {
    DOORS.iter().any(|door| path.starts_with(door))
}

/// Lets a changing request through to `next` only if both gates open, and leaves its form on the request.
pub async fn gate<E: Endpoint>(next: Arc<E>, mut req: Request) -> poem::Result<Response> {
    if matches!(*req.method(), Method::GET | Method::HEAD) {
        return Ok(next.call(req).await?.into_response());
    }
    let shell = Shell::of(&req).clone();
    if !comes_from_us(&req, &shell) {
        return Err(Error::Forged.into());
    }
    let visit = req.data::<Visit>().expect("signin::identify puts a visit on every request").clone();
    let must_prove = visit.caller().is_some() || is_door(req.uri().path());
    if is_of(&req, "application/x-www-form-urlencoded") {
        let body = req.take_body().into_bytes_limit(FORM_BYTES_MAX).await.map_err(unread)?;
        req.set_data(FormBody(body.clone()));
        if visit.caller().is_some() {
            lay(&req, &body);
        }
        let fields = Fields::parse(&body);
        let token = fields.text("csrf");
        if must_prove && !token_fits(&visit, token) {
            if is_door(req.uri().path()) || !is_of_a_page(token) {
                return Err(Error::Forged.into());
            }
            req.set_data(Unproved::OtherSession);
        }
    } else if must_prove && is_of(&req, "multipart/form-data") {
        req.set_data(Unproved::Files);
    } else if must_prove {
        return Err(Error::Forged.into());
    }
    Ok(next.call(req).await?.into_response())
}

/// Lays what was typed into a form where the page of an error finds it.
fn lay(req: &Request, body: &Bytes) {
    // Codes are typed with blanks in them.
    let is_about_codes = is_door(req.uri().path()) || req.uri().path().starts_with("/account/security/");
    if let Some(typed) = req.data::<Typed>().filter(|_| !is_about_codes) {
        typed.lay(body.clone());
    }
}

/// The same for a form whose sender cannot be found out now: it is shown to whoever sent it, if a page of ours did.
pub async fn lay_unknown(req: &mut Request) {
    let is_form = is_of(req, "application/x-www-form-urlencoded");
    if is_form && comes_from_us(req, &Shell::of(req).clone()) {
        let body = req.take_body().into_bytes_limit(FORM_BYTES_MAX).await.unwrap_or_default();
        lay(req, &body);
    }
}

/// On a request that is not proved to come from a page of this visit.
#[derive(Clone, Copy, Debug)]
pub enum Unproved {
    /// A form with files. Their reader looks for the token, so nothing else may take the request.
    Files,
    /// The form of somebody signed in, from a page of an earlier session of theirs. It may be kept for them to look
    /// at; no route may take it.
    OtherSession,
}

fn is_of(req: &Request, kind: &str) -> bool {
    req.content_type().is_some_and(|its| its.starts_with(kind))
}

fn unread(error: ReadBodyError) -> Error {
    match error {
        ReadBodyError::PayloadTooLarge => Error::TooLarge(format!(
            "This form is larger than {} kB. Shorten the text, or attach it as a file.",
            FORM_BYTES_MAX / 1024
        )),
        other => Error::Malformed(format!("The form broke off before its end ({other}). Send it again.")),
    }
}

/// Whether `token` is the one this visitor's pages carry. Files come in another kind of form, whose reader
/// asks this itself before it takes the first file.
pub fn token_fits(visit: &Visit, token: &str) -> bool {
    fits(visit.csrf(), token)
}

/// Whether `sent` looks like the token of a page of ours, whosever it was.
pub fn is_of_a_page(sent: &str) -> bool {
    unmasked(sent).is_some()
}

/// Whether `sent` is `token` as some page carried it.
pub fn fits(token: &str, sent: &str) -> bool {
    let Some(sent) = unmasked(sent) else { return false };
    aws_lc_rs::constant_time::verify_slices_are_equal(token.as_bytes(), sent.as_bytes()).is_ok()
}

/// `token` as one page carries it: under a pad of its own, and the pad before it. Pages are compressed, and what
/// is the same in every page could be guessed letter by letter from their lengths.
pub fn masked(shell: &Shell, token: &str) -> String {
    let pad: [u8; TOKEN_BYTES] = shell.env.bytes();
    let hidden: Vec<u8> =
        hex::decode(token).unwrap_or_default().iter().zip(pad).map(|(a, b)| a ^ b).collect();
    hex::encode(pad) + &hex::encode(hidden)
}

fn unmasked(sent: &str) -> Option<String> {
    let bytes = hex::decode(sent).ok().filter(|bytes| bytes.len() == 2 * TOKEN_BYTES)?;
    let (pad, hidden) = bytes.split_at(TOKEN_BYTES);
    Some(hex::encode(hidden.iter().zip(pad).map(|(a, b)| a ^ b).collect::<Vec<u8>>()))
}

/// Fetch Metadata where the browser sends it, else Origin. A text browser sends neither: where an installation is only
/// tried out on its own machine, its Referer will do, beside the token.
fn comes_from_us(req: &Request, shell: &Shell) -> bool {
    if let Some(site) = req.header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    if let Some(origin) = req.header("origin") {
        return is_ours(req, shell, origin);
    }
    let referer = req.header("referer").and_then(|text| Url::parse(text).ok());
    shell.takes_referer && referer.is_some_and(|url| is_ours(req, shell, &url.origin().ascii_serialization()))
}

/// The page of ours that a form was sent from, as path and query; none where the browser does not tell.
pub fn page_before(req: &Request) -> Option<String> {
    let url = Url::parse(req.header("referer")?).ok()?;
    let page = &url[Position::BeforePath..Position::AfterQuery];
    let is_ours = is_ours(req, Shell::of(req), &url.origin().ascii_serialization());
    (is_ours && !page.starts_with("//")).then(|| page.to_owned())
}

fn is_ours(req: &Request, shell: &Shell, origin: &str) -> bool {
    let by_host = || req.header("host").map(|host| format!("http://{host}"));
    origin == shell.origin || (shell.trusts_host && by_host().as_deref() == Some(origin))
}

/// The secret of the tokens of a visitor known by `secret`: a session's or a visitor's cookie.
pub fn token(shell: &Shell, secret: &str) -> Result<String> {
    Ok(shell.mac.tag("csrf", secret))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{
        env::{Env, Timestamp},
        hash::MacKey,
    };
    use crate::web::shell::Inner;

    fn shell(takes_referer: bool) -> Shell {
        Shell::new(Inner {
            templates: Arc::default(),
            mac: MacKey::new(b"a key of this test, and no other"),
            is_secure: false,
            takes_referer,
            origin: "http://localhost".into(),
            trusts_host: false,
            env: Env::fixed(Timestamp::UNIX_EPOCH, 1),
        })
    }

    #[test]
    fn no_two_pages_carry_the_same_letters_and_all_of_them_fit() {
        let shell = shell(true);
        let token = token(&shell, "a session").unwrap();

        let (one, other) = (masked(&shell, &token), masked(&shell, &token));

        assert!(one != other && !one.contains(&token) && !other.contains(&token));
        assert!(fits(&token, &one) && fits(&token, &other));
        let of_another = masked(&shell, &super::token(&shell, "another session").unwrap());
        let cut = &one[..one.len() - 2];
        for bad in [of_another.as_str(), &token, cut, "", "zz", &"0".repeat(128)] {
            assert!(!fits(&token, bad), "{bad}");
        }
    }

    #[test]
    fn a_referer_alone_will_do_only_where_an_installation_is_tried_out() {
        let req = |referer: &str| Request::builder().header("referer", referer).finish();

        assert!(comes_from_us(&req("http://localhost/signin"), &shell(true)));
        assert!(!comes_from_us(&req("http://localhost/signin"), &shell(false)));
        assert!(!comes_from_us(&req("http://localhost.example/signin"), &shell(true)));
    }
}
