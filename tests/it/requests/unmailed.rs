//! Asking somebody outside where no mail server is set up: whoever asks passes the link on.

use super::*;

/// The link that a page shows in its field.
fn shown(page: &Answer) -> String {
    let link = page.field("link").expect("a link");
    link.replace("&#x2f;", "/").strip_prefix("http://localhost:8080").expect("a link to here").to_owned()
}

both! {
    async fn the_link_is_shown_once_to_whoever_asks(app: TestApp) {
        let app = app.without_mail();
        app.leaves_jobs();
        let page = app.get(LEAD, NEW).await;
        page.assert_contains("No mail server is set up").assert_contains("you get a link");
        assert!(!page.contains("They get a letter") && !page.contains("hx-post"));
        let whom = [("person", "outside"), ("name", "Rosa Roe"), ("email", OUTSIDER)];

        let answer = app.post(LEAD, NEW, &form(&whom)).await;

        answer.assert_status(200).assert_contains("Copy the link now.").assert_contains("Rosa Roe");
        let link = shown(&answer);
        let request = answer.body.split("id=\"main\"").nth(1).unwrap_or(&answer.body);
        let request = request.rsplit("button--primary\" href=\"").next().unwrap().split('"').next().unwrap();
        let request = request.replace("&#x2f;", "/");
        let page = app.get(LEAD, &request).await;
        page.assert_contains("Make a new link").assert_contains("nobody gets a letter");
        assert!(!page.contains(link.trim_start_matches("/give/")));
        upload_by(&app, &link, ("a.txt", "a"), false).await.assert_status(303);
    }

    async fn another_link_is_shown_and_stops_the_one_before(app: TestApp) {
        let (request, old) = outside(&app, &[]).await;
        let app = app.without_mail();
        app.leaves_jobs();

        let answer = press(&app, &request, "link", &[]).await;

        let new = shown(answer.assert_status(200));
        app.anonymous_get(&old).await.assert_status(404);
        upload_by(&app, &new, ("a.txt", "a"), false).await.assert_status(303);
    }

    async fn a_member_is_asked_as_ever(app: TestApp) {
        let app = app.without_mail();

        let request = a_request(&app, &[]).await;

        app.get(CONTRIBUTOR, &request).await.assert_status(200).assert_contains("Upload a file");
    }

    async fn a_link_that_works_stays_when_something_is_returned(app: TestApp) {
        let (request, link) = outside(&app, &[]).await;
        let app = app.without_mail();
        bring(&app, LEAD, &request, "it came by mail").await.assert_status(303);

        decide(&app, &request, "return", "It cannot be read").await;
        app.run_jobs().await;

        upload_by(&app, &link, ("a.txt", "sharp"), false).await.assert_status(303);
        app.run_jobs().await;
        assert!(!app.trail(CONTOSO).await.contains(&"request.link_sent".to_owned()));
    }
}
