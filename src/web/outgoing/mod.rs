//! Requests that the program itself sends to addresses that people typed. Whoever may type an address could
//! make the server knock at doors that only the server reaches: each request is held to the rules of `Reach`,
//! follows no redirect, uses no proxy, waits only so long and reads only so much.

mod reach;

pub use reach::{Exceptions, Reach, Refusal};

use bytes::BytesMut;
use poem::http::{Request, Response};
use std::{
    error::Error as _,
    sync::{Arc, OnceLock},
    time::Duration,
};
use tokio::task::spawn_blocking;

/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(5);

/// Sends requests, within its reach. Cheap to clone.
#[derive(Clone)]
pub struct Outgoing {
    reach: Arc<Reach>,
    patience: Duration,
    /// Made for the first request: it reads all certificates that the machine trusts, several megabytes, and most
    /// installations never ask anybody.
    client: Arc<OnceLock<reqwest::Client>>,
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It was not sent: the address is out of reach.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Nobody answers there, or not in a way that can be trusted.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// The answer takes too long.
    #[error("no answer in time")]
    Slow,
    /// The answer is longer than anything sensible.
    #[error("the answer is longer than {} kB", ANSWER_BYTES_MAX / 1024)]
    TooLong,
}

impl Outgoing {
    /// Requests within `reach` that wait for their answers at most `patience`.
    pub fn new(reach: Reach, patience: Duration) -> Self {
        Self { reach: Arc::new(reach), patience, client: Arc::default() }
    }

    async fn client(&self) -> Result<&reqwest::Client, Fault> {
        if let Some(made) = self.client.get() {
            return Ok(made);
        }
        let (reach, patience) = (Arc::clone(&self.reach), self.patience);
        let made = spawn_blocking(move || client(reach, patience)).await;
        let made = made.map_err(|error| Fault::Unreachable(error.to_string()))?.map_err(fault)?;
        Ok(self.client.get_or_init(|| made))
    }

    /// Which addresses may be asked.
    pub fn reach(&self) -> &Reach {
        &self.reach
    }

    /// Sends one request and reads its answer, whatever its status is.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Fault> {
        let mut request = reqwest::Request::try_from(request).map_err(fault)?;
        self.reach.check(request.url())?;
        request.url_mut().set_fragment(None);
        let mut answer = self.client().await?.execute(request).await.map_err(fault)?;
        let mut whole = Response::new(Vec::new());
        *whole.status_mut() = answer.status();
        *whole.headers_mut() = std::mem::take(answer.headers_mut());
        *whole.body_mut() = read(answer).await?;
        Ok(whole)
    }
}

fn client(reach: Arc<Reach>, patience: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT.min(patience))
        .timeout(patience)
        .dns_resolver(reach::Resolver(reach))
        .user_agent(concat!("Muster/", env!("CARGO_PKG_VERSION")))
        .build()
}

async fn read(mut answer: reqwest::Response) -> Result<Vec<u8>, Fault> {
    let mut body = BytesMut::new();
    while let Some(piece) = answer.chunk().await.map_err(fault)? {
        if body.len() + piece.len() > ANSWER_BYTES_MAX {
            return Err(Fault::TooLong);
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.to_vec())
}

/// The reason at the bottom of the chain is the one that helps; the address is left out, it may hold secrets.
fn fault(error: reqwest::Error) -> Fault {
    if error.is_timeout() {
        return Fault::Slow;
    }
    let error = error.without_url();
    let (mut cause, mut words) = (error.source(), error.to_string());
    while let Some(deeper) = cause {
        if let Some(refusal) = deeper.downcast_ref::<Refusal>() {
            return Fault::Refused(*refusal);
        }
        words = deeper.to_string();
        cause = deeper.source();
    }
    Fault::Unreachable(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };

    const PATIENCE: Duration = Duration::from_millis(400);

    async fn ask(reach: Reach, url: &str) -> Result<Response<Vec<u8>>, Fault> {
        let request = Request::builder().uri(url).body(Vec::new()).unwrap();
        Outgoing::new(reach, PATIENCE).send(request).await
    }

    /// Somebody who answers with these bytes and keeps the line open; the address, and how often one knocked.
    async fn somebody(answer: Vec<u8>) -> (String, Arc<std::sync::atomic::AtomicU32>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = format!("127.0.0.1:{}", listener.local_addr().unwrap().port());
        let knocks = Arc::<std::sync::atomic::AtomicU32>::default();
        let counted = Arc::clone(&knocks);
        tokio::spawn(async move {
            while let Ok((mut line, _)) = listener.accept().await {
                counted.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let answer = answer.clone();
                tokio::spawn(async move {
                    let mut asked = [0; 4096];
                    let _ = line.read(&mut asked).await;
                    let _ = line.write_all(&answer).await;
                    tokio::time::sleep(Duration::from_secs(5)).await;
                });
            }
        });
        (at, knocks)
    }

    fn answer_of(body: &str) -> Vec<u8> {
        format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
    }

    #[tokio::test]
    async fn in_production_nobody_private_is_knocked_at() {
        let (at, knocks) = somebody(answer_of("{}")).await;
        let port = at.split(':').nth(1).unwrap();
        for address in [
            format!("http://{at}/"),
            format!("https://{at}/"),
            format!("https://localhost:{port}/"),
            format!("https://127.1:{port}/"),
            format!("https://2130706433:{port}/"),
            format!("https://[::ffff:127.0.0.1]:{port}/"),
            "https://localhost/".into(),
            "https://localhost:8443/".into(),
        ] {
            let refused = ask(Reach::production(Exceptions::default()), &address).await;
            assert!(matches!(refused, Err(Fault::Refused(_))), "{address}: {refused:?}");
        }
        assert_eq!(knocks.load(std::sync::atomic::Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn in_development_the_machine_itself_answers() {
        let (at, _) = somebody(answer_of("{\"a\":1}")).await;

        let answer = ask(Reach::development(Exceptions::default()), &format!("http://{at}/")).await.unwrap();

        assert_eq!(answer.body(), b"{\"a\":1}");
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed() {
        let (inner, knocks) = somebody(answer_of("secret")).await;
        let moved = format!("HTTP/1.1 302 Found\r\nlocation: http://{inner}/\r\ncontent-length: 0\r\n\r\n");
        let (at, _) = somebody(moved.into_bytes()).await;

        let answer = ask(Reach::development(Exceptions::default()), &format!("http://{at}/")).await.unwrap();

        assert_eq!(answer.status(), 302);
        assert_eq!(knocks.load(std::sync::atomic::Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_long_answer_and_one_that_never_ends_are_given_up() {
        let (long, _) = somebody(answer_of(&"x".repeat(ANSWER_BYTES_MAX + 1))).await;
        let (slow, _) = somebody(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc".to_vec()).await;
        let reach = || Reach::development(Exceptions::default());

        assert_eq!(ask(reach(), &format!("http://{long}/")).await.err(), Some(Fault::TooLong));
        assert_eq!(ask(reach(), &format!("http://{slow}/")).await.err(), Some(Fault::Slow));
    }
}
