//! There and back again.

use super::*;
use chrono::TimeDelta;
use poem::http::Method;

both! {
    async fn whoever_linked_an_account_comes_in_by_it(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let mut browser = at_the_door(&app).await;
        assert!(browser.get("/signin").await.contains("Continue with Contoso ID"));

        let answer = sign_in(&mut browser, &idp, &provider, &lena()).await;

        assert_eq!(answer.assert_status(303).location(), "/o/contoso/evidence");
        browser.get("/o/contoso/evidence").await.assert_status(200).assert_contains("Lena Lead");
        assert_eq!(browser.cookie("journey"), None, "the journey is over");
        let trail = app.trail_entries(CONTOSO).await;
        let (action, subject, detail) = trail.last().unwrap();
        assert_eq!((action.as_str(), subject), ("session.started", &format!("user:{}", LEAD.id)));
        assert_eq!(detail["by"], "provider");
    }

    async fn another_address_there_changes_nothing_and_the_same_address_opens_nothing(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let renamed = Account::of("lena-at-the-provider", "married@contoso.example");
        let namesake = Account::of("somebody-else", "lena@contoso.example");

        let mut hers = at_the_door(&app).await;
        let mut others = at_the_door(&app).await;
        let welcome = sign_in(&mut hers, &idp, &provider, &renamed).await;
        let refused = sign_in(&mut others, &idp, &provider, &namesake).await;

        assert_eq!(welcome.assert_status(303).location(), "/o/contoso/evidence");
        assert!(told(&mut others, &refused).await.contains("belongs to nobody here"));
        assert_eq!(others.cookie("sid"), None);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), subject.as_str()), ("session.refused", "user:unknown"));
        assert_eq!(detail["why"], "not_linked");
    }

    async fn one_who_was_shut_out_does_not_come_in_by_a_provider(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let deactivate = format!("/o/contoso/people/{}/deactivate", LEAD.id);
        app.post(ADMIN, &deactivate, &[("version", "1")]).await.assert_status(303);
        let mut browser = at_the_door(&app).await;

        let answer = sign_in(&mut browser, &idp, &provider, &lena()).await;

        assert!(told(&mut browser, &answer).await.contains("belongs to nobody here"));
        assert_eq!(browser.cookie("sid"), None);
    }

    async fn a_sign_in_begins_only_from_our_own_page(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let at = format!("/signin/provider/{provider}");
        let mut browser = at_the_door(&app).await;

        browser.get(&at).await.assert_status(405);
        browser.post_with(&at, &[], &[("sec-fetch-site", "cross-site")]).await.assert_status(403);
        browser.csrf = "of another page".into();
        browser.post(&at, &[]).await.assert_status(403);

        assert_eq!(idp.asked(), [""; 0]);
    }

    async fn an_answer_is_for_one_browser_and_for_once(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let (mut hers, mut others) = (at_the_door(&app).await, at_the_door(&app).await);
        leave(&mut others, &provider, &[]).await;
        let page = leave(&mut hers, &provider, &[]).await;
        let back = idp.approve(&page, &lena());

        let stolen = others.get(&back).await;
        let first = hers.get(&back).await;
        let mut again = hers.twin();
        let second = again.get(&back).await;

        assert!(told(&mut others, &stolen).await.contains("Begin again here"));
        assert_eq!(others.cookie("sid"), None, "a stranger's answer signs nobody in");
        assert_eq!(first.assert_status(303).location(), "/");
        assert_eq!(second.assert_status(303).header("location"), "/signin");
    }

    async fn of_two_answers_at_once_one_wins(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let mut one = at_the_door(&app).await;
        let back = idp.approve(&leave(&mut one, &provider, &[]).await, &lena());
        let mut other = one.twin();

        let (first, second) = tokio::join!(one.get(&back), other.get(&back));

        let mut places = [first.location().to_owned(), second.location().to_owned()];
        places.sort();
        assert_eq!(places, ["/", "/signin"]);
    }

    async fn an_answer_that_comes_too_late_opens_nothing(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let mut browser = at_the_door(&app).await;
        let back = idp.approve(&leave(&mut browser, &provider, &[]).await, &lena());

        app.env.advance(TimeDelta::minutes(10));
        let answer = browser.get(&back).await;

        assert!(told(&mut browser, &answer).await.contains("longer than ten minutes"));
    }

    async fn an_answer_of_one_provider_is_not_taken_at_the_door_of_another(app: TestApp) {
        let (honest, evil) = (Idp::start(&app.env).await, Idp::start(&app.env).await);
        let ours = set_up(&app, &honest, &[]).await;
        let theirs = set_up_by(&app, STRANGER, &evil, &[]).await;
        link(&app, LEAD, &honest, &ours, &lena()).await;
        evil.names_itself(false);
        honest.names_itself(false);
        let mut browser = at_the_door(&app).await;
        let page = leave(&mut browser, &theirs, &[]).await;
        // The evil one sends the browser on to the honest one, which sends it back where it always does.
        let state = page.split("state=").nth(1).unwrap().split('&').next().unwrap();
        let at_honest = leave(&mut at_the_door(&app).await, &ours, &[]).await;
        let crossed = honest.approve(&at_honest, &lena());
        let back = format!("{}&state={state}", crossed.split("&state=").next().unwrap());
        honest.asked();
        evil.asked();

        let answer = browser.get(&back).await;

        assert!(told(&mut browser, &answer).await.contains("Begin again here"));
        assert_eq!((honest.asked(), evil.asked()), (vec![], vec![]), "nobody was told the code");
    }

    async fn whoever_turns_back_finds_the_other_ways_in(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let mut browser = at_the_door(&app).await;
        let page = leave(&mut browser, &provider, &[("next", "/o/contoso/evidence")]).await;

        let answer = browser.get(&idp.cancel(&page)).await;

        let html = told(&mut browser, &answer).await;
        assert!(html.contains("You did not finish signing in at Contoso ID"), "{html}");
        assert!(html.contains("name=\"password\"") && html.contains("Continue with Contoso ID"), "{html}");
        assert!(html.contains("value=\"/o/contoso/evidence\""), "where they wanted to go is remembered: {html}");
    }

    async fn nobody_is_sent_to_another_site_afterwards(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
            let mut browser = at_the_door(&app).await;
            let page = leave(&mut browser, &provider, &[("next", next)]).await;

            let answer = browser.get(&idp.approve(&page, &lena())).await;

            assert_eq!(answer.assert_status(303).location(), "/", "{next}");
        }
    }

    async fn a_kept_form_is_shown_after_coming_in(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let kept = token_of("kept");
        let mut browser = at_the_door(&app).await;
        let page = leave(&mut browser, &provider, &[("kept", &kept)]).await;

        let answer = browser.get(&idp.approve(&page, &lena())).await;

        assert_eq!(answer.assert_status(303).location(), format!("/kept/{kept}"));
    }

    async fn the_page_that_leads_away_keeps_nothing_and_tells_no_referrer(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        let mut browser = at_the_door(&app).await;

        let answer = browser.post(&format!("/signin/provider/{provider}"), &[]).await;

        answer.assert_status(200).assert_contains("Continue to Contoso ID");
        let cookie = answer.headers.get_all("set-cookie").iter().find(|c| c.to_str().unwrap().starts_with("journey="));
        let cookie = cookie.unwrap().to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let url = page_of(&answer);
        assert!(url.starts_with(&format!("{}/auth?", idp.issuer)), "{url}");
        assert!(url.contains("code_challenge_method=S256") && !url.contains("verifier"), "{url}");
    }

    async fn a_provider_without_a_button_for_everybody_has_an_address(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[("is_listed", "")]).await;

        assert!(!app.anonymous_get("/signin").await.contains("Contoso ID"));
        let door = app.anonymous_get(&format!("/signin?provider={provider}")).await;
        door.assert_contains("Continue with Contoso ID");
    }

    async fn one_that_names_itself_must_and_one_that_is_silent_need_not(app: TestApp) {
        let idp = Idp::start(&app.env).await;
        let provider = set_up(&app, &idp, &[]).await;
        link(&app, LEAD, &idp, &provider, &lena()).await;
        let mut browser = at_the_door(&app).await;
        let page = leave(&mut browser, &provider, &[]).await;
        let named = idp.approve(&page, &lena());
        let unnamed = named.split("&iss=").next().unwrap().to_owned();

        let refused = browser.get(&unnamed).await;

        assert!(told(&mut browser, &refused).await.contains("cannot be trusted"));
        idp.names_itself(false);
        app.env.advance(TimeDelta::hours(2));
        let mut later = at_the_door(&app).await;
        let answer = sign_in(&mut later, &idp, &provider, &lena()).await;
        assert_eq!(answer.assert_status(303).location(), "/o/contoso/evidence");
    }

    async fn an_unknown_provider_is_nothing(app: TestApp) {
        let mut browser = at_the_door(&app).await;
        let nobody = format!("/signin/provider/{}", uuid::Uuid::from_u128(7));

        browser.post(&nobody, &[]).await.assert_status(404);
        let back = browser.send(Method::GET, &format!("{nobody}/callback?state=a&code=b"), &[], String::new()).await;

        assert_eq!(back.assert_status(303).location(), "/signin");
    }
}
