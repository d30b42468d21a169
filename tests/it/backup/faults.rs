//! Archives that were damaged, changed, cut short or made by a later program. Each fault is named, and nothing
//! of the archive stays behind.

use super::{Archived, Place, archived, place};
use crate::support::*;
use muster::{
    backup,
    kernel::{
        audit::{self, Actor},
        db::Chore,
    },
};
use std::{
    io::Read,
    path::{Path, PathBuf},
};

async fn damaged_copy(of: &Path, damage: impl FnOnce(&mut Vec<u8>)) -> PathBuf {
    let mut bytes = std::fs::read(of).unwrap();
    damage(&mut bytes);
    let copy = of.with_extension("damaged");
    std::fs::write(&copy, bytes).unwrap();
    copy
}

/// Name, place in the file, and size of each member.
pub fn members(file: &Path) -> Vec<(String, usize, usize)> {
    let mut archive = tar::Archive::new(std::fs::File::open(file).unwrap());
    let entries = archive.entries().unwrap().map(|entry| {
        let entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        (name, entry.raw_file_position() as usize, entry.size() as usize)
    });
    entries.collect()
}

/// The archive written anew, each member as `edit` wants it.
fn edited_copy(of: &Path, edit: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>>) -> PathBuf {
    let copy = of.with_extension("edited");
    let mut archive = tar::Archive::new(std::fs::File::open(of).unwrap());
    let mut builder = tar::Builder::new(std::fs::File::create(&copy).unwrap());
    for entry in archive.entries().unwrap() {
        let (mut entry, mut bytes) = (entry.unwrap(), Vec::new());
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        entry.read_to_end(&mut bytes).unwrap();
        if let Some(bytes) = edit(&name, bytes) {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o600);
            builder.append_data(&mut header, &name, bytes.as_slice()).unwrap();
        }
    }
    builder.finish().unwrap();
    copy
}

/// The archive with something else in its head.
fn with_head(of: &Path, changes: &[(&str, serde_json::Value)]) -> PathBuf {
    edited_copy(of, |name, bytes| {
        if name != "muster-backup.json" {
            return Some(bytes);
        }
        let mut head: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        for (key, value) in changes {
            head[*key] = value.clone();
        }
        Some(serde_json::to_vec(&head).unwrap())
    })
}

async fn refused(place: &Place, file: &Path) -> String {
    let error = place.restore(file).await.expect_err("the archive is bad");
    place.assert_empty().await;
    error
}

