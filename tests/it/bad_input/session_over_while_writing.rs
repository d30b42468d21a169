//! Sign in again: the form that was sent is there still, filled, and is applied once.

use super::*;
use chrono::TimeDelta;
use poem::http::Method;

const TYPED: [(&str, &str); 4] = [
    ("result", "not_met"),
    ("method", "test"),
    ("finding", "Two accounts of people who left\nwere still open on 2 March."),
    ("version", "0"),
];

async fn findings(app: &TestApp, assessment: Uuid) -> Vec<(String, String)> {
    let mut conn = app.db.read().await.unwrap();
    muster::sql! {
        fetch_all, &mut conn,
        "select result, finding from findings where org_id = $1 and assessment_id = $2 order by requirement",
        CONTOSO.id, assessment
    }
    .unwrap()
}

const NEW: &str = "/o/contoso/evidence/new";
const FILES: (&str, &str) = ("content-type", "multipart/form-data; boundary=b");
const OURS: (&str, &str) = ("origin", "http://localhost:8080");

fn part(name: &str, value: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

both! {
    async fn the_form_is_there_after_sign_in_and_applied_once(app: TestApp) {
        for (way, place) in [(Way::Plain, "3.1.1/a"), (Way::Htmx, "3.1.1/b")] {
            let path = objective(app.an_assessment(2).await, place);
            let assessment: Uuid = path.split('/').nth(4).unwrap().parse().unwrap();
            let mut browser = Browser::of(&app, LEAD).await;
            browser.get(&path).await.assert_status(200);
            app.env.advance(TimeDelta::minutes(31));

            let sent = match way {
                Way::Plain => browser.post(&path, &TYPED).await,
                Way::Htmx => browser.post_fragment(&path, &TYPED).await,
            };
            assert_eq!(sent.status.as_u16(), if way == Way::Plain { 303 } else { 401 });
            let kept = sent.location().strip_prefix("/signin?kept=").unwrap().to_owned();
            browser.get(sent.location()).await.assert_status(200);
            let door = [("email", LEAD.email), ("password", PASSWORD), ("kept", kept.as_str())];
            let at = browser.post("/signin", &door).await.location().to_owned();
            let shown = browser.get(&at).await;

            shown.assert_status(200).assert_contains("Two accounts of people who left\nwere still open");
            shown.assert_contains(&format!("action=\"{path}\"")).assert_contains("not_met");
            assert!(findings(&app, assessment).await.is_empty(), "not before it was seen");
            let again = [&TYPED[..], &[("kept", kept.as_str())]].concat();
            let (mut one, mut two) = (browser.twin(), browser.twin());
            let (first, second) = tokio::join!(one.post(&path, &again), two.post(&path, &again));
            first.assert_status(303);
            second.assert_status(303);
            assert_eq!(findings(&app, assessment).await, [("not_met".into(), TYPED[2].1.replace("\r\n", "\n"))]);
        }
        assert_eq!(count(&app, "finding.decided").await, 2, "once each");
    }

    async fn the_form_is_on_its_own_page_again_and_what_has_no_place_there_is_listed(app: TestApp) {
        let path = objective(app.an_assessment(2).await, "3.1.1/a");
        let typed = [&TYPED[..], &[("queue", "family-AC")]].concat();
        let others = [(path.clone(), false), ("/o/contoso/trail".to_owned(), false)];
        let pages = [(format!("{path}?queue=family-AC"), true)].into_iter().chain(others);
        for (page, is_its_own) in pages {
            let mut browser = Browser::of(&app, LEAD).await;
            browser.get(&page).await.assert_status(200);
            app.env.advance(TimeDelta::minutes(31));
            let referer = format!("http://localhost:8080{page}");
            let sent = browser.post_with(&path, &typed, &[OURS, ("referer", &referer)]).await;
            let kept = sent.location().strip_prefix("/signin?kept=").unwrap().to_owned();
            browser.get(sent.location()).await;
            let door = [("email", LEAD.email), ("password", PASSWORD), ("kept", kept.as_str())];
            let at = browser.post("/signin", &door).await.location().to_owned();
            let own = browser.get(&at).await.assert_status(303).location().to_owned();
            assert!(own.starts_with(&page) && own.ends_with(&format!("kept={kept}")), "{own}");
            let shown = browser.get(&own).await;

            let list = format!("/kept/{kept}?as=list");
            if !is_its_own {
                assert_eq!(shown.assert_status(303).location(), list);
                browser.get(&list).await.assert_contains("Two accounts of people who left").assert_contains("Queue");
                continue;
            }
            shown.assert_status(200).assert_contains("Your session had ended").assert_contains("not saved yet");
            shown.assert_contains("\nTwo accounts of people who left\nwere still open on 2 March.</textarea>");
            assert!(shown.contains("Save and next") && !shown.contains("Save it now"));
            for (name, value) in &TYPED[..2] {
                let box_of = |value: &str| shown.body.split('<').find(|tag| {
                    tag.contains(&format!("name=\"{name}\"")) && tag.contains(&format!("value=\"{value}\""))
                });
                assert!(box_of(value).is_some_and(|tag| tag.contains(" checked")), "{name} {value}");
            }
            assert_eq!(shown.field("kept").as_deref(), Some(kept.as_str()));
            browser.get(&list).await.assert_status(200).assert_contains("Save it now");
            assert!(!shown.contains(&format!("kept={kept}\"")), "nothing on the page leads to it with the form");
            let again = [&typed[..], &[("kept", kept.as_str())]].concat();
            browser.post(&path, &again).await.assert_status(303);
            let over = browser.get(&own).await.assert_status(303).location().to_owned();
            assert_eq!(over, format!("/kept/{kept}"));
            browser.get(&over).await.assert_contains("This was saved");
        }
        assert_eq!(count(&app, "finding.decided").await, 1);
    }

    async fn a_draft_that_was_kept_before_is_there_as_well(app: TestApp) {
        let path = objective(app.an_assessment(2).await, "3.1.1/a");
        let draft = format!("{path}/draft");
        let mut browser = Browser::of(&app, LEAD).await;
        browser.get(&path).await;
        browser.post_fragment(&draft, &TYPED).await.assert_status(200);
        app.env.advance(TimeDelta::minutes(31));

        let told = browser.post_fragment(&draft, &TYPED).await;
        told.assert_status(401).assert_contains("Your session has ended").assert_contains("what you wrote is kept");
        assert!(!told.contains("<html") && told.location().is_empty(), "nobody is led out of a sentence");
        let leaving = browser.twin().post(&draft, &TYPED).await;
        assert!(leaving.assert_status(401).body.is_empty() && leaving.location().is_empty());
        browser.get("/signin").await;
        browser.post("/signin", &[("email", LEAD.email), ("password", PASSWORD)]).await.assert_status(303);

        browser.get(&path).await.assert_status(200).assert_contains("Two accounts of people who left");
    }

    async fn what_was_typed_beside_files_is_there_and_the_files_are_named(app: TestApp) {
        let once = ("once", "0199aaaa-0000-7000-8000-00000000f11e");
        let typed = [("title", "Door log"), ("kind", "artifact"), ("state", "draft"), once];
        let file: [(&str, &str, &[u8]); 1] = [("file", "doors <2026>.txt", b"good")];
        app.env.advance(TimeDelta::minutes(31));

        let plain = app.upload(LEAD, NEW, &typed, &file).await;
        let scripted = app.upload_fragment(LEAD, NEW, &typed, &file).await;

        assert_eq!((plain.status.as_u16(), scripted.status.as_u16()), (303, 401));
        for sent in [&plain, &scripted] {
            let kept = sent.location().strip_prefix("/signin?kept=").unwrap().to_owned();
            let mut browser = Browser::new(&app);
            browser.get(sent.location()).await.assert_status(200);
            let door = [("email", LEAD.email), ("password", PASSWORD), ("kept", kept.as_str())];
            let at = browser.post("/signin", &door).await.location().to_owned();

            let shown = browser.get(&at).await;

            shown.assert_status(200).assert_contains("Door log").assert_contains("multipart/form-data");
            shown.assert_contains("type=\"file\"").assert_contains("name=\"file\"");
            shown.assert_contains("Choose again: doors &lt;2026&gt;.txt.").assert_contains(once.1);
        }
        app.sign_in_again().await;
        for _ in 0..2 {
            app.upload(LEAD, NEW, &typed, &file).await.assert_status(303);
        }
        assert_eq!(count(&app, "evidence.added").await, 1, "applied once");
    }

    async fn beside_files_it_is_there_for_who_signed_in_again_in_another_window(app: TestApp) {
        let file = "Content-Disposition: form-data; name=\"file\"; filename=\"doors.txt\"";
        let rest = format!("--b\r\n{file}\r\n\r\ngood\r\n--b--\r\n");
        let form = |token: &str| part("csrf", token) + &part("title", "Door log") + &rest;
        let headers = |is_scripted| [FILES, OURS, ("hx-request", if is_scripted { "true" } else { "false" })];
        // The token of another session is that of an earlier one, for all that can be told.
        let earlier = app.csrf(STRANGER);

        for (is_scripted, status) in [(false, 303), (true, 204)] {
            let body = form(&earlier).into_bytes();
            let sent = app.request(Some(LEAD), Method::POST, NEW, &headers(is_scripted), body).await;

            let at = sent.assert_status(status).location().to_owned();
            assert!(at.starts_with("/kept/"), "{at}");
            let shown = app.get(LEAD, &at).await;
            shown.assert_status(200).assert_contains("Door log").assert_contains("Choose again: doors.txt.");
            app.get(ADMIN, &at).await.assert_status(404);
        }
        for token in ["", "x", &"z".repeat(128)] {
            let sent = app.request(Some(LEAD), Method::POST, NEW, &headers(false), form(token).into_bytes()).await;
            sent.assert_status(403).assert_contains("This form has expired");
        }
        let many = part("csrf", &earlier) + &part("", "").repeat(20_000) + "--b--\r\n";
        let sent = app.request(Some(LEAD), Method::POST, NEW, &headers(false), many.into_bytes()).await;
        sent.assert_status(413).assert_contains("too many fields");
        assert_eq!(count(&app, "evidence.added").await, 0);
    }

    async fn a_form_with_files_and_a_foreign_token_is_not_kept(app: TestApp) {
        app.env.advance(TimeDelta::minutes(31));
        let body = part("csrf", &app.csrf(STRANGER)) + &part("title", "Door log") + "--b--\r\n";

        let sent = app.request(Some(LEAD), Method::POST, NEW, &[FILES, OURS], body.into_bytes()).await;

        let door = "/signin?next=%2Fo%2Fcontoso%2Fevidence%2Fnew";
        assert_eq!((sent.status.as_u16(), sent.location()), (303, door));
    }
}
