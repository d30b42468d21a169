//! Setting up an authenticator app and backup codes, and losing the phone.

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{env::Timestamp, secret::Secret},
    signin::totp,
    sql,
};

/// What an app makes of the secret that a page shows to type.
fn typed(page: &Answer, at: Timestamp) -> String {
    let letters = page.body.split("id=\"totp-letters\">").nth(1).unwrap().split('<').next().unwrap();
    let bits = letters.chars().filter(|c| !c.is_whitespace()).fold((Vec::new(), 0_u32, 0_u32), |state, c| {
        let (mut bytes, buffer, count) = state;
        let five = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).unwrap();
        let (buffer, count) = ((buffer << 5) | u32::try_from(five).unwrap(), count + 5);
        if count < 8 {
            return (bytes, buffer, count);
        }
        bytes.push(u8::try_from((buffer >> (count - 8)) & 0xff).unwrap());
        (bytes, buffer & ((1 << (count - 8)) - 1), count - 8)
    });
    assert_eq!(bits.0.len(), 20, "160 bits");
    totp::at(&Secret::new(bits.0), at).unwrap()
}

const TOTP: &str = "/account/security/totp";

/// Signs in by password and sets an app up: the browser, raised.
async fn enrolled(app: &TestApp, who: Person) -> (Browser<'_>, Answer) {
    app.leaves_jobs();
    let mut browser = Browser::of(app, who).await;
    let page = browser.get(TOTP).await;
    let secret = page.assert_status(200).field("secret").unwrap();
    let code = typed(&page, app.env.now());
    browser.post(TOTP, &[("secret", &secret), ("code", &code)]).await.assert_status(303);
    (browser, page)
}

