//! What is measured outside of the rounds: memory, a flood at the door, starting, statements, bytes on the wire.

use super::{
    client::{Ask, Client},
    load::{self, Plan, always, median},
    rounds::Pace,
    scrape::{all_between, between},
    servers::{Program, Running},
    session::{Door, Session},
    world::World,
};
use anyhow::{Context, Result};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

/// How long somebody waits who was told to come back. Without a pause the flood would measure itself.
const PAUSE: Duration = Duration::from_millis(200);

const QUIET: Duration = Duration::from_secs(6);

/// Resident memory in megabytes, and what a reader sees of a flood of sign-ins.
#[derive(Debug)]
pub struct Flood {
    pub idle_mb: f64,
    pub loaded_mb: f64,
    pub flood_mb: f64,
    pub after_mb: f64,
    pub reader_idle_ms: f64,
    pub reader_flood_ms: f64,
    pub refused: usize,
    pub admitted_per_s: f64,
}

/// Starts Muster anew and goes through all of it.
pub async fn flood(program: &Program, world: &World, pace: Pace) -> Result<Flood> {
    let (running, _) = program.start().await?;
    tokio::time::sleep(Duration::from_secs(2)).await;
    let idle_mb = running.resident_mb()?;
    let session = Session::begin(running.at, world).await?;
    // Until the block of memory that signing in took has gone back.
    tokio::time::sleep(QUIET).await;
    let list = always(session.get(&format!("{}/requirements?per=all", world.demo)));
    let (overview, time) = (always(session.get(&world.demo)), 2 * pace.time);
    let read = |connections, time| Plan {
        at: running.at,
        connections,
        time,
        requests: &list,
        expected: 200,
        pause: None,
    };
    let (_, loaded_mb) = highest(&running, load::run(read(100, time))).await?;
    let glance = Plan { requests: &overview, ..read(100, time) };
    let (_, overview_mb) = highest(&running, load::run(glance)).await?;
    let idle = load::run(read(1, time)).await?;
    let door = Door::open(running.at).await?;
    let sign_ins = door.sign_ins();
    let crowd = Plan {
        at: running.at,
        connections: 100,
        time: 2 * time,
        requests: &sign_ins,
        expected: 303,
        pause: Some(PAUSE),
    };
    let both = async { tokio::try_join!(load::run(crowd), load::run(read(1, 2 * time))) };
    let ((crowd, reader), flood_mb) = highest(&running, both).await?;
    tokio::time::sleep(Duration::from_secs(10)).await;
    let after_mb = running.resident_mb()?;
    running.stop().await?;
    Ok(Flood {
        idle_mb,
        loaded_mb: loaded_mb.max(overview_mb),
        flood_mb,
        after_mb,
        reader_idle_ms: idle.p99,
        reader_flood_ms: reader.p99,
        refused: crowd.refused,
        admitted_per_s: crowd.rate,
    })
}

/// Does the work and looks at the memory meanwhile; gives the most that was seen.
async fn highest<T>(running: &Running, work: impl Future<Output = Result<T>>) -> Result<(T, f64)> {
    let mut work = std::pin::pin!(work);
    let mut most: f64 = 0.0;
    loop {
        tokio::select! {
            done = &mut work => return Ok((done?, most.max(running.resident_mb()?))),
            () = tokio::time::sleep(Duration::from_millis(20)) => most = most.max(running.resident_mb()?),
        }
    }
}

/// Milliseconds from the start of the process to its first answer, on a database that is there.
pub async fn first_answer(program: &Program, times: usize) -> Result<f64> {
    let mut all = Vec::new();
    for _ in 0..times {
        let (running, ms) = program.start().await?;
        running.stop().await?;
        all.push(ms);
    }
    Ok(median(all))
}

/// How many statements a page takes, right after a change and when nothing has changed.
pub async fn statements(program: &Program, world: &World) -> Result<Vec<(&'static str, usize, usize)>> {
    let program = Program { is_telling: true, ..program.clone() };
    let (running, _) = program.start().await?;
    let session = Session::begin(running.at, world).await?;
    let work = format!("{}/work/3.5.3/a", world.demo);
    let list = format!("{}/requirements?per=all", world.demo);
    let mut counted = Vec::new();
    for (name, path) in
        [("list", list.as_str()), ("overview", world.demo.as_str()), ("workbench", work.as_str())]
    {
        Client::new(running.at).send(&session.result(0)).await?;
        let mut counts = [0; 2];
        for count in &mut counts {
            let before = running.statements()?;
            session.page(path).await?;
            *count = running.statements()? - before;
        }
        counted.push((name, counts[0], counts[1]));
    }
    running.stop().await?;
    Ok(counted)
}

/// Bytes over the wire of a page and of all that it needs, for a browser that has nothing yet.
#[derive(Debug)]
pub struct Wire {
    pub page: usize,
    /// Style sheet, scripts, picture.
    pub files: usize,
    pub fonts: usize,
}

/// Loads a page and what it names.
pub async fn wire(session: &Session, path: &str) -> Result<Wire> {
    let began = Instant::now();
    let page = fetch(session, path, true).await?;
    let mut wire = Wire { page: page.0, files: 0, fonts: 0 };
    let mut wanted: BTreeSet<String> = assets(&fetch(session, path, false).await?.1);
    let mut done = BTreeSet::new();
    while let Some(file) = wanted.pop_first() {
        if !done.insert(file.clone()) {
            continue;
        }
        let (bytes, _) = fetch(session, &file, true).await?;
        match file.ends_with(".woff2") {
            true => wire.fonts += bytes,
            false => wire.files += bytes,
        }
        if file.ends_with(".css") {
            wanted.extend(assets(&fetch(session, &file, false).await?.1));
        }
    }
    anyhow::ensure!(began.elapsed() < Duration::from_secs(60) && wire.fonts > 0, "the page names no font");
    Ok(wire)
}

fn assets(text: &str) -> BTreeSet<String> {
    let names = all_between(text, "\"/assets/", "\"");
    names.map(|name| format!("/assets/{name}")).collect()
}

async fn fetch(session: &Session, path: &str, is_packed: bool) -> Result<(usize, String)> {
    let mut client = Client::new(session.at);
    let request = if is_packed { session.get(path) } else { session.get_plain(path) };
    let seen = client.send(&request).await.with_context(|| path.to_owned())?;
    anyhow::ensure!(seen.status == 200, "{path} was answered with {}", seen.status);
    Ok((seen.bytes, client.text().to_owned()))
}

/// Whether the server of `reference` gives the very page that Muster gives.
pub async fn prove_same(session: &Session, reference: &Running, path: &str) -> Result<usize> {
    let ours = session.page(path).await?;
    let mut client = Client::new(reference.at);
    client.send(&Ask { path: super::reference::LIST.to_owned(), ..Ask::default() }.get()).await?;
    let (ours, theirs) = (without_token(&ours)?, without_token(client.text())?);
    let differs = ours.lines().zip(theirs.lines()).find(|(ours, theirs)| ours != theirs);
    anyhow::ensure!(ours == theirs, "the page from memory is another one: {differs:?}");
    Ok(ours.len())
}

/// Each page carries its form token in letters of its own.
fn without_token(html: &str) -> Result<String> {
    let token = between(html, "name=\"csrf\" value=\"", "\"")?;
    Ok(html.replace(token, &"0".repeat(token.len())))
}
