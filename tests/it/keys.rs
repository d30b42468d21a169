//! Keys that seal secrets: a wrong one is noticed at start, and one can be followed by another.

use crate::support::*;
use muster::{
    kernel::{
        audit::Actor,
        db::{Chore, Db},
        env::Env,
        id::OrgId,
        seal::{self, GivenKey, Keyring, SealedColumn, key_of},
        secret::Secret,
    },
    sql,
};

fn given(id: &str) -> GivenKey {
    GivenKey { id: id.into(), text: Secret::new(format!("{id}: 32 characters of pure chance")) }
}

/// The keys of every test's installation, with these before them.
fn ring(ids: &[&str]) -> Keyring {
    let given: Vec<_> = ids.iter().map(|id| given(id)).collect();
    Keyring::new(&given, &Secret::new(b"a key that only tests know, 32 b".to_vec()))
}

fn of_another_installation() -> Keyring {
    Keyring::new(&[], &Secret::new(b"a key of another installation....".to_vec()))
}

async fn told(app: &TestApp, keyring: &Keyring) -> String {
    let refused = seal::check(&mut app.db.read().await.unwrap(), keyring).await.unwrap_err();
    anyhow::Error::from(refused).root_cause().to_string()
}

/// Every sealed text of the database with its column.
async fn sealed(app: &TestApp) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (table, rows) in contents(&app.db).await {
        for (column, value) in rows.iter().flatten() {
            if let Some(text) = value.as_str().filter(|text| key_of(text).is_some()) {
                found.push((format!("{table}.{column}"), text.to_owned()));
            }
        }
    }
    found
}

