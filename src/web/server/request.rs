//! Whether a request is one for us at all.

use poem::http::{HeaderMap, Method, StatusCode, Uri, header, request::Parts, uri::Authority};

/// Which `Host` is ours.
#[derive(Clone, Debug)]
pub enum Hosts {
    /// Any, as long as there is exactly one: for development.
    Any,
    /// This one, without its port, which a proxy may change.
    Only(String),
}

impl Hosts {
    /// The host of the base address in production, any in development.
    pub fn for_base(host: &str, is_production: bool) -> Self {
        if is_production { Self::Only(host.to_owned()) } else { Self::Any }
    }
}

/// Why a request goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// The text of the answer.
    pub text: &'static str,
}

const fn refusal(status: StatusCode, text: &'static str) -> Refusal {
    Refusal { status, text }
}

const METHOD: Refusal = refusal(StatusCode::METHOD_NOT_ALLOWED, "This method is not used here.\n");
const HOST: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "The request has to name the host it is meant for, once. Check the address in your browser.\n",
);
/// The answer to a request for another host. It does not tell which one is ours.
pub const FOREIGN: Refusal = refusal(
    StatusCode::BAD_REQUEST,
    "This server does not answer under that name. Check the address in your browser. If it is right, whoever \
     runs the server has to put it, as you typed it, into the setting MUSTER_BASE_URL.\n",
);
const TARGET: Refusal = refusal(StatusCode::BAD_REQUEST, "The request names no page.\n");

/// The answer to a body that came too slowly.
pub const TOO_SLOW: Refusal = refusal(
    StatusCode::REQUEST_TIMEOUT,
    "What you sent came in too slowly and was not saved. Check your connection and send it again.\n",
);

/// The answer when the program itself fell over.
pub const FELL_OVER: Refusal = refusal(
    StatusCode::INTERNAL_SERVER_ERROR,
    "Something went wrong on our side. Try again; if it happens again, tell whoever runs the server.\n",
);

/// Refuses what is not for us; otherwise leaves the path alone as the request's address.
pub fn check(parts: &mut Parts, hosts: &Hosts) -> Result<(), Refusal> {
    let is_used = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ]
    .contains(&parts.method);
    if !is_used {
        return Err(METHOD);
    }
    let host = host(&parts.headers).ok_or(HOST)?;
    if parts.uri.authority().is_some_and(|named| !named.host().eq_ignore_ascii_case(host.host())) {
        return Err(HOST);
    }
    if matches!(hosts, Hosts::Only(ours) if !ours.eq_ignore_ascii_case(host.host())) {
        return Err(FOREIGN);
    }
    let target =
        parts.uri.path_and_query().filter(|target| target.as_str().starts_with('/')).ok_or(TARGET)?;
    if parts.uri.scheme().is_some() {
        parts.uri = Uri::from(target.clone());
    }
    Ok(())
}

/// The one host that the headers name.
pub fn host(headers: &HeaderMap) -> Option<Authority> {
    let mut lines = headers.get_all(header::HOST).iter();
    let (line, None) = (lines.next()?, lines.next()) else { return None };
    let authority = line.to_str().ok()?.parse::<Authority>().ok()?;
    let rest = authority.as_str().strip_prefix(authority.host())?;
    let is_port = |rest: &str| rest.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    (!authority.host().is_empty() && (rest.is_empty() || is_port(rest))).then_some(authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::http::Request;

    fn answer(method: &str, target: &str, hosts: &[&str]) -> Result<String, StatusCode> {
        let mut request = Request::builder().method(method).uri(target);
        for host in hosts {
            request = request.header("host", *host);
        }
        let (mut parts, ()) = request.body(()).unwrap().into_parts();
        let ours = Hosts::Only("muster.example.com".to_owned());
        check(&mut parts, &ours).map(|()| parts.uri.to_string()).map_err(|refusal| refusal.status)
    }

    #[test]
    fn our_own_host_is_let_in_with_any_port_and_case() {
        for host in ["muster.example.com", "MUSTER.example.com:8443"] {
            assert_eq!(
                answer("GET", "/o/contoso?page=2", &[host]),
                Ok("/o/contoso?page=2".to_owned()),
                "{host}"
            );
        }
    }

    #[test]
    fn no_host_two_hosts_and_foreign_hosts_are_refused() {
        for hosts in [
            &[][..],
            &["muster.example.com", "muster.example.com"],
            &["evil.example"],
            &["muster.example.com.evil.example"],
            &["muster.example.com:port"],
            &["me@muster.example.com"],
            &["muster.example.com, evil.example"],
            &[""],
        ] {
            assert_eq!(answer("GET", "/", hosts), Err(StatusCode::BAD_REQUEST), "{hosts:?}");
        }
    }

    #[test]
    fn a_target_with_a_host_has_to_agree_with_the_header() {
        let ours = ["muster.example.com"];

        assert_eq!(answer("GET", "http://muster.example.com/a?b", &ours), Ok("/a?b".to_owned()));
        assert_eq!(answer("GET", "http://evil.example/a", &ours), Err(StatusCode::BAD_REQUEST));
    }

    #[test]
    fn methods_that_nobody_needs_are_refused() {
        for method in ["TRACE", "CONNECT", "PROPFIND", "get"] {
            let target = if method == "CONNECT" { "muster.example.com:443" } else { "/" };
            let status = answer(method, target, &["muster.example.com"]);

            assert_eq!(status, Err(StatusCode::METHOD_NOT_ALLOWED), "{method}");
        }
        assert_eq!(answer("OPTIONS", "*", &["muster.example.com"]), Err(StatusCode::BAD_REQUEST));
    }
}
