//! What each command of the program does: the configuration is read, the database opened, the parts put
//! together, and what came of it is printed.

mod console;
mod ending;
mod keys;
mod start;
pub mod sweep;

use crate::assessments::score::file;
use crate::backup;
use crate::blobs::Blobs;
use crate::cli::{self, Command, Migrate};
use crate::config::Config;
use crate::kernel::{
    Error,
    db::{self, Db, Step},
    env::Env,
    private,
    seal::Keyring,
    text::number_of,
};
use anyhow::{Context, Result};
use std::{io::Read, path::Path, process::ExitCode};

/// Carries out one command.
pub async fn run(command: Command) -> Result<ExitCode> {
    if let Command::Score { file, is_table } = command {
        return score(&file, is_table);
    }
    if let Command::Routes = command {
        return Ok(console::routes());
    }
    let config = match cli::configuration() {
        Ok(config) => config,
        Err(refused) => return Ok(refused),
    };
    match command {
        Command::Serve => start::serve(config, false).await,
        Command::Demo => start::demonstrate(config).await,
        Command::Migrate(step) => migrate(&config, step).await,
        Command::Backup { file } => make_backup(&config, &file).await,
        Command::Restore { file } => restore(&config, &file).await,
        Command::MailTest { address } => console::mail_test(&config, &address).await,
        Command::Rescue { email } => console::rescue(&config, &email).await,
        Command::ImportPeople { file, organisation } => console::people(&config, &file, &organisation).await,
        Command::RotateKeys => keys::rotate(&config).await,
        Command::ChangePepper => keys::change_pepper(&config).await,
        Command::Seed(size) => console::seed(&config, size).await,
        Command::VerifyTrail => console::verify(&config).await,
        Command::ImportCatalogue { file, organisation } => {
            console::import(&config, &file, &organisation).await
        }
        _ => Ok(cli::print(&cli::help())),
    }
}

/// Opens the database of the configuration, making its folder and its file where there are none.
async fn open(config: &Config) -> Result<Db> {
    private::create_folders(&config.storage.data_dir).with_context(|| {
        format!("making the folder {} (MUSTER_DATA_DIR)", config.storage.data_dir.display())
    })?;
    connect(config).await
}

/// Opens the database of the configuration, for a command that makes none: in a wrong folder it leaves nothing
/// behind.
async fn open_there(config: &Config) -> Result<Db> {
    if let Some(file) = db::file_of(config.database.url.expose()) {
        let place = format!("{} (MUSTER_DATA_DIR, MUSTER_DATABASE_URL)", file.display());
        let is_there = file.try_exists().with_context(|| {
            format!("Whether there is a database at {place} cannot be seen. Run this as Muster's own user.")
        })?;
        anyhow::ensure!(is_there, "There is no database at {place}.");
    }
    connect(config).await
}

/// Asks the database something, so that what is wrong with it or the way to it is told here, with its place.
async fn connect(config: &Config) -> Result<Db> {
    let opened = async {
        let db =
            Db::open(config.database.url.expose(), config.database.connections_max, Env::system()).await?;
        db.steps().await?;
        Ok::<_, Error>(db)
    };
    opened.await.with_context(|| format!("opening the database at {}", config.database.place()))
}

/// One that is there, for a command that needs today's schema: an older database is left as it is.
async fn open_current(config: &Config) -> Result<Db> {
    current(open_there(config).await?).await
}

/// The same database, if it is at today's schema.
async fn current(db: Db) -> Result<Db> {
    if db.steps().await?.iter().any(|step| !step.is_applied) {
        db.steps_as_known().await?;
        anyhow::bail!("The database is not at this program's schema yet. Run `muster migrate` first.");
    }
    Ok(db)
}

/// The keys of the installation. In development the first start makes them.
fn keyring(config: &Config, db: &Db) -> Result<Keyring> {
    let installation = config.signin.secret_key.load(db.env()).context("reading the secret key")?;
    Ok(Keyring::new(&config.signin.keys, &installation))
}

