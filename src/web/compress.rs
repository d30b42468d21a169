//! Pages get smaller on their way: a long list of requirements is mostly repetition. Fast rather than small,
//! because the two processors of a small server have better things to do.

use flate2::{Compression, write::GzEncoder};
use http_body_util::{BodyExt, combinators::BoxBody};
use hyper::body::Body as _;
use poem::{
    Body, Endpoint, IntoResponse, Middleware, Request, Response, Result,
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use std::{cell::RefCell, io, io::Write};
use zstd::bulk::Compressor;

/// Smaller answers fit a packet or two and gain nothing.
const BYTES_MIN: u64 = 1024;

/// How pages are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// RFC 8878. Of a list of 75 kB it leaves 8.1 in a third of the time in which gzip leaves 9.4.
    Zstd,
    /// RFC 1952, for older browsers.
    Gzip,
}

/// Level 3 leaves a list as long as it is and takes a quarter longer.
const ZSTD_LEVEL: i32 = 1;

/// The second level takes half as long again as the first, which knows no codes but fixed ones, and saves a fifth
/// of a long list. The third saves little more.
const GZIP_LEVEL: Compression = Compression::new(2);

thread_local! {
    /// What zstd works with: half a megabyte that need not be found anew for each page.
    static ZSTD: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

impl Coding {
    /// What the client takes, the better one first: by name or by `*`, and not at quality nought.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let lines = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|line| line.to_str().ok());
        let codings: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        let quality = |wanted: &str| {
            codings.iter().find_map(|coding| {
                let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
                let q =
                    parameters.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse::<f32>().ok());
                name.trim().eq_ignore_ascii_case(wanted).then(|| q.unwrap_or(0.0))
            })
        };
        let [zstd, gzip] =
            [Self::Zstd, Self::Gzip].map(|it| quality(it.name()).or_else(|| quality("*")).unwrap_or(0.0));
        match zstd > 0.0 && zstd >= gzip {
            true => Some(Self::Zstd),
            false => (gzip > 0.0).then_some(Self::Gzip),
        }
    }

    /// Its name in headers.
    const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Gzip => "gzip",
        }
    }

    fn shorten(self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        if self == Self::Gzip {
            let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), GZIP_LEVEL);
            encoder.write_all(bytes)?;
            return encoder.finish();
        }
        ZSTD.with_borrow_mut(|kept| {
            let mut compressor = match kept.take() {
                Some(compressor) => compressor,
                None => Compressor::new(ZSTD_LEVEL)?,
            };
            let shorter = compressor.compress(bytes);
            *kept = Some(compressor);
            shorter
        })
    }
}

/// What is worth it; what may carry our own files is compressed when the program is built.
const KINDS: [&str; 4] = ["text/html", "text/csv", "application/json", "application/problem+json"];

/// The middleware that compresses answers for browsers that understand it.
#[derive(Clone, Copy, Debug)]
pub struct Compress;

impl<E: Endpoint> Middleware<E> for Compress {
    type Output = CompressEndpoint<E>;

    fn transform(&self, inner: E) -> Self::Output {
        CompressEndpoint { inner }
    }
}

/// An endpoint whose larger answers are compressed.
pub struct CompressEndpoint<E> {
    inner: E,
}

impl<E: Endpoint> Endpoint for CompressEndpoint<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let coding = Coding::of(request.headers());
        let mut response = match self.inner.call(request).await {
            Ok(output) => output.into_response(),
            Err(error) => error.into_response(),
        };
        if !is_compressible(&response) {
            return Ok(response);
        }
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        match coding {
            Some(coding) => compressed(response, coding).await,
            None => Ok(response),
        }
    }
}

/// Whether it is a whole text of a kind that shrinks, as it is. A tag that promises these very bytes is kept.
fn is_compressible(response: &Response) -> bool {
    let headers = response.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let is_as_it_is = [header::CONTENT_ENCODING, header::CONTENT_RANGE, header::ETAG]
        .iter()
        .all(|name| !headers.contains_key(name));
    let is_whole = !matches!(response.status(), StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED);
    KINDS.contains(&kind) && is_as_it_is && is_whole
}

