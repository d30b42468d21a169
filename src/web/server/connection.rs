//! One connection: from hyper's requests to the program's answers.

use super::{
    Arrival, HEAD_BYTES_MAX, HEADERS_MAX, Settings,
    body::{Punctual, Sent},
    peer,
    request::{self, FELL_OVER, FOREIGN, Refusal, TOO_SLOW},
    watched::{Activity, Busy, Draining, Watched},
};
use futures_util::FutureExt;
use http_body_util::combinators::BoxBody;
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::{
    Addr, Body, Endpoint, Request, RequestParts, Response,
    http::{self, StatusCode, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use std::{
    convert::Infallible,
    error::Error as _,
    io,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};
use tokio::{net::TcpStream, sync::watch};

/// Makes connections that all serve the same program.
pub struct Connections<E> {
    program: Arc<Program<E>>,
    draining: watch::Sender<bool>,
    hyper: http1::Builder,
}

struct Program<E> {
    endpoint: E,
    settings: Settings,
    opened: Instant,
    /// Seconds after `opened`, and a whole span more, when a foreign host was told of last.
    foreign_told_s: AtomicU64,
}

/// Requests for foreign hosts are told to the log this often at most.
const FOREIGN_TOLD_EVERY_S: u64 = 60;

impl<E: Endpoint<Output = Response> + 'static> Connections<E> {
    /// Connections to `endpoint`.
    pub fn new(endpoint: E, settings: Settings) -> Self {
        let mut hyper = http1::Builder::new();
        let deadlines = settings.deadlines;
        // The watch knows more about heads than hyper does; this one is the net below it for heads that
        // begin while an answer to the request before is still being sent.
        hyper
            .timer(TokioTimer::new())
            .header_read_timeout(deadlines.keep_alive.max(deadlines.first_byte) + deadlines.head)
            .max_buf_size(HEAD_BYTES_MAX)
            .max_header_size(HEAD_BYTES_MAX)
            .max_headers(HEADERS_MAX);
        let program =
            Program { endpoint, settings, opened: Instant::now(), foreign_told_s: AtomicU64::new(0) };
        Self { program: Arc::new(program), draining: watch::Sender::new(false), hyper }
    }

    /// From now on connections end with the request they are at.
    pub fn start_draining(&self) {
        self.draining.send_replace(true);
    }

    /// The work of one connection, until it is closed.
    pub fn serve(&self, stream: TcpStream, address: SocketAddr) -> impl Future<Output = ()> + Send + 'static {
        // Otherwise small answers wait for the packet before them. Failing costs only time.
        let _ = stream.set_nodelay(true);
        let local = LocalAddr(stream.local_addr().map(Addr::from).unwrap_or_default());
        let activity = Arc::new(Activity::default());
        let (deadlines, mut draining) = (self.program.settings.deadlines, self.draining.subscribe());
        let watched = Watched::new(stream, deadlines, Arc::clone(&activity), draining.clone());
        let program = Arc::clone(&self.program);
        let service = service_fn(move |request| {
            let busy = Busy::begin(&activity);
            let (program, local) = (Arc::clone(&program), local.clone());
            async move {
                let response: http::Response<BoxBody<_, _>> =
                    program.answer(request, address, local).await.into();
                Ok::<_, Infallible>(response.map(|body| Sent { body, _busy: busy }))
            }
        });
        let mut connection = self.hyper.serve_connection(TokioIo::new(watched), service);
        async move {
            let ended = tokio::select! {
                ended = &mut connection => ended,
                () = begins(&mut draining) => {
                    Pin::new(&mut connection).graceful_shutdown();
                    (&mut connection).await
                }
            };
            match ended {
                Err(error) if error.is_timeout() || is_late(&error) => {
                    tracing::debug!(%address, "closed a connection that kept us waiting");
                }
                _ => connection.into_parts().io.into_inner().linger().await,
            }
        }
    }
}

impl<E: Endpoint<Output = Response>> Program<E> {
    /// The log hears of foreign hosts, but not of each request of somebody who goes through all names.
    fn tell_foreign(&self, headers: &http::HeaderMap) {
        let now_s = self.opened.elapsed().as_secs() + FOREIGN_TOLD_EVERY_S;
        let told_s = self.foreign_told_s.load(Ordering::Relaxed);
        if now_s - told_s >= FOREIGN_TOLD_EVERY_S {
            self.foreign_told_s.store(now_s, Ordering::Relaxed);
            let host = request::host(headers).map(|host| host.to_string()).unwrap_or_default();
            tracing::warn!(
                host,
                "refused a request for another host; if people reach Muster under it, set \
                 MUSTER_BASE_URL=https://{host}"
            );
        }
    }

    async fn answer(
        &self,
        request: http::Request<Incoming>,
        address: SocketAddr,
        local: LocalAddr,
    ) -> Response {
        let (mut parts, incoming) = request.into_parts();
        if let Err(refusal) = request::check(&mut parts, &self.settings.hosts) {
            if refusal == FOREIGN {
                self.tell_foreign(&parts.headers);
            }
            return refusal.into();
        }
        let Settings { trusted_proxies, proxy_header, .. } = &self.settings;
        let peer = peer::find(address, &parts.headers, *proxy_header, trusted_proxies);
        let neighbour = address.ip().to_canonical();
        let is_trusted = peer::is_trusted(neighbour, trusted_proxies);
        let was_late = Arc::new(AtomicBool::new(false));
        let body = match incoming.is_end_stream() {
            true => Body::empty(),
            false => {
                let mut punctual = Punctual::new(incoming, self.settings.deadlines, Arc::clone(&was_late));
                // Whoever waits to be told to go on is told when somebody wants the body, and not before.
                if !parts.headers.contains_key(header::EXPECT) {
                    punctual.take_arrived();
                }
                Body::from(BoxBody::new(punctual))
            }
        };
        let parts = RequestParts::from((parts, local, RemoteAddr(peer.into()), Scheme::HTTP));
        let mut request = Request::from_parts(parts, body);
        request.set_data(Arrival { neighbour, is_trusted, header: *proxy_header });
        match AssertUnwindSafe(self.endpoint.get_response(request)).catch_unwind().await {
            Ok(_) if was_late.load(Ordering::Relaxed) => TOO_SLOW.into(),
            Ok(response) => response,
            Err(_) => FELL_OVER.into(),
        }
    }
}

/// Comes true when the program is told to stop.
async fn begins(draining: &mut Draining) {
    let _ = draining.wait_for(|is_draining| *is_draining).await;
}

/// Whether the watch gave the connection up.
fn is_late(error: &hyper::Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<io::Error>());
    cause.is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut)
}

/// Plain words, which no browser may keep or run; the connection ends with them, because what else was sent
/// on it cannot be trusted to be the next request.
impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        let response = Self::builder()
            .status(refusal.status)
            .content_type("text/plain; charset=utf-8")
            .header(header::CONNECTION, "close")
            .header(header::CACHE_CONTROL, "no-store")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
        match refusal.status {
            StatusCode::METHOD_NOT_ALLOWED => response.header(header::ALLOW, "GET, HEAD, POST"),
            _ => response,
        }
        .body(refusal.text)
    }
}
