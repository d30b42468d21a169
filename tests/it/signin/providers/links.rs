//! Linking one's account at a provider, and taking the link away.

use super::*;
use crate::support::idp::Mischief;
use muster::{
    kernel::{audit::Actor, db::Chore},
    sql,
};

/// The link of a person, as the form on their page names it.
async fn identity_of(app: &TestApp, who: Person) -> String {
    let mut conn = app.db.read().await.unwrap();
    let (id,): (uuid::Uuid,) =
        sql! { fetch_one, &mut conn, "select id from identities where user_id = $1", who.id }.unwrap();
    id.to_string()
}

async fn identities(app: &TestApp) -> i64 {
    let mut conn = app.db.read().await.unwrap();
    let (n,): (i64,) = sql! { fetch_one, &mut conn, "select count(*) from identities" }.unwrap();
    n
}

async fn forget_password(app: &TestApp, who: Person) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    sql! { execute, &mut tx, "update users set password_hash = null where id = $1", who.id }.unwrap();
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

both! {
    async fn whoever_is_signed_in_links_their_account(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;

        let answer = link(&app, LEAD, &idp, &provider, &lena()).await;

        assert_eq!(answer.assert_status(303).location(), "/account/security");
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject), ("identity.linked", format!("user:{}", LEAD.id)));
        assert_eq!(detail["email"], "lena@contoso.example");
        assert!(!detail.to_string().contains("lena-at-the-provider"), "{detail}");
    }

    async fn one_account_there_is_one_person_here(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;

        link(&app, CONTRIBUTOR, &idp, &provider, &lena()).await.assert_status(303);
        link(&app, LEAD, &idp, &provider, &lena()).await.assert_status(303);

        assert_eq!(identities(&app).await, 1);
        let mut browser = at_the_door(&app).await;
        sign_in(&mut browser, &idp, &provider, &lena()).await;
        browser.get("/o/contoso/people").await.assert_contains("Lena Lead");
    }

    async fn nobody_links_without_being_signed_in_or_at_a_strangers_provider(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let theirs = set_up_by(&app, STRANGER, &idp, &[]).await;
        let at = format!("/account/security/providers/{theirs}");
        let mut nobody = at_the_door(&app).await;

        let answer = nobody.post(&at, &[]).await;
        app.post(LEAD, &at, &[]).await.assert_status(404);

        assert!(answer.assert_status(303).location().starts_with("/signin"));
        assert_eq!(identities(&app).await, 0);
    }

    async fn a_link_is_made_in_the_session_that_asked_for_it(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let mut browser = Browser::of(&app, LEAD).await;
        let answer = browser.post(&format!("/account/security/providers/{provider}"), &[]).await;
        let back = idp.approve(&page_of(answer.assert_status(200)), &lena());
        let mut signed_out = browser.twin();
        signed_out.cookies.retain(|(name, _)| name != "sid");
        let mut somebody_else = browser.twin();
        somebody_else.cookies.retain(|(name, _)| name != "sid");
        somebody_else.cookies.push(("sid".into(), CONTRIBUTOR.cookie()));

        let first = somebody_else.get(&back).await;
        let second = signed_out.get(&back).await;

        assert_eq!(first.assert_status(303).location(), "/signin");
        assert_eq!(second.assert_status(303).location(), "/signin");
        assert_eq!(identities(&app).await, 0);
    }

    async fn a_provider_that_mixes_people_up_links_nobody(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        for mischief in [Mischief::OtherSubjectAtUserinfo, Mischief::AccessTokenWithNewline] {
            idp.mischief(mischief);
            let account = Account { email_in_token: false, ..lena() };

            link(&app, LEAD, &idp, &provider, &account).await.assert_status(303);

            assert_eq!(identities(&app).await, 0, "{mischief:?}");
        }
    }

    async fn a_link_is_taken_away_unless_it_is_the_last_way_in(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let unlink = format!("/account/security/identities/{}/unlink", identity_of(&app, LEAD).await);

        app.post(CONTRIBUTOR, &unlink, &[]).await.assert_status(303);
        assert_eq!(identities(&app).await, 1, "it is not theirs");
        let mut hers = Browser::of(&app, LEAD).await;
        forget_password(&app, LEAD).await;
        hers.post(&unlink, &[]).await.assert_status(303);
        assert_eq!(identities(&app).await, 1, "nobody is left without a way in");

        let spare = Account::of("lena-again", "lena@contoso.example");
        let answer = hers.post(&format!("/account/security/providers/{provider}"), &[]).await;
        let back = idp.approve(&page_of(answer.assert_status(200)), &spare);
        hers.get(&back).await.assert_status(303);
        hers.post(&unlink, &[]).await.assert_status(303);

        assert_eq!(identities(&app).await, 1);
        assert_eq!(app.trail(CONTOSO).await.last().unwrap(), "identity.unlinked");
        let mut browser = at_the_door(&app).await;
        let refused = sign_in(&mut browser, &idp, &provider, &lena()).await;
        assert!(told(&mut browser, &refused).await.contains("belongs to nobody here"));
    }
}
