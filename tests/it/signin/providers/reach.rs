//! How far a provider's word reaches: its own organisation, and not the rest of a person's account.

use super::*;
use chrono::TimeDelta;
use muster::{
    kernel::{audit::Actor, db::Chore},
    sql,
};

const PEOPLE: &str = "/o/contoso/people";

/// Makes Lena a member of Fabrikam, too.
async fn join_fabrikam(app: &TestApp) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into members (org_id, user_id, role, created_at) values ($1, $2, 'lead', $3)",
        FABRIKAM.id, LEAD.id, now
    }
    .unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

fn ada() -> Account {
    Account::of("ada-at-the-provider", ADMIN.email)
}

/// Somebody with two factors at the provider.
fn with_two(account: Account) -> Account {
    Account { methods: vec!["pwd", "otp"], ..account }
}

both! {
    async fn a_session_of_one_organisations_provider_opens_no_other(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        join_fabrikam(&app).await;
        let mut browser = at_the_door(&app).await;
        sign_in(&mut browser, &idp, &provider, &lena()).await;

        let ours = browser.get(PEOPLE).await;
        let theirs = browser.get("/o/fabrikam/people").await;

        ours.assert_status(200);
        assert!(theirs.assert_status(303).location().starts_with("/signin/confirm?"), "{}", theirs.location());
        browser.get(theirs.location()).await.assert_status(200);
        let fields = [("password", PASSWORD), ("next", "/o/fabrikam/people")];
        browser.post("/signin/confirm", &fields).await.assert_status(303);
        browser.get("/o/fabrikam/people").await.assert_status(200).assert_contains("Sam Stranger");
    }

    async fn what_a_provider_says_does_not_change_an_account_that_has_more(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let mut browser = at_the_door(&app).await;
        sign_in(&mut browser, &idp, &provider, &lena()).await;
        browser.get(PEOPLE).await;

        let link = browser.post(&format!("/account/security/providers/{provider}"), &[]).await;
        let totp = browser.get("/account/security/totp").await;

        for answer in [link, totp] {
            assert!(answer.assert_status(303).location().starts_with("/signin/confirm"), "{}", answer.location());
        }
    }

    async fn two_factors_there_count_only_where_the_provider_is_trusted_with_that(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let doubted = set_up(&app, &idp, &[]).await;
        let trusted = set_up(&app, &idp, &[("trusts_second_factor", "yes")]).await;
        link(&app, LEAD, &idp, &doubted, &lena()).await;
        link(&app, LEAD, &idp, &trusted, &lena()).await;
        app.rule("second_factor_roles = 'lead'").await;
        for (provider, account, is_enough) in [
            (&doubted, with_two(lena()), false),
            (&trusted, lena(), false),
            (&trusted, with_two(lena()), true),
        ] {
            app.env.advance(TimeDelta::seconds(30));
            let mut browser = at_the_door(&app).await;
            sign_in(&mut browser, &idp, provider, &account).await;

            let answer = browser.get(PEOPLE).await;

            let is_in = answer.status == 200;
            assert_eq!(is_in, is_enough, "{account:?}: {} to {}", answer.status, answer.location());
            assert!(is_in || answer.location().starts_with("/signin/second"), "{}", answer.location());
        }
    }

    async fn a_second_step_of_ones_own_is_asked_for_after_a_doubted_provider(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let doubted = set_up(&app, &idp, &[]).await;
        let trusted = set_up(&app, &idp, &[("trusts_second_factor", "yes")]).await;
        link(&app, LEAD, &idp, &doubted, &lena()).await;
        link(&app, LEAD, &idp, &trusted, &lena()).await;
        app.give_app(LEAD).await;

        let asked = sign_in(&mut at_the_door(&app).await, &idp, &doubted, &with_two(lena())).await;
        let let_in = sign_in(&mut at_the_door(&app).await, &idp, &trusted, &with_two(lena())).await;

        assert!(asked.assert_status(303).location().starts_with("/signin/second?next="), "{}", asked.location());
        assert_eq!(let_in.assert_status(303).location(), "/o/contoso/evidence");
    }

    async fn a_fresh_sign_in_at_the_provider_confirms_for_its_organisation(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, ADMIN, &idp, &provider, &ada()).await;
        let mut browser = at_the_door(&app).await;
        sign_in(&mut browser, &idp, &provider, &ada()).await;
        let next = "/o/contoso/settings/providers/new";
        let mallory = Account::of("mallory", ADMIN.email);
        let at = |account: Account, signed_in_s_ago| Account { signed_in_s_ago, ..account };
        app.env.advance(TimeDelta::minutes(11));

        let asked = browser.get(next).await.location().to_owned();
        let page = browser.get(&asked).await;

        page.assert_status(200).assert_contains("Confirm with Contoso ID");
        let confirm = [("purpose", "confirm"), ("next", next)];
        for (account, words) in [
            (at(ada(), None), "does not say that you signed in there just now"),
            (at(ada(), Some(3600)), "does not say that you signed in there just now"),
            (at(mallory, Some(0)), "is not yours here"),
        ] {
            let away = leave(&mut browser, &provider, &confirm).await;
            assert!(away.contains("max_age=0"), "{away}");
            let answer = browser.get(&idp.approve(&away, &account)).await;
            assert!(answer.location().starts_with("/signin/confirm"), "{}", answer.location());
            assert!(told(&mut browser, &answer).await.contains(words), "{account:?}");
            assert!(browser.get(next).await.location().starts_with("/signin/confirm"), "{account:?}");
            browser.get(&asked).await;
        }
        let away = leave(&mut browser, &provider, &confirm).await;
        let before = browser.cookie("sid");
        let answer = browser.get(&idp.approve(&away, &at(ada(), Some(0)))).await;
        assert_eq!(answer.assert_status(303).location(), next);
        assert_ne!(browser.cookie("sid"), before, "the session goes on under another token");
        browser.get(next).await.assert_status(200);
        assert_eq!(app.trail(CONTOSO).await.last().unwrap(), "session.confirmed");
    }

    async fn a_session_of_ones_own_is_not_confirmed_by_a_provider(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, ADMIN, &idp, &provider, &ada()).await;
        let mut browser = Browser::of(&app, ADMIN).await;

        let answer = browser.post(&format!("/signin/provider/{provider}"), &[("purpose", "confirm")]).await;

        answer.assert_status(404);
    }
}
