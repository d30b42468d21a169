//! Every address of the program against everybody who may come: nobody, a stranger, and each role.

mod credentials;
mod rendered;
mod table;
mod tokens;

use crate::support::*;
use muster::{access::Role, app, blobs::Blobs, web::csrf::DOORS};
use poem::http::{Method, header};
use std::collections::BTreeSet;
use table::{TABLE, Who};

/// A program with something of everything in it.
async fn furnished(store: TestDb) -> (TestApp, Furnished) {
    let app = TestApp::with(store);
    // These tests ask who may do what, not what follows from it.
    app.leaves_jobs();
    let blobs = Blobs::open(app.dir().join("blobs")).unwrap();
    let furnished = furnish(&app, &blobs).await;
    (app, furnished)
}

async fn fresh() -> (TestApp, Furnished) {
    furnished(TestDb::inhabited(Backend::Sqlite).await.unwrap()).await
}

/// The address with something in the place of each `:name`.
fn filled(path: &str, fill: impl Fn(&str) -> String) -> String {
    let part = |part: &str| part.strip_prefix(':').map_or_else(|| part.to_owned(), &fill);
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn names(path: &str) -> Vec<&str> {
    path.split('/').filter_map(|part| part.strip_prefix(':')).collect()
}

async fn ask(app: &TestApp, who: Person, method: &str, path: &str) -> Answer {
    if method == "GET" { app.get(who, path).await } else { app.post(who, path, &[]).await }
}

fn of_role(role: Role) -> Person {
    match role {
        Role::Admin => ADMIN,
        Role::Lead => LEAD,
        Role::Contributor => CONTRIBUTOR,
        Role::Assessor => ASSESSOR,
    }
}

#[track_caller]
fn assert_none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn the_table_and_the_program_name_the_same_routes() {
    let of_the_program: BTreeSet<_> =
        app::pages().addresses.iter().map(|address| (address.method.to_string(), address.path)).collect();
    let of_the_table: BTreeSet<_> =
        TABLE.iter().map(|(method, path, _)| ((*method).to_owned(), *path)).collect();

    let undecided: Vec<_> = of_the_program.difference(&of_the_table).collect();
    let gone: Vec<_> = of_the_table.difference(&of_the_program).collect();
    assert!(undecided.is_empty(), "say in house/routes/table.rs who may use {undecided:#?}");
    assert!(gone.is_empty(), "these are no routes: {gone:#?}");
    assert_eq!(of_the_table.len(), TABLE.len(), "a route stands in the table twice");
}

#[test]
fn what_belongs_to_an_organisation_stands_below_it() {
    for (method, path, who) in TABLE {
        let is_below = path.starts_with("/o/:org");
        assert_eq!(is_below, matches!(who, Who::Roles(_)), "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_unknown_is_sent_to_the_door() {
    let mut wrong = Vec::new();
    for (method, path, who) in TABLE {
        let (app, furnished) = fresh().await;
        let at = filled(path, |name| table::there(path, name, &furnished));
        let form =
            [("content-type", "application/x-www-form-urlencoded"), ("origin", "http://localhost:8080")];
        let htmx = [&form[..], &[("hx-request", "true"), ("hx-request-type", "partial")]].concat();
        let verb: Method = method.parse().unwrap();
        let plain = app.request(None, verb.clone(), &at, &form, vec![]).await;
        let scripted = app.request(None, verb, &at, &htmx, vec![]).await;

        let is_sent_away = plain.status == 303
            && plain.location().starts_with("/signin")
            && scripted.status == 401
            && scripted.header("hx-redirect").starts_with("/signin")
            && plain.body.is_empty();
        // Whoever is writing is told, and led away only when they save.
        let is_draft = *method == "POST" && path.ends_with("/draft");
        let is_told = is_draft
            && plain.status == 401
            && scripted.status == 401
            && scripted.header("hx-redirect").is_empty();
        // A door takes forms from everybody, so it wants the token of its own page first.
        let is_door = *method == "POST" && DOORS.iter().any(|door| path.starts_with(door));
        let is_refused = is_door && plain.status == 403 && scripted.status == 403;
        let is_let_in =
            plain.status.as_u16() < 500 && plain.status != 401 && !plain.location().contains("next=");
        let is_right = if *who == Who::Anybody { is_let_in } else { is_sent_away || is_refused || is_told };
        if !is_right {
            wrong.push(format!("{method} {path}: {} to {}", plain.status, plain.location()));
        }
    }
    assert_none(wrong);
}

both! {
    async fn a_stranger_cannot_tell_what_is_there_from_what_is_not(app: TestApp) {
        let (app, furnished) = furnished(app.into_store()).await;
        let nothing = app.get(STRANGER, "/no/such/page").await;
        let mut wrong = Vec::new();
        for (method, path, who) in TABLE {
            if !matches!(who, Who::Roles(_)) {
                continue;
            }
            let there = filled(path, |name| table::there(path, name, &furnished));
            let nowhere = there.replace("/o/contoso", "/o/no-such-company");
            for at in [there, nowhere] {
                let answer = ask(&app, STRANGER, method, &at).await;
                let is_same = answer.body == nothing.body
                    && answer.header(header::CONTENT_TYPE.as_str()) == nothing.header("content-type")
                    && answer.headers.len() == nothing.headers.len();
                if answer.status != 404 || !is_same {
                    wrong.push(format!("{method} {at}: {}", answer.status));
                }
            }
        }
        assert_none(wrong);
    }

    async fn what_is_not_there_is_not_there_for_its_own_people_too(app: TestApp) {
        let (app, furnished) = furnished(app.into_store()).await;
        let nothing = app.get(ADMIN, "/no/such/page").await;
        let mut wrong = Vec::new();
        for (method, path, who) in TABLE {
            for lost in names(path).into_iter().filter(|name| *name != "org") {
                if !matches!(who, Who::Roles(_)) {
                    continue;
                }
                let fill = |name: &str| {
                    if name == lost { table::missing(name) } else { table::there(path, name, &furnished) }
                };
                let answer = ask(&app, ADMIN, method, &filled(path, fill)).await;
                if answer.status != 404 || answer.body != nothing.body {
                    wrong.push(format!("{method} {path} without its {lost}: {}", answer.status));
                }
            }
        }
        assert_none(wrong);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_may_do_what_the_table_says() {
    let (mut wrong, mut installation) = (Vec::new(), fresh().await);
    for (method, path, who) in TABLE {
        for role in Role::ALL {
            let (app, furnished) = &installation;
            let at = filled(path, |name| table::there(path, name, furnished));
            let status = ask(app, of_role(role), method, &at).await.status;
            let may = if let Who::Roles(roles) = who { roles.contains(&role) } else { true };
            let is_right = match status.as_u16() {
                // A door has rules of its own, told and tested where it stands: who is it for, is it still open.
                403 | 404 if *who == Who::Anybody => true,
                403 => !may,
                401 | 404 | 405 => false,
                status => may && status < 500,
            };
            if !is_right {
                wrong.push(format!("{method} {path} as {role:?}: {status}"));
            }
            if *method == "POST" {
                installation = fresh().await;
            }
        }
    }
    assert_none(wrong);
}

#[tokio::test(flavor = "multi_thread")]
async fn looking_changes_nothing() {
    let (app, furnished) = fresh().await;
    let before = contents(&app.db).await;
    for (method, path, _) in TABLE {
        if *method == "GET" {
            let at = filled(path, |name| table::there(path, name, &furnished));
            for who in [ADMIN, CONTRIBUTOR] {
                app.get(who, &at).await;
                app.get_fragment(who, &at).await;
            }
            app.anonymous_get(&at).await;

            assert_eq!(before, contents(&app.db).await, "GET {path} changed something");
        }
    }
}
