//! What people are told when their results come back.

use super::*;
use insta::assert_snapshot;

const SETTINGS: &str = "/o/contoso/notices/settings";

fn main_of(html: &str) -> String {
    html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap().to_owned()
}

/// Carl's two results of 3.1.1 are returned at once.
async fn both_returned(app: &TestApp) -> Uuid {
    each_by_letter(app, CONTRIBUTOR).await;
    let id = recorded(app).await;
    let mut form = about(["return", "return"], "Which list was it?");
    form.push(("reason-0", "The list is of last year."));
    app.post(LEAD, &at(id, "reviews/3.1.1"), &form).await.assert_status(303);
    id
}

both! {
    async fn one_letter_tells_of_everything_that_was_returned_at_once(app: TestApp) {
        let id = both_returned(&app).await;

        let letters = app.letters().await;
        let notices = app.get(CONTRIBUTOR, "/o/contoso/notices").await;

        assert_eq!(letters.iter().map(|it| it.to.as_str()).collect::<Vec<_>>(), [CONTRIBUTOR.email]);
        notices.assert_contains("2 objectives of 3.1.1 came back from review").assert_contains("Lena Lead");
        notices.assert_contains(&at(id, "work/3.1.1/a"));
        app.get(CONTRIBUTOR, &at(id, "work/3.1.1/a")).await.assert_contains("The list is of last year.");
        assert!(app.get(OTHER_CONTRIBUTOR, "/o/contoso/notices").await.contains("No reminders"));
    }

    async fn everybody_hears_of_their_own(app: TestApp) {
        each_by_letter(&app, ADMIN).await;
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        record(&app, CONTRIBUTOR, id, "3.1.1/a", "met", "0").await;
        record(&app, ADMIN, id, "3.1.1/b", "met", "0").await;
        let mut form = about(["accept", "return"], "Which list was it?");

        app.post(LEAD, &at(id, "reviews/3.1.1"), &form).await.assert_status(303);

        let letters = app.letters().await;
        assert_eq!(letters.iter().map(|it| it.to.as_str()).collect::<Vec<_>>(), [ADMIN.email]);
        assert_eq!(letters[0].subject, "Returned: 3.1.1[b]");
        form.truncate(6);
        app.post(LEAD, &at(id, "reviews/3.1.1"), &form).await.assert_status(303);
        assert!(app.letters().await.is_empty(), "what was accepted is nothing to write about");
    }

    async fn whoever_wants_no_letters_is_told_here(app: TestApp) {
        app.post(CONTRIBUTOR, SETTINGS, &[("mail", "none")]).await.assert_status(303);

        both_returned(&app).await;

        assert!(app.letters().await.is_empty());
        app.get(CONTRIBUTOR, "/o/contoso/notices").await.assert_contains("came back from review");
    }
}

#[tokio::test]
async fn the_letter_objectives_returned_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let id = both_returned(&app).await.to_string();

    let letter = app.letters().await.pop().unwrap();

    assert_snapshot!(letter.subject, @"Returned: 2 objectives of 3.1.1");
    assert_snapshot!(letter.text.replace(&id, "[assessment]"), @r#"
    Hello Carl Contributor,

    Lena Lead reviewed what you recorded for 3.1.1 and returned this:

    3.1.1[a]
    The list is of last year.

    3.1.1[b]
    Which list was it?

    Look at it again here:

    http://localhost:8080/o/contoso/assessments/[assessment]/work/3.1.1/a

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    let html =
        letter.html.replace("http://localhost:8080/o/contoso/assessments", "…").replace(&id, "[assessment]");
    assert_snapshot!(main_of(&html), @r#"
    <p>Hello Carl Contributor,</p>
    <p>Lena Lead reviewed what you recorded for 3.1.1 and returned this:</p>
    <p><strong>3.1.1[a]</strong></p>
    <p>The list is of last year.</p>
    <p><strong>3.1.1[b]</strong></p>
    <p>Which list was it?</p>
    <p>Look at it again here:
      <a href="…/[assessment]/work/3.1.1/a">…/[assessment]/work/3.1.1/a</a></p>
    "#);
}
