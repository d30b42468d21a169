//! Load: so many connections, each sending its next request as soon as it has its answer, for so long.

use super::client::Client;
use anyhow::{Result, bail};
use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};
use tokio::task::JoinSet;

/// Fills the buffer with the next request; what it held before is still there.
pub type Fill = Box<dyn FnMut(&mut Vec<u8>) + Send>;

/// What is sent, by whom, and which answers are right.
pub struct Plan<'a> {
    pub at: SocketAddr,
    pub connections: usize,
    pub time: Duration,
    /// Makes the requests of one connection, by its number.
    pub requests: &'a (dyn Fn(usize) -> Fill + 'a),
    pub expected: u16,
    /// How long who is told to come back (503) waits; none where that must not happen.
    pub pause: Option<Duration>,
}

/// What came of it. Times are in milliseconds.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// Right answers per second.
    pub rate: f64,
    pub p50: f64,
    pub p99: f64,
    /// How many were told to come back.
    pub refused: usize,
}

/// Requests that do not change.
pub fn always(request: Vec<u8>) -> impl Fn(usize) -> Fill {
    move |_| {
        let request = request.clone();
        Box::new(move |buffer| {
            if buffer.is_empty() {
                buffer.extend_from_slice(&request);
            }
        })
    }
}

/// Carries the plan out. Any other answer than the expected one ends everything.
pub async fn run(plan: Plan<'_>) -> Result<Sample> {
    let mut clients = Vec::new();
    for number in 0..plan.connections {
        let mut client = Client::new(plan.at);
        client.connect().await?;
        clients.push((client, (plan.requests)(number)));
    }
    let began = Instant::now();
    let mut running = JoinSet::new();
    for (client, fill) in clients {
        running.spawn(one(client, fill, began + plan.time, plan.expected, plan.pause));
    }
    let (mut micros, mut refused, mut last) = (Vec::new(), 0, began);
    while let Some(done) = running.join_next().await {
        let done = done??;
        micros.extend(done.micros);
        refused += done.refused;
        last = last.max(done.last);
    }
    if micros.is_empty() {
        bail!("nothing was answered in {:?}", plan.time);
    }
    micros.sort_unstable();
    let at = |share: f64| f64::from(micros[((micros.len() - 1) as f64 * share) as usize]) / 1000.0;
    let rate = micros.len() as f64 / (last - began).as_secs_f64();
    Ok(Sample { rate, p50: at(0.5), p99: at(0.99), refused })
}

struct Done {
    micros: Vec<u32>,
    refused: usize,
    /// When the last right answer came.
    last: Instant,
}

async fn one(
    mut client: Client,
    mut fill: Fill,
    end: Instant,
    expected: u16,
    pause: Option<Duration>,
) -> Result<Done> {
    let mut request = Vec::new();
    let mut done = Done { micros: Vec::new(), refused: 0, last: Instant::now() };
    while Instant::now() < end {
        fill(&mut request);
        let sent = Instant::now();
        let seen = client.send(&request).await?;
        match (seen.status, pause) {
            (status, _) if status == expected => {
                done.last = Instant::now();
                done.micros.push(u32::try_from((done.last - sent).as_micros()).unwrap_or(u32::MAX));
            }
            (503, Some(pause)) => {
                done.refused += 1;
                tokio::time::sleep(pause).await;
            }
            (status, _) => {
                let first = String::from_utf8_lossy(&request[..request.len().min(200)]).into_owned();
                bail!("{status} instead of {expected} to\n{first}\n{}\n{}", client.head(), client.text());
            }
        }
    }
    Ok(done)
}

/// The middle one. Of an even number, the lower of the two.
pub fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(f64::NAN)
}
