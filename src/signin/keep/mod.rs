//! Nothing that somebody typed is lost because their session ended meanwhile, or was followed by another one in
//! another window, or because they have to prove something first. The form is kept; its page shows it again; sent
//! from there, it has one effect however often it is sent.

mod files;
mod last;
mod own_page;
mod refill;

pub use files::CHOSEN;
pub use last::Last;
pub use own_page::address as own_page;

use super::{
    actions::{self, Asker, Keeper},
    identify::Former,
    model::{Reason, ToKeep},
    pages::{Then, local},
};
use crate::access::{Caller, Visit};
use crate::kernel::{Error, Result, db::Db, id::UserId};
use crate::web::{
    cookies,
    csrf::{self, Unproved},
    forms::{self, Fields, FormBody, is_secret},
    limits::Limits,
    shell::Shell,
    ui::Hx,
};
use poem::{
    Endpoint, FromRequest, IntoResponse, Request, RequestBody, Response,
    http::{Method, StatusCode, header},
};
use std::sync::Arc;

/// The cookie with the secret of a browser that sent a form of which nobody knows whose it was.
const BROWSER: &str = "kept";

/// How long a browser holds what it has of a form, in seconds: as long as the form is kept.
const BROWSER_S: u64 = 3600;

/// The longest form that is kept for nobody known, in bytes.
const UNOWNED_BYTES_MAX: usize = 64 * 1024;

/// Keeps the form of a request that meets a closed door, shows a kept one on its own page, and lets it through once.
pub async fn keep_forms<E: Endpoint>(next: Arc<E>, mut req: Request) -> poem::Result<Response> {
    if let Some(asker) = own_page::asker(&req) {
        return own_page::show(asker, next, req).await;
    }
    if let Some(unread) = files::Unread::of(&mut req) {
        return match next.call(req).await {
            Err(error) if matches!(error.downcast_ref(), Some(Error::Unauthenticated)) => {
                Ok(unread.read().await?.keep().await?.ok_or(error)?)
            }
            answer => Ok(answer?.into_response()),
        };
    }
    if let Some(theirs) = files::Theirs::of(&mut req) {
        return match (next.call(req).await, theirs.take()) {
            (Err(error), Some(sent)) => Ok(sent.keep_for_caller().await?.ok_or(error)?),
            (answer, _) => Ok(answer?.into_response()),
        };
    }
    let Some(sent) = Sent::of(&req) else { return Ok(next.call(req).await?.into_response()) };
    let is_of_other_session = matches!(req.data(), Some(Unproved::OtherSession));
    match sent.caller.clone() {
        Some(_) if is_of_other_session => Ok(sent.keep_for_caller().await?.ok_or(Error::Forged)?),
        Some(caller) if !sent.kept().is_empty() => sent.let_through_once(&caller, next, req).await,
        caller => match next.call(req).await {
            Err(error) => match (caller, error.downcast_ref()) {
                (None, Some(Error::Unauthenticated)) => Ok(sent.keep().await?.ok_or(error)?),
                (Some(caller), Some(Error::ConfirmFirst)) => sent.hold(&caller, "/signin/confirm").await,
                (Some(caller), Some(Error::SecondFirst)) => sent.hold(&caller, "/signin/second").await,
                _ => Err(error),
            },
            Ok(reply) => Ok(reply.into_response()),
        },
    }
}

/// What a browser was given when it sent a form of which nobody knew whose it was; empty if it never did. Without it
/// anybody could send a form, and somebody else the link to it.
fn secret(req: &Request) -> String {
    cookies::read(req, Shell::of(req).is_secure, BROWSER).unwrap_or_default().to_owned()
}

/// Whoever asks for the form that the address names.
impl<'a> FromRequest<'a> for Asker {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let caller = Caller::from_request(req, body).await?;
        Ok(Self { token: req.path_params()?, user: caller.user, secret: secret(req) })
    }
}

