//! A name for each request, which ties together its line in the log, what else was logged meanwhile, and the
//! error page a person may read to whoever runs the server.

use super::headers::{RequestId, X_REQUEST_ID};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response, Result, http::HeaderValue};
use std::{sync::Arc, time::Instant};
use tracing::Instrument;

/// Segments of a path longer than an id may be one-time tokens, and are not logged.
const SEGMENT_BYTES_MAX: usize = 36;

/// Gives each request an id and a line in the log. Belongs outermost.
#[derive(Clone)]
pub struct Requests {
    new_id: Arc<dyn Fn() -> String + Send + Sync>,
}

impl Requests {
    /// Ids come from `new_id`: letters, digits and hyphens.
    pub fn new(new_id: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { new_id: Arc::new(new_id) }
    }
}

impl<E: Endpoint> Middleware<E> for Requests {
    type Output = RequestsEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        RequestsEndpoint { inner, new_id: Arc::clone(&self.new_id) }
    }
}

/// An endpoint whose requests have ids and are logged.
pub struct RequestsEndpoint<E> {
    inner: E,
    new_id: Arc<dyn Fn() -> String + Send + Sync>,
}

impl<E: Endpoint> Endpoint for RequestsEndpoint<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> Result<Response> {
        let id = (self.new_id)();
        let header = HeaderValue::from_str(&id).map_err(poem::error::InternalServerError)?;
        let (method, path) = (request.method().clone(), loggable(request.uri().path()));
        let span = tracing::info_span!("request", id);
        request.set_data(RequestId(id));
        let began = Instant::now();
        let work = async {
            let mut response = match self.inner.call(request).await {
                Ok(output) => output.into_response(),
                Err(error) => error.into_response(),
            };
            response.headers_mut().insert(X_REQUEST_ID, header);
            let (status, ms) = (response.status().as_u16(), milliseconds(began));
            if response.status().is_server_error() {
                tracing::error!(%method, path, status, ms, "answered");
            } else {
                tracing::info!(%method, path, status, ms, "answered");
            }
            response
        };
        Ok(work.instrument(span).await)
    }
}

/// Milliseconds since `began`, to a tenth.
fn milliseconds(began: Instant) -> f64 {
    (began.elapsed().as_secs_f64() * 10_000.0).round() / 10.0
}

/// The path without what may be a secret.
fn loggable(path: &str) -> String {
    let segments = path.split('/').map(|s| if s.len() > SEGMENT_BYTES_MAX { "…" } else { s });
    segments.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::capture;
    use poem::{EndpointExt, Error, endpoint::make, http::StatusCode};

    fn requests() -> Requests {
        Requests::new(|| "0192-7".to_owned())
    }

    #[tokio::test]
    async fn the_id_is_ours_on_the_request_and_on_the_answer() {
        let endpoint = make(|request| async move { Ok::<_, Error>(RequestId::of(&request).to_owned()) })
            .with(requests());
        let request = Request::builder().header("x-request-id", "forged").finish();

        let response = endpoint.get_response(request).await;

        let ids: Vec<_> = response.headers().get_all("x-request-id").iter().collect();
        assert_eq!(ids, ["0192-7"]);
        assert_eq!(response.into_body().into_string().await.unwrap(), "0192-7");
    }

    #[tokio::test]
    async fn an_error_has_an_id_too() {
        let fail = make(|_| async { Err::<(), _>(Error::from_status(StatusCode::NOT_FOUND)) });

        let response = fail.with(requests()).get_response(Request::default()).await;

        assert_eq!(response.headers()["x-request-id"], "0192-7");
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn the_log_has_one_line_without_query_token_or_body() {
        let log = capture::start();
        let token = "Zm9yZ2VkLXRva2VuLW9mLWZvcnR5LXRocmVlLWxldHRlcnM";
        let uri = format!("/invitations/{token}?next=hush").parse().unwrap();
        let request = Request::builder().method(poem::http::Method::POST).uri(uri).body("password=hush");

        make(|_| async { Ok::<_, Error>("hush") }).with(requests()).get_response(request).await;

        let lines = log.lines();
        assert_eq!(lines.len(), 1, "{lines:?}");
        let line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(line["path"], "/invitations/…");
        assert_eq!((&line["method"], &line["status"]), (&"POST".into(), &200.into()));
        assert_eq!(line["span"]["id"], "0192-7");
        assert!(line["ms"].is_f64() && line["level"] == "INFO", "{line}");
        assert!(!lines[0].contains("hush") && !lines[0].contains(token), "{line}");
    }
}
