//! Where the way a request came does not fit how Muster is set up: another host than the one configured, http
//! where https is expected, a proxy that is not believed. Somebody who has just installed Muster and cannot sign
//! in is told which setting that is, and its value. In production nobody but the log hears about the inside of
//! the network.

#[cfg(test)]
mod tests;

use super::{
    limits::Limits,
    server::{Arrival, ProxyHeader},
    shell::Shell,
};
use poem::{
    Request,
    http::{HeaderMap, header},
};
use std::net::IpAddr;
use url::Url;

/// One thing that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The browser uses another address than the configured one.
    Address {
        /// `scheme://host[:port]` as the browser has it.
        seen: String,
        /// The configured one.
        ours: String,
    },
    /// The configured address is https, but the page goes over plain http, where cookies for https stay away.
    PlainHttp {
        /// The configured address.
        ours: String,
    },
    /// Somebody passes the addresses of visitors on and is not believed.
    Proxy {
        /// Who.
        neighbour: IpAddr,
    },
    /// A proxy that is believed writes the header that is not looked at.
    Header {
        /// The one it writes.
        writes: ProxyHeader,
    },
}

/// A misfit in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Note {
    /// What is wrong and what follows from it.
    pub text: String,
    /// What to set, `MUSTER_…=value`.
    pub set: String,
}

/// What does not fit about a request. The log hears of each kind once an hour, with all there is to know.
pub fn find(req: &Request) -> Vec<Misfit> {
    let shell = Shell::of(req);
    let seen = Seen::of(req.headers(), req.data::<Arrival>().copied());
    let misfits = seen.misfits(&shell.origin);
    for misfit in &misfits {
        if req.data::<Limits>().is_some_and(|limits| limits.is_worth_telling(misfit.kind())) {
            let Note { text, set } = misfit.note(false);
            tracing::warn!(set, "{text}");
        }
    }
    misfits
}

/// The words for a page. In production the address of a proxy is left out.
pub fn notes(misfits: &[Misfit], is_production: bool) -> Vec<Note> {
    misfits.iter().map(|misfit| misfit.note(is_production)).collect()
}

impl Misfit {
    /// A word for it, the same whoever came.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Address { .. } => "address",
            Self::PlainHttp { .. } => "plain http",
            Self::Proxy { .. } => "proxy",
            Self::Header { .. } => "proxy header",
        }
    }

    /// In words.
    pub fn note(&self, is_production: bool) -> Note {
        match self {
            Self::Address { seen, ours } => Note {
                text: format!(
                    "You opened Muster as {seen}, but it is set up for {ours}. Forms are refused, and links and \
                     passkeys lead to the other address. Open {ours}, or let whoever runs Muster set:"
                ),
                set: format!("MUSTER_BASE_URL={seen}"),
            },
            Self::PlainHttp { ours } => Note {
                text: format!(
                    "This page came over plain http, but Muster is set up for {ours}. Browsers keep its cookies \
                     for https only, so nobody can sign in here. Open {ours} instead. If that leads to a reverse \
                     proxy, let it pass on “X-Forwarded-Proto: https”; the setting is:"
                ),
                set: format!("MUSTER_BASE_URL={ours}"),
            },
            Self::Proxy { neighbour } => {
                let (who, value) = match is_production {
                    true => (String::new(), "(the proxy's address; Muster's log names it)".to_owned()),
                    false => (format!(" at {neighbour}"), neighbour.to_string()),
                };
                Note {
                    text: format!(
                        "A reverse proxy{who} passes on where visitors come from, and Muster is not told to believe \
                         it. All visitors share one limit of tries, and the trail names the proxy instead of \
                         them. If it is yours, set:"
                    ),
                    set: format!("MUSTER_TRUSTED_PROXIES={value}"),
                }
            }
            Self::Header { writes } => Note {
                text: format!(
                    "The reverse proxy tells where visitors come from in the header {}, and Muster looks at {}. \
                     All visitors share one limit of tries. Set:",
                    writes.name(),
                    writes.other().name()
                ),
                set: format!("MUSTER_PROXY_HEADER={}", writes.name()),
            },
        }
    }
}

