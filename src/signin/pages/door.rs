//! What every page at the door needs: who stands there, how often they tried, and how they are let in.

use super::super::{
    actions,
    identify::{ATTEMPT, DEVICE, SESSION, VISITOR, address, agent},
    keep::Last,
    known::Known,
    model::{Admission, Attempt, Browser},
    settings::Settings,
};
use crate::access::Visit;
use crate::kernel::{Error, Result, db::Db, hash::Sha256, id::UserId, text::Email};
use crate::mail::Post;
use crate::web::{
    cookies,
    flash::Flash,
    forms::Fields,
    limits::Limits,
    shell::Shell,
    ui::{Reply, Ui},
};
use poem::{
    FromRequest, Request, RequestBody,
    http::{StatusCode, header},
};
use serde::Serialize;

/// One request at the door.
pub struct Door {
    /// The database.
    pub db: Db,
    /// How long sessions last and what a password costs.
    pub settings: Settings,
    /// The browser that stands there.
    pub browser: Browser,
    /// The token of the sign-in that waits for its second step here.
    pub attempt: String,
    last: Last,
    has_mail: bool,
    limits: Limits,
    shell: Shell,
}

/// As long as browsers keep a cookie: 400 days.
const DEVICE_S: u64 = 400 * 24 * 3600;

impl<'a> FromRequest<'a> for Door {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        Ok(Self {
            db: req.data::<Db>().expect("app() provides the database").clone(),
            settings: req.data::<Settings>().expect("app() provides the settings").clone(),
            has_mail: req.data::<Post>().expect("app() provides the post").is_on(),
            limits: req.data::<Limits>().expect("app() provides the limits").clone(),
            shell: Shell::of(req).clone(),
            last: Last::of(req),
            browser: Browser {
                address: address(req),
                agent: agent(req),
                former: visit.caller().map(|caller| caller.session),
                devices: devices(cookies::read(req, Shell::of(req).is_secure, DEVICE).unwrap_or_default()),
                known: Known::of(req),
            },
            attempt: token(cookies::read(req, Shell::of(req).is_secure, ATTEMPT).unwrap_or_default()),
        })
    }
}

impl Door {
    /// Counts a try that costs a hash or tells something; `TooMany` when there were too many.
    pub async fn count(&self, email: Option<&Email>) -> Result<()> {
        let account = email.map(|email| Sha256::of(email.as_str()).to_string());
        let counted = self.limits.count(&self.browser.address, account.as_deref()).await;
        self.told(email, counted).await
    }

    /// Counts a question for advice, which uses up no tries; `TooMany` when there were too many.
    pub fn count_advice(&self) -> Result<()> {
        self.limits.count_advice(&self.browser.address)
    }

    /// Whether anybody may begin an organisation here: where that is on, and letters can check their address.
    pub fn is_open_to_all(&self) -> bool {
        self.settings.is_open_to_all && self.has_mail
    }

    /// Passes `outcome` on. If somebody was told to wait, the trail hears of it, at most once an hour each.
    pub async fn told<T>(&self, email: Option<&Email>, outcome: Result<T>) -> Result<T> {
        if let Err(Error::TooMany { retry_after_s }) = outcome {
            let address = &self.browser.address;
            let whom = email.map_or_else(|| address.clone(), |email| Sha256::of(email.as_str()).to_string());
            if self.limits.is_worth_telling(&whom) {
                actions::tell_throttled(&self.db, email, self.browser.stranger(), retry_after_s).await?;
            }
        }
        outcome
    }

    /// To the page `next`, for somebody who comes by a link; a form of theirs that was kept here comes before it.
    pub async fn then(&self, user: UserId, next: impl Into<String>) -> Result<Then> {
        Ok(Then { next: next.into(), kept: self.last.waiting_for(&self.db, user).await? })
    }