/// A form that was sent, before anybody looked at it.
struct Sent {
    db: Db,
    limits: Limits,
    shell: Shell,
    secret: String,
    caller: Option<Caller>,
    address: String,
    former: Option<Former>,
    fields: Fields,
    path: String,
    /// The page it stands on; empty where the browser does not tell.
    page: String,
    hx: Hx,
}

impl Sent {
    /// A form whose loss would hurt: not one at the door, and not a draft that the script sends by itself.
    fn of(req: &Request) -> Option<Self> {
        let path = req.uri().path();
        let is_door = csrf::is_door(path) || path == "/signout";
        if req.method() != Method::POST || is_door || forms::is_draft(path) {
            return None;
        }
        let fields = Fields::parse(&req.data::<FormBody>()?.0);
        Self::with(req, fields)
    }

    fn with(req: &Request, fields: Fields) -> Option<Self> {
        let visit = req.data::<Visit>()?;
        Some(Self {
            db: req.data::<Db>()?.clone(),
            limits: req.data::<Limits>()?.clone(),
            shell: Shell::of(req).clone(),
            secret: secret(req),
            caller: visit.caller().cloned(),
            address: visit.address().to_owned(),
            former: req.data::<Former>().cloned(),
            fields,
            path: req.uri().path_and_query()?.to_string(),
            page: own_page::of(req),
            hx: Hx::of(req),
        })
    }

    fn kept(&self) -> &str {
        self.fields.text("kept")
    }

    /// Keeps what was typed. None where it cannot be told that our own page sent it, or nothing was typed.
    async fn keep(&self) -> Result<Option<Response>> {
        let Some(owner) = self.owner().await? else { return Ok(None) };
        let Some(body) = worth_keeping(&self.fields)? else { return Ok(None) };
        let form = self.to_keep(&body, Reason::Session);
        if let Some(user) = owner {
            let token = actions::keep(&self.db, Keeper::Person(user), form).await?;
            return Ok(Some(self.to_door(&token, (last::COOKIE, &token))));
        }
        if body.len() > UNOWNED_BYTES_MAX {
            return Ok(None);
        }
        let secret = if self.secret.is_empty() { self.shell.env.token() } else { self.secret.clone() };
        let token = actions::keep(&self.db, Keeper::Browser(&secret), form).await?;
        Ok(Some(self.to_door(&token, (BROWSER, &secret))))
    }

    /// To the sign-in page. The browser holds the token of a form whose owner may come in by a link, or the secret of
    /// one that is nobody's.
    fn to_door(&self, token: &str, (name, value): (&str, &str)) -> Response {
        let mut reply = self.go(StatusCode::UNAUTHORIZED, &format!("/signin?kept={token}"));
        let cookie = cookies::set(self.shell.is_secure, name, value, Some(BROWSER_S));
        reply.headers_mut().append(header::SET_COOKIE, cookie);
        reply
    }

    fn to_keep<'a>(&'a self, body: &'a str, reason: Reason) -> ToKeep<'a> {
        ToKeep { path: &self.path, page: &self.page, body, reason }
    }

    fn asker(&self, caller: &Caller) -> Asker {
        Asker { token: self.kept().to_owned(), user: caller.user, secret: self.secret.clone() }
    }

    /// Keeps what was typed on a page of another session for the caller, who signed in again in another window, say.
    /// None where nothing was typed or the form lives of its secrets.
    async fn keep_for_caller(&self) -> Result<Option<Response>> {
        let Some(caller) = self.caller.as_ref().filter(|_| !has_secrets(&self.fields)) else {
            return Ok(None);
        };
        let Some(body) = worth_keeping(&self.fields)? else { return Ok(None) };
        let form = self.to_keep(&body, Reason::Session);
        let token = actions::keep(&self.db, Keeper::Person(caller.user), form).await?;
        Ok(Some(self.go(StatusCode::NO_CONTENT, &format!("/kept/{token}"))))
    }