/// What a request shows of its way.
struct Seen<'a> {
    host: Option<&'a str>,
    /// What the browser says of the page that a form came from, if it is a page of this host.
    origin: Option<&'a str>,
    /// The scheme that a proxy says the browser uses. Only words depend on it.
    proxied_scheme: Option<String>,
    /// Browsers send these over https and to their own machine only.
    has_fetch_metadata: bool,
    headers: &'a HeaderMap,
    arrival: Option<Arrival>,
}

impl<'a> Seen<'a> {
    fn of(headers: &'a HeaderMap, arrival: Option<Arrival>) -> Self {
        let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let host = text(header::HOST);
        let is_of_host =
            |origin: &&str| origin.split_once("://").is_some_and(|(_, authority)| Some(authority) == host);
        Self {
            host,
            origin: text(header::ORIGIN).filter(is_of_host),
            proxied_scheme: proxied_scheme(headers),
            has_fetch_metadata: headers.contains_key("sec-fetch-site"),
            headers,
            arrival,
        }
    }

    /// `http` or `https`, as the browser has it; none where that cannot be told.
    fn scheme(&self) -> Option<&str> {
        let of_origin = self.origin.and_then(|origin| origin.split_once("://")).map(|(scheme, _)| scheme);
        let is_proxied = [ProxyHeader::XForwardedFor, ProxyHeader::Forwarded]
            .iter()
            .any(|header| self.headers.contains_key(header.name()))
            || self.headers.contains_key(header::VIA);
        let is_plain = self.arrival.is_some() && !is_proxied && !self.has_fetch_metadata;
        of_origin.or(self.proxied_scheme.as_deref()).or(is_plain.then_some("http"))
    }

    fn misfits(&self, ours: &str) -> Vec<Misfit> {
        self.address(ours).into_iter().chain(self.proxy()).collect()
    }

    fn address(&self, ours: &str) -> Option<Misfit> {
        let scheme = self.scheme().filter(|scheme| matches!(*scheme, "http" | "https"));
        // Nearly always it is the same to the letter.
        let ours_as_seen = ours.split_once("://").filter(|(is, _)| scheme.is_none_or(|scheme| scheme == *is));
        if ours_as_seen.is_some_and(|(_, host)| Some(host) == self.host) {
            return None;
        }
        let base = Url::parse(ours).ok()?;
        let seen = Url::parse(&format!("{}://{}", scheme.unwrap_or(base.scheme()), self.host?)).ok()?;
        let is_here = |url: &Url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let is_plain_here = [&seen, &base].iter().all(|url| is_here(url) && url.scheme() == "http");
        if is_plain_here {
            return None;
        }
        let (seen, ours) = (seen.origin().ascii_serialization(), ours.to_owned());
        let is_only_plain = scheme == Some("http") && seen.replacen("http:", "https:", 1) == ours;
        match (is_only_plain, seen == ours) {
            (true, _) => Some(Misfit::PlainHttp { ours }),
            (_, true) => None,
            (_, false) => Some(Misfit::Address { seen, ours }),
        }
    }

    fn proxy(&self) -> Option<Misfit> {
        let Arrival { neighbour, is_trusted, header } = self.arrival?;
        let has = |header: ProxyHeader| self.headers.contains_key(header.name());
        match is_trusted {
            false if has(header) || has(header.other()) => Some(Misfit::Proxy { neighbour }),
            true if !has(header) && has(header.other()) => Some(Misfit::Header { writes: header.other() }),
            _ => None,
        }
    }
}

fn proxied_scheme(headers: &HeaderMap) -> Option<String> {
    let last = |name: &str| headers.get_all(name).iter().next_back().and_then(|value| value.to_str().ok());
    let written = last("x-forwarded-proto").and_then(|line| line.rsplit(',').next());
    let standard = || {
        let element = last("forwarded")?.rsplit(',').next()?;
        let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("proto")).map(|(_, value)| value).next()
    };
    let scheme = written.or_else(standard)?.trim().trim_matches('"').to_ascii_lowercase();
    matches!(scheme.as_str(), "http" | "https").then_some(scheme)
}
