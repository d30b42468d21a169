//! A server that is killed at any moment: what it said was saved is there when it comes back, and the trail holds.

use super::*;
use std::{
    fs::File,
    io::Read,
    net::TcpStream,
    time::{Duration, Instant},
};

/// Milliseconds of work before each kill.
const MOMENTS: [u64; 6] = [180, 310, 440, 570, 700, 830];

/// Somebody's browser, as far as this needs one.
#[derive(Default)]
struct Visitor {
    cookies: Vec<(String, String)>,
    csrf: String,
}

impl Visitor {
    /// Sends a request. None if the connection broke before the answer was whole.
    fn ask(&mut self, port: u16, path: &str, form: Option<&[(&str, &str)]>) -> Option<(u16, String)> {
        let body = form.map(|fields| serde_urlencoded::to_string(fields).unwrap());
        let verb = if body.is_some() { "POST" } else { "GET" };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let body = body.unwrap_or_default();
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nhost: localhost:{port}\r\norigin: http://localhost:{port}\r\n\
             connection: close\r\ncookie: {}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, page) = answer.split_once("\r\n\r\n")?;
        for line in head.lines().filter_map(|line| line.strip_prefix("set-cookie: ")) {
            let (name, value) = line.split(';').next()?.split_once('=')?;
            self.cookies.retain(|(known, _)| known != name);
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
        if let Some((_, rest)) = page.split_once("name=\"csrf\" value=\"") {
            self.csrf = rest.split('"').next()?.to_owned();
        }
        Some((head.split(' ').nth(1)?.parse().ok()?, page.to_owned()))
    }

    /// Comes in by a one-time link.
    fn come_in(&mut self, port: u16, link: &str) {
        self.ask(port, link, None).unwrap();
        let csrf = self.csrf.clone();
        assert_eq!(self.ask(port, link, Some(&[("csrf", &csrf)])).unwrap().0, 303);
        self.ask(port, "/o/seed/tasks/new", None).unwrap();
    }

    /// Gives a task; whether Muster said that it did.
    fn give(&mut self, port: u16, title: &str) -> bool {
        let csrf = self.csrf.clone();
        let form =
            [("csrf", csrf.as_str()), ("title", title), ("due_on", "2099-01-31"), ("priority", "normal")];
        match self.ask(port, "/o/seed/tasks/new", Some(&form)) {
            Some((303, _)) => true,
            Some((status, page)) => panic!("{status}: {page}"),
            None => false,
        }
    }
}

impl Console {
    /// A server that answers.
    async fn serve(&self) -> (Server, u16) {
        self.serve_with(&[]).await
    }

    /// The same with more in its environment.
    pub(super) async fn serve_with(&self, set: &[(&str, &str)]) -> (Server, u16) {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = self.command("serve");
        command.env("MUSTER_LISTEN", format!("127.0.0.1:{port}")).envs(set.iter().copied());
        let told = self.folder.join(format!("{port}.log"));
        let log = File::create(&told).unwrap();
        command.stdout(log.try_clone().unwrap()).stderr(log);
        let mut server = Server(command.spawn().unwrap());
        let begun = Instant::now();
        while Visitor::default().ask(port, "/healthz", None).is_none_or(|(status, _)| status != 200) {
            let is_gone = server.0.try_wait().unwrap().is_some();
            let told = || std::fs::read_to_string(&told).unwrap();
            assert!(!is_gone && begun.elapsed() < Duration::from_secs(30), "it does not start: {}", told());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        (server, port)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_saved_is_there_after_a_kill() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        a_killed_server_loses_nothing(&console).await;
    }
}

/// Kills a server again and again while somebody gives tasks, and looks for each that was said to be saved.
async fn a_killed_server_loses_nothing(console: &Console) {
    console.run("migrate").assert(0, "");
    console.run("seed --requirements 110 --evidence 1 --tasks 1 --audit 1").assert(0, "/o/seed");
    let printed = console.run("rescue lead@seed.example").said;
    let link = &printed[printed.find("/link/").unwrap()..];
    let (mut visitor, mut given) = (Visitor::default(), Vec::new());
    for (round, moment) in MOMENTS.into_iter().enumerate() {
        let (server, port) = console.serve().await;
        if round == 0 {
            visitor.come_in(port, link.split_whitespace().next().unwrap());
        }
        let end = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(moment)).await;
            drop(server);
        });
        let mut number = 0;
        while visitor.give(port, &format!("Kept {round}-{number}.")) {
            given.push(format!("Kept {round}-{number}."));
            number += 1;
        }
        end.await.unwrap();
    }

    let (_server, port) = console.serve().await;
    assert!(given.len() > MOMENTS.len(), "{given:?}");
    for title in &given {
        let (status, page) =
            visitor.ask(port, &format!("/o/seed/tasks?q={}", title.replace(' ', "+")), None).unwrap();
        assert!(status == 200 && page.contains(&format!(">{title}</a>")), "{title} is lost");
    }
    console.run("trail verify").assert(0, "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_run_left_half_written_goes_after_a_day() {
    let console = Console::empty(Backend::Sqlite).await.unwrap();
    console.run("migrate").assert(0, "done");
    let half =
        |n: u8| console.folder.join(format!("muster.backup.0190a1b2c3d47e5f8a9b0c1d2e3f4a{n:02}.partial"));
    let leave_long_ago =
        |n| File::create(half(n)).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    leave_long_ago(1);
    File::create(half(2)).unwrap();

    console.run("backup muster.backup").assert(0, "Removed 1 half-written file that");
    leave_long_ago(3);
    let (server, port) = console.serve().await;
    drop(server);

    assert_eq!([1, 2, 3].map(|n| half(n).exists()), [false, true, false]);
    let log = std::fs::read_to_string(console.folder.join(format!("{port}.log"))).unwrap();
    assert!(log.contains("had left half-done was removed") && log.contains("\"halves\":1"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_it_left_beside_a_database_elsewhere_goes_too() {
    let console = Console::empty(Backend::Sqlite).await.unwrap();
    let elsewhere = console.folder.join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let half = elsewhere.join("x.room.0190a1b2c3d47e5f8a9b0c1d2e3f4a05.partial");
    File::create(&half).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    let url = format!("sqlite:{}", elsewhere.join("x.db").display());

    let (server, _) = console.serve_with(&[("MUSTER_DATABASE_URL", &url)]).await;
    drop(server);

    assert!(!half.exists());
}
