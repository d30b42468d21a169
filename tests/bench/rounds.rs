//! The rounds: everything whose rates are compared is measured in turn, several times over, so that a machine that
//! is busy with something else for a while is unfair to all of it alike.

use super::{
    client::{Ask, Client},
    document,
    load::{self, Fill, Plan, Sample, always, median},
    reference,
    servers::Running,
    session::{Door, Session},
    world::World,
    yardsticks,
};
use anyhow::Result;
use std::{collections::BTreeMap, net::SocketAddr, path::PathBuf, rc::Rc, time::Duration};

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub rounds: usize,
    pub time: Duration,
}

/// What is measured: its name, and how many ask at once.
pub type Key = (&'static str, usize);

/// What was measured, once per round.
#[derive(Default)]
pub struct Measured {
    loads: BTreeMap<Key, Vec<Sample>>,
    numbers: BTreeMap<&'static str, Vec<f64>>,
}

impl Measured {
    /// Answers per second.
    pub fn rate(&self, key: Key) -> f64 {
        self.of(key, |sample| sample.rate)
    }
    /// The middle answer's time.
    pub fn p50(&self, key: Key) -> f64 {
        self.of(key, |sample| sample.p50)
    }
    /// The time that one of a hundred answers takes at least.
    pub fn p99(&self, key: Key) -> f64 {
        self.of(key, |sample| sample.p99)
    }
    /// How many times the middle one the slow one takes.
    pub fn spread(&self, key: Key) -> f64 {
        self.of(key, |sample| sample.p99 / sample.p50)
    }
    /// How many times as fast as the other, each round's against the same round's.
    pub fn ratio(&self, key: Key, other: Key) -> f64 {
        let of = |key| self.loads.get(&key).into_iter().flatten().map(|sample: &Sample| sample.rate);
        median(of(key).zip(of(other)).map(|(rate, other)| rate / other))
    }
    /// The same against a yardstick.
    pub fn share(&self, key: Key, yardstick: &str) -> f64 {
        let rates = self.loads.get(&key).into_iter().flatten().map(|sample| sample.rate);
        let numbers = self.numbers.get(yardstick).into_iter().flatten();
        median(rates.zip(numbers).map(|(rate, number)| rate / number))
    }
    /// One yardstick against another.
    pub fn quotient(&self, name: &str, other: &str) -> f64 {
        let of = |name| self.numbers.get(name).into_iter().flatten();
        median(of(name).zip(of(other)).map(|(number, other)| number / other))
    }
    /// A yardstick.
    pub fn number(&self, name: &str) -> f64 {
        median(self.numbers.get(name).into_iter().flatten().copied())
    }

    fn of(&self, key: Key, part: impl Fn(&Sample) -> f64) -> f64 {
        median(self.loads.get(&key).into_iter().flatten().map(part))
    }
}

/// One thing to measure.
#[derive(Clone)]
struct Case {
    key: Key,
    at: SocketAddr,
    requests: Rc<dyn Fn(usize) -> Fill>,
    expected: u16,
    /// How many times as long as usual.
    times: u32,
}

/// The servers, all of them started.
pub struct Servers<'a> {
    pub sqlite: &'a Session,
    pub postgres: Option<&'a Session>,
    pub reference: &'a Running,
    pub world: &'a World,
    pub postgres_world: Option<&'a World>,
    /// Where the yardsticks may write.
    pub folder: PathBuf,
}

const FEW: usize = 8;

/// Measures all of it. What is compared stands side by side.
pub async fn all(servers: &Servers<'_>, pace: Pace) -> Result<Measured> {
    let mut measured = Measured::default();
    let reading = [pages(servers), others(servers.sqlite, servers.world, &SQLITE)].concat();
    let mut on_postgres = Vec::new();
    if let (Some(session), Some(world)) = (servers.postgres, servers.postgres_world) {
        for connections in CONNECTIONS {
            on_postgres.extend(list_and_overview(session, world, &POSTGRES, connections));
        }
        on_postgres.extend(others(session, world, &POSTGRES));
        on_postgres.push(results(session, POSTGRES.result, 1));
        on_postgres.push(results(session, POSTGRES.result, 32));
    }
    let (one, many) = (results(servers.sqlite, "result", 1), results(servers.sqlite, "result", 32));
    let sign_ins = Rc::new(Door::open(servers.sqlite.at).await?.sign_ins());
    let at = servers.sqlite.at;
    let sign_in = Case { key: ("sign-in", FEW), at, requests: sign_ins, expected: 303, times: 3 };
    let cores = std::thread::available_parallelism()?.get();
    let mut scans = 0;
    for round in 1..=pace.rounds {
        eprintln!("round {round} of {}", pace.rounds);
        for case in &reading {
            measured.take(case, pace).await?;
        }
        measured.take(&one, pace).await?;
        measured.put("commits", yardsticks::commits(&servers.folder, pace.time).await?);
        for case in [&many].into_iter().chain(&on_postgres) {
            measured.take(case, pace).await?;
        }
        measured.put("hashes", yardsticks::hashes(1, pace.time)?);
        measured.put("hashes at once", yardsticks::hashes(cores, 3 * pace.time)?);
        measured.take(&sign_in, pace).await?;
        for _ in 0..3 {
            scans += 1;
            let scan = document::scan(scans);
            measured.put("keep", yardsticks::keep(&servers.folder, &scan)?);
            measured.put("upload", upload(servers.sqlite, &scan).await?);
        }
    }
    Ok(measured)
}

