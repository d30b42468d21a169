//! Both databases know every statement, look the same, and can go forward and back.

use super::{code_lines, files};
use crate::support::*;
use muster::{
    kernel::{
        Error,
        audit::Actor,
        db::{Db, Kind, Statement},
        env::Env,
    },
    sql,
};
use std::collections::BTreeSet;

/// Fewer than this, and the test looks in the wrong place.
const STATEMENTS_MIN: usize = 60;

/// The program's statements by their place; those of the tests themselves do not count.
fn statements() -> Vec<&'static Statement> {
    inventory::iter::<Statement>.into_iter().filter(|statement| statement.at.0.starts_with("src/")).collect()
}

both! {
    async fn every_statement_is_understood(app: TestApp) {
        let mut wrong = Vec::new();
        for Statement { sql, at: (file, line) } in statements() {
            if let Err(error) = app.db.check(sql).await {
                wrong.push(format!("{file}:{line}: {error}\n{sql}"));
            }
        }

        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
        assert!(app.db.check("select nope from users").await.is_err(), "the check must be able to fail");
    }

    async fn a_connection_for_reading_refuses_to_write(app: TestApp) {
        let mut conn = app.db.read().await.unwrap();
        let written: Result<Vec<(String,)>, _> =
            sql! { fetch_all, &mut conn, "update users set name = 'x' where name <> 'x' returning name" };

        assert!(matches!(written, Err(Error::Internal(_))), "a mistake of ours does not pass: {written:?}");
    }

    async fn dropping_a_unit_of_work_undoes_it(app: TestApp) {
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        sql! { execute, &mut tx, "update users set name = 'Somebody else' where id = $1", LEAD.id }.unwrap();
        drop(tx);
        let mut conn = app.db.read().await.unwrap();
        let (name,): (String,) =
            sql! { fetch_one, &mut conn, "select name from users where id = $1", LEAD.id }.unwrap();

        assert_eq!(name, LEAD.name);
    }
}

#[test]
fn every_statement_of_the_sources_is_known_to_this_test() {
    let is_statement =
        |line: &str| line.contains("sql! {") || line.contains("sql!{") || line.contains("sql!(");
    let written: usize = files("src", ".rs")
        .iter()
        .filter(|(path, _)| path != "src/kernel/db/sql.rs")
        .map(|(_, text)| code_lines(text).filter(|(_, line)| is_statement(line)).count())
        .sum();
    let known: BTreeSet<_> = statements().iter().map(|statement| statement.at).collect();

    assert!(
        written >= STATEMENTS_MIN,
        "only {written} statements in the sources: has the macro another name?"
    );
    assert_eq!(known.len(), written, "some code is not linked into the tests: {known:?}");
}

#[test]
fn every_step_of_the_schema_has_its_way_back_on_both_databases() {
    let names = |folder: &str| -> Vec<String> {
        files(folder, ".sql")
            .into_iter()
            .map(|(path, _)| path.rsplit('/').next().unwrap().to_owned())
            .collect()
    };
    let (sqlite, postgres) = (names("migrations/sqlite"), names("migrations/postgres"));
    let ways_back = sqlite.iter().filter(|name| name.ends_with(".down.sql")).count();

    assert_eq!(sqlite, postgres);
    assert_eq!(ways_back * 2, sqlite.len(), "{sqlite:?}");
    for name in sqlite.iter().filter(|name| !name.ends_with(".down.sql")) {
        assert!(sqlite.contains(&name.replace(".sql", ".down.sql")), "{name} has no way back");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_schemas_are_the_same() {
    let sqlite = TestDb::inhabited(Backend::Sqlite).await.unwrap().db.columns().await.unwrap();
    let Some(postgres) = TestDb::inhabited(Backend::Postgres).await else { return };

    assert!(sqlite.contains(&("users.password_hash null".into(),)), "{sqlite:?}");
    assert_eq!(sqlite, postgres.db.columns().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn both_schemas_keep_the_same_kind_of_thing_in_each_column_under_the_same_keys() {
    let sqlite = TestDb::inhabited(Backend::Sqlite).await.unwrap().db.dump().await.unwrap().tables();
    let Some(postgres) = TestDb::inhabited(Backend::Postgres).await else { return };
    let mut translated = postgres.db.dump().await.unwrap().tables();
    for column in translated.iter_mut().flat_map(|table| &mut table.columns) {
        column.kind = match column.kind {
            Kind::Uuid => Kind::Bytes,
            Kind::Instant | Kind::Day | Kind::Json => Kind::Text,
            same => same,
        };
    }

    assert_eq!(sqlite, translated);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_schema_goes_forward_and_back_and_forward() {
    for backend in Backend::BOTH {
        let Some(store) = TestDb::empty(backend).await else { continue };
        store.db.migrate().await.unwrap();
        let there = store.db.columns().await.unwrap();

        store.db.migrate_down(store.db.steps().await.unwrap().len()).await.unwrap();
        let back = store.db.columns().await.unwrap();
        store.db.migrate().await.unwrap();
        let again = store.db.columns().await.unwrap();

        assert!(there.len() > 50, "{there:?}");
        assert!(back.is_empty(), "left behind: {back:?}");
        assert_eq!(there, again);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_at_once_bring_an_empty_database_up_to_date_together() {
    for backend in Backend::BOTH {
        let Some(store) = TestDb::empty(backend).await else { continue };
        assert_eq!(store.db.level().await.unwrap(), 0);
        let start = async || {
            let db = Db::open(&store.url, 1, Env::system()).await.unwrap();
            db.migrate().await.unwrap();
            db.steps().await.unwrap().iter().all(|step| step.is_applied)
        };

        let ready = futures_util::future::join_all([(); 6].map(|()| start())).await;

        assert_eq!(ready, [true; 6]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn to_ask_for_the_steps_changes_nothing() {
    for backend in Backend::BOTH {
        let Some(store) = TestDb::empty(backend).await else { continue };

        assert!(store.db.steps().await.unwrap().iter().all(|step| !step.is_applied));

        store.behind_our_back("create table _sqlx_migrations (is_not_there text)").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_newer_than_the_program_is_left_alone() {
    for backend in Backend::BOTH {
        let Some(store) = TestDb::inhabited(backend).await else { continue };
        store
            .behind_our_back(
                "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (9999, 'from the future', true, '', 0)",
            )
            .await;

        let refused = store.db.migrate().await;

        let error = format!("{:?}", refused.unwrap_err());
        assert!(error.contains("9999") && error.contains("newer program"), "{error}");
    }
}