both! {
    async fn a_wrong_key_is_noticed_where_nothing_is_sealed_yet(app: TestApp) {
        seal::ready(&app.db, &ring(&[])).await.unwrap();

        let told = told(&app, &of_another_installation()).await;

        assert!(told.starts_with("The key “first” is another one than this database knows."), "{told}");
        assert!(told.contains("MUSTER_SECRET_KEY"), "{told}");
        assert!(seal::ready(&app.db, &of_another_installation()).await.is_err());
        seal::ready(&app.db, &ring(&[])).await.unwrap();
    }

    async fn a_key_that_is_missing_is_named_with_what_to_do(app: TestApp) {
        seal::ready(&app.db, &ring(&["2027"])).await.unwrap();

        let told = told(&app, &ring(&["2028"])).await;

        assert!(told.starts_with("The key “2027”"), "{told}");
        assert!(told.contains("MUSTER_KEYS") && told.contains("muster keys rotate"), "{told}");
    }

    async fn a_value_sealed_by_an_unknown_key_is_noticed_without_a_check(app: TestApp) {
        furnish(&app, &app.blobs).await;
        let mut known = SealedColumn::all().into_iter().map(ToString::to_string);
        let Some(column) = known.next() else { return };
        let (table, name) = column.split_once('.').unwrap();
        app.store.behind_our_back(&format!("update {table} set {name} = 'v1.lost.AAAA'")).await;

        let told = told(&app, &ring(&[])).await;

        assert_eq!(told.split(". ").next(), Some(
            format!("The key “lost”, with which something in {column} is sealed, is unknown").as_str()
        ));
    }

    async fn the_first_use_of_a_key_leaves_one_line(app: TestApp) {
        for keyring in [ring(&[]), ring(&["2027"]), ring(&["2027"])] {
            seal::ready(&app.db, &keyring).await.unwrap();
        }

        assert_eq!(installation(&app).await, ["key.taken_up key:first", "key.taken_up key:2027"]);
    }

    async fn everything_is_sealed_again_and_the_old_keys_are_not_needed_any_more(app: TestApp) {
        furnish(&app, &app.blobs).await;
        seal::ready(&app.db, &ring(&[])).await.unwrap();
        let before = sealed(&app).await;
        seal::ready(&app.db, &ring(&["2027"])).await.unwrap();

        let done = seal::rotate(&app.db, &ring(&["2027"])).await.unwrap();

        let after = sealed(&app).await;
        let of = |found: &[(String, String)], column: &str| found.iter().filter(|(c, _)| c == column).count() as u64;
        assert_eq!((done.key.as_str(), done.retired), ("2027", vec!["first".to_owned()]));
        assert!(after.iter().all(|(_, text)| key_of(text) == Some("2027")), "{after:?}");
        for column in SealedColumn::all() {
            let name = column.to_string();
            assert_eq!(done.columns[&name], of(&before, &name), "{name}");
            assert_eq!(of(&after, &name), of(&before, &name), "{name}");
        }
        let only_new = Keyring::new(&[given("2027")], &Secret::new(b"the old one is thrown away.......".to_vec()));
        seal::ready(&app.db, &only_new).await.unwrap();
        assert_eq!(seal::rotate(&app.db, &only_new).await.unwrap().retired, Vec::<String>::new());
        assert!(installation(&app).await.contains(&"keys.rotated key:2027".to_owned()));
    }

    async fn a_database_loses_its_mark_to_another_one_to_an_older_one_and_to_another_key(app: TestApp) {
        let mark = async |db: &Db, keyring: &Keyring| {
            seal::mark(&mut db.read().await.unwrap(), keyring).await.unwrap()
        };
        let other = TestDb::inhabited(app.store.backend).await.unwrap();
        seal::ready(&app.db, &ring(&[])).await.unwrap();
        let luck = Env::fixed(app.env.now(), 43);
        seal::ready(&other.db.clone().with_clock(luck), &ring(&[])).await.unwrap();

        let first = mark(&app.db, &ring(&[])).await;
        assert!(first.is_lost(&mark(&other.db, &ring(&[])).await), "another database, the same key");
        something_else(&app).await;
        let second = mark(&app.db, &ring(&[])).await;
        assert!(!first.is_lost(&second) && second.is_lost(&first), "what was done is gone again");

        seal::ready(&app.db, &ring(&["2027"])).await.unwrap();
        let third = mark(&app.db, &ring(&["2027"])).await;
        assert!(!second.is_lost(&mark(&app.db, &ring(&[])).await));
        seal::rotate(&app.db, &ring(&["2027"])).await.unwrap();
        assert!(second.is_lost(&mark(&app.db, &ring(&[])).await));
        assert!(!third.is_lost(&mark(&app.db, &ring(&["2027"])).await));
    }

    async fn a_former_secret_key_opens_what_it_has_sealed_until_that_is_sealed_again(app: TestApp) {
        furnish(&app, &app.blobs).await;
        seal::ready(&app.db, &ring(&[])).await.unwrap();
        let secret_key = Secret::new(b"the one that follows the old one".to_vec());
        let former = GivenKey { id: "first".into(), text: Secret::new("a key that only tests know, 32 b".into()) };
        let with_former = Keyring::new(&[given("2027"), former], &secret_key);
        let alone = Keyring::new(&[given("2027")], &secret_key);

        let told = told(&app, &alone).await;
        seal::ready(&app.db, &with_former).await.unwrap();
        let done = seal::rotate(&app.db, &with_former).await.unwrap();

        assert!(told.contains("Or give that one to MUSTER_KEYS as first=… at its end"), "{told}");
        assert_eq!(done.retired, ["first"]);
        seal::ready(&app.db, &alone).await.unwrap();
        assert!(sealed(&app).await.iter().all(|(_, text)| key_of(text) == Some("2027")));
    }

    async fn every_sealed_value_opens_in_its_own_row_and_in_no_other(app: TestApp) {
        furnish(&app, &app.blobs).await;
        let mut conn = app.db.read().await.unwrap();
        let tables = conn.tables().await.unwrap();
        for column in SealedColumn::all() {
            let values = conn.sealed_by_others(&tables, column, &[], 10).await.unwrap();

            assert!(!values.is_empty(), "furnish puts nothing into {column}");
            for value in values {
                assert!(keyring().open(&value.place, &value.text).is_ok(), "{} does not open", value.place);
                assert!(keyring().open(&column.of(&[&"another"]), &value.text).is_err());
            }
        }
    }

    async fn every_column_that_holds_something_sealed_is_registered(app: TestApp) {
        furnish(&app, &app.blobs).await;
        seal::ready(&app.db, &keyring()).await.unwrap();
        let known: Vec<_> = SealedColumn::all().iter().map(ToString::to_string).collect();

        let unknown: Vec<_> = sealed(&app).await.into_iter().map(|(column, _)| column)
            .filter(|column| column != "key_checks.sealed" && !known.contains(column)).collect();

        assert_eq!(unknown, Vec::<String>::new(), "declare them by sealed_column!");
    }

    async fn a_check_cannot_be_taken_from_another_key(app: TestApp) {
        seal::ready(&app.db, &ring(&[])).await.unwrap();
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        sql! { execute, &mut tx, "update key_checks set key_id = 'b' where key_id = 'first'" }.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        assert!(told(&app, &ring(&["b"])).await.contains("The key “b” is another one"));
    }
}

/// Actions and subjects of the installation's own trail.
async fn installation(app: &TestApp) -> Vec<String> {
    let company = Company { id: OrgId::INSTALLATION, ..CONTOSO };
    let lines = app.trail_entries(company).await;
    lines.into_iter().map(|(action, subject, _)| format!("{action} {subject}")).collect()
}