fn codes(page: &Answer) -> Vec<String> {
    page.body.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

async fn with_code(app: &TestApp, code: &str) -> (Answer, bool) {
    let mut browser = Browser::new(app);
    browser.sign_in(LEAD).await;
    browser.get("/signin/second?by=code").await.assert_status(200).assert_contains("Backup code");
    let answer = browser.post("/signin/second", &[("by", "code"), ("code", code)]).await;
    let is_in = browser.cookie("sid").is_some();
    (answer, is_in)
}

both! {
    async fn an_app_is_set_up_by_a_code_and_nothing_is_kept_before(app: TestApp) {
        app.leaves_jobs();
        let mut browser = Browser::of(&app, LEAD).await;
        let page = browser.get(TOTP).await;
        page.assert_contains("<svg").assert_contains("shape-rendering").assert_contains("Set up");
        assert!(!page.contains("<style") && !page.contains(" style="));
        let secret = page.field("secret").unwrap();

        let wrong = browser.post(TOTP, &[("secret", &secret), ("code", "000000")]).await;
        Browser::of(&app, LEAD).await;
        let right = browser.post(TOTP, &[("secret", &secret), ("code", &typed(&page, app.env.now()))]).await;

        wrong.assert_status(422).assert_contains("not the code your app shows");
        assert_eq!(typed(&wrong, app.env.now()), typed(&page, app.env.now()), "the same secret is shown again");
        assert_eq!(right.assert_status(303).location(), "/account/security");
        let page = browser.get("/account/security").await;
        page.assert_contains("Remove the app").assert_contains("You have no backup codes");
        assert_eq!(Browser::new(&app).sign_in(LEAD).await.location(), "/signin/second");
        let trail = app.trail(CONTOSO).await;
        assert!(trail.contains(&"totp.enrol_refused".into()) && trail.contains(&"totp.enrolled".into()), "{trail:?}");
    }

    async fn failures_enrolments_confirmations_and_ends_name_address_and_browser(app: TestApp) {
        app.leaves_jobs();
        let mut browser = Browser::new(&app);
        browser.get("/signin").await;
        browser.post("/signin", &[("email", LEAD.email), ("password", "not my password")]).await.assert_status(422);
        app.env.advance(TimeDelta::seconds(2));
        browser.sign_in(LEAD).await.assert_status(303);
        browser.post("/signin/confirm", &[("password", "not this one")]).await.assert_status(422);
        app.env.advance(TimeDelta::seconds(2));
        browser.post("/signin/confirm", &[("password", PASSWORD)]).await.assert_status(303);
        let page = browser.get(TOTP).await;
        let secret = page.field("secret").unwrap();
        browser.post(TOTP, &[("secret", &secret), ("code", "000000")]).await.assert_status(422);
        app.env.advance(TimeDelta::seconds(2));
        let code = typed(&page, app.env.now());
        browser.post(TOTP, &[("secret", &secret), ("code", &code)]).await.assert_status(303);
        browser.post("/account/security/codes", &[]).await.assert_status(200);
        browser.post("/signout", &[]).await.assert_status(303);
        Browser::of(&app, LEAD).await.post("/signin/second", &[("code", "000000")]).await.assert_status(422);

        let lines: Vec<(String, String, String)> = sql! {
            fetch_all, &mut app.db.read().await.unwrap(),
            "select action, address, device from audit_log where org_id = $1 and actor_name not in ('Muster', 'Console')
             order by seq limit 100",
            CONTOSO.id
        }
        .unwrap();

        let expected = [
            "session.refused", "session.started", "session.confirm_refused", "session.confirmed",
            "totp.enrol_refused", "totp.enrolled", "backup_codes.made", "session.ended", "second_step.asked",
            "second_step.refused",
        ];
        let actions: Vec<_> = lines.iter().map(|(action, ..)| action.as_str()).collect();
        for action in expected {
            assert!(actions.contains(&action), "{action} is not among {actions:?}");
        }
        for (action, address, device) in &lines {
            assert!(!address.is_empty() && device == AGENT, "{action} from {address} with {device}");
        }
        app.get(ADMIN, "/o/contoso/trail").await.assert_status(200).assert_contains("Firefox on Linux");
        app.get(ADMIN, "/o/contoso/trail.csv").await.assert_status(200).assert_contains(AGENT);
    }

    async fn the_code_that_set_it_up_does_not_sign_in(app: TestApp) {
        let (_, page) = enrolled(&app, LEAD).await;
        let mut browser = Browser::new(&app);
        browser.sign_in(LEAD).await;
        browser.get("/signin/second").await;

        let used = browser.post("/signin/second", &[("code", &typed(&page, app.env.now()))]).await;
        app.env.advance(TimeDelta::seconds(30));
        let next = browser.post("/signin/second", &[("code", &typed(&page, app.env.now()))]).await;

        used.assert_status(422).assert_contains("used already");
        next.assert_status(303);
    }

    async fn setting_it_up_raises_this_session_and_ends_the_others(app: TestApp) {
        app.rule("second_factor_roles = 'lead'").await;
        let mut elsewhere = Browser::of(&app, LEAD).await;

        let (mut browser, _) = enrolled(&app, LEAD).await;

        browser.get("/o/contoso/people").await.assert_status(200);
        assert!(elsewhere.get("/settings").await.location().starts_with("/signin?next="));
    }

    async fn a_secret_of_another_session_or_of_an_hour_ago_is_not_taken(app: TestApp) {
        let mut one = Browser::of(&app, LEAD).await;
        let mut two = Browser::of(&app, LEAD).await;
        let page = one.get(TOTP).await;
        let secret = page.field("secret").unwrap();
        two.get(TOTP).await;
        let code = typed(&page, app.env.now());

        let planted = two.post(TOTP, &[("secret", &secret), ("code", &code)]).await;
        app.env.advance(TimeDelta::minutes(9));
        one.post("/signin/confirm", &[("password", PASSWORD)]).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(9));
        one.post("/signin/confirm", &[("password", PASSWORD)]).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(9));
        one.post("/signin/confirm", &[("password", PASSWORD)]).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(9));
        let code = typed(&page, app.env.now());
        let late = one.post(TOTP, &[("secret", &secret), ("code", &code)]).await;

        for refused in [planted, late] {
            assert_eq!(refused.assert_status(303).location(), TOTP);
        }
        assert_eq!(Browser::new(&app).sign_in(LEAD).await.location(), "/");
    }

    async fn the_secret_is_sealed_in_the_database_and_opens_for_its_owner_only(app: TestApp) {
        enrolled(&app, LEAD).await;
        enrolled(&app, CONTRIBUTOR).await;
        app.env.advance(TimeDelta::seconds(60));
        let script = "update totps set secret = (select max(secret) from totps)";
        app.store.behind_our_back(script).await;
        let mut statuses = Vec::new();

        for who in [LEAD, CONTRIBUTOR] {
            let mut browser = Browser::new(&app);
            browser.sign_in(who).await;
            browser.get("/signin/second").await;
            statuses.push(browser.post("/signin/second", &[("code", "123456")]).await.status.as_u16());
        }

        statuses.sort_unstable();
        assert_eq!(statuses, [422, 500], "one of the two has the other's secret now");
    }

    async fn removing_the_app_removes_the_codes_and_ends_the_other_sessions(app: TestApp) {
        let (mut browser, _) = enrolled(&app, LEAD).await;
        browser.post("/account/security/codes", &[]).await.assert_status(200);
        let mut copied = browser.twin();

        browser.post("/account/security/totp/remove", &[]).await.assert_status(303);

        let token_before = copied.get("/settings").await;
        assert!(token_before.location().starts_with("/signin?next="), "the session has another token now");
        let page = browser.get("/account/security").await;
        page.assert_contains("Set up an authenticator app").assert_contains("Set up a second step first");
        assert_eq!(Browser::new(&app).sign_in(LEAD).await.location(), "/");
        browser.post("/account/security/totp/remove", &[]).await.assert_status(303);
        browser.get("/account/security").await.assert_contains("You have no authenticator app that could be removed");
    }

    async fn ten_codes_are_shown_once_and_are_nowhere_readable(app: TestApp) {
        let (mut browser, _) = enrolled(&app, LEAD).await;

        let page = browser.post("/account/security/codes", &[]).await;
        let codes = codes(&page);

        assert_eq!(codes.len(), 10);
        browser.get("/account/security").await.assert_contains("10 of 10 left");
        let dump = format!("{:?} {:?}", contents(&app.db).await, app.trail_entries(CONTOSO).await);
        for code in &codes {
            assert_eq!(code.len(), 21, "{code}");
            assert!(!dump.contains(code.as_str()) && !dump.contains(&code.replace('-', "")[1..]), "{code}");
        }
    }

    async fn a_backup_code_signs_in_once_and_the_rest_is_counted(app: TestApp) {
        let (mut browser, _) = enrolled(&app, LEAD).await;
        let codes = codes(&browser.post("/account/security/codes", &[]).await);

        let (first, is_in) = with_code(&app, &codes[4].to_lowercase().replace('-', " ")).await;
        let (second, is_in_again) = with_code(&app, &codes[4]).await;
        app.env.advance(TimeDelta::seconds(1));
        let (nonsense, _) = with_code(&app, "4-0000-0000-0000-0000").await;

        first.assert_status(303);
        assert!(is_in && !is_in_again);
        second.assert_status(422).assert_contains("not one of your codes that still work");
        nonsense.assert_status(422);
        browser.get("/account/security").await.assert_contains("9 of 10 left");
        let used = app.trail_entries(CONTOSO).await.into_iter().find(|(action, ..)| action == "backup_code.used");
        assert_eq!(used.unwrap().2["left"], 9);
    }

    async fn of_two_requests_with_the_same_backup_code_exactly_one_wins(app: TestApp) {
        let (mut browser, _) = enrolled(&app, LEAD).await;
        let codes = codes(&browser.post("/account/security/codes", &[]).await);

        let ((_, one), (_, two)) = tokio::join!(with_code(&app, &codes[0]), with_code(&app, &codes[0]));

        assert!(one != two, "{one} {two}");
    }

    async fn running_low_is_told_at_sign_in_and_on_the_page(app: TestApp) {
        let (mut browser, _) = enrolled(&app, LEAD).await;
        let codes = codes(&browser.post("/account/security/codes", &[]).await);
        let keep = "update backup_codes set used_at = created_at where place < 6";
        app.store.behind_our_back(keep).await;
        let mut paper = Browser::new(&app);
        paper.sign_in(LEAD).await;
        paper.get("/signin/second?by=code").await;

        paper.post("/signin/second", &[("by", "code"), ("code", &codes[9])]).await.assert_status(303);

        paper.get("/account/security").await.assert_contains("You have 3 backup codes left. Make new ones");
    }

    async fn new_codes_end_the_old_ones(app: TestApp) {
        let (mut browser, _) = enrolled(&app, LEAD).await;
        let old = codes(&browser.post("/account/security/codes", &[]).await);
        let new = codes(&browser.post("/account/security/codes", &[]).await);

        assert!(!with_code(&app, &old[1]).await.1);
        app.env.advance(TimeDelta::seconds(1));
        assert!(with_code(&app, &new[1]).await.1);
    }

    async fn codes_want_a_second_step_that_they_stand_in_for(app: TestApp) {
        let mut browser = Browser::of(&app, LEAD).await;

        browser.post("/account/security/codes", &[]).await.assert_status(409);
    }

    async fn a_backup_code_lets_somebody_set_another_app_up(app: TestApp) {
        let (mut browser, _) = enrolled(&app, LEAD).await;
        let codes = codes(&browser.post("/account/security/codes", &[]).await);
        let mut paper = Browser::new(&app);
        paper.sign_in(LEAD).await;
        paper.get("/signin/second?by=code").await;
        paper.post("/signin/second", &[("by", "code"), ("code", &codes[2])]).await.assert_status(303);

        let page = paper.get(TOTP).await;
        page.assert_status(200).assert_contains("The app you have now stops working");
        let fields = [("secret", page.field("secret").unwrap()), ("code", typed(&page, app.env.now()))];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        paper.post(TOTP, &fields).await.assert_status(303);
    }
}
