//! Links that the console prints: the first set-up, and a way in for somebody locked out.

use crate::support::*;
use chrono::TimeDelta;
use futures_util::future::join_all;
use muster::{kernel::text::Email, signin::actions};

/// The program as it is at its very first start, on the same kind of database.
async fn fresh(like: &TestApp) -> TestApp {
    let store = TestDb::empty(like.store.backend).await.unwrap();
    store.db.migrate().await.unwrap();
    TestApp::with(store)
}

const FIRST: [(&str, &str); 4] = [
    ("organisation", "Northwind Tooling"),
    ("name", "Nora North"),
    ("email", "nora@northwind.example"),
    ("password", "seven lathes hum at dusk"),
];

both! {
    async fn the_set_up_link_makes_the_first_organisation_and_signs_its_administrator_in(app: TestApp) {
        let app = fresh(&app).await;
        let token = actions::setup_link(&app.db).await.unwrap().unwrap();
        let path = format!("/setup/{token}");
        let mut browser = Browser::new(&app);
        browser.get("/signin").await.assert_contains("Nobody has an account here yet");
        browser.get(&path).await.assert_status(200).assert_contains("Set up Muster");
        browser.get(&path).await.assert_status(200);

        let done = browser.post(&path, &FIRST).await;

        assert_eq!(done.assert_status(303).location(), "/");
        assert_eq!(browser.get("/").await.location(), "/o/northwind-tooling");
        browser.get("/o/northwind-tooling/settings").await.assert_status(200);
        browser.get(&path).await.assert_status(404).assert_contains("This link does not work");
        assert_eq!(actions::setup_link(&app.db).await.unwrap(), None);
    }

    async fn the_set_up_form_keeps_what_was_typed_and_wants_a_password_of_its_own(app: TestApp) {
        let app = fresh(&app).await;
        let path = format!("/setup/{}", actions::setup_link(&app.db).await.unwrap().unwrap());
        let mut browser = Browser::new(&app);
        browser.get(&path).await;
        let mut typed = FIRST;
        typed[3].1 = "Northwind Tooling 1";

        let answer = browser.post(&path, &typed).await;

        answer.assert_status(422).assert_contains("a name that anybody would guess").assert_contains("Nora North");
        assert!(!answer.contains("Northwind Tooling 1"));
    }

    async fn a_set_up_link_is_over_after_an_hour_or_when_there_is_a_newer_one(app: TestApp) {
        let app = fresh(&app).await;
        let first = actions::setup_link(&app.db).await.unwrap().unwrap();
        let second = actions::setup_link(&app.db).await.unwrap().unwrap();
        let mut browser = Browser::new(&app);

        browser.get(&format!("/setup/{first}")).await.assert_status(404);
        browser.get(&format!("/setup/{second}")).await.assert_status(200);
        app.env.advance(TimeDelta::minutes(61));

        browser.get(&format!("/setup/{second}")).await.assert_status(404);
        browser.get("/signin").await;
        browser.post(&format!("/setup/{second}"), &FIRST).await.assert_status(404);
    }

    async fn of_nodes_that_start_at_once_one_prints_a_link_that_works(app: TestApp) {
        let app = fresh(&app).await;
        actions::setup_link(&app.db).await.unwrap();

        let printed = join_all([(); 6].map(|()| actions::setup_link(&app.db))).await;

        let mut open = 0;
        for link in printed {
            let token = link.unwrap().unwrap();
            open += usize::from(actions::is_setup_open(&app.db, &token).await.unwrap());
        }
        assert_eq!(open, 1);
    }

    async fn of_those_who_set_up_at_once_one_does(app: TestApp) {
        let app = fresh(&app).await;
        let mut paths = Vec::new();
        for _ in 0..4 {
            paths.push(format!("/setup/{}", actions::setup_link(&app.db).await.unwrap().unwrap()));
        }
        app.store.behind_our_back("update one_time_links set used_at = null").await;
        let mut browsers = Vec::new();
        for path in paths {
            let mut browser = Browser::new(&app);
            browser.get(&path).await.assert_status(200);
            browsers.push((browser, path));
        }
        let set_up = browsers.into_iter().enumerate().map(|(number, (mut browser, path))| async move {
            let email = format!("nora-{number}@northwind.example");
            let fields = [FIRST[0], FIRST[1], ("email", email.as_str()), FIRST[3]];
            browser.post(&path, &fields).await.status.as_u16()
        });

        let mut answers = join_all(set_up).await;

        answers.sort();
        assert_eq!(answers, [303, 404, 404, 404]);
        assert_eq!(contents(&app.db).await["organisations"].len(), 1);
    }

    async fn where_somebody_has_an_account_nothing_can_be_set_up_any_more(app: TestApp) {
        let bare = fresh(&app).await;
        let token = actions::setup_link(&bare.db).await.unwrap().unwrap();
        let mut browser = Browser::new(&bare);
        browser.get(&format!("/setup/{token}")).await.assert_status(200);
        move_in(&bare.db).await;

        browser.post(&format!("/setup/{token}"), &FIRST).await.assert_status(404);
        assert_eq!(actions::setup_link(&bare.db).await.unwrap(), None);
    }

    async fn a_rescue_link_signs_in_once_and_looking_at_it_does_not_use_it_up(app: TestApp) {
        let token = actions::rescue_link(&app.db, &Email::parse(ADMIN.email).unwrap()).await.unwrap();
        let path = format!("/link/{token}");
        let (mut mine, mut second) = (Browser::new(&app), Browser::new(&app));
        mine.get(&path).await.assert_status(200).assert_contains("Sign in as Ada Admin");
        second.get(&path).await.assert_status(200);

        mine.post(&path, &[]).await.assert_status(303);

        assert_eq!(mine.get("/").await.location(), "/o/contoso");
        second.post(&path, &[]).await.assert_status(404).assert_contains("This link does not work");
        assert!(second.cookie("sid").is_none());
        assert_eq!(app.trail(CONTOSO).await, ["link.made", "session.started"]);
    }

    async fn a_rescue_link_of_somebody_shut_out_opens_nothing(app: TestApp) {
        let token = actions::rescue_link(&app.db, &Email::parse(LEAD.email).unwrap()).await.unwrap();
        app.store.behind_our_back("update members set deactivated_at = created_at where role = 'lead'").await;
        let mut browser = Browser::new(&app);

        browser.get(&format!("/link/{token}")).await.assert_status(404);
        browser.get("/signin").await;
        browser.post(&format!("/link/{token}"), &[]).await.assert_status(404);

        let again = actions::rescue_link(&app.db, &Email::parse(LEAD.email).unwrap()).await;
        let why = again.unwrap_err().to_string();
        assert!(why.contains("is deactivated in every organisation") && why.contains("reactivate them"), "{why}");
        assert!(actions::rescue_link(&app.db, &Email::parse("nobody@contoso.example").unwrap()).await.is_err());
    }
}
