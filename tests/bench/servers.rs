//! The processes that are measured: started, watched, stopped.

use super::client::{Ask, Client};
use anyhow::{Context, Result, bail};
use std::{
    fs::File,
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// A running process; it ends with this value.
pub struct Running {
    child: Child,
    pub at: SocketAddr,
    /// Where its log goes.
    pub log: PathBuf,
}

/// How to start Muster.
#[derive(Clone, Debug)]
pub struct Program {
    pub binary: PathBuf,
    pub folder: PathBuf,
    /// Empty for SQLite in the folder.
    pub database: String,
    /// Each statement is logged, to be counted; nothing else is measured then.
    pub is_telling: bool,
}

const PATIENCE: Duration = Duration::from_secs(20);

impl Program {
    /// Starts it; gives it back when the first answer is there, with the milliseconds that took.
    pub async fn start(&self) -> Result<(Running, f64)> {
        let at = free_address()?;
        let log = self.folder.join("log");
        let mut command = Command::new(&self.binary);
        command
            .arg("serve")
            .env_clear()
            .env("MUSTER_LISTEN", at.to_string())
            .env("MUSTER_BASE_URL", format!("http://{at}"))
            .env("MUSTER_DATA_DIR", &self.folder)
            .env("MUSTER_SECRET_KEY", "0VEAo2G+H+INTQjb6L9G+jQUAK+iYBit2G4P1Wy2UFsyjFg1qR5vVXu55HqWIy7C")
            .env("MUSTER_TRUSTED_PROXIES", "127.0.0.1")
            .env("MUSTER_ENV", if self.is_telling { "development" } else { "production" })
            .env("MUSTER_LOG", if self.is_telling { "info,sqlx::query=debug" } else { "info" });
        if !self.database.is_empty() {
            command.env("MUSTER_DATABASE_URL", &self.database);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(File::create(&log)?);
        let began = Instant::now();
        let child = command.spawn().with_context(|| format!("starting {}", self.binary.display()))?;
        let mut running = Running { child, at, log };
        running.first_answer().await?;
        Ok((running, began.elapsed().as_secs_f64() * 1000.0))
    }
}

impl Running {
    /// Starts this very program as the server of `reference`, with the list's data in `page`.
    pub fn reference(page: &Path) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("reference")
            .arg(page)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut port = String::new();
        BufReader::new(child.stdout.take().context("its output")?).read_line(&mut port)?;
        let at = SocketAddr::from(([127, 0, 0, 1], port.trim().parse().context("its port")?));
        Ok(Self { child, at, log: PathBuf::new() })
    }

    async fn first_answer(&mut self) -> Result<()> {
        let request = Ask { path: "/signin".to_owned(), ..Ask::default() }.get();
        let began = Instant::now();
        loop {
            match Client::new(self.at).send(&request).await {
                Ok(seen) if seen.status == 200 => return Ok(()),
                Ok(seen) => bail!("the first answer was {}", seen.status),
                Err(_) if self.child.try_wait()?.is_none() && began.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_micros(500)).await;
                }
                Err(error) => {
                    let log = std::fs::read_to_string(&self.log).unwrap_or_default();
                    return Err(error.context(format!("it did not start: {log}")));
                }
            }
        }
    }

    /// Resident memory in megabytes (10⁶ bytes).
    pub fn resident_mb(&self) -> Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib * 1024.0 / 1e6)
    }

    /// How many statements its log tells of.
    pub fn statements(&self) -> Result<usize> {
        let log = std::fs::read_to_string(&self.log)?;
        Ok(log.lines().filter(|line| line.contains("\"sqlx::query\"")).count())
    }

    /// Asks it to stop and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > PATIENCE {
                bail!("it does not stop");
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails only where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
