//! A program that somebody stops: nothing of an archive stays behind, a restore can be begun again at once, and nobody
//! waits for an end that does not come.

use super::*;
use std::{
    fs,
    io::Read,
    net::TcpStream,
    process::ExitStatus,
    sync::mpsc,
    time::{Duration, Instant},
};

/// What takes longer never comes.
const PATIENCE: Duration = Duration::from_secs(30);

impl Server {
    /// Waits until something is so, which it has to be while the program runs.
    async fn until(&mut self, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            let is_gone = self.0.try_wait().unwrap().is_some();
            assert!(!is_gone && begun.elapsed() < PATIENCE, "gone: {is_gone}, after {:?}", begun.elapsed());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits for its end, and does `meanwhile` again and again.
    async fn ended(&mut self, meanwhile: impl Fn(&Self)) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.0.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not end");
            meanwhile(self);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Sends it a signal, if it is still there.
    fn signal(&self, signal: &str) {
        let id = self.0.id().to_string();
        Command::new("/bin/sh").args(["-c", "kill -s \"$0\" \"$1\"", signal, &id]).status().unwrap();
    }
}

impl Console {
    /// Whether a file of evidence is kept here.
    fn keeps_files(&self) -> bool {
        let mut folders = vec![self.folder.join("blobs")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
                if entry.path().is_dir() {
                    folders.push(entry.path());
                } else if entry.file_name().len() == 64 {
                    return true;
                }
            }
        }
        false
    }

    /// Restores an archive of which the end does not come, stops that by `signal` once there are files of it, and
    /// gives back what was complained of, while the pipe is open still.
    async fn interrupted(&self, archive: &str, signal: &str) -> (String, ExitStatus) {
        let pipe = self.folder.join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut command = self.command(&format!("restore {}", pipe.display()));
        let mut restore = Server(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
        let (bytes, into) = (fs::read(archive).unwrap(), pipe.clone());
        let (hand_over, handed) = mpsc::channel();
        // Opening and writing wait for whoever reads: in a thread of its own, so that nothing else waits with them.
        std::thread::spawn(move || {
            let mut to = fs::OpenOptions::new().write(true).open(into).unwrap();
            // The last member and the end of the archive stay out.
            to.write_all(&bytes[..bytes.len() - 4096]).unwrap();
            hand_over.send(to).unwrap_or_default();
        });
        restore.until(|| self.keeps_files()).await;
        let to = handed.recv_timeout(PATIENCE).unwrap();

        restore.signal(signal);
        let ended = restore.ended(|_| ()).await;

        drop(to);
        fs::remove_file(&pipe).unwrap();
        let mut complained = String::new();
        restore.0.stderr.take().unwrap().read_to_string(&mut complained).unwrap();
        (complained, ended)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_interrupted_leaves_nothing_behind() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        console.first_lines("demo");
        let Some(place) = Console::empty(backend).await else { continue };
        let archive = console.folder.join("muster.backup").display().to_string();
        console.run(&format!("backup {archive}")).assert(0, "files of evidence");

        for signal in ["INT", "TERM"] {
            let (complained, ended) = place.interrupted(&archive, signal).await;

            assert_eq!(ended.code(), Some(1), "{signal}: {complained}");
            assert!(
                complained.contains("nothing was changed. Muster was told to stop"),
                "{signal}: {complained}"
            );
            assert!(!place.keeps_files(), "{signal}");
        }
        place.run(&format!("restore {archive}")).assert(0, "The trail of Contoso Machine Works is whole");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_ends_when_its_database_gives_way_to_another() {
    for (backend, has_its_key) in Backend::BOTH.into_iter().flat_map(|it| [(it, false), (it, true)]) {
        let Some(console) = Console::empty(backend).await else { continue };
        console.first_lines("demo");
        let Some(place) = Console::empty(backend).await else { continue };
        let archive = console.folder.join("muster.backup").display().to_string();
        console.run(&format!("backup {archive}")).assert(0, "files of evidence");
        if has_its_key {
            fs::copy(console.folder.join("secret.key"), place.folder.join("secret.key")).unwrap();
        }
        let (mut server, port) = place.serve_with(&[]).await;

        let about_keys = match has_its_key {
            true => "The keys at hand open what is sealed in it",
            false => "those at hand are not the ones it was made with",
        };
        place.run(&format!("restore {archive}")).assert(0, about_keys);
        let ended = server.ended(|_| ()).await;

        let log = fs::read_to_string(place.folder.join(format!("{port}.log"))).unwrap();
        assert_eq!(ended.code(), Some(1), "{log}");
        assert!(log.contains("The database is not the one any more that Muster was started on"), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_ends_in_order_when_it_is_told_to_stop_and_at_once_when_it_is_told_again() {
    let console = Console::empty(Backend::Sqlite).await.unwrap();
    for (again, code) in [(false, 0), (true, 1)] {
        let (mut server, port) = console.serve_with(&[]).await;
        let connect = || TcpStream::connect(("127.0.0.1", port));
        // Somebody whose request is half there is waited for.
        let mut visitor = connect().unwrap();
        visitor.write_all(b"GET /healthz HTTP/1.1\r\n").unwrap();
        let mut other = connect().unwrap();
        let request = format!("GET /healthz HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
        other.write_all(request.as_bytes()).unwrap();
        other.read_to_string(&mut String::new()).unwrap();

        server.signal("INT");
        server.until(|| connect().is_err()).await;
        let tell_again = |server: &Server| {
            if again {
                server.signal("INT");
            }
        };
        if !again {
            drop(visitor);
        }
        let ended = server.ended(tell_again).await;

        assert_eq!(ended.code(), Some(code), "{again}");
        let log = fs::read_to_string(console.folder.join(format!("{port}.log"))).unwrap();
        assert_eq!(log.contains("Told to stop again, it ended at once"), again, "{log}");
    }
}