/// What the cases are called.
struct Names {
    list: &'static str,
    plain: &'static str,
    overview: &'static str,
    long: &'static str,
    work: &'static str,
    result: &'static str,
}

const SQLITE: Names = Names {
    list: "list",
    plain: "list, not compressed",
    overview: "overview",
    long: "list of 500",
    work: "workbench",
    result: "result",
};
const POSTGRES: Names = Names {
    list: "list on PostgreSQL",
    plain: "list on PostgreSQL, not compressed",
    overview: "overview on PostgreSQL",
    long: "list of 500 on PostgreSQL",
    work: "workbench on PostgreSQL",
    result: "result on PostgreSQL",
};

/// How many ask at once.
const CONNECTIONS: [usize; 3] = [1, 32, 100];

/// Pages with what they are compared with.
fn pages(servers: &Servers<'_>) -> Vec<Case> {
    let mut cases = Vec::new();
    let reference = |name, connections, path: &str| {
        let request = Ask { path: path.to_owned(), ..Ask::default() }.get();
        page(servers.reference.at, name, connections, request)
    };
    for connections in CONNECTIONS {
        cases.push(reference("memory", connections, reference::LIST));
        cases.extend(list_and_overview(servers.sqlite, servers.world, &SQLITE, connections));
        cases.push(reference("hello", connections, reference::HELLO));
    }
    cases
}

fn list_and_overview(session: &Session, world: &World, names: &Names, connections: usize) -> [Case; 2] {
    [
        page(session.at, names.list, connections, session.get(&list(&world.demo))),
        page(session.at, names.overview, connections, session.get(&world.demo)),
    ]
}

fn others(session: &Session, world: &World, names: &Names) -> Vec<Case> {
    let work = format!("{}/work/3.5.3/a", world.demo);
    vec![
        page(session.at, names.plain, 32, session.get_plain(&list(&world.demo))),
        page(session.at, names.long, 32, session.get(&list(&world.long))),
        page(session.at, names.work, 32, session.get(&work)),
    ]
}

fn list(assessment: &str) -> String {
    format!("{assessment}/requirements?per=all")
}

fn page(at: SocketAddr, name: &'static str, connections: usize, request: Vec<u8>) -> Case {
    Case { key: (name, connections), at, requests: Rc::new(always(request)), expected: 200, times: 1 }
}

fn results(session: &Session, name: &'static str, connections: usize) -> Case {
    let requests = Rc::new(session.results(connections));
    Case { key: (name, connections), at: session.at, requests, expected: 303, times: 1 }
}

impl Measured {
    async fn take(&mut self, case: &Case, pace: Pace) -> Result<()> {
        let Case { key, at, requests, expected, times } = case;
        let (at, connections, expected) = (*at, key.1, *expected);
        let plan = |time| Plan { at, connections, time, requests: &**requests, expected, pause: None };
        load::run(plan(pace.time / 5)).await?;
        let sample = load::run(plan(pace.time * *times)).await?;
        self.loads.entry(*key).or_default().push(sample);
        Ok(())
    }

    fn put(&mut self, name: &'static str, number: f64) {
        self.numbers.entry(name).or_default().push(number);
    }
}

/// Milliseconds from the first byte of a form to the answer that it is kept.
async fn upload(session: &Session, scan: &[u8]) -> Result<f64> {
    let request = session.upload("scan.pdf", scan);
    let mut client = Client::new(session.at);
    client.connect().await?;
    let began = std::time::Instant::now();
    let seen = client.send(&request).await?;
    anyhow::ensure!(seen.status == 303, "an upload was answered with {}\n{}", seen.status, client.text());
    Ok(began.elapsed().as_secs_f64() * 1000.0)
}
