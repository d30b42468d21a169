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

    async fn a_draft_never_hides_what_somebody_else_saved_since(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        app.post(LEAD, &at, &SAVED).await.assert_status(303);
        app.post(LEAD, &format!("{at}/draft"), &HALF).await.assert_status(204);
        let theirs = [("result", "not_met"), ("finding", "Two accounts are of nobody."), ("version", "1")];
        app.post(ADMIN, &at, &theirs).await.assert_status(303);

        let page = app.get(LEAD, &at).await;
        page.assert_status(200).assert_contains("Ada Admin assessed this meanwhile");
        page.assert_contains("Two accounts are of nobody.").assert_contains(">\nHalf a thought.</textarea>");
        let version = page.field("version").unwrap();
        let both = [("result", "not_met"), ("finding", "Half a thought, and two accounts."), ("version", &version[..])];
        app.post(LEAD, &at, &both).await.assert_status(303);

        let after = app.get(LEAD, &at).await;
        assert!(!after.contains("assessed this meanwhile") && !after.contains("Draft of"));
    }

    async fn what_is_saved_can_be_read_beside_a_draft(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        app.post(LEAD, &at, &SAVED).await.assert_status(303);
        app.post(LEAD, &format!("{at}/draft"), &HALF).await.assert_status(204);

        let page = app.get(LEAD, &at).await;

        page.assert_contains("What is saved: Met, by Lena Lead").assert_contains("The list is there.");
        assert!(!page.contains("assessed this meanwhile"));
    }

    async fn a_draft_kept_before_versions_were_never_hides_it_either(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        app.post(ADMIN, &at, &SAVED).await.assert_status(303);
        app.post(LEAD, &format!("{at}/draft"), &HALF).await.assert_status(204);
        assert!(!app.get(LEAD, &at).await.contains("assessed this meanwhile"));
        let mut tx = app.db.begin(muster::kernel::audit::Actor::console()).await.unwrap();
        let old = serde_json::json!({ "result": "met", "methods": ["test"], "finding": "Half a thought." });
        sql! {
            execute, &mut tx,
            "update drafts set body = $2 where org_id = $1",
            CONTOSO.id, sqlx::types::Json(old)
        }
        .unwrap();
        tx.commit_chore(muster::kernel::db::Chore::KeepDraft).await.unwrap();

        let page = app.get(LEAD, &at).await;

        page.assert_contains("Ada Admin assessed this meanwhile").assert_contains("The list is there.");
        page.assert_contains(">\nHalf a thought.</textarea>");
    }

    async fn a_draft_of_what_stands_is_none(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        let draft = format!("{at}/draft");
        app.post(LEAD, &at, &SAVED).await.assert_status(303);
        app.post_fragment(LEAD, &draft, &HALF).await.assert_status(200).assert_contains("Draft of");

        let taken_back = app.post_fragment(LEAD, &draft, &SAVED).await;

        assert!(!taken_back.assert_status(200).contains("Draft of"));
        let page = app.get(LEAD, &at).await;
        assert!(page.contains("The list is there.") && !page.contains("Draft of") && !page.contains("Half a thought."));
    }

    async fn evidence_that_is_ticked_is_part_of_a_draft(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        let policy = a_row(&app, "Policy", "final").await.to_string();
        let ticked = [("result", "unassessed"), ("version", "0"), ("link", policy.as_str())];

        app.post_fragment(LEAD, &format!("{at}/draft"), &ticked).await.assert_contains("Draft of");

        let tick = format!("value=\"{policy}\" checked");
        app.get(LEAD, &at).await.assert_contains(&tick).assert_contains("Draft of");
        let none = app.post_fragment(LEAD, &format!("{at}/draft"), &ticked[..2]).await;
        assert!(!none.assert_status(200).contains("Draft of"));
        assert!(!app.get(LEAD, &at).await.contains(&tick));
    }

    async fn ticks_alone_say_nothing_against_what_somebody_saved_since(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        let policy = a_row(&app, "Policy", "final").await.to_string();
        let ticked = [("result", "unassessed"), ("version", "0"), ("link", policy.as_str())];
        app.post_fragment(LEAD, &format!("{at}/draft"), &ticked).await.assert_contains("Draft of");

        app.post(ADMIN, &at, &SAVED).await.assert_status(303);

        let page = app.get(LEAD, &at).await;
        page.assert_contains(&format!("value=\"{policy}\" checked"));
        page.assert_contains(">\nThe list is there.</textarea>");
        assert!(!page.contains("assessed this meanwhile") && page.field("version").as_deref() == Some("1"));
        // Linked by somebody else it is not to be ticked any more, and there is nothing left to save.
        let said = [("result", "met"), ("finding", "The list is there.")];
        let link = [&said[..], &[("version", "1"), ("link", policy.as_str())]].concat();
        app.post(ADMIN, &at, &link).await.assert_status(303);
        assert!(!app.get(LEAD, &at).await.contains("Draft of"));
    }

    async fn a_draft_is_kept_only_of_what_could_be_saved(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        give(&app, id, "3.1.2", OTHER_CONTRIBUTOR).await;
        let theirs = format!("{}/draft", work(id, "3.1.1/a"));
        let others = format!("{}/draft", work(id, "3.1.2/a"));
        let long = "é".repeat(20_001);
        let too_long = [("finding", long.as_str()), ("version", "0")];

        app.post(CONTRIBUTOR, &theirs, &HALF).await.assert_status(204);
        app.post(CONTRIBUTOR, &others, &HALF).await.assert_status(403).assert_contains("another owner");
        app.post_fragment(CONTRIBUTOR, &others, &HALF).await.assert_status(403);
        app.post(LEAD, &theirs, &too_long).await.assert_status(422);
        let told = app.post_fragment(LEAD, &theirs, &too_long).await;

        told.assert_status(422).assert_contains("Not kept as a draft.").assert_contains("these are 20001");
        assert!(!told.contains("<html") && told.header("hx-retarget").is_empty(), "it goes where drafts are told of");
        let mut conn = app.db.read().await.unwrap();
        let (drafts,): (i64,) =
            sql! { fetch_one, &mut conn, "select count(*) from drafts where org_id = $1", CONTOSO.id }.unwrap();
        assert_eq!(drafts, 1);
    }

    async fn a_form_that_was_refused_still_knows_what_its_writer_had_seen(app: TestApp) {
        let id = app.an_assessment(2).await;
        let at = work(id, "3.1.1/a");
        let long = "x".repeat(20_001);
        app.post(ADMIN, &at, &SAVED).await.assert_status(303);

        let refused = app.post(LEAD, &at, &[("finding", long.as_str()), ("version", "0")]).await;

        assert_eq!(refused.assert_status(422).field("version").as_deref(), Some("0"));
        let shorter = [("result", "met"), ("finding", "Shorter."), ("version", "0")];
        app.post(LEAD, &at, &shorter).await.assert_status(409).assert_contains("The list is there.");
    }

    async fn nobody_is_led_out_of_a_sentence_to_prove_who_they_are(app: TestApp) {
        let draft = format!("{}/draft", work(app.an_assessment(2).await, "3.1.1/a"));
        app.rule("second_factor_roles = 'lead'").await;

        let told = app.post_fragment(LEAD, &draft, &HALF).await;

        told.assert_status(401).assert_contains("until you have shown who you are");
        assert!(!told.contains("<html") && told.location().is_empty());
        assert!(app.post(LEAD, &draft, &HALF).await.assert_status(401).location().is_empty());
    }
}
