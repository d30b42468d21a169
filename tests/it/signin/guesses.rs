//! Wrong tries in a row: waits that grow, locks, who is not hurt by them, and who unlocks.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{Error, audit::Actor, db::Chore, id::OrgId, text::Email},
    signin::{
        Known, actions,
        guess::{Kind, Target},
    },
    sql,
};

const INSTALLATION: Company = Company { id: OrgId::INSTALLATION, slug: "", name: "" };
const WRONG: &str = "correct horse battery stable";
const UNKNOWN: &str = "nobody@contoso.example";

/// One try in a browser nobody has used before.
async fn attempt(app: &TestApp, email: &str, password: &str) -> Answer {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    let mut answer = browser.post("/signin", &[("email", email), ("password", password)]).await;
    answer.body = answer.body.replace(email, "EMAIL").replace(&browser.csrf, "CSRF");
    answer
}

/// A browser in which this person was signed in once, signed out again.
async fn known_browser(app: &TestApp, who: Person) -> Browser<'_> {
    let mut browser = Browser::of(app, who).await;
    browser.get("/settings").await.assert_status(200);
    browser.post("/signout", &[]).await.assert_status(303);
    assert!(browser.cookie("known").is_some() && browser.cookie("sid").is_none());
    browser
}

async fn make_failures(app: &TestApp, count: i64) {
    let script = format!("update guesses set failures = {count} where kind = 'password'");
    app.store.behind_our_back(&script).await;
}

fn seconds(answer: &Answer) -> u64 {
    answer.assert_status(429).header("retry-after").parse().unwrap()
}

