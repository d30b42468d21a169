//! Step-up: sensitive acts want a factor used a moment ago, and what was sent too late is kept and done once.

use crate::support::*;
use chrono::TimeDelta;

fn role_of_lead() -> String {
    format!("/o/contoso/people/{}/role", LEAD.id)
}

/// Somebody signed in by password eleven minutes ago.
async fn a_while_ago(app: &TestApp, who: Person) -> Browser<'_> {
    let browser = Browser::of(app, who).await;
    app.env.advance(TimeDelta::minutes(11));
    browser
}

both! {
    async fn after_ten_minutes_a_sensitive_page_wants_a_factor_again(app: TestApp) {
        let evidence = app.upload(ADMIN, "/o/contoso/evidence/new", &[("title", "Log"), ("kind", "artifact")], &[
            ("file", "log.txt", b"Door opened."),
        ]).await;
        assert!(evidence.status.as_u16() < 500);
        let assessment = app.an_assessment(2).await;
        let pages = [
            "/settings/password".to_owned(),
            "/account/security/totp".to_owned(),
            format!("/o/contoso/people/{}", LEAD.id),
            format!("/o/contoso/assessments/{assessment}/complete"),
        ];
        let mut browser = Browser::of(&app, ADMIN).await;
        app.env.advance(TimeDelta::minutes(9));
        for page in &pages {
            browser.get(page).await.assert_status(200);
        }

        app.env.advance(TimeDelta::minutes(1));

        for page in &pages {
            let door = browser.get(page).await;
            assert!(door.assert_status(303).location().starts_with("/signin/confirm?next="), "{page}");
        }
        browser.get("/o/contoso/people").await.assert_status(200);
    }

    async fn the_password_confirms_and_one_goes_on_under_a_new_session_id(app: TestApp) {
        let mut browser = a_while_ago(&app, ADMIN).await;
        let old = browser.cookie("sid").unwrap();
        let door = browser.get("/settings/password").await.location().to_owned();
        browser.get(&door).await.assert_status(200).assert_contains("Confirm that it is you");
        let mut thief = browser.twin();

        let done = browser.post("/signin/confirm", &[("password", PASSWORD), ("next", "/settings/password")]).await;

        assert_eq!(done.assert_status(303).location(), "/settings/password");
        assert_ne!(browser.cookie("sid").unwrap(), old);
        browser.get("/settings/password").await.assert_status(200);
        assert!(thief.get("/settings").await.location().starts_with("/signin?next="), "the old id opens nothing");
        assert_eq!(app.trail(CONTOSO).await.last().unwrap(), "session.confirmed");
    }

    async fn a_form_open_in_another_window_still_works_after_confirming(app: TestApp) {
        let mut browser = a_while_ago(&app, ADMIN).await;
        browser.get("/settings").await;
        let form = browser.csrf.clone();
        browser.post("/signin/confirm", &[("password", PASSWORD)]).await.assert_status(303);
        browser.csrf = form;

        let fields = [("name", "Ada A."), ("theme", ""), ("density", ""), ("version", "1")];
        browser.post("/settings", &fields).await.assert_status(303);
    }

    async fn what_was_sent_too_late_is_shown_filled_and_done_once(app: TestApp) {
        let mut browser = Browser::of(&app, ADMIN).await;
        let page = browser.get(&format!("/o/contoso/people/{}", LEAD.id)).await;
        let version = page.field("version").unwrap();
        app.env.advance(TimeDelta::minutes(11));
        let fields = [("role", "assessor"), ("version", version.as_str())];

        let door = browser.post(&role_of_lead(), &fields).await.location().to_owned();
        let kept = door.strip_prefix("/signin/confirm?kept=").unwrap().to_owned();
        browser.get(&door).await.assert_contains("What you sent is kept for an hour");
        assert!(!app.trail(CONTOSO).await.contains(&"member.role_changed".to_owned()), "nothing is done before");
        let confirmed = browser.post("/signin/confirm", &[("password", PASSWORD), ("kept", &kept)]).await;
        let shown = browser.get(confirmed.assert_status(303).location()).await;

        shown.assert_status(200).assert_contains("You had to prove who you are").assert_contains("assessor");
        assert_eq!(shown.field("version").as_deref(), Some(version.as_str()));
        let again = [&fields[..], &[("kept", kept.as_str())]].concat();
        browser.post(&role_of_lead(), &again).await.assert_status(303);
        let twice = browser.post(&role_of_lead(), &again).await;
        assert_eq!(twice.location(), format!("/kept/{kept}"));
        let changes = app.trail(CONTOSO).await.into_iter().filter(|action| action == "member.role_changed");
        assert_eq!(changes.count(), 1);
    }

    async fn a_form_without_fields_is_kept_too_and_goes_on_by_a_button(app: TestApp) {
        app.leaves_jobs();
        app.give_app(LEAD).await;
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;
        browser.get("/signin/second").await;
        browser.post("/signin/second", &[("code", &app.code(0))]).await.assert_status(303);
        browser.get("/account/security").await;
        app.env.advance(TimeDelta::minutes(11));

        let door = browser.post("/account/security/codes", &[]).await.location().to_owned();
        let kept = door.strip_prefix("/signin/confirm?kept=").unwrap().to_owned();
        browser.get(&door).await.assert_contains("Code from your authenticator app");
        browser.post("/signin/confirm", &[("by", "totp"), ("code", &app.code(0))]).await.assert_status(303);

        browser.get(&format!("/kept/{kept}")).await.assert_contains(">Go on</button>");
        let made = browser.post("/account/security/codes", &[("kept", &kept)]).await;
        made.assert_status(200).assert_contains("Your backup codes");
    }

    async fn a_form_that_lives_of_its_secrets_is_not_kept(app: TestApp) {
        let mut browser = Browser::of(&app, LEAD).await;
        app.env.advance(TimeDelta::minutes(11));
        let secret = [("current_password", PASSWORD), ("new_password", "eleven quiet milling machines")];
        let page = [("origin", "http://localhost:8080"), ("referer", "http://localhost:8080/settings/password")];

        let door = browser.post_with("/settings/password", &secret, &page).await;

        assert_eq!(door.assert_status(303).location(), "/signin/confirm?next=%2Fsettings%2Fpassword");
        let mut conn = app.db.read().await.unwrap();
        let (kept,): (i64,) = muster::sql! { fetch_one, &mut conn, "select count(*) from kept_forms" }.unwrap();
        assert_eq!(kept, 0);
    }

    async fn inviting_an_administrator_is_sensitive_and_inviting_others_is_not(app: TestApp) {
        app.leaves_jobs();
        let mut browser = a_while_ago(&app, ADMIN).await;
        let invite = |role| [("name", "Nora New"), ("email", "nora@contoso.example"), ("role", role)];

        let admin = browser.post("/o/contoso/people/invitations", &invite("admin")).await;
        let lead = browser.post("/o/contoso/people/invitations", &invite("lead")).await;

        assert!(admin.assert_status(303).location().starts_with("/signin/confirm?kept="));
        lead.assert_status(200).assert_contains("/join/");
    }

    async fn a_wrong_password_is_noted_and_guessing_is_slowed_down(app: TestApp) {
        let mut browser = a_while_ago(&app, LEAD).await;
        app.env.advance(TimeDelta::minutes(5));
        for _ in 0..10 {
            let wrong = browser.post("/signin/confirm", &[("password", "hunter2 hunter2")]).await;
            wrong.assert_status(422).assert_contains("That is not your password.");
            app.env.advance(TimeDelta::seconds(5));
        }

        browser.post("/signin/confirm", &[("password", PASSWORD)]).await.assert_status(429);

        let trail = app.trail_entries(CONTOSO).await;
        assert_eq!(trail.iter().filter(|(action, ..)| action == "session.confirm_refused").count(), 10);
        assert!(!format!("{trail:?}").contains("hunter2"));
    }

    async fn whoever_has_a_second_step_confirms_by_it_and_not_by_the_password(app: TestApp) {
        let mut browser = a_while_ago(&app, LEAD).await;
        app.give_app(LEAD).await;
        browser.get("/signin/confirm").await.assert_contains("Code from your authenticator app");

        let password = browser.post("/signin/confirm", &[("password", PASSWORD)]).await;
        let code = browser.post("/signin/confirm", &[("by", "totp"), ("code", &app.code(0))]).await;

        password.assert_status(422).assert_contains("Use your second step here");
        code.assert_status(303);
    }

    async fn a_session_of_one_organisations_provider_opens_no_other_and_not_the_account(app: TestApp) {
        let mut tx = app.db.begin(muster::kernel::audit::Actor::console()).await.unwrap();
        let now = tx.now();
        muster::sql! {
            execute, &mut tx,
            "insert into members (org_id, user_id, role, created_at) values ($1, $2, 'lead', $3)",
            FABRIKAM.id, LEAD.id, now
        }.unwrap();
        muster::sql! {
            execute, &mut tx, "update sessions set only_org_id = $2 where user_id = $1", LEAD.id, CONTOSO.id
        }.unwrap();
        tx.commit_chore(muster::kernel::db::Chore::Sweep).await.unwrap();

        app.get(LEAD, "/o/contoso/people").await.assert_status(200);
        for path in ["/o/fabrikam", "/settings/password", "/account/security/totp"] {
            let door = app.get(LEAD, path).await;
            assert!(door.assert_status(303).location().starts_with("/signin/confirm?next="), "{path}");
        }
        app.post(LEAD, "/signin/confirm", &[("password", PASSWORD)]).await.assert_status(303);
    }
}
