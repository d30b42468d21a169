//! One error, its faces: a page, a fragment, or a redirect to the door. Details go to the log, once, here.

mod typed;
mod words;

pub use typed::Typed;

use super::{
    csrf,
    flash::Flash,
    forms,
    headers::RequestId,
    keys::Keymap,
    misfit::{self, Note},
    shell::Shell,
    ui::{Hx, Reply},
};
use crate::kernel::{Error, Result};
use minijinja::{context, value::Serde};
use poem::{
    Endpoint, IntoResponse, Request, Response,
    error::{ParsePathError, ResponseError},
    http::{StatusCode, header},
};
use serde::Serialize;
use std::sync::Arc;
use typed::Written;
use words::{retry_after, words};

impl ResponseError for Error {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) | Self::Forged | Self::SecondFirst | Self::ConfirmFirst => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound | Self::SwitchedOff(_) => StatusCode::NOT_FOUND,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::AlreadyDone(_) => StatusCode::SEE_OTHER,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// What an error page says.
#[derive(Debug, Serialize)]
struct Face {
    status: u16,
    heading: String,
    text: String,
    next: Vec<Step>,
    request_id: Option<String>,
    /// What the person wrote, so that it is not lost with the form.
    written: Vec<Written>,
}

#[derive(Debug, Serialize)]
struct Step {
    href: String,
    label: &'static str,
}

/// As true for whoever pressed twice as for whoever went back to a form.
const DONE_BEFORE: &str = "This form had been carried out already. It was not carried out a second time.";

/// The page's surroundings for somebody unknown, so that a missing page looks the same to everybody.
#[derive(Debug, Default, Serialize)]
struct Nobody {
    person: Option<()>,
    org: Option<()>,
    here: &'static str,
    section: &'static str,
    csrf: &'static str,
    once: &'static str,
    theme: &'static str,
    density: &'static str,
    keys: &'static str,
    flash: Option<()>,
    version: &'static str,
    path: &'static str,
    role: &'static str,
    assessment: Option<()>,
    session: Option<()>,
    misfits: Vec<Note>,
}

/// The outermost layer: whatever went wrong inside gets its face.
pub async fn present<E: Endpoint>(next: Arc<E>, mut req: Request) -> poem::Result<Response> {
    let asked = Asked::of(&req);
    req.set_data(asked.typed.clone());
    if names_nul(&req) {
        return Ok(asked.answer(Error::NotFound.into()));
    }
    match next.call(req).await {
        Ok(reply) => Ok(reply.into_response()),
        Err(error) => Ok(asked.answer(error)),
    }
}

/// Whether the address names something with NUL in its name. Nothing has one, and PostgreSQL takes it in no text. A
/// percent sign is never part of another sign's code, so what looks like NUL is it.
fn names_nul(req: &Request) -> bool {
    req.uri().path().contains("%00")
}

struct Asked {
    shell: Shell,
    hx: Hx,
    path: String,
    /// Whether the address is a page to come back to. A form with files is not kept, so its page is.
    is_page: bool,
    /// Whether the script sent it by itself, while somebody writes.
    is_draft: bool,
    request_id: String,
    /// The page of ours from which this was sent, if the browser tells.
    came_from: Option<String>,
    /// Whether a message waits for the next page.
    is_told: bool,
    misfits: Vec<Note>,
    typed: Typed,
}

impl Asked {
    fn of(req: &Request) -> Self {
        let is_get = req.method() == poem::http::Method::GET;
        // Only forms are refused because of them.
        let misfits = if is_get { Vec::new() } else { misfit::find(req) };
        Self {
            misfits: misfit::notes(&misfits, !Shell::of(req).trusts_host),
            shell: Shell::of(req).clone(),
            hx: Hx::of(req),
            path: req.uri().path_and_query().map_or_else(String::new, ToString::to_string),
            is_page: is_get || req.content_type().is_some_and(|kind| kind.starts_with("multipart/form-data")),
            is_draft: !is_get && forms::is_draft(req.uri().path()),
            request_id: req.data::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
            came_from: csrf::page_before(req).filter(|_| !is_get),
            is_told: !is_get && Flash::read(req, Shell::of(req)).is_some(),
            typed: Typed::default(),
        }
    }

