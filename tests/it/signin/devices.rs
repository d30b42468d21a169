//! One's own sessions and devices: seen, ended, forgotten; how long they last; new tokens when rights change.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{audit::Actor, db::Chore},
    signin::actions,
    sql,
};

const PAGE: &str = "/account/security/sessions";
const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Signs in with a browser that says what it is.
async fn with_agent<'a>(app: &'a TestApp, who: Person, agent: &str) -> Browser<'a> {
    let mut browser = Browser::new(app);
    browser.get("/signin").await;
    let fields = [("email", who.email), ("password", PASSWORD)];
    let headers = [("origin", "http://localhost:8080"), ("user-agent", agent)];
    browser.post_with("/signin", &fields, &headers).await.assert_status(303);
    browser.get("/settings").await.assert_status(200);
    browser
}

/// The addresses of the forms that end a session or have a device forgotten.
fn ends(page: &Answer, what: &str) -> Vec<String> {
    let actions = page.body.split("action=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
    actions.filter(|action| action.ends_with(what)).collect()
}

async fn is_in(browser: &mut Browser<'_>) -> bool {
    browser.get("/settings").await.status == 200
}

both! {
    async fn an_administrator_sees_the_sessions_of_a_person_and_ends_one(app: TestApp) {
        app.env.advance(TimeDelta::seconds(1));
        let mut laptop = with_agent(&app, CONTRIBUTOR, FIREFOX).await;
        let at = format!("/o/contoso/people/{}/sessions", CONTRIBUTOR.id);
        app.get(ADMIN, &format!("/o/contoso/people/{}", CONTRIBUTOR.id)).await.assert_contains(&at);

        let page = app.get(ADMIN, &at).await;
        page.assert_status(200).assert_contains("Sessions of Carl Contributor").assert_contains("Firefox on Windows");
        let all = ends(&page, "/end");
        let done = app.post(ADMIN, &all[0], &[]).await;

        assert_eq!(all.len(), 3, "the laptop's, the one that every test has, and all at once: {all:?}");
        assert_eq!(done.assert_status(303).location(), at);
        assert!(!is_in(&mut laptop).await);
        app.get(CONTRIBUTOR, "/settings").await.assert_status(200);
        let after = app.get(ADMIN, &at).await;
        assert!(!after.assert_status(200).contains("Firefox on Windows"));
        assert_eq!(ends(&after, "/end").len(), 2);
        app.post(ADMIN, &all[0], &[]).await.assert_status(404);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("session.revoked", format!("user:{}", CONTRIBUTOR.id)));
        assert_eq!((&detail["by"], &detail["browser"]), (&"administrator".into(), &FIREFOX.into()));
    }

    async fn nobody_else_sees_or_ends_them_and_nobody_of_another_organisation_is_reached(app: TestApp) {
        app.env.advance(TimeDelta::seconds(1));
        let mut laptop = with_agent(&app, CONTRIBUTOR, FIREFOX).await;
        let at = format!("/o/contoso/people/{}/sessions", CONTRIBUTOR.id);
        let end = ends(&app.get(ADMIN, &at).await, "/end").remove(0);
        let of_stranger = format!("/o/contoso/people/{}/sessions/{}/end", STRANGER.id, STRANGER.session());
        let mixed = format!("{at}/{}/end", STRANGER.session());

        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            app.get(who, &at).await.assert_status(403);
            app.post(who, &end, &[]).await.assert_status(403);
        }
        app.get(STRANGER, &at).await.assert_status(404);
        app.post(STRANGER, &end, &[]).await.assert_status(404);
        app.get(ADMIN, &at.replace(&CONTRIBUTOR.id.to_string(), &STRANGER.id.to_string())).await.assert_status(404);
        for path in [&of_stranger, &mixed] {
            app.post(ADMIN, path, &[]).await.assert_status(404);
        }
        app.env.advance(TimeDelta::minutes(11));

        assert!(app.get(ADMIN, &at).await.location().starts_with("/signin/confirm"));
        assert!(app.post(ADMIN, &end, &[]).await.location().starts_with("/signin/confirm"));
        assert!(is_in(&mut laptop).await);
        app.get(STRANGER, "/settings").await.assert_status(200);
    }

    async fn a_session_that_opens_another_organisation_alone_is_not_shown(app: TestApp) {
        let _laptop = with_agent(&app, CONTRIBUTOR, FIREFOX).await;
        let at = format!("/o/contoso/people/{}/sessions", CONTRIBUTOR.id);
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        sql! {
            execute, &mut tx, "update sessions set only_org_id = $1 where agent = $2",
            FABRIKAM.id, FIREFOX
        }
        .unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        let page = app.get(ADMIN, &at).await;

        assert!(!page.assert_status(200).contains("Firefox on Windows"));
        assert_eq!(ends(&page, "/end").len(), 2);
    }
}

