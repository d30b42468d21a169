//! The program as somebody at a terminal meets it: its commands, what they print, and their exit status.

mod commands;
#[cfg(unix)]
mod interrupted;
mod killed;
#[cfg(unix)]
mod private;
mod reminded;
mod settings;
mod upgrade;

use crate::support::*;
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// An installation of one's own: a folder, and a database without any table.
struct Console {
    store: TestDb,
    folder: PathBuf,
}

/// What a command printed, and how it ended.
struct Ended {
    status: i32,
    said: String,
    complained: String,
}

impl Ended {
    /// Fails with everything that was printed unless the status is this and `text` was printed somewhere.
    #[track_caller]
    fn assert(&self, status: i32, text: &str) -> &Self {
        let Self { status: found, said, complained } = self;
        assert!(*found == status, "{found} instead of {status}\n{said}\n{complained}");
        assert!(said.contains(text) || complained.contains(text), "no {text:?} in\n{said}\n{complained}");
        self
    }
}

/// `muster` with nothing in its environment but `set`, in the folder `at`.
fn muster(at: &Path, set: &[(&str, &str)], words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
    command.args(words.split_whitespace()).current_dir(at).env_clear().envs(set.iter().copied());
    command
}

fn end(mut command: Command, input: &str) -> Ended {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that reads nothing may have closed its end already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    Ended {
        status: output.status.code().expect("no signal ends it"),
        said: String::from_utf8_lossy(&output.stdout).into_owned(),
        complained: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl Console {
    /// None where there is no PostgreSQL.
    async fn empty(backend: Backend) -> Option<Self> {
        let store = TestDb::empty(backend).await?;
        let folder = store.dir.path().join("installation");
        std::fs::create_dir(&folder).unwrap();
        Some(Self { store, folder })
    }

    fn url(&self) -> String {
        match self.store.backend {
            Backend::Sqlite => format!("sqlite:{}", self.folder.join("muster.db").display()),
            Backend::Postgres => self.store.url.clone(),
        }
    }

    fn command(&self, words: &str) -> Command {
        let data = self.folder.display().to_string();
        muster(&self.folder, &[("MUSTER_DATA_DIR", &data), ("MUSTER_DATABASE_URL", &self.url())], words)
    }

    /// Runs a command to its end.
    fn run(&self, words: &str) -> Ended {
        end(self.command(words), "")
    }

    /// Starts a server, gives back the lines it prints up to the one-time link, and stops it.
    fn first_lines(&self, words: &str) -> String {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = self.command(words);
        command
            .env("MUSTER_LISTEN", format!("127.0.0.1:{port}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut server = Server(command.spawn().unwrap());
        let lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
        let mut text = String::new();
        for line in lines.map(Result::unwrap) {
            text.push_str(&line);
            text.push('\n');
            if line.starts_with(&format!("http://localhost:{port}/")) {
                break;
            }
        }
        text
    }

    /// A file in this installation's folder.
    fn file(&self, name: &str, text: &str) -> String {
        let file = self.folder.join(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    }

    /// Does to the database what the program cannot.
    async fn behind_its_back(&self, text: &str) {
        let (url, backend) = (self.url(), self.store.backend);
        script(backend, &url, text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }
}

/// A running server; gone when dropped.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
