//! Taking back one's own last change.

use super::*;

/// The address that the notice about a saved finding posts to.
fn way_back(answer: &Answer) -> String {
    address(answer, "<form method=\"post\" action=\"").expect("a notice with a way back")
}

/// The address that the button beside the result posts to, where there is one.
fn beside(page: &Answer) -> Option<String> {
    let found = address(page, "<form id=\"take-back\" method=\"post\" action=\"");
    assert_eq!(page.contains("form=\"take-back\" data-key=\"undo\""), found.is_some(), "{}", page.body);
    found
}

fn address(answer: &Answer, before: &str) -> Option<String> {
    let form = answer.body.split(before).nth(1)?;
    Some(form.split('"').next()?.replace("&amp;", "&").replace("&#x2f;", "/"))
}

/// How many controls the key of "undo" could press.
fn undos(answer: &Answer) -> usize {
    answer.body.matches("data-key=\"undo\"").count()
}

/// The page that a browser without scripts sees after `sent`, with its message.
async fn followed(app: &TestApp, sent: &Answer) -> Answer {
    let cookie = sent.assert_status(303).header("set-cookie").split(';').next().unwrap_or_default();
    let headers = [("cookie", cookie)];
    app.request(Some(LEAD), poem::http::Method::GET, sent.location(), &headers, Vec::new()).await
}

async fn links(app: &TestApp, assessment: Uuid) -> Vec<Uuid> {
    let mut conn = app.db.read().await.unwrap();
    let found: Vec<(Uuid,)> = sql! {
        fetch_all, &mut conn,
        "select evidence_id from evidence_links where org_id = $1 and assessment_id = $2 order by evidence_id",
        CONTOSO.id, assessment
    }
    .unwrap();
    found.into_iter().map(|(id,)| id).collect()
}