/// The answer, compressed if all of it is at hand and long enough. A stream is let through as it comes:
/// gathering it would take the memory that streaming saves.
async fn compressed(mut response: Response, coding: Coding) -> Result<Response> {
    let body = BoxBody::from(response.take_body());
    if body.size_hint().exact().is_none_or(|bytes| bytes <= BYTES_MIN) {
        response.set_body(Body::from(body));
        return Ok(response);
    }
    let bytes = body.collect().await.map_err(poem::error::InternalServerError)?.to_bytes();
    let shorter = coding.shorten(&bytes).map_err(poem::error::InternalServerError)?;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    response.set_body(shorter);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::GzDecoder;
    use futures_util::stream;
    use poem::{EndpointExt, endpoint::make};
    use std::io::Read;

    type Answer = fn() -> Response;

    const LONG: &str = "text/html; charset=utf-8";

    fn page(bytes: usize) -> String {
        "<tr><td>3.5.3</td></tr>".chars().cycle().take(bytes).collect()
    }

    async fn answer(accepted: &str, response: Answer) -> Response {
        let request = Request::builder().header("accept-encoding", accepted).finish();
        make(move |_| async move { response() }).with(Compress).get_response(request).await
    }

    fn long_page() -> Response {
        Response::builder().content_type(LONG).body(page(20_000))
    }

    #[tokio::test]
    async fn a_long_page_arrives_shorter_and_whole() {
        for (accepted, coding) in [("gzip, deflate, br, zstd", "zstd"), ("br, gzip", "gzip")] {
            // The second one is made with what the first one left.
            for _ in 0..2 {
                let response = answer(accepted, long_page).await;

                assert_eq!(response.headers()["content-encoding"], coding);
                assert_eq!(response.headers()["vary"], "Accept-Encoding");
                let bytes = response.into_body().into_vec().await.unwrap();
                assert!(bytes.len() < 1000, "{}", bytes.len());
                let mut text = String::new();
                match coding {
                    "gzip" => GzDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap(),
                    _ => zstd::Decoder::new(bytes.as_slice()).unwrap().read_to_string(&mut text).unwrap(),
                };
                assert_eq!(text, page(20_000));
            }
        }
    }

    #[tokio::test]
    async fn only_who_takes_it_gets_it() {
        for (accepted, coding) in [
            ("gzip", Some("gzip")),
            ("zstd", Some("zstd")),
            ("deflate, GZIP;q=0.5", Some("gzip")),
            ("gzip, zstd;q=0.5", Some("gzip")),
            ("gzip;q=0.5, zstd;q=0.5", Some("zstd")),
            ("*", Some("zstd")),
            ("zstd;q=0, *", Some("gzip")),
            ("gzip;q=0, zstd;q=0, *", None),
            ("br", None),
            ("identity", None),
            ("", None),
        ] {
            let response = answer(accepted, long_page).await;

            let got = response.headers().get("content-encoding").map(|it| it.to_str().unwrap());
            assert_eq!(got, coding, "{accepted}");
            assert_eq!(response.headers()["vary"], "Accept-Encoding", "{accepted}");
        }
    }

    #[tokio::test]
    async fn short_encoded_tagged_binary_and_streamed_answers_stay_as_they_are() {
        let cases: [(&str, Answer); 5] = [
            ("short", || Response::builder().content_type(LONG).body(page(1024))),
            ("encoded", || {
                Response::builder().content_type(LONG).header("content-encoding", "br").body(page(9000))
            }),
            ("tagged", || Response::builder().content_type(LONG).header("etag", "\"a\"").body(page(9000))),
            ("binary", || Response::builder().content_type("application/pdf").body(page(9000))),
            ("streamed", || {
                let pieces = stream::iter([page(9000), page(9000)].map(Ok::<_, std::io::Error>));
                Response::builder().content_type("text/csv").body(Body::from_bytes_stream(pieces))
            }),
        ];
        for (name, response) in cases {
            let before = response().into_body().into_vec().await.unwrap();

            let response = answer("gzip", response).await;

            assert_ne!(
                response.headers().get("content-encoding"),
                Some(&HeaderValue::from_static("gzip")),
                "{name}"
            );
            assert_eq!(response.into_body().into_vec().await.unwrap(), before, "{name}");
        }
    }
}
