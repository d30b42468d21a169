//! Counting tries together in a real Redis, and what happens when it is away: through a wire that can be cut.

use chrono::TimeDelta;
use muster::{
    kernel::{
        Error, Result,
        env::{Env, Timestamp},
        secret::Secret,
    },
    web::limits::Limits,
};
use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp::OwnedReadHalf, tcp::OwnedWriteHalf},
    sync::watch,
};

/// The Redis of `tests/run`; none where there is none, which the full run does not allow.
fn redis() -> Option<String> {
    let url = std::env::vars().find(|(name, _)| name == "MUSTER_TEST_REDIS").map(|(_, url)| url);
    if url.is_none() {
        eprintln!("skipped: MUSTER_TEST_REDIS is not set");
    }
    url
}

fn env() -> Env {
    Env::fixed(Timestamp::UNIX_EPOCH + TimeDelta::days(20_000), 1)
}

fn node(env: &Env, url: &str) -> Limits {
    Limits::shared(env.clone(), &Secret::new(url.to_owned())).unwrap()
}

/// A word that no other run has counted.
fn somebody() -> String {
    Env::system().token()
}

/// How many of `tries` in a row are let in.
async fn let_in(limits: &Limits, tries: usize, address: &str, account: Option<&str>) -> usize {
    let mut count = 0;
    for _ in 0..tries {
        count += usize::from(limits.count(address, account).await.is_ok());
    }
    count
}

/// What a wire does with what is sent through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wire {
    Whole,
    /// Nothing is connected, and what was is hung up.
    Cut,
    /// Everything is taken and nothing arrives.
    Silent,
}

/// A way to Redis that does as it is told.
async fn wire(to: &str) -> (String, watch::Sender<Wire>) {
    let (state, states) = watch::channel(Wire::Whole);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}", listener.local_addr().unwrap());
    let to: SocketAddr = to.trim_start_matches("redis://").trim_end_matches('/').parse().unwrap();
    tokio::spawn(async move {
        loop {
            let (near, _) = listener.accept().await.unwrap();
            if *states.borrow() == Wire::Cut {
                continue;
            }
            let (near_in, near_out) = near.into_split();
            let (far_in, far_out) = TcpStream::connect(to).await.unwrap().into_split();
            tokio::spawn(carry(near_in, far_out, states.clone()));
            tokio::spawn(carry(far_in, near_out, states.clone()));
        }
    });
    (url, state)
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut states: watch::Receiver<Wire>) {
    let mut piece = [0; 4096];
    loop {
        let read = tokio::select! {
            read = from.read(&mut piece) => read.unwrap_or(0),
            _ = states.wait_for(|state| *state == Wire::Cut) => 0,
        };
        let state = *states.borrow();
        match (read, state) {
            (0, _) | (_, Wire::Cut) => return,
            (_, Wire::Silent) => {}
            (read, Wire::Whole) => {
                if to.write_all(&piece[..read]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_count_together_to_the_last_try_even_at_once() {
    let Some(url) = redis() else { return };
    let (env, who) = (env(), somebody());
    let nodes = [node(&env, &url), node(&env, &url)];
    for node in &nodes {
        node.look_for_redis().await;
    }

    let tries = (0..40).map(|n| {
        let (node, who) = (nodes[n % 2].clone(), who.clone());
        tokio::spawn(async move { node.count(&who, None).await })
    });
    let answers: Vec<Result<()>> =
        futures_util::future::join_all(tries).await.into_iter().map(Result::unwrap).collect();

    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 10);
    for refused in answers.iter().filter(|answer| answer.is_err()) {
        assert!(matches!(refused, Err(Error::TooMany { retry_after_s: 1..=7 })), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_also_share_the_count_of_an_account_and_of_an_ipv6_network() {
    let Some(url) = redis() else { return };
    let (env, who) = (env(), somebody());
    let (one, other) = (node(&env, &url), node(&env, &url));
    for node in [&one, &other] {
        node.look_for_redis().await;
    }
    let random: [u8; 2] = Env::system().bytes();
    let network = format!("2001:db8:{:x}:{:x}", u16::from_be_bytes(random), u16::from(random[1]) + 1);

    let mut accounts = 0;
    for n in 0..20 {
        let node = if n % 2 == 0 { &one } else { &other };
        accounts += let_in(node, 1, &somebody(), Some(&who)).await;
    }
    let at_one = let_in(&one, 7, &format!("{network}::1"), None).await;
    let at_other = let_in(&other, 7, &format!("{network}:9::2"), None).await;

    assert_eq!(accounts, 10);
    assert_eq!((at_one, at_other), (7, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_redis_each_node_counts_alone_at_half_the_rate_and_comes_back_by_itself() {
    let Some(url) = redis() else { return };
    for away in [Wire::Cut, Wire::Silent] {
        let (url, wire) = wire(&url).await;
        let env = env();
        let node = node(&env, &url);
        assert_eq!(let_in(&node, 12, &somebody(), None).await, 10, "together, at the whole rate");

        wire.send_replace(away);
        let began = tokio::time::Instant::now();
        let who = somebody();
        let alone = let_in(&node, 12, &who, None).await;
        let of_account = let_in(&node, 1, &somebody(), Some(&who)).await;
        let took = began.elapsed();
        env.advance(TimeDelta::seconds(13));
        let after_a_while = let_in(&node, 5, &who, None).await;

        assert_eq!((alone, of_account, after_a_while), (5, 1, 1), "{away:?}: alone, at half the rate");
        assert!(took < Duration::from_millis(700), "{away:?}: only one of them waits for Redis: {took:?}");
        wire.send_replace(Wire::Whole);
        env.advance(TimeDelta::seconds(2));
        assert_eq!(let_in(&node, 12, &somebody(), None).await, 10, "{away:?}: together again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redis_that_answers_nonsense_or_was_never_there_opens_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nonsense = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n+OK\r\n:0\r\n").await;
        }
    });
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();

    for url in [format!("redis://{nonsense}"), format!("redis://{nobody}"), format!("rediss://{nonsense}")] {
        let node = node(&env(), &url);
        assert_eq!(let_in(&node, 12, "192.0.2.1", None).await, 5, "{url}");
    }
}
