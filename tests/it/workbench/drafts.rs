//! What somebody types and has not saved: theirs until they say their last word, and never over another's words.

use super::*;

const HALF: [(&str, &str); 4] =
    [("result", "not_met"), ("method", "interview"), ("finding", "Half a thought."), ("version", "1")];

/// What Lena saved first.
const SAVED: [(&str, &str); 3] = [("result", "met"), ("finding", "The list is there."), ("version", "0")];

both! {
    async fn a_draft_is_kept_for_its_author_alone_and_is_no_news(app: TestApp) {
        let id = app.an_assessment(2).await;
        let typed = [("result", "not_met"), ("method", "interview"), ("finding", "half a thou"), ("version", "0")];

        app.post_fragment(LEAD, &work(id, "3.1.1/a/draft"),
            &typed).await.assert_status(200).assert_contains("Draft of");
        app.post(LEAD, &work(id, "3.1.1/a/draft"), &typed).await.assert_status(204);

        app.get(LEAD, &work(id, "3.1.1/a")).await.assert_contains(">\nhalf a thou</textarea>");
        assert!(!app.get(ADMIN, &work(id, "3.1.1/a")).await.contains("half a thou"));
        assert!(app.trail(CONTOSO).await.is_empty());
        app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "met"), ("version", "0")]).await.assert_status(303);
        assert!(!app.get(LEAD, &work(id, "3.1.1/a")).await.contains("half a thou"), "saving ends the draft");
    }

    async fn saving_what_stands_already_ends_the_draft(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        app.post(LEAD, &at, &SAVED).await.assert_status(303);
        app.post(LEAD, &format!("{at}/draft"), &HALF).await.assert_status(204);
        app.get(LEAD, &at).await.assert_contains("Half a thought.");

        app.post(LEAD, &at, &SAVED).await.assert_status(303);

        let page = app.get(LEAD, &at).await;
        page.assert_contains(">\nThe list is there.</textarea>");
        assert!(!page.contains("Half a thought.") && !page.contains("Draft of"));
        assert_eq!(app.trail(CONTOSO).await, ["finding.decided"]);
    }
}
