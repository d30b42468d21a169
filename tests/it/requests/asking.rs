//! Asking for evidence, and what becomes of the request before anything comes in.

use super::*;

both! {
    async fn a_member_is_asked_and_finds_it_where_they_look(app: TestApp) {
        let (fields, assessment) = for_an_objective(&app).await;
        app.get(LEAD, &format!("{NEW}?assessment={assessment}&requirement=3.1.1&objective=a")).await
            .assert_status(200).assert_contains("value=\"3.1.1[a]\"").assert_contains("2026-03-16");

        let request = a_request(&app, &sent(&fields)).await;

        let page = app.get(ASSESSOR, &request).await;
        page.assert_status(200).assert_contains("List of accounts").assert_contains("Carl Contributor");
        page.assert_contains("3.1.1[a]").assert_contains("Spring assessment").assert_contains("Requested");
        assert!(!page.contains("Upload a file") && !page.contains("id=\"withdraw\""));
        app.get(CONTRIBUTOR, &request).await.assert_contains("Upload a file");
        app.get(CONTRIBUTOR, "/o/contoso/requests?view=mine").await.assert_contains(&request);
        app.get(CONTRIBUTOR, "/o/contoso/tasks/mine").await.assert_contains("Evidence asked of you");
        assert!(!app.get(OTHER_CONTRIBUTOR, "/o/contoso/requests?view=mine").await.contains(&request));
        app.get(OTHER_CONTRIBUTOR, "/o/contoso/requests?q=accounts").await.assert_contains(&request);
        app.get_fragment(LEAD, "/o/contoso/requests?q=nothing").await.assert_contains("Nothing fits");
        app.get(LEAD, "/o/contoso/calendar?on=2026-03").await.assert_contains("List of accounts");
        let register = app.get(LEAD, "/o/contoso/evidence?state=requested").await;
        assert_eq!(register.assert_status(303).location(), "/o/contoso/requests");
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(action, "request.asked");
        assert_eq!(subject, format!("request:{}", request.rsplit('/').next().unwrap()));
        assert_eq!(detail["objectives"], serde_json::json!(["3.1.1[a]"]));
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!((letters[0].to.as_str(), letters[0].link("/o/contoso/requests/")), (CONTRIBUTOR.email, request));
    }

    async fn what_cannot_be_asked_for_comes_back_with_its_reason(app: TestApp) {
        let open = app.an_assessment(2).await.to_string();
        let outside = [("person", "outside"), ("name", "Rosa Roe"), ("email", OUTSIDER)];
        let assessor = ASSESSOR.id.to_string();
        let cases: Vec<(Vec<(&str, &str)>, &str)> = vec![
            (vec![("due_on", "2026-03-01")], "This day has passed."),
            (vec![("due_on", "soon")], "Enter a date like"),
            (vec![("title", " ")], "Say what is asked for."),
            (vec![("kind", "rumour")], "Choose what it is to be."),
            (vec![("person", "")], "Choose who is asked."),
            (vec![("person", &assessor)], "Choose somebody from the list."),
            (vec![("person", "outside")], "Say what they are called."),
            (vec![("person", "outside"), ("name", "Rosa"), ("email", "rosa")], "Enter an address like"),
            (vec![("email", OUTSIDER)], "Clear one of them."),
            ([&[("due_on", "2026-05-02")], &outside[..]].concat(), "works for 60 days at most"),
            (vec![("repeat_months", "61")], "from 1 to 60"),
            (vec![("objectives", "3.1.1[a]")], "Choose the assessment"),
            (vec![("assessment", &open)], "Enter at least one objective"),
            (vec![("assessment", &open), ("objectives", "3.1.1[z]")], "There is no objective 3.1.1[z]"),
            (vec![("assessment", &open), ("objectives", "nonsense")], "There is no objective nonsense"),
        ];
        for (fields, says) in cases {
            let (page, part) =
                (app.post(LEAD, NEW, &form(&fields)).await, app.post_fragment(LEAD, NEW, &form(&fields)).await);

            page.assert_status(422).assert_contains(says).assert_contains("<h1>Ask for evidence</h1>");
            part.assert_status(422).assert_contains(says);
            assert_eq!(part.header("hx-retarget"), "#request-form");
        }
        let nobody = app.post(LEAD, NEW, &form(&[("renews", "0199ffff-ffff-7fff-8fff-ffffffffffff")])).await;
        nobody.assert_status(422).assert_contains("What was to be renewed was removed");
        app.post(CONTRIBUTOR, NEW, &form(&[])).await.assert_status(403);
        assert_eq!((count(&app, "requests").await, app.trail(CONTOSO).await), (0, vec![]));
    }

    async fn a_completed_assessment_asks_for_nothing(app: TestApp) {
        let (fields, assessment) = for_an_objective(&app).await;
        let mut tx = app.db.begin(muster::kernel::audit::Actor::console()).await.unwrap();
        let now = tx.now();
        sql! { execute, &mut tx, "update assessments set completed_at = $2 where id = $1", assessment, now }.unwrap();
        tx.commit_chore(muster::kernel::db::Chore::Sweep).await.unwrap();

        let answer = app.post(LEAD, NEW, &form(&sent(&fields))).await;

        answer.assert_status(422).assert_contains("This assessment is completed");
    }

    async fn a_double_click_asks_once(app: TestApp) {
        app.leaves_jobs();
        let once = app.get(LEAD, NEW).await.field("once").unwrap();
        let fields = form(&[("once", &once)]);

        let (first, second) = (app.post(LEAD, NEW, &fields).await, app.post_fragment(LEAD, NEW, &fields).await);

        assert_eq!(first.assert_status(303).location(), second.assert_status(204).location());
        assert_eq!(count(&app, "requests").await, 1);
    }

    async fn its_day_is_moved_and_it_is_withdrawn_over_what_was_seen(app: TestApp) {
        let request = a_request(&app, &[]).await;
        let old = press(&app, &request, "due", &[("due_on", "2026-03-01")]).await;
        let part = app.post_fragment(LEAD, &format!("{request}/due"), &[("due_on", ""), ("version", "1")]).await;
        let moved = press(&app, &request, "due", &[("due_on", "2026-03-20")]).await;
        let late = app.post(LEAD, &format!("{request}/withdraw"), &[("version", "1")]).await;
        let foreign = app.post(CONTRIBUTOR, &format!("{request}/withdraw"), &[("version", "2")]).await;
        let linked = press(&app, &request, "link", &[]).await;

        let withdrawn = press(&app, &request, "withdraw", &[]).await;

        old.assert_status(422).assert_contains("This day has passed.");
        part.assert_status(422).assert_contains("Say by which day");
        moved.assert_status(303);
        late.assert_status(409).assert_contains("Somebody else changed this request meanwhile");
        foreign.assert_status(403);
        linked.assert_status(409).assert_contains("needs no link");
        withdrawn.assert_status(303);
        let page = app.get(LEAD, &request).await;
        page.assert_contains("2026-03-20").assert_contains("Withdrawn");
        assert!(!page.contains("Upload a file"));
        app.get(LEAD, "/o/contoso/requests?view=withdrawn").await.assert_contains(&request);
        bring(&app, CONTRIBUTOR, &request, "too late").await.assert_status(409);
        assert_nothing_stored(&app).await;
        assert_eq!(app.trail(CONTOSO).await, ["request.asked", "request.due_changed", "request.withdrawn"]);
    }
}