both! {
    async fn a_flipped_bit_is_found_in_whatever_member_it_is(app: TestApp) {
        let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        let members = members(&file);
        assert!(members.iter().any(|(name, ..)| name.starts_with("blobs/")) && members.len() > 15, "{members:?}");

        for (name, at, size) in members {
            let damaged = damaged_copy(&file, |bytes| bytes[at + size / 2] ^= 1).await;

            let error = refused(&place, &damaged).await;

            // A list that cannot be believed names whatever it no longer fits.
            assert!(error.contains(&name) || name == "manifest.json", "{name}: {error}");
            assert!(error.contains("damaged") || error.contains("archive") || error.contains("no backup"), "{error}");
        }
        place.restore(&file).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_that_was_taken_out_or_put_in_is_named() {
    let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
    let place = place(Backend::Sqlite).await.unwrap();
    for part in ["blobs/", "tables/drafts/"] {
        let taken = edited_copy(&file, |name, bytes| (!name.starts_with(part)).then_some(bytes));

        let error = refused(&place, &taken).await;

        assert!(error.contains(part) && error.contains("missing from the archive"), "{error}");
    }
    let exchanged = edited_copy(&file, |name, bytes| {
        let other =
            br#"{"org_id":"00","once_key":"x","location":"/","created_at":"2026-01-01T00:00:00+00:00"}"#;
        let is_it = name.starts_with("tables/once_keys/");
        Some(if is_it { zstd::encode_all(other.as_slice(), 1).unwrap() } else { bytes })
    });

    let error = refused(&place, &exchanged).await;

    assert!(error.contains("tables/once_keys/000001.jsonl.zst is not as it was written"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_that_was_rewritten_before_the_backup_is_named() {
    let app = TestApp::sqlite().await;
    let blobs = muster::blobs::Blobs::open(app.dir().join("blobs")).unwrap();
    furnish(&app, &blobs).await;
    app.store
        .behind_our_back(
            "drop trigger audit_log_no_update;
             update audit_log set subject = 'finding:another' where seq = 2",
        )
        .await;
    let file = app.dir().join("muster.backup");
    backup::backup(&app.db, &blobs, &file).await.unwrap();

    let error = refused(&place(Backend::Sqlite).await.unwrap(), &file).await;

    assert!(error.contains("The trail of Contoso Machine Works is broken at line 2"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_was_cut_short_is_refused() {
    let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
    let place = place(Backend::Sqlite).await.unwrap();
    let (_, end, _) = members(&file).into_iter().next_back().unwrap();
    for cut in [end - 512, end / 2, end / 3, 700, 100, 0] {
        let short = damaged_copy(&file, |bytes| bytes.truncate(cut)).await;

        let error = refused(&place, &short).await;

        assert!(
            error.contains("archive") || error.contains("no backup") || error.contains("read"),
            "{error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_a_later_program_is_refused_in_words() {
    let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
    let place = place(Backend::Sqlite).await.unwrap();
    let with =
        |key: &str, value: serde_json::Value| with_head(&file, &[(key, value), ("program", "9.8.7".into())]);

    let format = refused(&place, &with("format", 2.into())).await;
    let schema = refused(&place, &with("schema", 9999.into())).await;

    assert!(
        format.contains("format 2") && format.contains("only up to 1") && format.contains("9.8.7"),
        "{format}"
    );
    assert!(schema.contains("schema 9999") && schema.contains("9.8.7"), "{schema}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_kind_is_no_backup() {
    let place = place(Backend::Sqlite).await.unwrap();
    let file = place.store.dir.path().join("holiday.jpg");
    std::fs::write(&file, "A letter to nobody. ".repeat(200)).unwrap();

    let error = refused(&place, &file).await;
    let missing = refused(&place, &file.with_extension("gone")).await;

    assert!(error.contains("This is no backup made by this program."), "{error}");
    assert!(!error.contains("letter to nobody"), "{error}");
    assert!(missing.contains("holiday.gone cannot be read"), "{missing}");
}

both! {
    async fn evidence_whose_bytes_are_gone_or_damaged_is_named_and_the_rest_is_kept(app: TestApp) {
        let Some(Archived { app: from, blobs, file, .. }) = archived(app.store.backend).await else { return };
        let listed = blobs.list().await.unwrap();
        let stored = |n: usize| {
            let (org, digits) = (listed[n].org.to_string(), listed[n].sha256.to_string());
            from.dir().join("blobs").join(org).join(&digits[..2]).join(&digits)
        };
        std::fs::remove_file(stored(0)).unwrap();
        std::fs::write(stored(1), b"not what it was").unwrap();
        std::fs::remove_file(&file).unwrap();

        let made = backup::backup(&from.db, &blobs, &file).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        let restored = place.restore(&file).await.unwrap();

        let names: Vec<_> = listed.iter().map(|blob| format!("blobs/{}/{}", blob.org, blob.sha256)).collect();
        assert_eq!((made.files, &made.missing), (0, &names));
        assert_eq!(restored.missing, names);
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn evidence_that_cannot_be_read_is_named_and_the_rest_is_kept() {
    let Some(Archived { app: from, blobs, file, .. }) = archived(Backend::Sqlite).await else { return };
    let first = blobs.list().await.unwrap().remove(0);
    let (org, digits) = (first.org.to_string(), first.sha256.to_string());
    let stored = from.dir().join("blobs").join(&org).join(&digits[..2]).join(&digits);
    // A link to itself: nobody may read it, not even root.
    std::fs::remove_file(&stored).unwrap();
    std::os::unix::fs::symlink(&stored, &stored).unwrap();
    std::fs::remove_file(&file).unwrap();

    let made = backup::backup(&from.db, &blobs, &file).await.unwrap();

    assert_eq!((made.files, made.missing), (1, vec![format!("blobs/{org}/{digits}")]));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_restore_from_a_pipe_that_nobody_fills_can_be_stopped() {
    let Place { store, blobs } = place(Backend::Sqlite).await.unwrap();
    let pipe = store.dir.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (other_end, (done, is_done)) = (pipe.clone(), std::sync::mpsc::channel::<()>());
    // In the end somebody comes, and stays, so that nobody waits for them for ever.
    let filler = std::thread::spawn(move || {
        let has_waited = is_done.recv_timeout(std::time::Duration::from_secs(20));
        std::mem::forget(std::fs::OpenOptions::new().read(true).write(true).open(other_end).unwrap());
        has_waited == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
    });

    let stopped = backup::restore_unless(&pipe, &store.db, &blobs, tokio::task::yield_now()).await;
    drop(done);

    assert!(!filler.join().unwrap(), "it did not stop before somebody came");
    let told = format!("{:#}", stopped.unwrap_err());
    assert!(told.contains("Muster was told to stop before it was done."), "{told}");
}

both! {
    async fn what_the_place_cannot_take_is_not_blamed_on_the_archive(app: TestApp) {
        let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        place.store.db.migrate().await.unwrap();
        let incoming = place.blobs.folder().join("incoming");
        std::fs::remove_dir(&incoming).unwrap();
        std::fs::write(&incoming, "no folder any more").unwrap();

        let by_files = refused(&place, &file).await;
        place.store.behind_our_back(match app.store.backend {
            Backend::Sqlite => {
                "create trigger full before insert on users begin select raise(abort, 'no room for it'); end"
            }
            Backend::Postgres => {
                "create function full_up() returns trigger language plpgsql as $$
                 begin raise exception 'no room for it'; end $$;
                 create trigger full_up before insert on users for each row execute function full_up()"
            }
        }).await;
        let by_database = refused(&place, &file).await;

        let folder = place.blobs.folder().display().to_string();
        assert!(by_files.contains(&format!("could not be put into {folder}")), "{by_files}");
        assert!(by_files.contains("the file store: "), "{by_files}");
        let not_taken = "tables/users/000001.jsonl.zst could not be put into the database";
        assert!(by_database.contains(not_taken) && by_database.contains("no room for it"), "{by_database}");
        assert!(![by_files, by_database].iter().any(|told| told.contains("damaged")));
    }

    async fn an_older_archive_that_is_damaged_leaves_the_schema_as_it_was(app: TestApp) {
        let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        place.store.db.migrate().await.unwrap();
        let level = place.store.db.level().await.unwrap();
        // What its last member says of it is another thing then, which is seen when all the rest has been put back.
        let older = with_head(&file, &[("schema", (level - 1).into())]);

        let told = place.restore(&older).await.unwrap_err();

        assert!(told.starts_with("The archive was not restored. For it the schema went back and forward"), "{told}");
        assert_eq!(place.store.db.level().await.unwrap(), level);
        place.assert_empty().await;
        place.restore(&file).await.unwrap();
    }

    async fn the_schema_does_not_go_back_where_an_organisation_has_begun(app: TestApp) {
        let Some(place) = place(app.store.backend).await else { return };
        let db = &place.store.db;
        db.migrate().await.unwrap();
        let level = db.level().await.unwrap();
        db.migrate_to(level - 1).await.unwrap();
        db.migrate_to(level).await.unwrap();
        let mut tx = db.begin(Actor::console()).await.unwrap();
        audit::begin_chain(&mut tx, CONTOSO.id).await.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        let refused = anyhow::Error::from(db.migrate_to(level - 1).await.unwrap_err());

        let told = refused.root_cause().to_string();
        assert!(told.starts_with("The database is in use: an organisation has just begun in it."), "{told}");
        assert_eq!(db.level().await.unwrap(), level);
    }

    async fn a_restore_that_is_stopped_leaves_nothing_and_can_be_begun_again(app: TestApp) {
        let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        let Place { store, blobs } = &place;
        let is_kept = || {
            let mut found = vec![blobs.folder().to_owned()];
            while let Some(folder) = found.pop() {
                let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
                let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
                let is_ours = |path: &PathBuf| path.file_name().unwrap().len() == 64;
                if files.iter().any(is_ours) {
                    return true;
                }
                found.extend(folders);
            }
            false
        };
        let first_file = std::future::poll_fn(|context| {
            if is_kept() {
                return std::task::Poll::Ready(());
            }
            context.waker().wake_by_ref();
            std::task::Poll::Pending
        });

        let stopped = backup::restore_unless(&file, &store.db, blobs, first_file).await;

        let told = format!("{:#}", stopped.unwrap_err());
        assert!(told.contains("not restored; nothing was changed."), "{told}");
        assert!(told.contains("Muster was told to stop before it was done."), "{told}");
        place.assert_empty().await;
        assert_eq!(place.restore(&file).await.unwrap().files, 2);
    }
}
