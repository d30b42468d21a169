//! What an archive promises: all of it back, on either database, or a word on what is wrong with it.

mod faults;

use crate::support::*;
use muster::{
    backup::{self, Made},
    blobs::Blobs,
    kernel::{
        audit::{Actor, Entry},
        db::Db,
        seal::{self, Keyring},
        secret::Secret,
    },
    signin::actions,
};
use std::path::{Path, PathBuf};

/// A furnished installation, and an archive of it.
struct Archived {
    app: TestApp,
    blobs: Blobs,
    file: PathBuf,
    made: Made,
}

async fn archived(backend: Backend) -> Option<Archived> {
    let app = TestApp::on(backend).await?;
    let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
    furnish(&app, &blobs).await;
    let file = app.dir().join("muster.backup");
    let made = backup::backup(&app.db, &blobs, &file).await.unwrap();
    Some(Archived { app, blobs, file, made })
}

/// An empty place to restore into.
struct Place {
    store: TestDb,
    blobs: Blobs,
}

async fn place(backend: Backend) -> Option<Place> {
    let store = TestDb::empty(backend).await?;
    let blobs = Blobs::open(store.dir.path().join("blobs")).unwrap();
    Some(Place { store, blobs })
}

impl Place {
    async fn restore(&self, file: &Path) -> Result<backup::Restored, String> {
        backup::restore(file, &self.store.db, &self.blobs).await.map_err(|error| format!("{error:#}"))
    }

