//! A restore that somebody stops: nothing of the archive stays behind, and it can be begun again at once.

use super::*;
use std::{fs, process::ExitStatus, time::Duration};

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
    /// gives back what was complained of.
    async fn interrupted(&self, archive: &str, signal: &str) -> (String, ExitStatus) {
        let pipe = self.folder.join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let mut command = self.command(&format!("restore {}", pipe.display()));
        let mut restore = Server(command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap());
        let bytes = fs::read(archive).unwrap();
        let mut to = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
        // The last member and the end of the archive stay out.
        to.write_all(&bytes[..bytes.len() - 4096]).unwrap();
        while !self.keeps_files() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }

        let id = restore.0.id().to_string();
        let sent =
            Command::new("/bin/sh").args(["-c", "kill -s \"$0\" \"$1\"", signal, &id]).status().unwrap();
        assert!(sent.success());
        let mut lines = BufReader::new(restore.0.stderr.take().unwrap()).lines();
        let complained = lines.next().unwrap().unwrap();
        drop(to);
        fs::remove_file(&pipe).unwrap();
        (complained, restore.0.wait().unwrap())
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
