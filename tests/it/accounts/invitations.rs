//! Inviting people by a link that works once, and joining.

use crate::support::*;
use chrono::TimeDelta;
use muster::signin::actions;

const PEOPLE: &str = "/o/contoso/people";
const INVITE: &str = "/o/contoso/people/invitations";
const NINA: [(&str, &str); 3] =
    [("name", "Nina New"), ("email", "nina@contoso.example"), ("role", "contributor")];
const ACCOUNT: [(&str, &str); 2] = [("name", "Nina Newman"), ("password", "eleven quiet milling machines")];

/// The path of a new invitation's link, from the page that shows it.
async fn invite(app: &TestApp, fields: &[(&str, &str)]) -> String {
    let shown = app.post(ADMIN, INVITE, fields).await;
    app.run_jobs().await;
    let link = shown.assert_status(200).field("link").expect("the page shows the link");
    link.strip_prefix("http://localhost:8080").expect("the link is of the public address").to_owned()
}

/// The path of the button that sends the one open invitation again.
async fn again_path(app: &TestApp) -> String {
    let page = app.get(ADMIN, PEOPLE).await;
    let at = page.body.find("/again\"").expect("there is an open invitation");
    page.body[..at].rsplit('"').next().unwrap().to_owned() + "/again"
}

both! {
    async fn an_invitation_is_shown_once_and_lets_a_new_person_join_once(app: TestApp) {
        let link = invite(&app, &NINA).await;
        app.get(ADMIN, PEOPLE).await.assert_contains("Nina New").assert_contains("Revoke");
        let mut browser = Browser::new(&app);
        browser.get(&link).await.assert_status(200).assert_contains("Join Contoso Machine Works");
        browser.get(&link).await.assert_status(200).assert_contains("Ada Admin invites nina@contoso.example");

        let joined = browser.post(&link, &ACCOUNT).await;

        assert_eq!(joined.assert_status(303).location(), "/o/contoso");
        browser.get(PEOPLE).await.assert_status(200).assert_contains("Nina Newman");
        assert_eq!(app.trail(CONTOSO).await, ["invitation.created", "member.joined", "session.started"]);
        let mut again = Browser::new(&app);
        again.get(&link).await.assert_status(404).assert_contains("This invitation does not work any more");
        again.get("/signin").await;
        again.post(&link, &ACCOUNT).await.assert_status(404);
        assert!(!app.get(ADMIN, PEOPLE).await.contains("Revoke"), "it is not open any more");
    }

    async fn a_letter_brings_the_same_link_and_the_page_says_so(app: TestApp) {
        let shown = app.post(ADMIN, INVITE, &NINA).await;

        shown.assert_contains("A letter with this link is on its way to nina@contoso.example");
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, "nina@contoso.example");
        let link = format!("http://localhost:8080{}", letters[0].link("/join/"));
        assert_eq!(shown.field("link"), Some(link));
    }

    async fn without_a_mail_server_the_page_promises_no_letter(app: TestApp) {
        let app = app.without_mail();

        app.get(ADMIN, PEOPLE).await.assert_contains("because no mail server is set up");
        let shown = app.post(ADMIN, INVITE, &NINA).await;

        assert!(shown.assert_status(200).field("link").is_some() && !shown.contains("on its way"));
        assert_eq!(app.db.bell().rung(), 0, "no letter waits for a server that is not there");
    }

    async fn the_link_is_nowhere_else(app: TestApp) {
        let token = invite(&app, &NINA).await.replace("/join/", "");

        let list = app.get(ADMIN, PEOPLE).await;

        assert!(!list.contains(&token));
        assert!(!format!("{:?}", app.trail_entries(CONTOSO).await).contains(&token));
    }

    async fn what_is_wrong_with_an_invitation_is_told_at_once(app: TestApp) {
        let fields = [("name", " "), ("email", "nina"), ("role", "owner")];

        let page = app.post(ADMIN, INVITE, &fields).await;
        let fragment = app.post_fragment(ADMIN, INVITE, &fields).await;

        page.assert_status(422).assert_contains("Say who it is.").assert_contains("Enter an address like");
        page.assert_contains("Choose what they will be here.").assert_contains("value=\"nina\"");
        assert_eq!(fragment.assert_status(422).header("hx-retarget"), "#invite-form");
        assert!(fragment.body.trim_start().starts_with("<form id=\"invite-form\""), "{}", fragment.body);
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn somebody_who_belongs_already_is_not_invited_again(app: TestApp) {
        let fields = [("name", "Lena"), ("email", LEAD.email), ("role", "admin")];

        let answer = app.post(ADMIN, INVITE, &fields).await;

        answer.assert_status(422).assert_contains("Lena Lead belongs to this organisation already.");
    }

    async fn only_an_administrator_invites_and_only_here(app: TestApp) {
        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            app.post(who, INVITE, &NINA).await.assert_status(403);
        }
        app.post(STRANGER, INVITE, &NINA).await.assert_status(404);

        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn pressing_the_button_twice_sends_one_letter_and_shows_its_link_twice(app: TestApp) {
        let once = app.get(ADMIN, PEOPLE).await.field("once").unwrap();
        let form = [&NINA[..], &[("once", &once)]].concat();
        let (one, other) = tokio::join!(app.post(ADMIN, INVITE, &form), app.post(ADMIN, INVITE, &form));
        let late = app.post(ADMIN, INVITE, &form).await;

        let links: Vec<_> = [&one, &other, &late].map(|shown| shown.assert_status(200).field("link")).into();

        assert!(links[0].is_some() && links.iter().all(|link| *link == links[0]), "{links:?}");
        assert_eq!(app.trail(CONTOSO).await, ["invitation.created"]);
        assert_eq!(app.letters().await.len(), 1);
        let link = links[0].clone().unwrap();
        Browser::new(&app).get(link.strip_prefix("http://localhost:8080").unwrap()).await.assert_status(200);
        let (path, once) = (again_path(&app).await, app.get(ADMIN, PEOPLE).await.field("once").unwrap());
        let newer = app.post(ADMIN, &path, &[("once", &once)]).await;
        assert_ne!(newer.assert_status(200).field("link"), links[0]);
        app.post(ADMIN, INVITE, &form).await.assert_status(303);
        app.run_jobs().await;
    }

    async fn a_form_that_is_sent_again_after_its_invitation_ran_out_leads_to_the_people(app: TestApp) {
        let once = app.get(ADMIN, PEOPLE).await.field("once").unwrap();
        let form = [&NINA[..], &[("once", &once)]].concat();
        invite(&app, &form).await;
        app.env.advance(TimeDelta::days(8));
        app.sign_in_again().await;
        actions::sweep(&app.db).await.unwrap();

        let late = app.post(ADMIN, INVITE, &form).await;

        assert_eq!(late.assert_status(303).location(), PEOPLE);
        assert_eq!(app.trail(CONTOSO).await, ["invitation.created"]);
    }

    async fn what_was_corrected_in_a_form_that_was_sent_is_another_invitation(app: TestApp) {
        let once = app.get(ADMIN, PEOPLE).await.field("once").unwrap();
        let as_said = |name, role| [("once", once.as_str()), ("name", name), NINA[1], ("role", role)];
        let first = invite(&app, &as_said("Nina New", "contributor")).await;

        let lead = invite(&app, &as_said("Nina New", "lead")).await;
        let named = invite(&app, &as_said("Nina Newman", "lead")).await;

        assert!(first != lead && lead != named);
        Browser::new(&app).get(&lead).await.assert_status(404);
        Browser::new(&app).get(&named).await.assert_status(200).assert_contains("as: Compliance lead");
        app.get(ADMIN, PEOPLE).await.assert_contains("Nina Newman");
    }

    async fn what_was_corrected_back_is_not_sent_and_the_page_says_which_invitation_stands(app: TestApp) {
        let once = app.get(ADMIN, PEOPLE).await.field("once").unwrap();
        let as_said = |once, role| [("once", once), NINA[0], NINA[1], ("role", role)];
        invite(&app, &as_said(&once, "contributor")).await;
        let lead = invite(&app, &as_said(&once, "lead")).await;

        let back = app.post(ADMIN, INVITE, &as_said(&once, "contributor")).await;

        assert_eq!(back.assert_status(303).location(), PEOPLE);
        let told = back.told();
        assert!(told.starts_with("Nothing was sent") && told.contains("nina@contoso.example"), "{told}");
        assert!(told.contains("invited as: Compliance lead."), "{told}");
        Browser::new(&app).get(&lead).await.assert_status(200).assert_contains("as: Compliance lead");
        assert_eq!(app.trail(CONTOSO).await, ["invitation.created", "invitation.created"]);
        let anew = app.get(ADMIN, PEOPLE).await.field("once").unwrap();
        let contributor = invite(&app, &as_said(&anew, "contributor")).await;
        Browser::new(&app).get(&lead).await.assert_status(404);
        Browser::new(&app).get(&contributor).await.assert_status(200).assert_contains("as: Contributor");
    }

    async fn asking_twice_for_a_new_link_makes_one_and_shows_it_twice(app: TestApp) {
        let first = invite(&app, &NINA).await;
        app.letters().await;
        let (path, once) = (again_path(&app).await, app.get(ADMIN, PEOPLE).await.field("once").unwrap());
        let form = [("once", once.as_str())];

        let (one, other) = tokio::join!(app.post(ADMIN, &path, &form), app.post(ADMIN, &path, &form));
        let late = app.post(ADMIN, &path, &form).await;

        let links: Vec<_> = [&one, &other, &late].map(|shown| shown.assert_status(200).field("link")).into();
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        let second = letters[0].link("/join/");
        assert_ne!(second, first);
        assert!(links.iter().all(|it| *it == Some(format!("http://localhost:8080{second}"))), "{links:?}");
        assert_eq!(app.trail(CONTOSO).await, ["invitation.created", "invitation.created"]);
        let newer = app.get(ADMIN, PEOPLE).await.field("once").unwrap();
        app.post(ADMIN, &path, &[("once", &newer)]).await.assert_status(404);
    }

    async fn inviting_twice_leaves_one_invitation_that_works(app: TestApp) {
        let (first, second) = (invite(&app, &NINA).await, invite(&app, &NINA).await);
        let mut browser = Browser::new(&app);

        browser.get(&first).await.assert_status(404);
        browser.get(&second).await.assert_status(200);

        assert_eq!(app.get(ADMIN, PEOPLE).await.body.matches("/revoke\"").count(), 1);
    }

    async fn a_revoked_or_old_invitation_opens_nothing(app: TestApp) {
        let revoked = invite(&app, &NINA).await;
        let page = app.get(ADMIN, PEOPLE).await;
        let at = page.body.find("/revoke\"").unwrap();
        let path = page.body[..at].rsplit('"').next().unwrap().to_owned() + "/revoke";

        app.post(ADMIN, &path, &[]).await.assert_status(303);
        app.post(ADMIN, &path, &[]).await.assert_status(404);
        let old = invite(&app, &[("name", "Olaf"), ("email", "olaf@contoso.example"), ("role", "lead")]).await;
        app.env.advance(TimeDelta::hours(73));

        let mut browser = Browser::new(&app);
        browser.get(&revoked).await.assert_status(404);
        browser.get(&old).await.assert_status(404);
        assert!(app.trail(CONTOSO).await.contains(&"invitation.revoked".to_owned()));
    }

    async fn somebody_with_an_account_joins_by_their_password_and_no_other(app: TestApp) {
        let link = invite(&app, &[("name", "Sam"), ("email", STRANGER.email), ("role", "assessor")]).await;
        let mut browser = Browser::new(&app);
        browser.get(&link).await.assert_contains("You have an account here");

        let wrong = browser.post(&link, &[("password", "eleven quiet milling machines")]).await;
        app.env.advance(TimeDelta::seconds(1));
        let right = browser.post(&link, &[("password", PASSWORD)]).await;

        wrong.assert_status(422).assert_contains("That is not the password of this address.");
        assert_eq!(right.assert_status(303).location(), "/o/contoso");
        browser.get("/").await.assert_contains("Contoso Machine Works").assert_contains("Fabrikam Castings");
        assert_eq!(app.trail(FABRIKAM).await, ["session.refused", "session.started"]);
    }

    async fn somebody_signed_in_joins_with_a_click_and_nobody_else_does(app: TestApp) {
        let link = invite(&app, &[("name", "Sam"), ("email", STRANGER.email), ("role", "assessor")]).await;

        app.get(LEAD, &link).await.assert_contains("this invitation is for sam@fabrikam.example");
        app.post(LEAD, &link, &[("password", PASSWORD)]).await.assert_status(403);
        app.get(STRANGER, &link).await.assert_contains("Join Contoso");
        let joined = app.post(STRANGER, &link, &[]).await;

        assert_eq!(joined.assert_status(303).location(), "/o/contoso");
        app.get(STRANGER, "/o/contoso/people/rights").await.assert_contains("Your role here: Assessor");
        app.post(STRANGER, INVITE, &NINA).await.assert_status(403);
    }

    async fn two_who_hold_the_same_link_cannot_both_use_it(app: TestApp) {
        let link = invite(&app, &NINA).await;
        let (mut one, mut two) = (Browser::new(&app), Browser::new(&app));
        one.get(&link).await;
        two.get(&link).await;

        let (first, second) = tokio::join!(one.post(&link, &ACCOUNT), two.post(&link, &ACCOUNT));

        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 303);
        assert!(matches!(statuses[1], 404 | 422), "{statuses:?}");
        let joined = app.trail(CONTOSO).await.into_iter().filter(|action| action == "member.joined");
        assert_eq!(joined.count(), 1);
    }

    async fn the_link_comes_as_a_picture_too_for_a_phone(app: TestApp) {
        let shown = app.without_mail().post(ADMIN, INVITE, &NINA).await;

        shown.assert_status(200).assert_contains(r#"role="img" aria-label="QR code of the link""#);
        assert!(!shown.contains("style=") && shown.contains("<path d=\"M4 4h1v1h-1z"));
    }

    async fn sending_again_makes_a_new_link_and_stops_the_one_before(app: TestApp) {
        let first = invite(&app, &NINA).await;
        app.env.advance(TimeDelta::hours(73));
        app.sign_in_again().await;
        app.get(ADMIN, PEOPLE).await.assert_contains("Ran out").assert_contains("Send again");
        let again = again_path(&app).await;

        let shown = app.post(ADMIN, &again, &[]).await;

        let letters = app.letters().await;
        let second = letters.last().unwrap().link("/join/");
        assert_eq!(shown.assert_status(200).field("link").unwrap(), format!("http://localhost:8080{second}"));
        assert_ne!(first, second);
        Browser::new(&app).get(&second).await.assert_status(200).assert_contains("as: Contributor");
        Browser::new(&app).get(&first).await.assert_status(404).assert_contains("took it back, or sent a newer one");
        app.post(ADMIN, &again, &[]).await.assert_status(404);
        assert!(!app.get(ADMIN, PEOPLE).await.contains("Ran out"));
    }

    async fn only_a_fresh_administrator_sends_an_administrators_invitation_again(app: TestApp) {
        invite(&app, &[("name", "Nina"), ("email", "nina@contoso.example"), ("role", "admin")]).await;
        let again = again_path(&app).await;
        app.env.advance(TimeDelta::minutes(11));

        app.post(LEAD, &again, &[]).await.assert_status(403);
        app.post(STRANGER, &again, &[]).await.assert_status(404);
        let door = app.post(ADMIN, &again, &[]).await;

        assert!(door.assert_status(303).location().starts_with("/signin/confirm?"));
    }

    async fn a_link_that_was_used_or_ran_out_says_so_and_how_to_get_another(app: TestApp) {
        let used = invite(&app, &NINA).await;
        let mut nina = Browser::new(&app);
        nina.get(&used).await;
        nina.post(&used, &ACCOUNT).await.assert_status(303);
        let old = invite(&app, &[("name", "Olaf"), ("email", "olaf@contoso.example"), ("role", "lead")]).await;
        app.env.advance(TimeDelta::hours(73));
        let mut olaf = Browser::new(&app);

        let page = Browser::new(&app).get(&used).await;
        page.assert_status(404).assert_contains("Somebody joined Contoso Machine Works with it");
        page.assert_contains("sign in as nina@contoso.example").assert_contains("tell Ada Admin now");
        app.letters().await;
        olaf.get(&old).await.assert_status(404).assert_contains("It ran out on").assert_contains("Ask for a new one");

        let asked = olaf.post(&format!("{old}/ask"), &[]).await;

        assert_eq!(asked.assert_status(303).location(), old);
        olaf.get(&old).await.assert_contains("The administrators have a letter now");
        olaf.post(&format!("{old}/ask"), &[]).await;
        olaf.get(&old).await.assert_contains("They were asked already today");
        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), [ADMIN.email]);
        assert_eq!(app.trail(CONTOSO).await.last().unwrap(), "invitation.asked_again");
        olaf.post(&format!("{used}/ask"), &[]).await.assert_status(404);
        assert!(app.letters().await.is_empty());
    }

    async fn whoever_is_signed_in_with_another_address_may_ask_for_one_of_their_own(app: TestApp) {
        let link = invite(&app, &NINA).await;
        app.letters().await;
        app.get(STRANGER, &link).await.assert_contains("Ask for a new one");

        app.post(STRANGER, &format!("{link}/ask"), &[]).await.assert_status(303);

        let letter = app.letters().await.remove(0);
        assert!(letter.text.contains(&format!("Somebody signed in as {}", STRANGER.email)), "{}", letter.text);
        let (action, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!((action.as_str(), &detail["wanted_for"]), ("invitation.asked_again", &STRANGER.email.into()));
        let mut nobody = Browser::new(&app);
        nobody.get(&link).await.assert_status(200);
        nobody.post(&format!("{link}/ask"), &[]).await.assert_status(404);
    }

    async fn eight_characters_do_for_a_role_that_has_to_give_a_second_factor(app: TestApp) {
        let link = invite(&app, &NINA).await;
        let short = [("name", "Nina Newman"), ("password", "v9!kTq2z")];
        let mut browser = Browser::new(&app);
        browser.get(&link).await.assert_contains("15 characters or more");
        browser.post(&link, &short).await.assert_status(422).assert_contains("this would be");
        app.rule("second_factor_roles = 'contributor'").await;

        browser.get(&link).await.assert_contains("8 characters or more");
        browser.post(&link, &short).await.assert_status(303);
    }

    async fn a_password_that_is_too_short_keeps_the_name_and_the_invitation(app: TestApp) {
        let link = invite(&app, &NINA).await;
        let mut browser = Browser::new(&app);
        browser.get(&link).await;

        let answer = browser.post(&link, &[("name", "Nina Newman"), ("password", "short")]).await;

        answer.assert_status(422).assert_contains("Nina Newman").assert_contains("Use 15 characters or more");
        browser.post(&link, &ACCOUNT).await.assert_status(303);
    }
}
