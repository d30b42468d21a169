//! The second step of a sign-in: asked wherever it is set up, taken once, and not to be got around.

use crate::support::*;
use chrono::TimeDelta;

/// A browser in which this person's password was right and the second step is asked.
async fn half_in(app: &TestApp, who: Person) -> Browser<'_> {
    let mut browser = Browser::new(app);
    let answer = browser.sign_in(who).await;
    assert_eq!(answer.assert_status(303).location(), "/signin/second");
    assert!(browser.cookie("sid").is_none(), "nobody is in before the second step");
    browser
        .get("/signin/second")
        .await
        .assert_status(200)
        .assert_contains("Code from your authenticator app");
    browser
}

async fn give(browser: &mut Browser<'_>, code: &str) -> Answer {
    browser.post("/signin/second", &[("by", "totp"), ("code", code)]).await
}

async fn leave(browser: &mut Browser<'_>) {
    browser.get("/settings").await.assert_status(200);
    browser.post("/signout", &[]).await.assert_status(303);
}

both! {
    async fn a_second_step_that_is_set_up_is_asked_for_and_lets_in(app: TestApp) {
        app.give_app(LEAD).await;
        let mut browser = half_in(&app, LEAD).await;
        assert!(browser.get("/o/contoso").await.location().starts_with("/signin?next="));

        let done = give(&mut browser, &app.code(0)).await;

        assert_eq!(done.assert_status(303).location(), "/");
        browser.get("/o/contoso/people").await.assert_status(200);
        assert!(browser.cookie("attempt").is_none() && browser.cookie("visit").is_none());
        let (_, _, started) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((&started["by"], &started["second"], &started["factors"]), (
            &"password".into(), &"totp".into(), &"two".into()
        ));
    }

    async fn where_one_wanted_to_go_is_not_forgotten_on_the_way(app: TestApp) {
        app.give_app(LEAD).await;
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        let fields = [("email", LEAD.email), ("password", PASSWORD), ("next", "/help?a=1&b=2")];

        let door = browser.post("/signin", &fields).await.location().to_owned();
        let shown = browser.get(&door).await;
        let next = shown.field("next").unwrap();
        let wrong = browser.post("/signin/second", &[("code", "000000"), ("next", &next)]).await;
        let again = wrong.assert_status(422).field("next").unwrap();
        let done = browser.post("/signin/second", &[("code", &app.code(0)), ("next", &again)]).await;

        assert_eq!(done.location(), "/help?a=1&b=2");
    }

    async fn a_code_works_once_also_in_another_browser(app: TestApp) {
        app.give_app(LEAD).await;
        let (mut one, mut two) = (half_in(&app, LEAD).await, half_in(&app, LEAD).await);

        give(&mut one, &app.code(0)).await.assert_status(303);
        let again = give(&mut two, &app.code(0)).await;
        app.env.advance(TimeDelta::seconds(30));
        let before = give(&mut two, &app.code(-30)).await;

        again.assert_status(422).assert_contains("used already");
        before.assert_status(422).assert_contains("used already");
        give(&mut two, &app.code(0)).await.assert_status(303);
    }

    async fn of_two_requests_with_the_same_code_exactly_one_wins(app: TestApp) {
        app.give_app(LEAD).await;
        let (mut one, mut two) = (half_in(&app, LEAD).await, half_in(&app, LEAD).await);
        let code = app.code(0);

        let (first, second) = tokio::join!(give(&mut one, &code), give(&mut two, &code));

        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
        let starts = app.trail(CONTOSO).await.into_iter().filter(|action| action == "session.started");
        assert_eq!(starts.count(), 1);
    }

    async fn one_sign_in_sent_twice_opens_one_session(app: TestApp) {
        app.give_app(LEAD).await;
        let mut one = half_in(&app, LEAD).await;
        let mut two = one.twin();

        give(&mut one, &app.code(0)).await.assert_status(303);
        let late = give(&mut two, &app.code(30)).await;

        assert_eq!(late.assert_status(303).location(), "/signin");
        assert!(two.cookie("sid").is_none());
    }

    async fn the_step_before_and_the_step_after_are_taken_with_a_word_about_the_clock(app: TestApp) {
        app.give_app(LEAD).await;
        app.give_app(CONTRIBUTOR).await;
        let (mut behind, mut ahead) = (half_in(&app, LEAD).await, half_in(&app, CONTRIBUTOR).await);

        give(&mut behind, &app.code(-30)).await.assert_status(303);
        give(&mut ahead, &app.code(30)).await.assert_status(303);

        behind.get("/settings").await.assert_contains("about 15 seconds behind ours");
        ahead.get("/settings").await.assert_contains("about 45 seconds ahead of ours");
    }

    async fn the_step_before_last_is_refused_and_the_drift_is_explained(app: TestApp) {
        app.give_app(LEAD).await;
        let mut browser = half_in(&app, LEAD).await;

        let refused = give(&mut browser, &app.code(-60)).await;

        refused.assert_status(422).assert_contains("about 45 seconds behind ours, which is too much");
        give(&mut browser, &app.code(0)).await.assert_status(303);
    }

    async fn a_code_that_was_told_to_be_too_early_does_not_become_right_by_waiting(app: TestApp) {
        app.give_app(LEAD).await;
        let mut browser = half_in(&app, LEAD).await;
        let early = app.code(90);

        give(&mut browser, &early).await.assert_status(422).assert_contains("ahead of ours");
        app.env.advance(TimeDelta::seconds(90));

        give(&mut browser, &early).await.assert_status(422).assert_contains("used already");
        app.env.advance(TimeDelta::seconds(30));
        give(&mut browser, &app.code(0)).await.assert_status(303);
    }

    async fn three_tries_in_half_a_minute_and_no_more(app: TestApp) {
        app.give_app(LEAD).await;
        let (mut one, mut two) = (half_in(&app, LEAD).await, half_in(&app, LEAD).await);
        for wrong in ["000000", "111111"] {
            give(&mut one, wrong).await.assert_status(422).assert_contains("not the code your authenticator app");
        }
        give(&mut two, "222222").await.assert_status(422);

        let fourth = give(&mut one, &app.code(0)).await;
        app.env.advance(TimeDelta::seconds(30));

        let wait: u64 = fourth.assert_status(429).header("retry-after").parse().unwrap();
        assert!((1..=30).contains(&wait), "{wait}");
        give(&mut one, &app.code(0)).await.assert_status(303);
        assert_eq!(app.trail(CONTOSO).await.iter().filter(|a| *a == "second_step.refused").count(), 3);
    }

    async fn after_ten_minutes_or_ten_wrong_codes_one_begins_again(app: TestApp) {
        app.give_app(LEAD).await;
        let mut slow = half_in(&app, LEAD).await;
        app.env.advance(TimeDelta::minutes(10));
        let late = give(&mut slow, &app.code(0)).await;
        assert_eq!(late.assert_status(303).location(), "/signin");
        slow.get("/signin").await.assert_contains("took too long or too many tries");

        let mut guesser = half_in(&app, LEAD).await;
        for _ in 0..10 {
            app.env.advance(TimeDelta::seconds(31));
            give(&mut guesser, "000000").await.assert_status(422);
        }
        app.env.advance(TimeDelta::seconds(31));
        let eleventh = give(&mut guesser, &app.code(0)).await;

        assert_eq!(eleventh.assert_status(303).location(), "/signin");
        assert!(guesser.cookie("sid").is_none());
    }

    async fn without_the_first_step_there_is_no_second(app: TestApp) {
        app.give_app(LEAD).await;
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;

        let shown = browser.get("/signin/second").await;
        browser.get("/signin").await;
        let given = give(&mut browser, &app.code(0)).await;

        assert_eq!(shown.assert_status(303).location(), "/signin");
        assert_eq!(given.assert_status(303).location(), "/signin");
        assert!(browser.cookie("sid").is_none());
    }

    async fn every_way_in_asks_for_it(app: TestApp) {
        app.give_app(ADMIN).await;
        let email = muster::kernel::text::Email::parse(ADMIN.email).unwrap();
        let token = muster::signin::actions::rescue_link(&app.db, &email).await.unwrap();
        let mut browser = Browser::new(&app);
        browser.get(&format!("/link/{token}")).await;

        let linked = browser.post(&format!("/link/{token}"), &[]).await;

        assert_eq!(linked.assert_status(303).location(), "/signin/second");
        assert!(browser.cookie("sid").is_none());
        give(&mut browser, &app.code(0)).await.assert_status(303);
    }

    async fn a_role_that_must_give_one_is_stopped_at_each_request_until_it_has(app: TestApp) {
        let mut browser = Browser::of(&app, LEAD).await;
        browser.get("/o/contoso/people").await.assert_status(200);
        app.rule("second_factor_roles = 'admin lead'").await;

        let page = browser.get("/o/contoso/evidence?page=2").await;
        let script = browser.twin().post_fragment("/o/contoso/assessments", &[("title", "Spring")]).await;
        let told = browser.get(page.assert_status(303).location()).await;
        let other = app.get(CONTRIBUTOR, "/o/contoso/people").await;

        assert_eq!(page.location(), "/signin/second?next=%2Fo%2Fcontoso%2Fevidence%3Fpage%3D2");
        assert!(script.assert_status(401).header("hx-redirect").starts_with("/signin/second?kept="));
        told.assert_status(200).assert_contains("A second step is needed").assert_contains("/account/security/totp");
        other.assert_status(200);
        app.give_app(LEAD).await;
        assert!(browser.get("/o/contoso").await.location().starts_with("/signin/second"), "an app alone is no proof");
        let door = browser.get("/signin/second?next=%2Fhelp").await;
        assert_eq!(door.location(), "/signin/confirm?next=%2Fhelp");
        browser.get(door.location()).await;
        let done = browser.post("/signin/confirm", &[("by", "totp"), ("code", &app.code(0)), ("next", "/help")]).await;
        assert_eq!(done.assert_status(303).location(), "/help");
        browser.get("/o/contoso/people").await.assert_status(200);
        assert_eq!(app.trail(CONTOSO).await.last().unwrap(), "session.raised");
    }

    async fn a_stranger_is_asked_nothing_where_they_do_not_belong(app: TestApp) {
        app.rule("second_factor_roles = 'admin lead contributor assessor'").await;

        app.get(STRANGER, "/o/contoso").await.assert_status(404);
        app.get(STRANGER, "/o/fabrikam/people").await.assert_status(200);
    }

    async fn a_remembered_device_is_not_asked_until_its_days_are_over_or_the_rule_is(app: TestApp) {
        app.give_app(LEAD).await;
        let mut off = half_in(&app, LEAD).await;
        assert!(!off.get("/signin/second").await.contains("Do not ask on this device"));
        app.rule("remember_days = 7").await;
        let mut browser = half_in(&app, LEAD).await;
        browser.get("/signin/second").await.assert_contains("Do not ask on this device for 7 days");
        let fields = [("by", "totp"), ("code", &app.code(0)), ("remember", "yes")];
        browser.post("/signin/second", &fields).await.assert_status(303);
        leave(&mut browser).await;
        let mut elsewhere = Browser::new(&app);

        assert_eq!(browser.sign_in(LEAD).await.location(), "/");
        assert_eq!(elsewhere.sign_in(LEAD).await.location(), "/signin/second");
        app.rule("second_factor_roles = 'lead'").await;
        browser.get("/o/contoso/people").await.assert_status(200);
        app.rule("remember_days = 0").await;
        assert!(browser.get("/o/contoso").await.location().starts_with("/signin/second"));
        app.rule("remember_days = 7").await;
        app.env.advance(TimeDelta::days(7));
        assert_eq!(browser.sign_in(LEAD).await.location(), "/signin/second");
    }

    async fn somebody_elses_remembered_device_is_nobodys(app: TestApp) {
        app.give_app(LEAD).await;
        app.give_app(CONTRIBUTOR).await;
        app.rule("remember_days = 7").await;
        let mut browser = half_in(&app, LEAD).await;
        let fields = [("by", "totp"), ("code", &app.code(0)), ("remember", "yes")];
        browser.post("/signin/second", &fields).await.assert_status(303);
        leave(&mut browser).await;

        assert_eq!(browser.sign_in(CONTRIBUTOR).await.location(), "/signin/second");
        give(&mut browser, &app.code(0)).await.assert_status(303);
        leave(&mut browser).await;
        assert_eq!(browser.sign_in(LEAD).await.location(), "/", "both are known to the browser they share");
    }
}