    async fn assert_empty(&self) {
        let rows: usize = contents(&self.store.db).await.values().map(Vec::len).sum();
        assert_eq!((rows, self.blobs.list().await.unwrap().len()), (0, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_of_either_database_is_restored_into_either() {
    for from in Backend::BOTH {
        let Some(Archived { app, blobs, file, made }) = archived(from).await else { continue };
        for to in Backend::BOTH {
            let Some(place) = place(to).await else { continue };

            let restored = place.restore(&file).await.unwrap();

            assert_eq!((restored.rows, restored.files), (made.rows, 2), "{from:?} to {to:?}");
            assert_eq!((made.files, &made.missing), (2, &Vec::new()));
            prove_same(&app.db, &place.store.db).await;
            let (ours, theirs) = (blobs.list().await.unwrap(), place.blobs.list().await.unwrap());
            let names = |listed: Vec<muster::blobs::Listed>| -> Vec<_> {
                listed.into_iter().map(|blob| (blob.org, blob.sha256, blob.size)).collect()
            };
            assert_eq!(names(ours), names(theirs));
            let trails: Vec<_> =
                restored.trails.iter().map(|(name, lines)| (name.as_str(), *lines)).collect();
            assert_eq!(trails, [("The installation itself", 0), (CONTOSO.name, 3), (FABRIKAM.name, 1)]);
        }
    }
}

both! {
    async fn a_restored_installation_works_and_says_where_it_came_from(app: TestApp) {
        let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
        furnish(&app, &blobs).await;
        let file = app.dir().join("muster.backup");
        backup::backup(&app.db, &blobs, &file).await.unwrap();
        let Some(Place { store, blobs }) = place(app.store.backend).await else { return };
        backup::restore(&file, &store.db, &blobs).await.unwrap();

        let restored = TestApp::with(store);
        let page = restored.get(LEAD, "/o/contoso/trail").await;
        let trail = contents(&restored.db).await.remove("audit_log").unwrap();

        assert_eq!(page.location(), "/signin?next=%2Fo%2Fcontoso%2Ftrail", "sessions do not come back");
        assert!(contents(&restored.db).await["sessions"].is_empty());
        assert!(trail.iter().any(|line| line["action"] == "installation.restored"), "{trail:?}");
        assert!(restored.db.steps().await.unwrap().iter().all(|step| step.is_applied));
    }

    async fn what_the_first_start_made_gives_way_and_the_trail_is_as_strict_as_before(app: TestApp) {
        let Archived { app: from, file, made, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        let db = &place.store.db;
        db.migrate().await.unwrap();
        let keyring = Keyring::new(&[], &Secret::new(b"a key of another installation....".to_vec()));
        seal::ready(db, &keyring).await.unwrap();
        actions::setup_link(db).await.unwrap().unwrap();

        let restored = place.restore(&file).await.unwrap();

        assert!(restored.is_over_a_start);
        assert_eq!(restored.rows, made.rows);
        prove_same(&from.db, db).await;
        let all = contents(db).await;
        assert_eq!(all["one_time_links"].len(), 0);
        let line = all["audit_log"].iter().find(|line| line["action"] == "installation.restored").unwrap();
        assert!(line["detail"].as_str().unwrap().contains("\"lines_before\":2"), "{line:?}");
        for change in ["delete from audit_log", "update audit_log set actor_name = 'Somebody else'"] {
            let refused = place.store.try_behind_our_back(change).await.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{refused}");
        }
    }

    async fn an_archive_that_is_refused_leaves_what_the_first_start_made(app: TestApp) {
        let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        place.store.db.migrate().await.unwrap();
        let token = actions::setup_link(&place.store.db).await.unwrap().unwrap();
        let before = contents(&place.store.db).await;
        let mut bytes = std::fs::read(&file).unwrap();
        bytes.truncate(bytes.len() / 2);
        std::fs::write(&file, bytes).unwrap();

        place.restore(&file).await.unwrap_err();

        assert_eq!(contents(&place.store.db).await, before);
        assert!(actions::is_setup_open(&place.store.db, &token).await.unwrap());
    }

    async fn of_two_restores_at_once_one_is_told_that_somebody_was_first(app: TestApp) {
        let Archived { app: from, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };

        let (one, other) = tokio::join!(place.restore(&file), place.restore(&file));

        let told = match (one, other) {
            (Ok(_), Err(told)) | (Err(told), Ok(_)) => told,
            both => panic!("{both:?}"),
        };
        assert!(told.contains("The database is in use") && !told.contains("damaged"), "{told}");
        prove_same(&from.db, &place.store.db).await;
        assert_eq!(place.blobs.list().await.unwrap().len(), 2);
    }

    async fn an_archive_made_while_people_work_is_consistent(app: TestApp) {
        let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
        furnish(&app, &blobs).await;
        let writer = tokio::spawn(write_lines(app.db.clone(), 300));

        let mut trails = Vec::new();
        for n in 0..5 {
            let file = app.dir().join(format!("{n}.backup"));
            backup::backup(&app.db, &blobs, &file).await.unwrap();
            let Some(place) = place(Backend::Sqlite).await else { return };
            trails.push(place.restore(&file).await.unwrap().trails[1].1);
        }
        writer.await.unwrap();

        assert!(trails.is_sorted() && trails[0] < trails[4], "nobody wrote meanwhile: {trails:?}");
    }

    async fn an_archive_is_private_and_overwrites_nothing(app: TestApp) {
        let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
        let file = app.dir().join("muster.backup");
        backup::backup(&app.db, &blobs, &file).await.unwrap();
        let before = std::fs::read(&file).unwrap();

        let again = backup::backup(&app.db, &blobs, &file).await;

        assert!(again.unwrap_err().to_string().contains("is there already"));
        assert_eq!(std::fs::read(&file).unwrap(), before);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let names: Vec<_> = std::fs::read_dir(app.dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name.to_str().unwrap().contains("partial")), "{names:?}");
    }

    async fn a_name_that_is_too_long_is_told_and_one_that_fits_is_taken(app: TestApp) {
        let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
        let named = |length| app.dir().join("x".repeat(length));

        let refused = backup::backup(&app.db, &blobs, &named(256)).await.unwrap_err();

        assert!(refused.to_string().contains("the name is too long"), "{refused}");
        backup::backup(&app.db, &blobs, &named(250)).await.unwrap();
        let nameless = backup::backup(&app.db, &blobs, Path::new("")).await.unwrap_err();
        assert_eq!(nameless.to_string(), "The backup needs a file name.");
    }

    async fn of_two_backups_under_one_name_one_is_whole_and_the_other_is_told(app: TestApp) {
        let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
        furnish(&app, &blobs).await;
        let file = app.dir().join("muster.backup");
        // What an earlier program left behind, open to everybody.
        std::fs::write(app.dir().join("muster.backup.partial"), "nothing of ours").unwrap();
        let make = || backup::backup(&app.db, &blobs, &file);

        let (one, other) = tokio::join!(make(), make());

        let (made, told) = match (one, other) {
            (Ok(made), Err(told)) | (Err(told), Ok(made)) => (made, told),
            both => panic!("{both:?}"),
        };
        assert!(told.to_string().contains("is there already. Choose another name"), "{told:#}");
        let Some(place) = place(app.store.backend).await else { return };
        assert_eq!(place.restore(&file).await.unwrap().rows, made.rows);
        let names = std::fs::read_dir(app.dir()).unwrap().map(|entry| entry.unwrap().file_name());
        let partial: Vec<_> = names.filter(|name| name.to_string_lossy().contains("partial")).collect();
        assert_eq!(partial, ["muster.backup.partial"], "each takes away its own");
        let left = std::fs::read_to_string(app.dir().join("muster.backup.partial")).unwrap();
        assert_eq!(left, "nothing of ours");
    }

    async fn a_folder_that_holds_something_else_is_left_alone_and_named(app: TestApp) {
        let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let Some(place) = place(app.store.backend).await else { return };
        let folder = place.blobs.folder();
        let foreign = [
            folder.join("holiday.jpg"),
            folder.join("incoming").join("letter.pdf"),
            folder.join(CONTOSO.id.to_string()).join("00").join("notes.txt"),
        ];

        for foreign in &foreign {
            std::fs::create_dir_all(foreign.parent().unwrap()).unwrap();
            std::fs::write(foreign, "somebody's").unwrap();
            place.blobs.sweep_temps().await.unwrap();

            let told = place.restore(&file).await.unwrap_err();

            assert!(told.contains(&format!("{} is there", foreign.display())), "{told}");
            assert!(told.contains("name another in MUSTER_BLOBS"), "{told}");
            place.assert_empty().await;
            std::fs::remove_file(foreign).unwrap();
        }
        // What a restore left that was killed, once its files were moved away: folders, and one on its way in.
        std::fs::write(folder.join("incoming").join("4711-3"), "half a fi").unwrap();
        assert_eq!(place.restore(&file).await.unwrap().files, 2);
    }

    async fn a_place_that_is_in_use_is_left_alone(app: TestApp) {
        let Archived { app: _app, file, .. } = archived(Backend::Sqlite).await.unwrap();
        let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
        let Some(taken) = place(app.store.backend).await else { return };
        let kept = put(&taken.blobs, CONTOSO.id, b"somebody's evidence").await;

        let into_database = backup::restore(&file, &app.db, &blobs).await;
        let into_files = taken.restore(&file).await;

        let error = format!("{:#}", into_database.unwrap_err());
        assert!(error.contains("The database is in use") && error.contains("empty"), "{error}");
        let error = into_files.unwrap_err();
        assert!(error.contains("The folder for evidence is in use") && error.contains("cut off"), "{error}");
        let advice = format!("move what is in {} to another place", taken.blobs.folder().display());
        assert!(error.contains(&advice), "{error}");
        assert!(error.contains("the only copies of evidence that came after the backup"), "{error}");
        assert_eq!(contents(&app.db).await["users"].len(), EVERYBODY.len());
        assert!(taken.blobs.exists(CONTOSO.id, kept).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_table_is_kept_in_parts() {
    let app = TestApp::sqlite().await;
    let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
    furnish(&app, &blobs).await;
    let text = "hard to say ".repeat(300_000);
    for requirement in ["3.1.2", "3.1.3", "3.1.4"] {
        let copy = format!(
            "insert into implementations (org_id, assessment_id, requirement, narrative, updated_at)
             select org_id, assessment_id, '{requirement}', '{text}', updated_at from implementations
             where requirement = '3.1.1'"
        );
        app.store.behind_our_back(&copy).await;
    }
    let file = app.dir().join("large.backup");
    backup::backup(&app.db, &blobs, &file).await.unwrap();
    let place = place(Backend::Sqlite).await.unwrap();

    place.restore(&file).await.unwrap();

    let parts =
        faults::members(&file).into_iter().filter(|(name, ..)| name.starts_with("tables/implementations/"));
    assert_eq!(parts.count(), 2);
    prove_same(&app.db, &place.store.db).await;
}

async fn write_lines(db: Db, count: usize) {
    for n in 0..count {
        let entry = Entry {
            action: "finding.saved",
            subject: "finding:1".into(),
            detail: serde_json::json!({ "n": n }),
        };
        db.begin(Actor::console()).await.unwrap().commit(CONTOSO.id, entry).await.unwrap();
    }
}
