//! The life of an installation at its console: made, filled, copied, put back, taken back.

use super::*;

const TEXTS: &str = "requirement,objective,text\n3.1.1,,Limit access to those who are authorised.\n\
                     3.1.1,a,users are known\n";

/// The installation with the demonstration in it.
async fn with_demonstration(backend: Backend) -> Option<Console> {
    let console = Console::empty(backend).await?;
    let said = console.first_lines("demo");
    assert!(said.contains("is loaded. Sign in once") && said.contains("/link/"), "{said}");
    Some(console)
}

/// How many lines Contoso's trail has.
fn lines_of(console: &Console) -> usize {
    let said = console.run("trail verify").said;
    let line = said.lines().find_map(|line| line.strip_prefix("whole   Contoso Machine Works: "));
    line.and_then(|line| line.split(' ').next()?.parse().ok()).unwrap_or_else(|| panic!("{said}"))
}

/// How many migrations there are from this one on.
pub fn migrations_from(first: &str) -> usize {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite");
    let names =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(".down.sql") && name.as_str() >= first).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_goes_forward_and_back() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };

        if backend == Backend::Sqlite {
            console.run("migrate --check").assert(1, "There is no database at");
            console.file("muster.db", "");
        }
        console.run("migrate --check").assert(1, "missing 0001");
        console.run("rescue dana@contoso.example").assert(1, "Run `muster migrate` first");
        console.run("migrate").assert(0, "done    0001");
        console.run("migrate --check").assert(0, "done    0005");
        console.run(&format!("migrate --down {}", migrations_from("0005"))).assert(0, "missing 0005");
        console.run("migrate --check").assert(1, "missing");
        console.run("migrate").assert(0, "done    0005");
        let copies = std::fs::read_dir(&console.folder).unwrap().map(|entry| entry.unwrap().file_name());
        let copies = copies.filter(|name| name.to_string_lossy().starts_with("before-migration-")).count();
        assert_eq!(
            copies,
            if backend == Backend::Sqlite { 2 } else { 0 },
            "one per change of what was there"
        );

        console.run("migrate --down 999").assert(2, "Nothing was changed");
        console.run("migrate --check").assert(0, "done    0005");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_was_changed_after_the_database_took_it_is_named() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        console.run("migrate").assert(0, "done    0005");
        let other = if backend == Backend::Sqlite { "x'00'" } else { "'\\x00'" };

        console
            .behind_its_back(&format!("update _sqlx_migrations set checksum = {other} where version = 5"))
            .await;

        let checked = console.run("migrate --check");
        checked.assert(1, "changed 0005").assert(1, "Step 0005 ").assert(1, "done    0004");
        assert_eq!(checked.complained.matches("Step ").count(), 1, "{}", checked.complained);
        for command in ["serve", "migrate"] {
            console.run(command).assert(1, "Step 0005 ").assert(1, "Run the version of Muster that took it");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_was_changed_is_refused_before_a_copy_is_written() {
    let Some(console) = Console::empty(Backend::Sqlite).await else { return };
    console.run("migrate").assert(0, "done    0005");
    console.run("backup before").assert(0, "");
    console
        .behind_its_back(
            "update _sqlx_migrations set checksum = x'00' where version = 5;
             delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)",
        )
        .await;

    for command in ["migrate", "serve", "backup there", "restore before"] {
        console.run(command).assert(1, "Step 0005 ").assert(1, "Run the version of Muster that took it");
    }

    let there = std::fs::read_dir(&console.folder).unwrap().map(|entry| entry.unwrap().file_name());
    let copies: Vec<_> =
        there.filter(|name| name.to_string_lossy().starts_with("before-migration-")).collect();
    assert!(copies.is_empty(), "{copies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_newer_than_the_program_is_left_alone() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        console.run("migrate").assert(0, "done");
        let later = match backend {
            Backend::Sqlite => {
                "insert into _sqlx_migrations values (9999, 'later', '2026-01-01', true, x'00', 0)"
            }
            Backend::Postgres => {
                "insert into _sqlx_migrations values (9999, 'later', now(), true, '\\x00', 0)"
            }
        };
        console.behind_its_back(later).await;

        for command in [
            "serve",
            "demo",
            "migrate",
            "migrate --check",
            "migrate --down 1",
            "backup there",
            "trail verify",
        ] {
            let ended = console.run(command);
            ended.assert(1, "The database is at schema 9999, but this program knows only up to");
            assert!(!ended.complained.contains("went wrong on our side"), "{}", ended.complained);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_prints_a_link_to_set_up_and_no_password() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };

        let said = console.first_lines("serve");

        assert!(
            said.contains("Set up the first organisation within the hour") && said.contains("/setup/"),
            "{said}"
        );
        assert!(!said.to_lowercase().contains("password"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_demonstration_keeps_what_is_there() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };
        let before = lines_of(&console);

        let said = console.first_lines("demo");

        assert!(said.contains("is kept as it was. Sign in once") && said.contains("/link/"), "{said}");
        assert_eq!(lines_of(&console), before + 1, "but for the line about the new link");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demonstration_does_not_come_beside_anybody() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        console.run("migrate").assert(0, "done");
        console.run("seed --requirements 110 --evidence 1 --tasks 1 --audit 1").assert(0, "/o/seed");
        console.run("migrate --down 1").assert(0, "missing");

        let refused = console.run("demo");

        refused.assert(1, "in use by Seed Works").assert(1, "another folder in MUSTER_DATA_DIR");
        console.run("migrate --check").assert(1, "missing");
        console.run("migrate").assert(0, "done");
        let trail = console.run("trail verify").said;
        assert!(trail.contains("Seed Works") && !trail.contains("Contoso"), "{trail}");
        // The word in its addresses makes nobody the demonstration.
        console.behind_its_back("update organisations set slug = 'contoso'").await;
        console.run("demo").assert(1, "in use by Seed Works");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_goes_on_with_what_came_to_it_later_but_not_in_production() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };
        console.run("seed --requirements 110 --evidence 1 --tasks 1 --audit 1").assert(0, "/o/seed");

        let mut in_production = console.command("demo");
        in_production.envs([
            ("MUSTER_ENV", "production"),
            ("MUSTER_BASE_URL", "https://m.example"),
            ("MUSTER_SECRET_KEY", "q8Zx1kLw93Nfj2HdS7bVt5RcYp0MgXuE4Ia6ToPz"),
        ]);

        end(in_production, "").assert(1, "The demonstration is not for production");
        let said = console.first_lines("demo");
        assert!(said.contains("is kept as it was. Sign in once") && said.contains("/link/"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demonstration_is_backed_up_and_restored_elsewhere() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };
        let Some(place) = Console::empty(backend).await else { continue };
        let archive = place.folder.join("muster.backup").display().to_string();

        console.run(&format!("backup {archive}")).assert(0, "files of evidence");
        console.run(&format!("backup {archive}")).assert(1, "is there already");
        place.run(&format!("restore {archive}")).assert(0, "The trail of Contoso Machine Works is whole");

        place.run("trail verify").assert(0, "whole   Contoso Machine Works");
        place.run("migrate --check").assert(0, "done");
        place.run(&format!("restore {archive}")).assert(1, "Restore into an empty one");
        place.run("restore nowhere").assert(1, "nowhere");
        let no_archive = console.file("no-archive", "Dear archive,");
        place.run(&format!("restore {no_archive}")).assert(1, "This is no backup made by this program");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_restored_where_muster_was_started_and_nobody_came() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };
        let Some(place) = Console::empty(backend).await else { continue };
        let archive = place.folder.join("muster.backup").display().to_string();
        console.run(&format!("backup {archive}")).assert(0, "files of evidence");
        assert!(place.first_lines("serve").contains("/setup/"));

        let restored = place.run(&format!("restore {archive}"));

        restored
            .assert(0, "The trail of Contoso Machine Works is whole")
            .assert(0, "what that had made gave way");
        place.run("trail verify").assert(0, "whole   Contoso Machine Works");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_locked_out_is_let_in_and_nobody_else() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };

        console.run("rescue dana@contoso.example").assert(0, "/link/");
        console.run("rescue nobody@contoso.example").assert(2, "Nobody here has the address");
        console.run("rescue not-an-address").assert(2, "not-an-address: ");
        console.behind_its_back("update members set deactivated_at = created_at").await;
        console.run("rescue dana@contoso.example").assert(2, "is deactivated in every organisation");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_broken_line_of_a_trail_is_named() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };
        console.run("trail verify").assert(0, "whole   Contoso Machine Works");
        let drop = match backend {
            Backend::Sqlite => "drop trigger audit_log_no_update",
            Backend::Postgres => "alter table audit_log disable trigger user",
        };
        let change = "update audit_log set actor_name = 'Somebody else' where seq in (7, 9)";

        console.behind_its_back(&format!("{drop}; {change}")).await;

        console.run("trail verify").assert(1, "BROKEN  Contoso Machine Works: line 7 ");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_lost_their_chain_is_named() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };
        let free = match backend {
            Backend::Sqlite => "pragma foreign_keys = off",
            Backend::Postgres => "alter table audit_log drop constraint audit_log_org_id_fkey",
        };

        console.behind_its_back(&format!("{free}; delete from chains")).await;

        let verified = console.run("trail verify");
        verified.assert(1, "BROKEN  Contoso Machine Works: its chain is not there any more");
        verified.assert(1, "BROKEN  The installation itself: its chain is not there any more");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_are_imported_whole_or_not_at_all() {
    for backend in Backend::BOTH {
        let Some(console) = with_demonstration(backend).await else { continue };
        let good = console.file("good.csv", TEXTS);
        let bad = console.file("bad.csv", &format!("{TEXTS}3.1.1,a,twice\n3.1.2,zz,no such letter\n"));
        let trail = || console.run("trail verify").said;
        let before = trail();

        let refused = console.run(&format!("catalogue import {bad} --organisation contoso"));
        refused.assert(2, "line 4, column").assert(2, "line 5, column").assert(2, "bad.csv");
        assert_eq!(trail(), before, "nothing changed");
        console
            .run(&format!("catalogue import {good} --organisation nobody"))
            .assert(2, "no organisation nobody");
        console.run("catalogue import nowhere.csv --organisation contoso").assert(2, "nowhere.csv");
        assert_eq!(trail(), before, "nothing changed");

        console.run(&format!("catalogue import {good} --organisation contoso")).assert(0, "added 1");
        console.run(&format!("catalogue import {good} --organisation contoso")).assert(0, "left 1");
        assert_ne!(trail(), before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_of_any_size_is_made_beside_the_others() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        console.run("seed").assert(1, "Run `muster migrate` first");
        console.run("migrate").assert(0, "done");

        let told = console.run("seed --requirements 112 --evidence 60 --tasks 30 --audit 1500");
        told.assert(0, "/o/seed has 112 requirements, 60 pieces of evidence, 30 tasks");
        console.run("seed --audit 10").assert(0, "muster rescue lead@seed-2.example");

        let trail = console.run("trail verify").said;
        assert!(trail.contains("whole   Seed Works: 1500 lines"), "{trail}");
        console.run("rescue lead@seed.example").assert(0, "/link/");
        console.run("seed --requirements 5").assert(2, "CMMC Level 2 has 110 requirements");
    }
}