    fn answer(&self, error: poem::Error) -> Reply {
        // An id that cannot be read is the id of nothing.
        let error = if error.is::<ParsePathError>() { Error::NotFound.into() } else { error };
        let status = error.status();
        match error.downcast_ref::<Error>() {
            Some(Error::Unauthenticated) => return self.to_the_door("/signin"),
            Some(Error::SecondFirst) => return self.to_the_door("/signin/second"),
            Some(Error::ConfirmFirst) => return self.to_the_door("/signin/confirm"),
            Some(Error::AlreadyDone(at)) => return self.done_before(at),
            Some(Error::Internal(cause)) => tracing::error!(cause = format!("{cause:#}"), "internal error"),
            Some(Error::Unavailable(cause)) => tracing::warn!(cause, "not available"),
            Some(_) => {}
            None if status.is_server_error() => tracing::error!(cause = %error, "internal error"),
            None => {}
        }
        let face = self.face(status, error.downcast_ref::<Error>());
        let is_forged = matches!(error.downcast_ref(), Some(Error::Forged));
        let misfits = if is_forged { self.misfits.clone() } else { Vec::new() };
        let mut reply = self.draw(status, &face, misfits).unwrap_or_else(|fault| {
            tracing::error!(cause = format!("{fault:#}"), "the error page failed");
            Response::builder()
                .status(status)
                .content_type("text/plain; charset=utf-8")
                .body(face.text.clone())
        });
        if let Some(seconds) = retry_after(error.downcast_ref::<Error>()) {
            reply.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if self.hx.is_fragment && status != StatusCode::UNPROCESSABLE_ENTITY {
            reply = reply
                .with_header("HX-Retarget", "#alerts")
                .with_header("HX-Reswap", "innerHTML")
                .into_response();
        }
        reply
    }

    /// Prove something first, then come back to where this was: to a page, not to a form that was sent. Nobody is
    /// led out of a sentence: whoever is writing is told, and goes through the door when they save.
    fn to_the_door(&self, door: &str) -> Reply {
        if self.is_draft {
            return self.no_draft(door == "/signin");
        }
        let next = if self.is_page { self.path.as_str() } else { "/" };
        let encoded = percent_encoding::utf8_percent_encode(next, percent_encoding::NON_ALPHANUMERIC);
        self.go(StatusCode::UNAUTHORIZED, &format!("{door}?next={encoded}"))
    }

    /// What stands instead of the time of a draft.
    fn no_draft(&self, is_over: bool) -> Reply {
        let refused = Response::builder().status(StatusCode::UNAUTHORIZED);
        let note = self.shell.templates.get_template("errors/no_draft.html");
        match note.and_then(|note| note.render(context! { is_over })) {
            Ok(html) if self.hx.is_fragment => refused.content_type("text/html; charset=utf-8").body(html),
            Ok(_) => refused.finish(),
            Err(fault) => {
                tracing::error!(cause = format!("{fault:#}"), "the note about a draft failed");
                refused.finish()
            }
        }
    }

    /// To where a form led the first time. What it said then is not written over, if nobody has read it yet.
    fn done_before(&self, to: &str) -> Reply {
        let mut reply = self.go(StatusCode::SEE_OTHER, to);
        if !self.is_told {
            reply.headers_mut().append(header::SET_COOKIE, Flash::info(DONE_BEFORE).cookie(&self.shell));
        }
        reply
    }

    fn go(&self, scripted: StatusCode, to: &str) -> Reply {
        if self.hx.is_scripted {
            let status = if scripted == StatusCode::SEE_OTHER { StatusCode::NO_CONTENT } else { scripted };
            return Response::builder().status(status).header("HX-Redirect", to).finish();
        }
        Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, to).finish()
    }

    fn face(&self, status: StatusCode, error: Option<&Error>) -> Face {
        let (heading, text) = words(status, error);
        // A missing page is the same bytes for everybody, so it carries no number of its own.
        let request_id = (status != StatusCode::NOT_FOUND).then(|| self.request_id.clone());
        let mut next = vec![Step { href: "/".into(), label: "Go to the start page" }];
        // Whoever has to wait at the door comes back to it, and to the form that is kept for them.
        if matches!(error, Some(Error::TooMany { .. })) && self.path.starts_with("/signin") {
            next.insert(0, Step { href: self.path.clone(), label: "Try again" });
        }
        if let (Some(Error::Conflict(_)), Some(page)) = (error, &self.came_from) {
            next.insert(0, Step { href: page.clone(), label: "Back to the page before" });
        }
        Face { status: status.as_u16(), heading, text, next, request_id, written: self.typed.written() }
    }

    fn draw(&self, status: StatusCode, face: &Face, misfits: Vec<Note>) -> Result<Reply> {
        let name = if self.hx.is_fragment { "errors/fragment.html" } else { "errors/page.html" };
        let ui = Nobody { keys: "on", version: env!("CARGO_PKG_VERSION"), misfits, ..Nobody::default() };
        let can = std::collections::BTreeMap::<String, bool>::new();
        let keys = Keymap::of_visitor(None);
        let html = self.shell.templates.get_template(name)?.render(context! {
            layout => "layouts/signin.html",
            ui => context! {
                can, key => keys.shown(), keymap => keys.written(),
                ..minijinja::Value::from(Serde(ui))
            },
            ..minijinja::Value::from(Serde(face))
        })?;
        Ok(Response::builder().status(status).content_type("text/html; charset=utf-8").body(html))
    }
}
