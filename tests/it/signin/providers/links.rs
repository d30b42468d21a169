//! Linking one's account at a provider, and taking the link away.

use super::*;
use crate::support::idp::Mischief;
use insta::assert_snapshot;
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

#[tokio::test(flavor = "multi_thread")]
async fn the_letter_provider_linked_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let idp = Idp::start(&app.env).await;
    let provider = set_up(&app, &idp, &[]).await;
    link(&app, LEAD, &idp, &provider, &lena()).await.assert_status(303);
    link(&app, LEAD, &idp, &provider, &lena()).await.assert_status(303);

    let letters = app.letters().await;

    let [letter] = letters.as_slice() else { panic!("one link, one letter: {letters:?}") };
    assert_eq!(letter.to, LEAD.email);
    assert_snapshot!(letter.subject, @"An account at Contoso ID was linked to your Muster account");
    assert_snapshot!(letter.text, @"
    Hello Lena Lead,

    The account lena@contoso.example at Contoso ID was
    linked to your account lena@contoso.example on 2026-03-02 09:00 UTC,
    from the network address unknown. It signs in as you from now on.

    If that was you, there is nothing to do.

    If it was not, take the link away and end all other sessions: http://localhost:8080/account/security
    Then tell an administrator of your organisation, by telephone if you can.

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    ");
    let main = letter.html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap();
    assert_snapshot!(main, @r#"
    <p>Hello Lena Lead,</p>
    <p>The account lena@contoso.example at Contoso ID was
      linked to your account lena@contoso.example on 2026-03-02 09:00 UTC, from the network address unknown.
      It signs in as you from now on.</p>
    <p>If that was you, there is nothing to do.</p>
    <p><strong>If it was not, take the link away and end all other sessions:</strong>
      <a href="http://localhost:8080/account/security">http://localhost:8080/account/security</a>.
      Then tell an administrator of your organisation, by telephone if you can.</p>
    "#);
}
