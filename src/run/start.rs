//! `muster serve` and `muster demo`: from the configuration to the open door.

use super::{blobs, ending, keyring, open, sweep};
use crate::app::{self, Parts, Tasks};
use crate::blobs::Blobs;
use crate::cli;
use crate::config::Config;
use crate::demo;
use crate::evidence;
use crate::imports::Progress;
use crate::jobs;
use crate::kernel::{
    db::Db,
    env::Env,
    hash::MacKey,
    seal::{self, Keyring},
};
use crate::logs;
use crate::mail::Post;
use crate::notices;
use crate::signin;
use crate::web::{
    compress::Compress,
    headers::SecurityHeaders,
    limits::Limits,
    outgoing::{Outgoing, Reach},
    requests::Requests,
    server::{self, Deadlines, Hosts},
    shell::{Inner, Shell},
    templates,
};
use anyhow::{Context, Result, bail, ensure};
use chrono::TimeDelta;
use poem::EndpointExt;
use std::{process::ExitCode, time::Duration};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

/// How often the clock is compared with the database's.
const AGREE: Duration = Duration::from_secs(60);
/// How soon people are told of a sign-in with a new browser.
const TELL: Duration = Duration::from_secs(20);

/// Hashes that may wait for a permit before somebody is told to come back.
const HASHES_WAITING: usize = 32;

/// Letters that are on their way at the same time.
const WORKERS: usize = 2;

/// How long a letter that is on its way may still take when Muster is stopped. What takes longer is sent again
/// after the next start.
const LAST_LETTER: Duration = Duration::from_secs(5);

/// Why a server ends by itself.
const REPLACED: &str = "The database is not the one any more that Muster was started on: an archive or an older state \
    of it was put in its place, or its keys were changed, meanwhile. Start it again; it says then whether it has the \
    right keys.";

/// How long somebody at the door waits for their provider.
const PROVIDER_PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no demonstration in production.
const NOT_IN_PRODUCTION: &str = "The demonstration is not for production, where somebody's own data are or will be. \
    Start Muster by `muster serve`. To show the demonstration, leave MUSTER_ENV out or set it to development, and give \
    it a place of its own: another folder in MUSTER_DATA_DIR, or another database in MUSTER_DATABASE_URL.";

/// Answers browsers with the demonstration, where it comes beside nobody.
pub async fn demonstrate(config: Config) -> Result<ExitCode> {
    ensure!(!config.stage.is_production(), NOT_IN_PRODUCTION);
    let db = open(&config).await?;
    let owner = demo::owner(&db).await?;
    db.close().await;
    match owner {
        Some(name) => bail!(
            "The database at {} is in use by {name}, and the demonstration does not come beside anybody. Give it a \
             place of its own: another folder in MUSTER_DATA_DIR, or another database in MUSTER_DATABASE_URL. Nothing \
             was changed.",
            config.database.place()
        ),
        None => serve(config, true).await,
    }
}

/// Answers browsers until told to stop; the demonstration is loaded first if it is wanted.
pub async fn serve(config: Config, is_demo: bool) -> Result<ExitCode> {
    logs::start(&config.log)?;
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    let db = open(&config).await?;
    if let Some(copy) = db.migrate().await? {
        tracing::info!(copy = %copy.display(), "the database was brought up to date; a copy is kept");
    }
    let blobs = blobs(&config)?;
    sweep::left_behind(&config.storage.data_dir, &db, &blobs).await?;
    let listener = TcpListener::bind(config.http.listen)
        .await
        .with_context(|| format!("listening on {} (MUSTER_LISTEN)", config.http.listen))?;
    let keyring = keyring(&config, &db)?;
    seal::ready(&db, &keyring).await?;
    let mark = seal::mark(&mut db.read().await?, &keyring).await?;
    let db = db.with_keys(keyring.clone());
    let parts = parts(&config, db.clone(), blobs.clone(), keyring.clone())?;
    announce(&config, &db, &blobs, is_demo).await?;
    parts.limits.look_for_redis().await;
    signin::actions::learn(&db, &parts.signin).await?;
    let comparer = tokio::spawn(sweep::comparing(db.clone(), blobs.clone()));
    let sweeper = tokio::spawn(sweep::hourly(db.clone(), blobs, parts.limits.clone(), parts.signin.clone()));
    let teller = tokio::spawn(tell(db.clone()));
    let clock = tokio::spawn(db.clone().keep_time(AGREE));
    jobs::schedule(&db, notices::KIND).await?;
    let (stop, workers) = start_workers(&db, &parts.post, &parts.imports);
    let env = db.env().clone();
    let endpoint = app::app(parts)
        .boxed()
        .with(SecurityHeaders { is_https: config.http.is_https() })
        .with(Compress)
        .with(Requests::new(move || env.new_id().simple().to_string()))
        .boxed();
    let settings = server::Settings {
        hosts: Hosts::for_base(config.http.host(), config.stage.is_production()),
        trusted_proxies: config.http.trusted_proxies.clone(),
        proxy_header: config.http.proxy_header,
        connections_max: config.http.connections_max,
        deadlines: Deadlines::default(),
    };
    let mut is_replaced = false;
    let stopped = async {
        tokio::select! {
            () = ending::told_to_stop() => {}
            () = sweep::is_replaced(db.clone(), keyring, mark) => is_replaced = true,
        }
    };
    server::serve(listener, endpoint, settings, stopped).await;
    sweeper.abort();
    comparer.abort();
    teller.abort();
    clock.abort();
    stop.send_replace(true);
    if tokio::time::timeout(LAST_LETTER, workers.join_all()).await.is_err() {
        tracing::warn!("a letter was still on its way; it is sent again after the next start");
    }
    db.close().await;
    ensure!(!is_replaced, REPLACED);
    Ok(ExitCode::SUCCESS)
}