    /// Answers what the policy decided: in, with the flash if there is one, or on to the second step.
    pub fn admitted(&self, ui: &Ui, admission: &Admission, then: &Then, flash: Option<Flash>) -> Reply {
        match admission {
            Admission::In { session, devices } => {
                let at = then.address();
                let mut reply = flash.map_or_else(|| ui.go_silently(&at), |flash| ui.go(&at, flash));
                self.set(&mut reply, SESSION, session, None);
                self.set(&mut reply, VISITOR, "", Some(0));
                if !self.attempt.is_empty() {
                    self.set(&mut reply, ATTEMPT, "", Some(0));
                }
                if let Some(devices) = devices {
                    self.set(&mut reply, DEVICE, &devices.join("."), Some(DEVICE_S));
                }
                reply
            }
            Admission::Second { attempt } => {
                let mut reply = ui.go_silently(&then.after("/signin/second"));
                let life = u64::try_from(Attempt::LIFE.num_seconds()).unwrap_or(0);
                self.set(&mut reply, ATTEMPT, attempt, Some(life));
                reply
            }
        }
    }

    /// Gives the session's cookie a new value.
    pub fn renew(&self, mut reply: Reply, session: &str) -> Reply {
        self.set(&mut reply, SESSION, session, None);
        reply
    }

    fn set(&self, reply: &mut Reply, name: &str, value: &str, max_age_s: Option<u64>) {
        let cookie = cookies::set(self.shell.is_secure, name, value, max_age_s);
        reply.headers_mut().append(header::SET_COOKIE, cookie);
    }

    /// Takes the session's cookie away.
    pub fn dismiss(&self, mut reply: Reply) -> Reply {
        self.set(&mut reply, SESSION, "", Some(0));
        reply
    }
}

/// What a one-time link is for.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// Signing in.
    SignIn,
    /// The first set-up.
    Setup,
    /// Joining an organisation.
    Invitation,
    /// Setting a new password.
    Reset,
    /// Another address.
    Address,
    /// Saying that a sign-in was somebody else's.
    NotMe,
    /// Beginning an organisation.
    Registration,
}

/// A link that does not work: unknown, used or too old, all the same; and how to get another.
pub fn over(ui: &Ui, kind: Link) -> Result<Reply> {
    ui.again(StatusCode::NOT_FOUND, "signin/over.html", "main", Over { kind })
}

#[derive(Serialize)]
struct Over {
    kind: Link,
}

/// Where somebody wanted to go, and the form that was kept for them. They travel through all pages of the door.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Then {
    /// An address of this site.
    pub next: String,
    /// The token of a kept form, or nothing.
    pub kept: String,
}

impl Then {
    /// As a query or a form says it.
    pub fn of(fields: &Fields) -> Self {
        Self { next: local(fields.text("next")).to_owned(), kept: token(fields.text("kept")) }
    }
    /// To the page `next`.
    pub fn to(next: impl Into<String>) -> Self {
        Self { next: next.into(), kept: String::new() }
    }
    /// Where to go in the end: a kept form comes before the page that was asked for.
    pub fn address(&self) -> String {
        if self.kept.is_empty() { self.next.clone() } else { format!("/kept/{}", self.kept) }
    }
    /// The page `door`, which takes it along.
    pub fn after(&self, door: &str) -> String {
        let next = percent_encoding::utf8_percent_encode(&self.next, percent_encoding::NON_ALPHANUMERIC);
        match (self.kept.as_str(), self.next.as_str()) {
            ("", "/" | "") => door.to_owned(),
            ("", _) => format!("{door}?next={next}"),
            (kept, "/" | "") => format!("{door}?kept={kept}"),
            (kept, _) => format!("{door}?kept={kept}&next={next}"),
        }
    }
}

/// Letters that a token of ours can have, or nothing.
pub fn token(raw: &str) -> String {
    let is_ours =
        raw.len() == 43 && raw.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if is_ours { raw.to_owned() } else { String::new() }
}

/// The tokens in a `device` cookie.
fn devices(raw: &str) -> Vec<String> {
    raw.split('.').map(token).filter(|token| !token.is_empty()).take(Browser::PEOPLE_MAX).collect()
}

/// Where to go after signing in: an address of this site, from its root. Anything else is the start page.
pub fn local(next: &str) -> &str {
    let mut letters = next.chars();
    let is_rooted = letters.next() == Some('/') && !matches!(letters.next(), Some('/' | '\\'));
    if is_rooted && !next.contains(|c: char| c.is_control() || c == '\\') { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_this_site_are_gone_to() {
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https:evil",
            "https://evil.example",
            "/a\r\nb",
            "/a\\b",
        ] {
            assert_eq!(local(bad), "/", "{bad:?}");
        }
        assert_eq!(local("/o/contoso/evidence?page=2"), "/o/contoso/evidence?page=2");
    }
}
