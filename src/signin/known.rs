//! Browsers that people have been signed in with before. A cookie proves it: a random word, and for each of the
//! last people a tag that only this installation can make. It lets nobody in; it only keeps the wrong tries of
//! strangers apart from those of the person.

use super::guess::Target;
use crate::access::Visit;
use crate::kernel::{
    Result,
    hash::{MacKey, Sha256},
    text::Email,
};
use crate::web::{cookies, shell::Shell};
use poem::{
    Endpoint, IntoResponse, Request, Response,
    http::{HeaderValue, Method, header},
};
use std::{fmt, sync::Arc};

/// The cookie of a browser that somebody has been signed in with.
pub const KNOWN: &str = "known";

const PURPOSE: &str = "known browser";
/// As many people are remembered in one browser.
const PEOPLE_MAX: usize = 4;
/// The longest that browsers keep a cookie: 400 days.
const AGE_S: u64 = 400 * 24 * 3600;
const WORD_CHARS: usize = 43;

/// What a browser's cookie says about who was signed in with it. `default` knows nobody.
#[derive(Clone, Default)]
pub struct Known {
    word: String,
    tags: Vec<String>,
    key: Option<MacKey>,
}

impl Known {
    /// Reads the cookie.
    pub fn of(req: &Request) -> Self {
        let shell = Shell::of(req);
        let mut parts = cookies::read(req, shell.is_secure, KNOWN).unwrap_or_default().split('.');
        let word = parts.next().filter(|word| word.len() == WORD_CHARS).unwrap_or_default().to_owned();
        let tags = parts.take(PEOPLE_MAX).map(str::to_owned).collect();
        Self { word, tags, key: Some(shell.mac.clone()) }
    }

    /// This browser, as the one that whoever has `email` was signed in with; none if it was another.
    pub fn device_of(&self, email: &Email) -> Option<Sha256> {
        let (key, message) = (self.key.as_ref()?, self.message(email));
        let is_known = self.tags.iter().any(|tag| key.verifies(PURPOSE, &message, tag));
        let device = Sha256::of(&self.word);
        (is_known && device != Target::STRANGE).then_some(device)
    }

    /// The cookie's new value once somebody is signed in who was not known; none if there is nothing to add.
    fn with(&self, email: &Email, shell: &Shell) -> Option<String> {
        if self.device_of(email).is_some() {
            return None;
        }
        let word = if self.word.is_empty() { shell.env.token() } else { self.word.clone() };
        let fresh = Self { word, ..self.clone() };
        let tag = shell.mac.tag(PURPOSE, &fresh.message(email));
        let known = self.tags.iter().take(PEOPLE_MAX - 1);
        let tags: Vec<_> = std::iter::once(&tag).chain(known).map(String::as_str).collect();
        Some(format!("{}.{}", fresh.word, tags.join(".")))
    }

    fn message(&self, email: &Email) -> String {
        format!("{} {email}", self.word)
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Known({} people)", self.tags.len())
    }
}

/// Gives the browser of whoever is signed in the cookie that proves it later, on the first page they get.
pub async fn remember_browsers<E: Endpoint>(next: Arc<E>, req: Request) -> poem::Result<Response> {
    let cookie = (*req.method() == Method::GET).then(|| cookie_for(&req)).flatten();
    let mut reply = next.call(req).await?.into_response();
    let is_page = reply.content_type().is_some_and(|kind| kind.starts_with("text/html"));
    if let Some(cookie) = cookie.filter(|_| is_page) {
        reply.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(reply)
}

fn cookie_for(req: &Request) -> Option<HeaderValue> {
    let caller = req.data::<Visit>()?.caller()?;
    let (shell, email): (_, Result<_, _>) = (Shell::of(req), Email::parse(&caller.email));
    let value = Known::of(req).with(&email.ok()?, shell)?;
    Some(cookies::set(shell.is_secure, KNOWN, &value, Some(AGE_S)))
}