both! {
    async fn ones_own_last_change_is_taken_back_within_ten_minutes(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "met"), ("version", "0")]).await.assert_status(303);

        app.post(ADMIN, &work(id, "3.1.1/a/undo"), &[]).await.assert_status(409);
        app.post(LEAD, &work(id, "3.1.1/a/undo"), &[]).await.assert_status(303);

        assert_eq!(saved(&app, id).await[0].1, "");
        assert_eq!(app.trail(CONTOSO).await, ["finding.decided", "finding.undone"]);
        app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "met"), ("version", "2")]).await.assert_status(303);
        app.env.advance(TimeDelta::minutes(11));
        app.post(LEAD, &work(id, "3.1.1/a/undo"), &[]).await.assert_status(409);
    }

    async fn what_was_linked_with_a_change_goes_back_with_it_and_nothing_else(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (before, with) = (a_row(&app, "List", "final").await, a_row(&app, "Policy", "final").await);
        let at = work(id, "3.1.1/a");
        app.post(LEAD, &format!("{at}/evidence"), &[("link", &before.to_string())]).await.assert_status(303);
        let form = [("result", "met"), ("version", "0"), ("link", &before.to_string()), ("link", &with.to_string())];
        app.post(LEAD, &at, &form).await.assert_status(303);
        assert_eq!(links(&app, id).await.len(), 2);

        app.post(LEAD, &format!("{at}/undo?version=1"), &[]).await.assert_status(303);

        assert_eq!(links(&app, id).await, [before.0]);
        let trail = app.trail(CONTOSO).await;
        assert_eq!(trail[2..], ["finding.decided", "evidence.unlinked", "finding.undone"]);
    }

    async fn taking_back_stays_in_the_queue(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("result", "met"), ("version", "0"), ("queue", "family-AT"), ("go", "next")];
        let saved = app.post_fragment(LEAD, &work(id, "3.2.1/a"), &form).await;

        let back = app.post(LEAD, &way_back(&saved), &[]).await;

        assert_eq!(back.assert_status(303).location(), format!("{}?queue=family-AT", work(id, "3.2.1/a")));
        let looked = app.get(LEAD, &way_back(&saved)).await;
        assert_eq!(looked.assert_status(303).location(), back.location());
    }

    async fn a_double_click_on_undo_has_one_effect_and_one_answer(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("result", "met"), ("version", "0"), ("go", "stay")];
        let saved_at = app.post_fragment(LEAD, &work(id, "3.1.1/a"), &form).await;
        let undo = way_back(&saved_at);

        let (one, two) = tokio::join!(app.post(LEAD, &undo, &[]), app.post(LEAD, &undo, &[]));

        assert_eq!(one.assert_status(303).location(), two.assert_status(303).location());
        assert_eq!(app.trail(CONTOSO).await, ["finding.decided", "finding.undone"]);
        assert_eq!(saved(&app, id).await[0].3, 2);
    }

    async fn an_old_notice_takes_back_nothing_that_was_saved_since(app: TestApp) {
        let id = app.an_assessment(2).await;
        let at = work(id, "3.1.1/a");
        let first = app.post_fragment(LEAD, &at, &[("result", "met"), ("version", "0"), ("go", "stay")]).await;
        let again = [("result", "not_met"), ("finding", "There is no such list."), ("version", "1")];
        app.post(LEAD, &at, &again).await.assert_status(303);

        app.post(LEAD, &way_back(&first), &[]).await.assert_status(409);

        assert_eq!(saved(&app, id).await[0].2, "There is no such list.");
    }

    async fn what_cannot_be_taken_back_leads_to_the_objective_as_it_stands(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("result", "met"), ("version", "0"), ("queue", "family-AT"), ("go", "stay")];
        let mine = app.post_fragment(LEAD, &work(id, "3.2.1/a"), &form).await;
        let theirs = [("result", "not_met"), ("finding", "There is no such list."), ("version", "1")];
        app.post(ADMIN, &work(id, "3.2.1/a"), &theirs).await.assert_status(303);

        let refused = app.post(LEAD, &way_back(&mine), &[]).await;

        refused.assert_status(409).assert_contains("Nothing was taken back");
        refused.assert_contains("only your own last change can be undone");
        refused.assert_contains(&format!("<a href=\"{}?queue=family-AT\">AT.L2-3.2.1[a]</a>", work(id, "3.2.1/a")));
        refused.assert_contains("There is no such list.</textarea>");
        assert!(!refused.contains("What you wrote is below") && !refused.contains("Go to the start page"));
    }

    async fn what_has_another_owner_by_now_is_shown_and_not_taken_back(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", OTHER_CONTRIBUTOR).await;
        app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "met"), ("version", "0")]).await.assert_status(303);

        let refused = app.post(CONTRIBUTOR, &work(id, "3.1.1/a/undo?version=1"), &[]).await;

        refused.assert_status(403).assert_contains("Nothing was taken back").assert_contains("AC.L2-3.1.1[a]");
        assert!(!refused.contains("You chose") && !refused.contains("Go to the start page"));
        assert_eq!(saved(&app, id).await[0].1, "met");
    }

    async fn saving_what_stands_already_says_so_and_offers_no_way_back(app: TestApp) {
        let id = app.an_assessment(2).await;
        let at = work(id, "3.1.1/a");
        app.post(LEAD, &at, &[("result", "met"), ("version", "0")]).await.assert_status(303);

        for go in ["stay", "next"] {
            let again = [("result", "met"), ("version", "1"), ("go", go)];
            let part = app.post_fragment(LEAD, &at, &again).await;
            let sent = app.post(LEAD, &at, &again).await;

            part.assert_status(200).assert_contains("3.1.1[a] is Met, as before.");
            assert_eq!(undos(&part), 0, "{}", part.body);
            assert_eq!(sent.assert_status(303).told(), "3.1.1[a] is Met, as before.");
            let page = followed(&app, &sent).await;
            page.assert_status(200).assert_contains("3.1.1[a] is Met, as before.");
            assert_eq!(undos(&page), usize::from(go == "stay"), "only beside the result that was saved before");
            assert_eq!(beside(&page).is_some(), go == "stay");
        }
        assert_eq!(app.trail(CONTOSO).await, ["finding.decided"]);
    }

    async fn the_page_of_the_objective_offers_the_way_back_too(app: TestApp) {
        let id = app.an_assessment(2).await;
        let at = work(id, "3.2.1/a");
        assert_eq!(beside(&app.get(LEAD, &at).await), None, "nothing was saved yet");
        app.post(LEAD, &at, &[("result", "met"), ("version", "0")]).await.assert_status(303);

        let queued = format!("{at}?queue=family-AT");
        let (page, part) = (app.get(LEAD, &queued).await, app.get_fragment(LEAD, &queued).await);

        let to = format!("{at}/undo?version=1&queue=family-AT");
        assert_eq!((beside(&page), undos(&page)), (Some(to.clone()), 1));
        assert_eq!((beside(&part), undos(&part)), (Some(to.clone()), 1));
        assert_eq!(app.post(LEAD, &to, &[]).await.assert_status(303).location(), queued);
        assert_eq!(saved(&app, id).await[0].1, "");
        assert_eq!(beside(&app.get(LEAD, &at).await), None, "what was taken back is not taken back again");
    }

    async fn a_message_with_a_way_back_is_the_only_one_on_the_page(app: TestApp) {
        let id = app.an_assessment(2).await;
        for place in ["3.1.1/b", "3.1.1/a"] {
            let sent = app.post(LEAD, &work(id, place), &[("result", "met"), ("version", "0"), ("go", "stay")]).await;
            let page = followed(&app, &sent).await;
            page.assert_status(200).assert_contains(" is Met.");
            assert_eq!((beside(&page), undos(&page)), (None, 1));
        }

        for go in ["stay", "next"] {
            let version = if go == "stay" { "1" } else { "2" };
            let form = [("result", "met"), ("finding", go), ("version", version), ("go", go)];
            let part = app.post_fragment(LEAD, &work(id, "3.1.1/a"), &form).await;
            part.assert_status(200);
            assert_eq!((beside(&part), undos(&part)), (None, 1));
        }
    }

    async fn the_page_offers_no_way_back_that_the_server_would_refuse(app: TestApp) {
        let id = app.an_assessment(2).await;
        let at = work(id, "3.1.1/a");
        give(&app, id, "3.1.1", OTHER_CONTRIBUTOR).await;
        app.post(LEAD, &at, &[("result", "met"), ("version", "0")]).await.assert_status(303);

        for other in [ADMIN, CONTRIBUTOR, OTHER_CONTRIBUTOR] {
            let page = app.get(other, &at).await;
            page.assert_status(200);
            assert_eq!((beside(&page), undos(&page)), (None, 0));
        }
        app.env.advance(TimeDelta::minutes(9));
        assert!(beside(&app.get(LEAD, &at).await).is_some());
        app.env.advance(TimeDelta::minutes(2));
        assert_eq!(beside(&app.get(LEAD, &at).await), None);
    }
}
