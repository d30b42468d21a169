//! What the owner of a piece hears when it is returned and nobody was asked for it.

use super::{links::a_row, *};
use insta::assert_snapshot;

const MINE: &str = "/o/contoso/tasks/mine";
const NOTICES: &str = "/o/contoso/notices";

/// A final piece of Carl's that Lena returned. He wants a letter of each.
async fn handed_back(app: &TestApp) -> String {
    each_by_letter(app, CONTRIBUTOR).await;
    a_returned_piece(app).await
}

async fn a_returned_piece(app: &TestApp) -> String {
    let about = [("kind", "artifact"), ("state", "final"), ("title", "Door log")];
    let added = app.upload(CONTRIBUTOR, NEW, &about, &[("file", "log.txt", b"2025")]).await;
    let at = added.assert_status(303).location().to_owned();
    hand_back(app, LEAD, &at, "1").await;
    at
}

async fn hand_back(app: &TestApp, who: Person, at: &str, version: &str) {
    let fields = [("verdict", "return"), ("reason", "The year is missing."), ("version", version)];
    app.post(who, &format!("{at}/review"), &fields).await.assert_status(303);
}

async fn told(app: &TestApp) -> Vec<String> {
    app.letters().await.into_iter().map(|letter| letter.to).collect()
}

both! {
    async fn the_owner_gets_a_letter_a_notice_and_something_to_do_until_it_is_better(app: TestApp) {
        let at = handed_back(&app).await;

        assert_eq!(told(&app).await, [CONTRIBUTOR.email]);
        let notices = app.get(CONTRIBUTOR, NOTICES).await;
        notices.assert_contains("Door log was returned").assert_contains("Lena Lead").assert_contains(&at);
        let mine = app.get(CONTRIBUTOR, MINE).await;
        mine.assert_contains("Evidence returned to you").assert_contains("The year is missing.").assert_contains(&at);
        assert!(!app.get(OTHER_CONTRIBUTOR, MINE).await.contains("Door log"));
        let better = [("title", "Door log of 2025"), ("kind", "artifact"), ("state", "final"), ("version", "2")];
        app.post(CONTRIBUTOR, &format!("{at}/edit"), &better).await.assert_status(303);
        assert!(!app.get(CONTRIBUTOR, MINE).await.contains("Evidence returned to you"));
        let statements = app.statements_of(|| app.get(CONTRIBUTOR, MINE)).await;
        assert!(statements <= 6, "{statements}");
    }

    async fn many_that_are_returned_at_once_are_told_to_each_owner(app: TestApp) {
        each_by_letter(&app, CONTRIBUTOR).await;
        let at = a_file(&app, CONTRIBUTOR, "a.txt", "one").await;
        app.store.behind_our_back("update evidence set state = 'final'").await;
        let (carl, lena) = (id_of(&at).to_string(), a_row(&app, "Of Lena", "final").await.to_string());
        let form = [
            ("id", carl.as_str()), ("id", lena.as_str()), ("set", "return"), ("reason", "Too old"), ("expected", "2"),
        ];

        app.post(LEAD, "/o/contoso/evidence/bulk/review", &form).await.assert_status(303);

        assert_eq!(told(&app).await, [CONTRIBUTOR.email], "nobody is told what they did themselves");
    }

    async fn whoever_wants_no_letters_hears_of_it_here(app: TestApp) {
        app.post(CONTRIBUTOR, "/o/contoso/notices/settings", &[("mail", "none")]).await.assert_status(303);

        a_returned_piece(&app).await;

        assert!(told(&app).await.is_empty());
        app.get(CONTRIBUTOR, NOTICES).await.assert_contains("Door log was returned");
    }
}

#[tokio::test]
async fn the_letter_evidence_returned_is_written_like_this() {
    let app = TestApp::sqlite().await;
    let at = handed_back(&app).await;

    let letter = app.letters().await.pop().unwrap();

    assert_snapshot!(letter.subject, @"Returned: Door log");
    assert_snapshot!(letter.text.replace(&at, "/[evidence]"), @r#"
    Hello Carl Contributor,

    Lena Lead looked at this evidence of yours and returned it:

    Door log

    The year is missing.

    Make it better here, or add a new version:

    http://localhost:8080/[evidence]

    Muster, at http://localhost:8080
    Nobody reads answers to this address.
    "#);
    let main = letter.html.split("<body>\n").nth(1).unwrap().split("\n<hr>").next().unwrap();
    assert_snapshot!(main.replace(&at, "/[evidence]"), @r#"
    <p>Hello Carl Contributor,</p>
    <p>Lena Lead looked at this evidence of yours and returned it:</p>
    <p><strong>Door log</strong></p>
    <p>The year is missing.</p>
    <p>Make it better here, or add a new version:
      <a href="http://localhost:8080/[evidence]">http://localhost:8080/[evidence]</a></p>
    "#);
}