fn blobs(config: &Config) -> Result<Blobs> {
    Ok(Blobs::open(&config.storage.blobs)?)
}

fn score(path: &Path, is_table: bool) -> Result<ExitCode> {
    let text = match path.to_str() {
        Some("-") => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map(|_| text)
        }
        _ => std::fs::read_to_string(path),
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => return Ok(cli::refuse(format!("{}: {error}", path.display()))),
    };
    Ok(match file::run(&text) {
        Ok(report) if is_table => cli::print(&report.table()),
        Ok(report) => cli::print(&report.json()),
        Err(error) => cli::refuse(format!("{}: {error}", path.display())),
    })
}

async fn migrate(config: &Config, step: Migrate) -> Result<ExitCode> {
    let db = if step == Migrate::Up { open(config).await? } else { open_there(config).await? };
    let copy = match step {
        Migrate::Up => db.migrate().await?,
        Migrate::Down(count) => {
            let (count, taken) =
                (usize::try_from(count)?, db.steps().await?.iter().filter(|s| s.is_applied).count());
            if count > taken {
                return Ok(cli::refuse(format!(
                    "The database has taken {}, so {count} cannot be taken back. Nothing was changed.",
                    number_of(taken as u64, "step")
                )));
            }
            db.migrate_down(count).await?
        }
        Migrate::Check => None,
    };
    let steps = db.steps().await?;
    let mut text = String::new();
    if let Some(copy) = copy {
        text.push_str(&format!("A copy from before is at {}.\n", copy.display()));
    }
    for step in &steps {
        let state = match step {
            Step { is_changed: true, .. } => "changed",
            Step { is_applied: true, .. } => "done   ",
            _ => "missing",
        };
        text.push_str(&format!("{state} {:04} {}\n", step.version, step.name));
    }
    cli::print(&text);
    for fault in steps.iter().filter_map(Step::fault) {
        eprintln!("muster: {fault}");
    }
    let is_current = steps.iter().all(|step| step.is_applied && !step.is_changed);
    Ok(if is_current || !matches!(step, Migrate::Check) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn make_backup(config: &Config, file: &Path) -> Result<ExitCode> {
    let db = open_current(config).await?;
    let left = sweep::halves(file.parent().unwrap_or(file), db.env());
    if left > 0 {
        cli::print(&format!(
            "Removed {} that a run that was killed had left.\n",
            number_of(left as u64, "half-written file")
        ));
    }
    let made = backup::backup(&db, &blobs(config)?, file).await?;
    let (rows, files) = (number_of(made.rows, "row"), number_of(made.files, "file"));
    cli::print(&format!("{}: {rows}, {files} of evidence\n", file.display()));
    cli::print(keys::NOT_IN_THE_ARCHIVE);
    for missing in &made.missing {
        eprintln!("muster: gone, damaged or not to be read before the backup: {missing}");
    }
    Ok(if made.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn restore(config: &Config, file: &Path) -> Result<ExitCode> {
    let db = open(config).await?;
    let restored = backup::restore_unless(file, &db, &blobs(config)?, ending::told_to_stop()).await?;
    let (rows, files) = (number_of(restored.rows, "row"), number_of(restored.files, "file"));
    let mut text = format!("Restored {rows} and {files} of evidence.\n");
    for (name, lines) in &restored.trails {
        let lines = number_of(lines.unsigned_abs(), "line");
        text.push_str(&format!("The trail of {name} is whole: {lines}.\n"));
    }
    for missing in &restored.missing {
        text.push_str(&format!("Was missing when the backup was made: {missing}\n"));
    }
    if restored.is_over_a_start {
        text.push_str(
            "Muster had been started here before, and what that had made gave way: if it is running still, start it \
             again.\n",
        );
    }
    text.push_str(&keys::after_restore(config, &db).await?);
    Ok(cli::print(&text))
}
