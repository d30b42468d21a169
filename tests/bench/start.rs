//! How fast Muster is, against what the same machine can do at all. `tests/load` runs it: it fills databases, starts
//! the real program and the servers it is compared with as processes of their own, and prints one table. Ratios of
//! interleaved rounds are the point; a rate alone says more about the machine.

mod client;
mod document;
mod imports;
mod load;
mod once;
mod page;
mod reference;
mod report;
mod rounds;
mod scale;
mod scrape;
mod servers;
mod session;
mod table;
mod world;
mod yardsticks;

use anyhow::{Context, Result, bail};
use page::Page;
use rounds::{Pace, Servers};
use servers::{Program, Running};
use session::Session;
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

/// What the command line wants.
#[derive(Default)]
struct Wanted {
    /// The release build of Muster.
    program: PathBuf,
    /// An empty PostgreSQL database.
    postgres: Option<String>,
    /// One short round.
    is_quick: bool,
    /// A small company beside a large one, and nothing else.
    is_scale: bool,
    /// Be the server of `reference`, with this data.
    reference: Option<PathBuf>,
}

impl Wanted {
    fn read(arguments: impl Iterator<Item = OsString>) -> Result<Self> {
        use lexopt::prelude::*;
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut wanted = Self::default();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("program") => wanted.program = parser.value()?.into(),
                Long("postgres") => wanted.postgres = Some(parser.value()?.string()?),
                Long("quick") => wanted.is_quick = true,
                Long("scale") => wanted.is_scale = true,
                // What cargo says to every benchmark.
                Long("bench") => {}
                Value(word) if word == "reference" => wanted.reference = Some(parser.value()?.into()),
                other => return Err(other.unexpected().into()),
            }
        }
        if wanted.reference.is_none() && !wanted.program.is_file() {
            bail!("--program has to name the release build of muster; tests/load does all of it");
        }
        Ok(wanted)
    }
}

fn main() -> ExitCode {
    match Wanted::read(std::env::args_os().skip(1)).and_then(run) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("tests/load: {error:#}");
            ExitCode::from(2)
        }
    }
}

/// One thread makes all the load, so that it leaves the machine to what is measured.
fn run(wanted: Wanted) -> Result<bool> {
    if let Some(page) = wanted.reference {
        tokio::runtime::Runtime::new()?.block_on(reference::serve(&page))?;
        return Ok(true);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(measure(&wanted))
}

async fn measure(wanted: &Wanted) -> Result<bool> {
    let pace = match wanted.is_quick {
        true => Pace { rounds: 1, time: Duration::from_millis(400) },
        false => Pace { rounds: 7, time: Duration::from_millis(700) },
    };
    let folder = tempfile::tempdir().context("a folder to work in")?;
    if wanted.is_scale {
        let table = scale::measure(&wanted.program, folder.path(), pace).await?;
        print!("{table}");
        return Ok(table.is_reached());
    }
    eprintln!("filling the databases");
    let (program, world) = installation(wanted, folder.path(), "").await?;
    let (running, _) = program.start().await?;
    let session = Session::begin(running.at, &world).await?;
    world::season(&url_of(&program.folder, &program.database)).await?;
    let reference = reference_of(&session, &world, folder.path()).await?;
    let path = format!("{}/requirements?per=all", world.demo);
    let page_bytes = once::prove_same(&session, &reference, &path).await?;
    let postgres = match &wanted.postgres {
        None => None,
        Some(url) => {
            let (program, world) = installation(wanted, folder.path(), url).await?;
            let (running, _) = program.start().await?;
            let session = Session::begin(running.at, &world).await?;
            Some((running, session, world))
        }
    };
    let servers = Servers {
        sqlite: &session,
        postgres: postgres.as_ref().map(|(_, session, _)| session),
        reference: &reference,
        world: &world,
        postgres_world: postgres.as_ref().map(|(_, _, world)| world),
        folder: folder.path().to_owned(),
    };
    let measured = rounds::all(&servers, pace).await?;
    let wires = [once::wire(&session, &path).await?, once::wire(&session, &world.demo).await?];
    drop((postgres, reference));
    running.stop().await?;
    eprintln!("memory, the flood, starting, statements");
    let flood = once::flood(&program, &world, pace).await?;
    let first_answer_ms = once::first_answer(&program, if wanted.is_quick { 3 } else { 9 }).await?;
    let statements = once::statements(&program, &world).await?;
    let found = report::Found { measured, wires, flood, first_answer_ms, statements, page_bytes };
    let table = found.table();
    print!("{table}");
    Ok(table.is_reached())
}

/// A database with something in it, and how to start Muster on it.
async fn installation(wanted: &Wanted, folder: &Path, database: &str) -> Result<(Program, world::World)> {
    let folder = folder.join(if database.is_empty() { "sqlite" } else { "postgres" });
    std::fs::create_dir(&folder)?;
    let url = url_of(&folder, database);
    let world = world::make(&url, &folder).await?;
    let binary = wanted.program.clone();
    Ok((Program { binary, folder, database: database.to_owned(), is_telling: false }, world))
}

fn url_of(folder: &Path, database: &str) -> String {
    match database {
        "" => format!("sqlite://{}", folder.join("muster.db").display()),
        url => url.to_owned(),
    }
}

async fn reference_of(session: &Session, world: &world::World, folder: &Path) -> Result<Running> {
    let path = format!("{}/requirements?per=all", world.demo);
    let page = Page::read(&session.page(&path).await?, &path).context("reading the list")?;
    let file = folder.join("page.json");
    std::fs::write(&file, serde_json::to_vec(&page)?)?;
    Running::reference(&file)
}
