//! The front door: takes connections from browsers and hands whole, plausible requests to the program.
//! Whoever sends too slowly, too much, or to another host is turned away here, so that a few bad
//! connections cannot keep the people out who work with Muster. When the program is told to stop, it lets
//! everyone finish what they are sending first.

mod accept;
mod arrival;
mod body;
mod connection;
mod peer;
mod request;
#[cfg(test)]
mod tests;
mod watched;

pub use arrival::{Arrival, ProxyHeader};
pub use request::Hosts;

use crate::kernel::network::Network;
use connection::Connections;
use poem::{Endpoint, Response};
use std::{future::Future, pin::pin, time::Duration};
use tokio::{net::TcpListener, task::JoinSet};

/// The most bytes that the head of a request may have; more is answered with 431.
pub const HEAD_BYTES_MAX: usize = 32 * 1024;

/// The most header lines that a request may have; more is answered with 431.
pub const HEADERS_MAX: usize = 64;

/// What the front door lets through.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Which `Host` is ours.
    pub hosts: Hosts,
    /// Reverse proxies whose `proxy_header` is believed.
    pub trusted_proxies: Vec<Network>,
    /// The one header in which they tell whom they speak for.
    pub proxy_header: ProxyHeader,
    /// How many connections are served at once; further ones wait in the system's queue.
    pub connections_max: usize,
    /// How long one may take.
    pub deadlines: Deadlines,
}

/// How long one may take for what.
#[derive(Clone, Copy, Debug)]
pub struct Deadlines {
    /// From connecting to the first byte.
    pub first_byte: Duration,
    /// From the first byte of a request to the end of its head.
    pub head: Duration,
    /// From the end of an answer to the first byte of the next request.
    pub keep_alive: Duration,
    /// From one piece of a body to the next.
    pub body_idle: Duration,
    /// For a whole body, besides the time that its length is worth at `body_bytes_per_s_min`.
    pub body_total: Duration,
    /// The slowest pace at which a long body may come in.
    pub body_bytes_per_s_min: u64,
    /// For a client to take the next piece of an answer.
    pub write: Duration,
    /// For a client that still sends although its answer has been given: how long it may pause meanwhile.
    pub linger_idle: Duration,
    /// The same, altogether.
    pub linger_total: Duration,
    /// For requests that are under way when the program is told to stop.
    pub drain: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(10),
            head: Duration::from_secs(10),
            keep_alive: Duration::from_secs(60),
            body_idle: Duration::from_secs(15),
            body_total: Duration::from_secs(30),
            body_bytes_per_s_min: 16 * 1024,
            write: Duration::from_secs(30),
            linger_idle: Duration::from_secs(2),
            linger_total: Duration::from_secs(30),
            drain: Duration::from_secs(20),
        }
    }
}

/// Serves `endpoint` on `listener` until `shutdown` comes true and what is under way then has ended or used
/// up its time; afterwards the listener is closed and no connection is left. The `remote_addr` of a request
/// is the believed address of the person's machine (with port 0 where a proxy told it).
pub async fn serve<E>(
    listener: TcpListener,
    endpoint: E,
    settings: Settings,
    shutdown: impl Future<Output = ()>,
) where
    E: Endpoint<Output = Response> + 'static,
{
    let (connections_max, drain) = (settings.connections_max, settings.deadlines.drain);
    let connections = Connections::new(endpoint, settings);
    let mut open = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = open.join_next() => {}
            (stream, address) = accept::patiently(|| listener.accept()), if open.len() < connections_max => {
                open.spawn(connections.serve(stream, address));
            }
        }
    }
    drop(listener);
    connections.start_draining();
    let all_ended = async { while open.join_next().await.is_some() {} };
    if tokio::time::timeout(drain, all_ended).await.is_err() {
        tracing::warn!(connections = open.len(), "cut connections that did not end in time");
        open.shutdown().await;
    }
}

/// Comes true when the system asks the program to stop: by SIGTERM, or by Ctrl+C.
pub async fn asked_to_stop() {
    tokio::select! {
        () = terminated() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            tracing::warn!(%error, "cannot listen for SIGTERM");
            std::future::pending().await
        }
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