    /// Keeps what the caller sent until they proved what `door` asks for. A form that lives of its secrets
    /// cannot be sent again without them, so they go back to the page it stands on.
    async fn hold(&self, caller: &Caller, door: &str) -> poem::Result<Response> {
        if has_secrets(&self.fields) {
            return Ok(self.go(StatusCode::UNAUTHORIZED, &Then::to(local(&self.page).to_owned()).after(door)));
        }
        let body = without_secrets(&self.fields)?;
        let form = self.to_keep(&body, Reason::Confirm);
        let token = actions::keep(&self.db, Keeper::Person(caller.user), form).await?;
        Ok(self.go(StatusCode::UNAUTHORIZED, &format!("{door}?kept={token}")))
    }

    /// Whose form it was. With the cookie of an ended session the form must carry that session's token;
    /// without one nobody knows, and such forms are counted like tries to sign in.
    async fn owner(&self) -> Result<Option<Option<UserId>>> {
        match &self.former {
            Some(former) => Ok(former.fits(self.fields.text("csrf")).then_some(Some(former.user))),
            None => self.limits.count(&self.address, None).await.map(|()| Some(None)),
        }
    }

    /// Sends a kept form on, once. If that does not succeed it may be sent again.
    async fn let_through_once<E: Endpoint>(
        &self,
        caller: &Caller,
        next: Arc<E>,
        req: Request,
    ) -> poem::Result<Response> {
        let asker = self.asker(caller);
        if !actions::claim(&self.db, &asker, &self.path).await? {
            return Ok(self.go(StatusCode::NO_CONTENT, &format!("/kept/{}", self.kept())));
        }
        let answer = next.call(req).await.map(IntoResponse::into_response);
        let location = match &answer {
            Ok(reply) if reply.status().is_success() => {
                let told = reply.headers().get("HX-Redirect").and_then(|at| at.to_str().ok());
                Some(told.unwrap_or(&self.page).to_owned())
            }
            Ok(reply) if reply.status().is_redirection() => {
                let location = reply.headers().get(header::LOCATION);
                Some(location.and_then(|at| at.to_str().ok()).unwrap_or_default().to_owned())
            }
            Ok(_) => None,
            Err(error) => match error.downcast_ref() {
                Some(Error::AlreadyDone(at)) => Some(at.clone()),
                _ => None,
            },
        };
        actions::settle(&self.db, &asker, location.as_deref()).await?;
        answer
    }

    fn go(&self, scripted: StatusCode, to: &str) -> Response {
        if self.hx.is_scripted {
            return Response::builder().status(scripted).header("HX-Redirect", to).finish();
        }
        Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to).finish()
    }
}

/// Whether secrets were typed into it.
fn has_secrets(fields: &Fields) -> bool {
    let is_ours = |name: &str| matches!(name, "csrf" | "kept");
    fields.pairs().iter().any(|(name, value)| is_secret(name) && !is_ours(name) && !value.is_empty())
}

/// The fields as a form writes them, without secrets.
fn without_secrets(fields: &Fields) -> Result<String> {
    let pairs: Vec<_> = fields.pairs().iter().filter(|(name, _)| !is_secret(name)).collect();
    serde_urlencoded::to_string(pairs).map_err(|error| Error::Internal(error.into()))
}

/// Whether somebody typed this, and nothing secret.
fn is_typed((name, value): &(String, String)) -> bool {
    !is_secret(name) && !matches!(name.as_str(), "once" | "version") && !value.trim().is_empty()
}

/// The fields without secrets; none if nobody typed anything.
fn worth_keeping(fields: &Fields) -> Result<Option<String>> {
    if fields.pairs().iter().any(is_typed) { without_secrets(fields).map(Some) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_kept_and_a_form_of_nothing_else_is_not_worth_it() {
        let kept = |form: &str| worth_keeping(&Fields::parse(form.as_bytes())).unwrap();

        assert_eq!(kept("csrf=x&title=Door+log&new_password=y&once=k").unwrap(), "title=Door+log&once=k");
        assert_eq!(kept("csrf=x&current_password=y&once=k&version=2"), None);
        assert_eq!(kept("csrf=x&title=++"), None);
    }
}
