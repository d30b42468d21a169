//! A server on a free port, spoken to in raw bytes.

mod bodies;
mod deadlines;

use super::*;
use poem::{Request, endpoint::make, http::StatusCode};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::{Notify, oneshot},
    task::JoinHandle,
};

const SHORT: Duration = Duration::from_millis(150);
const LONG: Duration = Duration::from_secs(20);

/// A server on a free port, and what moves it.
struct House {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
    /// Told when a request for `/held` has come in.
    held: Arc<Notify>,
    /// Lets a request for `/held` go.
    release: Arc<Notify>,
}

/// Nothing is late but what a test makes late.
fn settings(deadlines: impl FnOnce(&mut Deadlines)) -> Settings {
    let mut patient = Deadlines {
        first_byte: LONG,
        head: LONG,
        keep_alive: LONG,
        body_idle: LONG,
        body_total: LONG,
        body_bytes_per_s_min: 1_000_000,
        write: LONG,
        linger_idle: LONG,
        linger_total: LONG,
        drain: LONG,
    };
    deadlines(&mut patient);
    Settings {
        hosts: Hosts::Only("muster.example.com".to_owned()),
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        proxy_header: ProxyHeader::XForwardedFor,
        connections_max: 100,
        deadlines: patient,
    }
}

async fn open(settings: Settings) -> House {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let (held, release) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (told, wait) = (Arc::clone(&held), Arc::clone(&release));
    let endpoint = make(move |request| answer(request, Arc::clone(&told), Arc::clone(&wait)));
    let shutdown = async move { drop(stopped.await) };
    let ended = tokio::spawn(serve(listener, endpoint, settings, shutdown));
    House { address, stop, ended, held, release }
}

async fn answer(mut request: Request, told: Arc<Notify>, wait: Arc<Notify>) -> poem::Result<Response> {
    let text = match request.uri().path() {
        "/body" => match request.take_body().into_bytes().await {
            Ok(bytes) => format!("{} bytes", bytes.len()),
            Err(_) => return Ok(StatusCode::UNPROCESSABLE_ENTITY.into()),
        },
        "/length" => bodies::length(request.take_body()),
        "/refuse" => return Ok(StatusCode::PAYLOAD_TOO_LARGE.into()),
        "/held" => {
            told.notify_one();
            wait.notified().await;
            "released".to_owned()
        }
        "/peer" => request.remote_addr().to_string(),
        "/arrival" => format!("{:?}", request.data::<Arrival>()),
        "/long" => "x".repeat(64 << 20),
        "/fall" => panic!("fell over on purpose"),
        path => format!("<{path}>"),
    };
    Ok(text.into())
}

impl House {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends `bytes` on a connection of their own and reads until it is closed.
    async fn ask(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        stream.write_all(bytes.as_ref()).await.unwrap();
        rest(&mut stream).await
    }
}