/// Starts those who do jobs. They end when the first of the pair turns true.
fn start_workers(db: &Db, post: &Post, imports: &Progress) -> (watch::Sender<bool>, JoinSet<()>) {
    let (stop, stopped) = watch::channel(false);
    let mut workers = JoinSet::new();
    for _ in 0..WORKERS {
        let tasks = Tasks { db: db.clone(), post: post.clone(), imports: imports.clone() };
        workers.spawn(jobs::work(db.clone(), tasks, stopped.clone()));
    }
    (stop, workers)
}

/// How this installation sends letters.
pub fn post(config: &Config) -> Post {
    Post::new(templates::all(), config.http.origin(), config.mail.from.clone(), config.mail.way.clone())
}

fn parts(config: &Config, db: Db, blobs: Blobs, keyring: Keyring) -> Result<Parts> {
    let env = db.env().clone();
    let key = config.signin.secret_key.load(&env).context("reading the secret key")?;
    let hashing = &config.signin.hashing;
    let cost = signin::Cost { memory_kib: hashing.memory_kib, passes: hashing.passes };
    let shell = Shell::new(Inner {
        templates: templates::all(),
        mac: MacKey::new(key.expose()),
        is_secure: config.http.is_https(),
        takes_referer: !config.stage.is_production() && !config.http.is_https() && config.http.is_loopback(),
        origin: config.http.origin(),
        trusts_host: !config.stage.is_production(),
        env: env.clone(),
    });
    Ok(Parts {
        db,
        shell,
        limits: limits(config, env.clone())?,
        signin: signin::Settings {
            life: signin::Life {
                idle: TimeDelta::from_std(config.signin.session_idle)?,
                absolute: TimeDelta::from_std(config.signin.session_life)?,
            },
            is_open_to_all: config.signin.is_open_to_all,
            hashing: signin::Hashing::new(cost, hashing.at_once, HASHES_WAITING)?,
            keyring,
            providers: providers(config),
            passkeys: signin::Passkeys::at(&config.http.origin()),
            questions: Limits::new(env),
        },
        blobs,
        evidence: evidence::Settings { bytes_max: config.http.upload_bytes_max, ..Default::default() },
        post: post(config),
        imports: Progress::default(),
    })
}

fn providers(config: &Config) -> signin::Providers {
    let exceptions = config.signin.provider_hosts.clone();
    let reach = match config.stage.is_production() {
        true => Reach::production(exceptions),
        false => Reach::development(exceptions),
    };
    signin::Providers::new(Outgoing::new(reach, PROVIDER_PATIENCE))
}

fn limits(config: &Config, env: Env) -> Result<Limits> {
    match &config.http.redis_url {
        Some(url) => Limits::shared(env, url),
        None => Ok(Limits::new(env)),
    }
}

/// Prints where Muster is, and the one link that a new installation or the demonstration needs.
async fn announce(config: &Config, db: &Db, blobs: &Blobs, is_demo: bool) -> Result<()> {
    let origin = config.http.origin();
    let mut text = format!("Muster is at {origin}\n");
    if is_demo {
        let demonstration = demo::load(db, blobs).await?;
        let token = signin::actions::rescue_link(db, &demonstration.email).await?;
        let state = if demonstration.is_new { "loaded" } else { "kept as it was" };
        text.push_str(&format!(
            "The demonstration organisation is {state}. Sign in once, within the hour, as {} with:\n\
             {origin}/link/{token}\n",
            demonstration.email
        ));
    } else if let Some(token) = signin::actions::setup_link(db).await? {
        text.push_str(&format!(
            "Nobody is here yet. Set up the first organisation within the hour:\n{origin}/setup/{token}\n"
        ));
    }
    cli::print(&text);
    Ok(())
}

/// Has people told of sign-ins with a new browser, soon after.
async fn tell(db: Db) {
    let mut soon = tokio::time::interval(TELL);
    loop {
        soon.tick().await;
        if let Err(error) = signin::actions::tell_new_devices(&db).await {
            tracing::warn!(
                cause = format!("{error:#}"),
                "nobody could be told of a new device; it is tried again soon"
            );
        }
    }
}
