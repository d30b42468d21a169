//! What an installation keeps is its owner's alone, on a machine where new files are everybody's to read.

use super::*;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};

/// `muster` where a new file may be read by everybody unless it says otherwise.
fn on_an_open_machine(data: &Path, words: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "umask 022; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_muster")]);
    command.args(words.split_whitespace()).current_dir(data.parent().unwrap());
    command.env_clear().env("MUSTER_DATA_DIR", data);
    command
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The folder and everything below it, each with its name as seen from it.
fn below(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut found = vec![(String::new(), folder.to_owned())];
    let mut next = 0;
    while let Some((name, path)) = found.get(next).cloned() {
        next += 1;
        if path.is_dir() {
            let entries = fs::read_dir(path).unwrap().map(Result::unwrap);
            found.extend(
                entries.map(|entry| {
                    (format!("{name}/{}", entry.file_name().into_string().unwrap()), entry.path())
                }),
            );
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_on_the_machine_may_read_what_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("above/data");
    fs::create_dir(folder.path().join("above")).unwrap();
    let run = |words: &str| end(on_an_open_machine(&data, words), "");

    run("migrate").assert(0, "done");
    run("migrate --down 1").assert(0, "A copy from before");
    run("migrate").assert(0, "done");
    run("mail test dana@contoso.example").assert(0, "the letter is in");
    let mut command = on_an_open_machine(&data, "demo");
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    command.env("MUSTER_LISTEN", format!("127.0.0.1:{port}")).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut server = Server(command.spawn().unwrap());
    let mut lines = BufReader::new(server.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("/link/")));

    let found = below(&data);
    for known in
        ["/muster.db", "/muster.db-wal", "/muster.db-shm", "/secret.key", "/before-migration-", "/mail/"]
    {
        assert!(found.iter().any(|(name, _)| name.starts_with(known)), "no {known} in {found:?}");
    }
    let open: Vec<_> = found.iter().filter(|(_, path)| mode(path) & 0o077 != 0).collect();
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_database_that_cannot_be_looked_for_is_not_said_to_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // A link to itself, because nothing is hidden from root, whom these tests may run as.
    std::os::unix::fs::symlink(&data, &data).unwrap();

    let ended = end(on_an_open_machine(&data, "trail verify"), "");

    let place = data.join("muster.db").display().to_string();
    ended.assert(1, &format!("muster: Whether there is a database at {place} (MUSTER_DATA_DIR"));
    ended.assert(1, "cannot be seen. Run this as Muster's own user. ");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_there_keeps_the_rights_that_somebody_gave_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    end(on_an_open_machine(&data, "migrate"), "").assert(0, "done");
    let database = data.join("muster.db");
    for (path, mode) in [(&data, 0o750), (&database, 0o640)] {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    end(on_an_open_machine(&data, "migrate --down 1"), "").assert(0, "A copy from before");

    assert_eq!((mode(&data), mode(&database)), (0o750, 0o640));
}
