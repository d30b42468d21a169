//! The headers that every answer carries, whatever it is and whatever went wrong: what a browser may load,
//! run, frame, keep and tell others.

use poem::{
    Endpoint, IntoResponse, Middleware, Request, Response, Result,
    http::{HeaderMap, HeaderName, HeaderValue, header},
};

/// Only our own files; nothing inline, nothing framed, no forms that lead elsewhere.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// What a page of ours never needs from the device; only a page can ask. Passkeys are left to their default, our own
/// pages.
const PERMISSIONS_POLICY: &str = "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), \
     geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Two years, for this host and all below it.
const STRICT_TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";

/// A page and its fragments share an address; these request headers tell them apart.
const FRAGMENT_HEADERS: &str = "HX-Request, HX-Request-Type, HX-History-Restore-Request";

/// Set always. `Referrer-Policy` must not be `no-referrer`: browsers would then send `Origin: null` with our
/// own forms.
const ALWAYS: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Set where the handler has not been stricter (a download) or looser (a file whose name is its hash).
const UNLESS_SET: [(HeaderName, &str); 2] =
    [(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY), (header::CACHE_CONTROL, "no-store")];

/// The header with the request's id, on every answer.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: ours, never the client's. Put on every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

impl RequestId {
    /// The id of a request that came through `requests`; empty for any other.
    pub fn of(request: &Request) -> &str {
        request.data::<Self>().map_or("", |id| &id.0)
    }
}

/// The middleware that sets them.
#[derive(Clone, Copy, Debug)]
pub struct SecurityHeaders {
    /// Whether browsers reach us by https, and have to from now on.
    pub is_https: bool,
}

impl<E: Endpoint> Middleware<E> for SecurityHeaders {
    type Output = SecurityHeadersEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        SecurityHeadersEndpoint { inner, is_https: self.is_https }
    }
}

/// An endpoint all of whose answers carry the headers.
pub struct SecurityHeadersEndpoint<E> {
    inner: E,
    is_https: bool,
}

impl<E: Endpoint> Endpoint for SecurityHeadersEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let mut response = match self.inner.call(request).await {
            Ok(output) => output.into_response(),
            Err(error) => error.into_response(),
        };
        let headers = response.headers_mut();
        for (name, value) in ALWAYS {
            headers.insert(name, HeaderValue::from_static(value));
        }
        for (name, value) in UNLESS_SET {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        if self.is_https {
            let value = HeaderValue::from_static(STRICT_TRANSPORT_SECURITY);
            headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
        }
        if is_html(headers) {
            let name = HeaderName::from_static("permissions-policy");
            headers.insert(name, HeaderValue::from_static(PERMISSIONS_POLICY));
            headers.append(header::VARY, HeaderValue::from_static(FRAGMENT_HEADERS));
        }
        Ok(response)
    }
}

fn is_html(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use poem::{EndpointExt, Error, endpoint::make, http::StatusCode};

    async fn headers_of(is_https: bool, answer: fn() -> Result<Response>) -> HeaderMap {
        let endpoint = make(move |_| async move { answer() }).with(SecurityHeaders { is_https });
        endpoint.get_response(Request::default()).await.headers().clone()
    }

    fn html() -> Result<Response> {
        Ok(Response::builder().content_type("text/html; charset=utf-8").body("<p>"))
    }

    #[tokio::test]
    async fn a_page_carries_all_of_them() {
        let headers = headers_of(true, html).await;

        insta::assert_snapshot!(sorted(&headers), @r"
        cache-control: no-store
        content-security-policy: default-src 'none';
          script-src 'self';
          style-src 'self';
          img-src 'self';
          font-src 'self';
          connect-src 'self';
          form-action 'self';
          base-uri 'none';
          frame-ancestors 'none'
        content-type: text/html;
          charset=utf-8
        cross-origin-opener-policy: same-origin
        cross-origin-resource-policy: same-origin
        permissions-policy: accelerometer=(),
          browsing-topics=(),
          camera=(),
          display-capture=(),
          geolocation=(),
          gyroscope=(),
          magnetometer=(),
          microphone=(),
          midi=(),
          payment=(),
          usb=()
        referrer-policy: same-origin
        strict-transport-security: max-age=63072000;
          includeSubDomains
        vary: HX-Request, HX-Request-Type, HX-History-Restore-Request
        x-content-type-options: nosniff
        x-frame-options: DENY
        ");
    }

    #[tokio::test]
    async fn an_error_carries_them_too() {
        let headers = headers_of(false, || Err(Error::from_status(StatusCode::NOT_FOUND))).await;

        for name in ["content-security-policy", "x-content-type-options", "cache-control", "referrer-policy"]
        {
            assert!(headers.contains_key(name), "{name}");
        }
        assert!(!headers.contains_key("strict-transport-security"));
    }

    #[tokio::test]
    async fn a_handler_may_decide_how_long_its_answer_is_kept_and_be_stricter_about_what_it_may_do() {
        let headers = headers_of(false, || {
            let response = Response::builder().header("cache-control", "public, immutable");
            Ok(response.header("content-security-policy", "sandbox; default-src 'none'").finish())
        })
        .await;

        assert_eq!(headers["cache-control"], "public, immutable");
        assert_eq!(headers["content-security-policy"], "sandbox; default-src 'none'");
        assert!(!headers.contains_key("vary"));
        assert!(!headers.contains_key("permissions-policy"));
    }

    fn sorted(headers: &HeaderMap) -> String {
        let mut lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        lines.sort();
        // A directive a line, so that a change is easy to see.
        lines.join("\n").replace("; ", ";\n  ").replace("(), ", "(),\n  ")
    }
}