/// Everything until the connection is closed, however that happens.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(LONG / 2, stream.read_to_end(&mut bytes)).await;
    drop(read.expect("the connection stayed open"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What there is until `text` has come.
async fn until(stream: &mut TcpStream, text: &str) -> String {
    let (mut seen, mut piece) = (String::new(), [0; 4096]);
    while !seen.contains(text) {
        let read = tokio::time::timeout(LONG / 2, stream.read(&mut piece));
        let length = read.await.expect("no answer came").unwrap();
        assert!(length > 0, "closed after {seen:?}");
        seen.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    seen
}

/// A request that ends its connection.
fn last(method: &str, target: &str, more: &str) -> String {
    format!("{method} {target} HTTP/1.1\r\nHost: muster.example.com\r\nConnection: close\r\n{more}\r\n")
}

#[tokio::test]
async fn a_plain_request_is_answered_with_its_length() {
    let house = open(settings(|_| ())).await;

    let text = house.ask(last("GET", "/a", "")).await;

    assert!(text.starts_with("HTTP/1.1 200 OK\r\n") && text.ends_with("\r\n\r\n</a>"), "{text}");
    assert!(text.contains("content-length: 4\r\n") && !text.contains("server:"), "{text}");
}

#[tokio::test]
async fn one_connection_carries_many_requests_also_sent_ahead() {
    let house = open(settings(|_| ())).await;
    let mut stream = house.connect().await;
    let one = |path: &str| format!("GET {path} HTTP/1.1\r\nHost: muster.example.com\r\n\r\n");

    stream.write_all(one("/1").as_bytes()).await.unwrap();
    until(&mut stream, "</1>").await;
    stream
        .write_all(format!("{}{}{}", one("/2"), one("/3"), last("GET", "/4", "")).as_bytes())
        .await
        .unwrap();
    let text = rest(&mut stream).await;

    let places: Vec<_> = ["</2>", "</3>", "</4>"].map(|body| text.find(body)).into();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
}

#[tokio::test]
async fn head_answers_with_headers_alone_and_the_connection_goes_on() {
    let house = open(settings(|_| ())).await;
    let head = "HEAD /a HTTP/1.1\r\nHost: muster.example.com\r\n\r\n";

    let text = house.ask(format!("{head}{}", last("GET", "/b", ""))).await;

    let (first, second) = text.split_once("\r\n\r\n").unwrap();
    assert!(first.contains("content-length: 4"), "{first}");
    assert!(second.starts_with("HTTP/1.1 200 OK") && second.ends_with("</b>"), "{second}");
}

#[tokio::test]
async fn a_big_head_is_answered_with_431() {
    let house = open(settings(|_| ())).await;
    let one_big = format!("Cookie: {}\r\n", "a".repeat(HEAD_BYTES_MAX));
    let many = "a: b\r\n".repeat(HEADERS_MAX);

    for more in [one_big, many] {
        let text = house.ask(last("GET", "/", &more)).await;

        assert!(text.starts_with("HTTP/1.1 431 "), "{text}");
    }
}

#[tokio::test]
async fn a_head_within_the_limits_is_let_in() {
    let house = open(settings(|_| ())).await;
    let cookie = format!("Cookie: {}\r\n{}", "a".repeat(16 * 1024), "a: b\r\n".repeat(HEADERS_MAX - 4));

    let text = house.ask(last("GET", "/", &cookie)).await;

    assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
}

#[tokio::test]
async fn requests_without_our_host_are_refused_before_the_program_sees_them() {
    let house = open(settings(|_| ())).await;

    for host in ["", "Host: evil.example\r\n", "Host: muster.example.com\r\nHost: muster.example.com\r\n"] {
        let text = house.ask(format!("GET / HTTP/1.1\r\n{host}\r\n")).await;

        assert!(text.starts_with("HTTP/1.1 400 ") && text.contains("nosniff"), "{host}: {text}");
    }
}

#[tokio::test]
async fn ambiguous_lengths_never_become_two_requests() {
    let house = open(settings(|_| ())).await;
    let smuggled = "GET /smuggled HTTP/1.1\r\nHost: muster.example.com\r\n\r\n";

    for more in [
        "Content-Length: 3\r\nContent-Length: 4\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Content-Length: +5\r\n",
    ] {
        let head = format!("POST /body HTTP/1.1\r\nHost: muster.example.com\r\n{more}\r\n");

        let text = house.ask(format!("{head}0\r\n\r\n{smuggled}")).await;

        assert!(!text.contains("</smuggled>"), "{more}: {text}");
    }
}

#[tokio::test]
async fn the_peer_is_whom_a_trusted_proxy_names() {
    let house = open(settings(|_| ())).await;

    let text = house.ask(last("GET", "/peer", "X-Forwarded-For: 6.6.6.6, 203.0.113.9\r\n")).await;

    assert!(text.ends_with("203.0.113.9:0"), "{text}");
}

#[tokio::test]
async fn pages_learn_who_stands_next_to_us_whoever_that_speaks_for() {
    let believed = open(settings(|_| ())).await;
    let nobody = open(Settings { trusted_proxies: Vec::new(), ..settings(|_| ()) }).await;
    let request = last("GET", "/arrival", "X-Forwarded-For: 203.0.113.9\r\n");

    let (by_proxy, by_stranger) = (believed.ask(&request).await, nobody.ask(&request).await);

    assert!(by_proxy.contains("neighbour: 127.0.0.1, is_trusted: true"), "{by_proxy}");
    assert!(by_stranger.contains("neighbour: 127.0.0.1, is_trusted: false"), "{by_stranger}");
}

#[tokio::test]
async fn a_foreign_host_names_the_setting_and_not_our_own_host() {
    let house = open(settings(|_| ())).await;

    let text = house.ask("GET / HTTP/1.1\r\nHost: muster.lan\r\nConnection: close\r\n\r\n").await;

    assert!(text.starts_with("HTTP/1.1 400") && text.contains("MUSTER_BASE_URL"), "{text}");
    assert!(!text.contains("muster.example.com"), "{text}");
}

#[tokio::test]
async fn a_program_that_falls_over_answers_500_and_goes_on() {
    let house = open(settings(|_| ())).await;

    let text = house.ask(last("GET", "/fall", "")).await;

    assert!(text.starts_with("HTTP/1.1 500 ") && !text.contains("on purpose"), "{text}");
    assert!(house.ask(last("GET", "/a", "")).await.ends_with("</a>"));
}

#[tokio::test]
async fn connections_past_the_limit_wait_their_turn() {
    let house = open(Settings { connections_max: 1, ..settings(|_| ()) }).await;
    let mut first = house.connect().await;
    first.write_all(last("GET", "/held", "").as_bytes()).await.unwrap();
    house.held.notified().await;
    let mut second = house.connect().await;
    second.write_all(last("GET", "/second", "").as_bytes()).await.unwrap();

    let early = tokio::time::timeout(SHORT, second.read(&mut [0; 1])).await;
    house.release.notify_one();

    assert!(early.is_err(), "the second was served while the first was");
    assert!(rest(&mut first).await.ends_with("released"));
    drop(first);
    assert!(rest(&mut second).await.ends_with("</second>"));
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way_and_takes_nothing_new() {
    let house = open(settings(|_| ())).await;
    let mut busy = house.connect().await;
    let mut idle = house.connect().await;
    let mut silent = house.connect().await;
    idle.write_all(b"GET /1 HTTP/1.1\r\nHost: muster.example.com\r\n\r\n").await.unwrap();
    until(&mut idle, "</1>").await;
    busy.write_all(b"GET /held HTTP/1.1\r\nHost: muster.example.com\r\n\r\n").await.unwrap();
    house.held.notified().await;

    house.stop.send(()).unwrap();
    let (idle, silent) = (rest(&mut idle).await, rest(&mut silent).await);
    let refused = TcpStream::connect(house.address).await;
    house.release.notify_one();
    let text = rest(&mut busy).await;
    house.ended.await.unwrap();

    assert_eq!((idle.as_str(), silent.as_str()), ("", ""));
    assert!(refused.is_err());
    assert!(text.starts_with("HTTP/1.1 200 ") && text.ends_with("released"), "{text}");
}
