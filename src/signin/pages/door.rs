//! What every page at the door needs: who stands there, how often they tried, and how they are let in.

use super::super::{
    identify::{SESSION, VISITOR, address},
    model::Browser,
    settings::Settings,
};
use crate::access::Visit;
use crate::kernel::{Result, db::Db, hash::Sha256, text::Email};
use crate::web::{
    cookies,
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
    limits: Limits,
    shell: Shell,
}

const AGENT_CHARS_MAX: usize = 200;

impl<'a> FromRequest<'a> for Door {
    async fn from_request(req: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let visit = Visit::from_request(req, body).await?;
        let agent = req.header("user-agent").unwrap_or_default();
        Ok(Self {
            db: req.data::<Db>().expect("app() provides the database").clone(),
            settings: req.data::<Settings>().expect("app() provides the settings").clone(),
            limits: req.data::<Limits>().expect("app() provides the limits").clone(),
            shell: Shell::of(req).clone(),
            browser: Browser {
                address: address(req),
                agent: agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect(),
                former: visit.caller().map(|caller| caller.session),
            },
        })
    }
}

impl Door {
    /// Counts a try that costs a hash or tells something; `TooMany` when there were too many.
    pub fn count(&self, email: Option<&Email>) -> Result<()> {
        let account = email.map(|email| Sha256::of(email.as_str()).to_string());
        self.limits.count(&self.browser.address, account.as_deref())
    }

    /// Lets the browser in: its cookie is the session's from now on.
    pub fn admit(&self, mut reply: Reply, token: &str) -> Reply {
        let headers = reply.headers_mut();
        headers.append(header::SET_COOKIE, cookies::set(self.shell.is_secure, SESSION, token, None));
        headers.append(header::SET_COOKIE, cookies::set(self.shell.is_secure, VISITOR, "", Some(0)));
        reply
    }

    /// Takes the session's cookie away.
    pub fn dismiss(&self, mut reply: Reply) -> Reply {
        let gone = cookies::set(self.shell.is_secure, SESSION, "", Some(0));
        reply.headers_mut().append(header::SET_COOKIE, gone);
        reply
    }
}

/// A link that does not work: unknown, used or too old, all the same.
pub fn over(ui: &Ui) -> Result<Reply> {
    ui.again(StatusCode::NOT_FOUND, "signin/over.html", "main", Over {})
}

#[derive(Serialize)]
struct Over {}

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