both! {
    async fn a_wrong_try_makes_the_next_wait_longer_and_a_right_one_ends_that(app: TestApp) {
        let mut waits = Vec::new();
        for failures in [0, 3, 9, 24] {
            app.env.advance(TimeDelta::minutes(6));
            if failures > 0 {
                make_failures(&app, failures).await;
            }
            attempt(&app, LEAD.email, WRONG).await.assert_status(422);
            let refused = attempt(&app, LEAD.email, PASSWORD).await;
            refused.assert_contains("Too many tries").assert_contains("Try again in");
            waits.push(seconds(&refused));
        }
        app.env.advance(TimeDelta::seconds(299));
        let early = attempt(&app, LEAD.email, PASSWORD).await;
        app.env.advance(TimeDelta::seconds(1));
        attempt(&app, LEAD.email, PASSWORD).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(6));
        attempt(&app, LEAD.email, WRONG).await.assert_status(422);
        let again = attempt(&app, LEAD.email, PASSWORD).await;

        assert_eq!(waits, [1, 5, 30, 300]);
        assert_eq!((seconds(&early), seconds(&again)), (1, 1));
    }

    async fn an_address_that_nobody_has_waits_and_is_refused_in_the_same_bytes(app: TestApp) {
        for failures in [1, 10, 99, 100] {
            app.env.advance(TimeDelta::minutes(31));
            if failures > 1 {
                make_failures(&app, failures - 1).await;
            }
            for _ in 0..2 {
                let known = attempt(&app, LEAD.email, WRONG).await;
                let unknown = attempt(&app, UNKNOWN, WRONG).await;

                assert_eq!(known.body, unknown.body, "{failures}");
                assert_eq!(known.status, unknown.status, "{failures}");
                assert_eq!(known.header("retry-after"), unknown.header("retry-after"), "{failures}");
                assert_eq!(known.headers.len(), unknown.headers.len(), "{failures}");
            }
        }
    }

    async fn it_is_as_much_work_to_refuse_an_address_that_nobody_has(app: TestApp) {
        let statements = async |email| app.statements_of(|| attempt(&app, email, WRONG)).await;
        attempt(&app, LEAD.email, WRONG).await;
        attempt(&app, UNKNOWN, WRONG).await;
        app.env.advance(TimeDelta::seconds(1));

        let (known, unknown) = (statements(LEAD.email).await, statements(UNKNOWN).await);
        let (known_shut, unknown_shut) = (statements(LEAD.email).await, statements(UNKNOWN).await);

        // The trail of the installation is begun where there is none; that is one cheap statement more.
        assert!(known.abs_diff(unknown) <= 1, "{known} and {unknown}");
        assert!(known_shut.abs_diff(unknown_shut) <= 1, "{known_shut} and {unknown_shut}");
    }

    async fn strangers_who_guess_do_not_shut_out_a_browser_the_person_was_in_before(app: TestApp) {
        let mut mine = known_browser(&app, LEAD).await;
        attempt(&app, LEAD.email, WRONG).await;
        make_failures(&app, 98).await;
        app.env.advance(TimeDelta::minutes(6));
        attempt(&app, LEAD.email, WRONG).await.assert_status(422);
        attempt(&app, LEAD.email, PASSWORD).await.assert_status(429);

        let wrong = [("email", LEAD.email), ("password", WRONG)];
        mine.get("/signin").await;
        mine.post("/signin", &wrong).await.assert_status(422);
        let own = mine.post("/signin", &[("email", LEAD.email), ("password", PASSWORD)]).await;
        app.env.advance(TimeDelta::seconds(1));

        assert_eq!(seconds(&own), 1, "a count of its own");
        mine.sign_in(LEAD).await.assert_status(303);
        attempt(&app, LEAD.email, PASSWORD).await.assert_status(429);
    }

    async fn a_browser_is_known_to_those_who_were_in_it_and_a_forged_cookie_to_nobody(app: TestApp) {
        let of_assessor = known_browser(&app, ASSESSOR).await;
        attempt(&app, LEAD.email, WRONG).await.assert_status(422);
        let cookie = of_assessor.cookie("known").unwrap();
        let word = cookie.split('.').next().unwrap().to_owned();
        let forged = format!("{word}.{}", "0".repeat(64));

        for value in [cookie, forged, word, "..".into(), String::new()] {
            let mut browser = Browser::new(&app);
            browser.cookies.push(("known".into(), value.clone()));
            browser.get("/signin").await;
            let answer = browser.post("/signin", &[("email", LEAD.email), ("password", PASSWORD)]).await;
            assert_eq!(seconds(&answer), 1, "{value:?} is no browser of the lead");
        }
    }

    async fn four_people_can_share_a_browser_and_each_is_known_in_it(app: TestApp) {
        let mut shared = known_browser(&app, LEAD).await;
        for who in [ADMIN, CONTRIBUTOR] {
            app.env.advance(TimeDelta::minutes(1));
            shared.sign_in(who).await.assert_status(303);
            shared.get("/settings").await;
            shared.post("/signout", &[]).await;
        }
        for who in [LEAD, ADMIN, CONTRIBUTOR] {
            attempt(&app, who.email, WRONG).await.assert_status(422);

            shared.sign_in(who).await.assert_status(303);
            shared.post("/signout", &[]).await;
            app.env.advance(TimeDelta::minutes(1));
        }
    }

    async fn the_hundredth_wrong_try_switches_the_password_off_until_another_way_in(app: TestApp) {
        let mut mine = known_browser(&app, LEAD).await;
        attempt(&app, LEAD.email, WRONG).await;
        make_failures(&app, 99).await;
        app.env.advance(TimeDelta::minutes(6));
        attempt(&app, LEAD.email, WRONG).await.assert_status(422);
        app.env.advance(TimeDelta::hours(48));

        let right = attempt(&app, LEAD.email, PASSWORD).await;
        let in_my_browser = mine.sign_in(LEAD).await;
        app.env.advance(TimeDelta::hours(1));
        let still = attempt(&app, LEAD.email, PASSWORD).await;
        let link = actions::rescue_link(&app.db, &Email::parse(LEAD.email).unwrap()).await.unwrap();
        let mut other = Browser::new(&app);
        other.get(&format!("/link/{link}")).await;
        other.post(&format!("/link/{link}"), &[]).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(6));
        let after = attempt(&app, LEAD.email, PASSWORD).await;

        right.assert_status(422).assert_contains("Email or password is not right.");
        in_my_browser.assert_status(303);
        still.assert_status(422);
        after.assert_status(303);
        let locked: Vec<_> =
            app.trail_entries(CONTOSO).await.into_iter().filter(|(action, ..)| action == "account.locked").collect();
        assert_eq!(locked.len(), 1);
        assert_eq!(locked[0].1, format!("user:{}", LEAD.id));
        assert_eq!((&locked[0].2["wrong_tries"], &locked[0].2["until"]), (&100.into(), &serde_json::Value::Null));
    }

    async fn a_lock_opens_by_itself_when_its_time_is_over(app: TestApp) {
        attempt(&app, LEAD.email, WRONG).await;
        make_failures(&app, 20).await;
        app.store.behind_our_back("update guesses set open_at = failed_at").await;
        let until = app.env.now() + TimeDelta::minutes(30);
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        sql! { execute, &mut tx, "update guesses set open_at = $1, locked_until = $1", until }.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        let locked = attempt(&app, LEAD.email, PASSWORD).await;
        app.get(ADMIN, "/o/contoso/people/locked").await.assert_contains(LEAD.email);
        app.env.advance(TimeDelta::minutes(30));
        app.sign_in_again().await;
        let listed = app.get(ADMIN, "/o/contoso/people/locked").await;
        let opened = attempt(&app, LEAD.email, PASSWORD).await;

        assert_eq!(seconds(&locked), 1800);
        locked.assert_contains("Try again in 30 minutes");
        listed.assert_contains("Nobody is locked.");
        opened.assert_status(303);
    }

    async fn an_administrator_sees_who_is_locked_and_unlocks_them(app: TestApp) {
        attempt(&app, LEAD.email, WRONG).await;
        make_failures(&app, 99).await;
        app.env.advance(TimeDelta::minutes(6));
        attempt(&app, LEAD.email, WRONG).await;
        let unlock = format!("/o/contoso/people/{}/unlock", LEAD.id);

        let page = app.get(ADMIN, "/o/contoso/people/locked").await;
        app.post(LEAD, &unlock, &[]).await.assert_status(403);
        app.post(STRANGER, &unlock, &[]).await.assert_status(404);
        let elsewhere = format!("/o/fabrikam/people/{}/unlock", LEAD.id);
        app.post(STRANGER, &elsewhere, &[]).await.assert_status(404);
        attempt(&app, LEAD.email, PASSWORD).await.assert_status(429);
        let done = app.post(ADMIN, &unlock, &[]).await;
        let again = app.post(ADMIN, &unlock, &[]).await;

        page.assert_status(200).assert_contains(LEAD.name).assert_contains("Password").assert_contains("When unlocked");
        assert_eq!(done.assert_status(303).location(), "/o/contoso/people/locked");
        again.assert_status(404);
        attempt(&app, LEAD.email, PASSWORD).await.assert_status(303);
        let trail = app.trail_entries(CONTOSO).await;
        let (_, subject, detail) = trail.iter().find(|(action, ..)| action == "account.unlocked").unwrap();
        assert_eq!((subject, &detail["before"][0]["wrong_tries"]), (&format!("user:{}", LEAD.id), &100.into()));
    }

    async fn who_is_told_to_wait_all_the_time_gets_one_line_in_the_trail(app: TestApp) {
        for email in [LEAD.email, UNKNOWN] {
            attempt(&app, email, WRONG).await.assert_status(422);
            for _ in 0..8 {
                attempt(&app, email, PASSWORD).await.assert_status(429);
            }
            app.env.advance(TimeDelta::minutes(2));
        }

        for (company, subject) in [(CONTOSO, format!("user:{}", LEAD.id)), (INSTALLATION, "user:unknown".into())] {
            let trail = app.trail_entries(company).await;
            let told: Vec<_> = trail.iter().filter(|(action, ..)| action == "session.throttled").collect();
            assert_eq!(told.len(), 1, "{trail:?}");
            assert_eq!((&told[0].1, &told[0].2["retry_after_s"]), (&subject, &1.into()));
            assert!(!format!("{trail:?}").contains(PASSWORD));
        }
    }

    async fn of_tries_made_at_once_a_right_one_after_a_wrong_one_does_not_count(app: TestApp) {
        attempt(&app, LEAD.email, WRONG).await;
        app.env.advance(TimeDelta::minutes(1));
        let target = Target::new(&Email::parse(LEAD.email).unwrap(), Kind::Password, &Known::default());
        let mut conn = app.db.read().await.unwrap();
        let right = actions::open(&mut conn, target, &app.db).await.unwrap();
        let wrong = actions::open(&mut conn, target, &app.db).await.unwrap();
        drop(conn);

        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        actions::failed_in(&mut tx, &wrong, Some(LEAD.id)).await.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let counted = actions::succeeded_in(&mut tx, &right).await;

        assert!(matches!(counted, Err(Error::TooMany { .. })), "{counted:?}");
    }

    async fn signing_in_by_a_password_costs_six_statements(app: TestApp) {
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;

        let fields = [("email", LEAD.email), ("password", PASSWORD)];
        let statements = app.statements_of(|| browser.post("/signin", &fields)).await;

        assert!(statements <= 6, "{statements}");
    }

    async fn an_organisation_says_when_wrong_tries_lock_and_for_how_long(app: TestApp) {
        let rules = "/o/contoso/settings/sign-in";
        let chosen = [("lock_after", "3"), ("lock_minutes", "15"), ("version", "0")];
        app.post(ADMIN, rules, &chosen).await.assert_status(303);
        let nonsense = [("lock_after", "101"), ("lock_minutes", "61"), ("version", "1")];
        let refused = app.post(ADMIN, rules, &nonsense).await;
        refused.assert_status(422).assert_contains("from 3 to 100").assert_contains("from 1 to 60");

        for email in [LEAD.email, UNKNOWN] {
            for _ in 0..3 {
                attempt(&app, email, WRONG).await.assert_status(422);
                app.env.advance(TimeDelta::seconds(1));
            }
            assert_eq!(seconds(&attempt(&app, email, PASSWORD).await), 899, "{email}");
        }

        app.get(ADMIN, "/o/contoso/people/locked").await.assert_contains(LEAD.email);
        assert!(app.trail(CONTOSO).await.contains(&"account.locked".to_owned()));
    }

    async fn ten_wrong_codes_of_an_app_shut_it_for_an_hour_wherever_they_were_typed(app: TestApp) {
        app.give_app(LEAD).await;
        let wrong = [("by", "totp"), ("code", "000000")];
        for n in 1..=10 {
            let answer = if n % 2 == 0 {
                app.post(LEAD, "/signin/confirm", &wrong).await
            } else {
                let mut browser = Browser::new(&app);
                browser.sign_in(LEAD).await.assert_status(303);
                browser.get("/signin/second").await;
                browser.post("/signin/second", &wrong).await
            };
            answer.assert_status(422);
            if n < 10 {
                app.env.advance(TimeDelta::seconds(30));
            }
        }
        let right = [("by", "totp"), ("code", &app.code(0))];
        let shut = app.post(LEAD, "/signin/confirm", &right).await;
        app.env.advance(TimeDelta::hours(1));
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await.assert_status(303);
        browser.get("/signin/second").await;
        let opened = browser.post("/signin/second", &[("by", "totp"), ("code", &app.code(0))]).await;

        assert_eq!(seconds(&shut), 3600);
        opened.assert_status(303);
    }

    async fn three_wrong_codes_of_an_app_wait_for_its_next_one(app: TestApp) {
        app.give_app(LEAD).await;
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;
        browser.get("/signin/second").await;
        for _ in 0..3 {
            browser.post("/signin/second", &[("by", "totp"), ("code", "000000")]).await.assert_status(422);
        }

        let shut = browser.post("/signin/second", &[("by", "totp"), ("code", &app.code(0))]).await;
        app.env.advance(TimeDelta::seconds(30));
        let opened = browser.post("/signin/second", &[("by", "totp"), ("code", &app.code(0))]).await;

        assert_eq!(seconds(&shut), 30);
        opened.assert_status(303);
    }

    async fn wrong_backup_codes_do_not_shut_the_app_and_a_hundred_switch_them_off(app: TestApp) {
        app.give_app(LEAD).await;
        app.leaves_jobs();
        let page = app.post(LEAD, "/account/security/codes", &[]).await;
        let rest = page.assert_status(200).body.split("<li><code>").nth(1).unwrap();
        let code = rest.split('<').next().unwrap();
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;
        browser.get("/signin/second?by=code").await;
        let nonsense = [("by", "code"), ("code", "4-0000-0000-0000-0000")];
        browser.post("/signin/second", &nonsense).await.assert_status(422);
        app.store.behind_our_back("update guesses set failures = 100 where kind = 'code'").await;
        app.env.advance(TimeDelta::minutes(5));

        let off = browser.post("/signin/second", &[("by", "code"), ("code", code)]).await;
        let by_app = browser.post("/signin/second", &[("by", "totp"), ("code", &app.code(0))]).await;

        off.assert_status(422).assert_contains("switched this second step off");
        by_app.assert_status(303);
    }

    async fn old_tries_are_forgotten_and_what_is_switched_off_is_not(app: TestApp) {
        for (email, failures) in [(LEAD.email, 100), (UNKNOWN, 100), (ADMIN.email, 99), ("x@contoso.example", 99)] {
            attempt(&app, email, WRONG).await.assert_status(422);
            let script = format!("update guesses set failures = {failures} where failures = 1");
            app.store.behind_our_back(&script).await;
        }

        app.env.advance(TimeDelta::days(91));
        actions::sweep(&app.db).await.unwrap();

        let mut conn = app.db.read().await.unwrap();
        let left: Vec<(i64,)> = sql! { fetch_all, &mut conn, "select failures from guesses" }.unwrap();
        assert_eq!(left, [(100,), (100,)]);
    }
}