both! {
    async fn the_page_tells_of_each_session_when_from_where_with_what_and_how(app: TestApp) {
        app.give_app(LEAD).await;
        let mut here = Browser::new(&app);
        here.sign_in(LEAD).await;
        here.get("/signin/second").await;
        here.post("/signin/second", &[("code", &app.code(0))]).await.assert_status(303);

        let page = here.get(PAGE).await;

        page.assert_status(200).assert_contains("This one").assert_contains("two factors").assert_contains("127.0.0.1");
        page.assert_contains("2026-03-02 09:00 UTC").assert_contains("A browser that does not say what it is");
        assert_eq!(ends(&page, "/end").len(), 1, "the other one is the session that every test has");
        assert!(!page.contains(ADMIN.email));
    }

    async fn ending_one_bites_at_once_and_leaves_the_rest(app: TestApp) {
        let mut here = Browser::of(&app, LEAD).await;
        app.env.advance(TimeDelta::seconds(1));
        let mut other = with_agent(&app, LEAD, FIREFOX).await;
        let page = here.get(PAGE).await;
        page.assert_contains("Firefox on Windows");

        let done = here.post(&ends(&page, "/end")[0], &[]).await;

        assert_eq!(done.assert_status(303).location(), PAGE);
        here.get(PAGE).await.assert_contains("Firefox on Windows is signed out.");
        assert!(!is_in(&mut other).await && is_in(&mut here).await);
        app.get(LEAD, "/settings").await.assert_status(200);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("session.revoked", format!("user:{}", LEAD.id)));
        assert_eq!(detail["browser"], FIREFOX);
        here.post(&ends(&page, "/end")[0], &[]).await.assert_status(303);
        here.get(PAGE).await.assert_contains("That session was over already.");
    }

    async fn nobody_ends_the_session_or_forgets_the_device_of_somebody_else(app: TestApp) {
        let mut mine = with_agent(&app, LEAD, FIREFOX).await;
        let page = app.get(LEAD, PAGE).await;
        let (end, forget) = (ends(&page, "/end").remove(0), ends(&page, "/forget").remove(0));

        app.post(CONTRIBUTOR, &end, &[]).await.assert_status(303);
        app.post(ADMIN, &forget, &[]).await.assert_status(303);

        assert!(is_in(&mut mine).await);
        assert_eq!(ends(&mine.get(PAGE).await, "/forget").len(), 1);
        assert_eq!(app.trail(CONTOSO).await, ["session.started"]);
    }

    async fn all_others_end_and_a_sign_in_half_way_too(app: TestApp) {
        let mut other = Browser::of(&app, LEAD).await;
        let mut here = Browser::of(&app, LEAD).await;
        app.give_app(LEAD).await;
        let mut half = Browser::new(&app);
        half.sign_in(LEAD).await;
        half.get("/signin/second").await.assert_status(200);

        here.post(&format!("{PAGE}/others"), &[]).await.assert_status(303);

        assert!(is_in(&mut here).await && !is_in(&mut other).await);
        assert!(app.get(LEAD, "/settings").await.location().starts_with("/signin"));
        let late = half.post("/signin/second", &[("code", &app.code(0))]).await;
        assert_eq!(late.assert_status(303).location(), "/signin");
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["which"]), ("sessions.revoked", &"others".into()));
        assert_eq!(detail["count"], 2);
    }

    async fn signing_out_everywhere_ends_this_one_too(app: TestApp) {
        let (mut one, mut here) = (Browser::of(&app, LEAD).await, Browser::of(&app, LEAD).await);

        let done = here.post(&format!("{PAGE}/all"), &[]).await;

        assert_eq!(done.assert_status(303).location(), "/signin");
        assert!(here.cookie("sid").is_none());
        assert!(!is_in(&mut one).await && !is_in(&mut here).await);
        app.get(ADMIN, "/settings").await.assert_status(200);
    }

    async fn a_forgotten_device_gives_its_second_step_again_and_its_sessions_end(app: TestApp) {
        app.rule("remember_days = 7").await;
        app.give_app(LEAD).await;
        let mut remembered = Browser::new(&app);
        remembered.sign_in(LEAD).await;
        remembered.get("/signin/second").await;
        let code = [("code", &*app.code(0)), ("remember", "yes")];
        remembered.post("/signin/second", &code).await.assert_status(303);
        let page = app.get(LEAD, PAGE).await;
        page.assert_contains("Skipped until");

        app.post(LEAD, &ends(&page, "/forget")[0], &[]).await.assert_status(303);

        assert!(!is_in(&mut remembered).await);
        assert_eq!(remembered.sign_in(LEAD).await.location(), "/signin/second");
        assert!(!app.get(LEAD, PAGE).await.contains("Skipped until"));
        assert!(app.trail(CONTOSO).await.contains(&"device.forgotten".to_owned()));
    }

    async fn an_organisation_says_how_long_sessions_last_and_it_counts_at_once(app: TestApp) {
        let mut before = Browser::of(&app, LEAD).await;
        let rules = "/o/contoso/settings/sign-in";
        let chosen = [("idle_minutes", "10"), ("absolute_hours", "2"), ("version", "0")];
        app.post(ADMIN, rules, &chosen).await.assert_status(303);
        let nonsense = [("idle_minutes", "61"), ("absolute_hours", "25"), ("sessions_max", "0"), ("version", "1")];
        let refused = app.post(ADMIN, rules, &nonsense).await;
        refused.assert_status(422).assert_contains("5 to 60").assert_contains("1 to 24").assert_contains("1 to 100");
        let mut busy = Browser::of(&app, LEAD).await;

        app.env.advance(TimeDelta::minutes(10));
        assert!(!is_in(&mut before).await, "ten minutes without a click");
        let mut busy_again = Browser::of(&app, LEAD).await;
        for _ in 0..12 {
            assert!(is_in(&mut busy_again).await);
            app.env.advance(TimeDelta::minutes(9) + TimeDelta::seconds(55));
        }
        assert!(is_in(&mut busy_again).await);
        app.env.advance(TimeDelta::minutes(1));

        assert!(!is_in(&mut busy_again).await && !is_in(&mut busy).await, "two hours in all");
    }

    async fn the_strictest_of_a_persons_organisations_counts_and_others_are_left_alone(app: TestApp) {
        app.rule("idle_minutes = 5").await;
        let mut stranger = Browser::of(&app, STRANGER).await;
        let mut lead = Browser::of(&app, LEAD).await;

        app.env.advance(TimeDelta::minutes(6));

        assert!(is_in(&mut stranger).await && !is_in(&mut lead).await);
    }

    async fn one_session_more_than_allowed_ends_the_one_not_used_for_longest(app: TestApp) {
        app.rule("sessions_max = 2").await;
        app.env.advance(TimeDelta::minutes(2));
        let mut first = Browser::of(&app, LEAD).await;
        app.env.advance(TimeDelta::minutes(2));
        let mut second = Browser::of(&app, LEAD).await;
        app.env.advance(TimeDelta::minutes(2));
        assert!(is_in(&mut first).await);

        let mut third = Browser::of(&app, LEAD).await;

        assert!(is_in(&mut first).await && !is_in(&mut second).await && is_in(&mut third).await);
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail.iter().filter(|action| *action == "sessions.displaced").count(), 2, "{trail:?}");
    }

    async fn a_changed_password_gives_this_session_a_new_token(app: TestApp) {
        let mut here = Browser::of(&app, LEAD).await;
        let mut thief = here.twin();
        here.get("/settings/password").await;
        app.leaves_jobs();

        let fields = [("current_password", PASSWORD), ("new_password", "eleven quiet milling machines")];
        here.post("/settings/password", &fields).await.assert_status(303);

        assert!(is_in(&mut here).await && !is_in(&mut thief).await);
        assert_ne!(here.cookie("sid"), thief.cookie("sid"));
    }

    async fn a_changed_role_gives_the_persons_sessions_new_tokens_and_the_old_ones_end_soon(app: TestApp) {
        let mut here = Browser::of(&app, CONTRIBUTOR).await;
        let mut thief = here.twin();
        let before = here.cookie("sid");
        let at = format!("/o/contoso/people/{}/role", CONTRIBUTOR.id);
        app.post(ADMIN, &at, &[("role", "lead"), ("version", "1")]).await.assert_status(303);

        assert!(is_in(&mut here).await);
        let after = here.cookie("sid");
        assert!(is_in(&mut thief).await, "what was under way with the old token arrives");
        app.env.advance(TimeDelta::minutes(1));

        assert_ne!(before, after);
        assert!(!is_in(&mut thief).await && is_in(&mut here).await);
        assert_eq!(here.cookie("sid"), after, "once");
        let mut admin = Browser::of(&app, ADMIN).await;
        let kept = admin.cookie("sid");
        admin.get("/settings").await;
        assert_eq!(admin.cookie("sid"), kept, "nobody else's");
    }

    async fn devices_are_forgotten_when_nobody_can_have_their_cookie_any_more(app: TestApp) {
        let count = async || {
            let mut conn = app.db.read().await.unwrap();
            let (n,): (i64,) = muster::sql! { fetch_one, &mut conn, "select count(*) from devices" }.unwrap();
            n
        };
        Browser::of(&app, LEAD).await;
        let page = app.get(LEAD, PAGE).await;
        Browser::of(&app, ADMIN).await;
        app.post(LEAD, &ends(&page, "/forget")[0], &[]).await.assert_status(303);
        app.env.advance(TimeDelta::days(9));
        actions::sweep(&app.db).await.unwrap();
        assert_eq!(count().await, 1, "the one that was forgotten");
        app.env.advance(TimeDelta::days(390));
        actions::sweep(&app.db).await.unwrap();
        assert_eq!(count().await, 1);

        app.env.advance(TimeDelta::days(2));
        actions::sweep(&app.db).await.unwrap();

        assert_eq!(count().await, 0);
    }
}
