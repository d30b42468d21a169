//! Putting a requirement on the POA&M, and what keeps it off.

use super::*;

both! {
    async fn what_it_does_to_the_score_is_shown_before_it_is_saved(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        let page = at(id, "poams/new");
        app.get(LEAD, &format!("{page}?requirement=3.1.3")).await.assert_status(200)
            .assert_contains("value=\"3.1.3\" selected");
        let unconfirmed = with(form(LEAD), "confirmed", "");

        for look in [
            app.post(LEAD, &page, &sent(&unconfirmed)).await,
            app.post_fragment(LEAD, &page, &sent(&unconfirmed)).await,
        ] {
            look.assert_status(200).assert_contains("Put 3.1.3 on the POA&amp;M?");
            look.assert_contains("What this does to the score").assert_contains("-203 to 109");
            look.assert_contains("Conditional Level 2 (Self)").assert_contains("No CMMC Status");
            look.assert_contains("Drawings can leave by private mail.").assert_contains("name=\"confirmed\"");
        }
        assert!(told(&app).await.is_empty());
    }

    async fn an_item_is_entered_with_its_first_milestone(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;

        let done = app.post(LEAD, &at(id, "poams/new"), &sent(&form(CONTRIBUTOR))).await;

        let page = done.assert_status(303).location().to_owned();
        let shown = app.get(ASSESSOR, &page).await;
        shown.assert_status(200).assert_contains("Drawings can leave by private mail.");
        shown.assert_contains("Carl Contributor").assert_contains("$1,200").assert_contains("The filter is on");
        assert!(!shown.contains("Change the plan") && !shown.contains("add-milestone"));
        app.get(LEAD, &at(id, "requirements/3.1.3")).await.assert_contains("On the POA&amp;M");
        app.get(LEAD, &at(id, "score")).await.assert_contains("<td>Yes</td>");
        assert_eq!(told(&app).await, ["poam.entered", "poam.milestone_added"]);
        let entered = app.trail_entries(CONTOSO).await.into_iter().find(|line| line.0 == "poam.entered");
        let (_, subject, detail) = entered.unwrap();
        assert_eq!(subject, format!("poam:{id}/{}", page.rsplit('/').next().unwrap()));
        assert_eq!((&detail["requirement"], &detail["after"]["cost_usd"]), (&"3.1.3".into(), &1200.into()));
        let history = app.get(ASSESSOR, &format!("/o/contoso/trail?subject={id}%2F3.1.3%2F")).await;
        history.assert_contains("<summary>POA&amp;M entered").assert_contains("POA&amp;M milestone added");
        let of_another = app.get(ASSESSOR, &format!("/o/contoso/trail?subject={id}%2F3.1.30%2F")).await;
        of_another.assert_contains("No line fits");
        app.get(ASSESSOR, "/o/contoso/trail?action=poa%26m+entered").await.assert_contains("POA&amp;M entered");
    }

    async fn a_script_is_sent_to_the_item_and_a_double_click_has_one_effect(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        let page = at(id, "poams/new");
        let once = app.get(LEAD, &page).await.field("once").unwrap();
        let mut form = form(LEAD);
        form.push(("once", once));

        let first = app.post_fragment(LEAD, &page, &sent(&form)).await;
        let second = app.post_fragment(LEAD, &page, &sent(&form)).await;

        assert_eq!(first.assert_status(204).location(), second.location());
        assert_eq!(told(&app).await.len(), 2);
    }

    async fn the_law_keeps_most_requirements_off_and_names_the_two_ways_on(app: TestApp) {
        let id = app.an_assessment(2).await;
        for place in ["3.1.1/a", "3.1.20/a", "3.13.11/a", "3.5.3/a"] {
            assess(&app, id, place, "not_met").await;
        }
        let page = at(id, "poams/new");
        let laws = [
            ("3.1.1", "170.21(a)(2)(ii)"),
            ("3.1.20", "170.21(a)(2)(iii)(A)"),
            ("3.13.11", "FIPS"),
            ("3.5.3", "170.21(a)(2)(ii)"),
        ];
        for (requirement, paragraph) in laws {
            let wanted = with(with(form(LEAD), "requirement", requirement), "seen", requirement);
            for refused in [
                app.post(LEAD, &page, &sent(&wanted)).await,
                app.post_fragment(LEAD, &page, &sent(&wanted)).await,
            ] {
                refused.assert_status(422).assert_contains(paragraph).assert_contains("Two ways are open");
                refused.assert_contains(&format!("requirements/{requirement}\">Fix it"));
                refused.assert_contains(&format!("requirements/{requirement}/deficiency\""));
                refused.assert_contains(&format!("requirements/{requirement}/exception\""));
                refused.assert_contains("Drawings can leave by private mail.");
            }
        }
        assert!(told(&app).await.is_empty());
    }

    async fn encryption_that_is_not_validated_is_the_exception(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.13.11/a", "not_met").await;
        let partial = [("version", "0"), ("partial_case", "encryption_not_fips")];
        app.post(LEAD, &at(id, "requirements/3.13.11/edit"), &partial).await.assert_status(303);
        let form = with(with(form(LEAD), "requirement", "3.13.11"), "seen", "3.13.11");

        app.post(LEAD, &at(id, "poams/new"), &sent(&form)).await.assert_status(303);
    }

    async fn only_what_is_not_met_goes_on(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "poams/new");

        let open = app.post(LEAD, &page, &sent(&form(LEAD))).await;
        open.assert_status(422).assert_contains("Only a requirement that is NOT MET");
        let nothing = app.post(LEAD, &page, &sent(&with(form(LEAD), "requirement", ""))).await;
        nothing.assert_status(422).assert_contains("Choose a requirement");
        assert!(told(&app).await.is_empty());
    }

    async fn for_the_system_security_plan_no_claim_is_offered(app: TestApp) {
        let id = app.an_assessment(2).await;
        let new = |requirement: &str| at(id, &format!("poams/new?requirement={requirement}"));
        assess(&app, id, "3.12.4/a", "not_met").await;
        assess(&app, id, "3.1.1/a", "not_met").await;

        let plan = app.get(LEAD, &new("3.12.4")).await;

        plan.assert_contains("170.21(a)(2)(iii)(C)").assert_contains("One way is open:");
        assert!(!plan.contains("/exception"), "{}", plan.body);
        app.get(LEAD, &new("3.1.1")).await.assert_contains("Two ways are open:").assert_contains("/exception");
    }

    async fn levels_1_and_3_have_rules_of_their_own(app: TestApp) {
        let (one, three) = (app.an_assessment(1).await, app.an_assessment(3).await);
        assess(&app, one, "AC.L1-b.1.i/3.1.1%5Ba%5D", "not_met").await;
        assess(&app, three, "IR.L3-3.6.1e/a", "not_met").await;
        assess(&app, three, "AC.L3-3.1.2e/a", "not_met").await;
        let enter = |id: Uuid, requirement: &str| {
            let form = with(with(form(LEAD), "requirement", requirement), "seen", requirement);
            let page = at(id, "poams/new");
            let app = &app;
            async move { app.post(LEAD, &page, &sent(&form)).await }
        };

        enter(one, "AC.L1-b.1.i").await.assert_status(422).assert_contains("170.21(a)(1)");
        enter(three, "IR.L3-3.6.1e").await.assert_status(422).assert_contains("170.21(a)(3)(ii)(A)");
        enter(three, "AC.L3-3.1.2e").await.assert_status(303);
        app.get(LEAD, &at(one, "poams")).await.assert_contains("Level 1 knows no POA&amp;M");
    }

    async fn all_that_is_wrong_is_told_at_once_and_nothing_typed_is_lost(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        let wrong = [
            ("requirement", "3.1.3"), ("weakness", "short"), ("root_cause", ""), ("due_on", "2026-03-01"),
            ("cost", "much"), ("responsible", ""), ("confirmed", "yes"), ("seen", "3.1.3"),
        ];
        let unread = app.post(LEAD, &at(id, "poams/new"), &wrong).await;
        unread.assert_status(422).assert_contains("Enter whole US dollars").assert_contains("value=\"much\"");

        let readable: Vec<_> = wrong.into_iter().filter(|(name, _)| *name != "cost").collect();
        let past = app.post(LEAD, &at(id, "poams/new"), &readable).await;
        past.assert_status(422).assert_contains("still to come").assert_contains("Say what is wrong");
        past.assert_contains("Say why it came to that").assert_contains("Choose who brings it to an end");
        let late_step = with(form(LEAD), "milestone_due_on", "2026-05-02");
        let late = app.post(LEAD, &at(id, "poams/new"), &sent(&late_step)).await;
        late.assert_status(422).assert_contains("A milestone comes before that");
        let stranger = app.post(LEAD, &at(id, "poams/new"), &sent(&form(STRANGER))).await;
        stranger.assert_status(422).assert_contains("active in this organisation");
        let reader = app.post(LEAD, &at(id, "poams/new"), &sent(&form(ASSESSOR))).await;
        reader.assert_status(422).assert_contains("Abe Assessor cannot work on requirements here");
        assert!(!reader.contains(&format!("<option value=\"{}\"", ASSESSOR.id)));
        assert!(told(&app).await.is_empty());
    }

    async fn a_day_that_no_status_would_reach_is_remarked_on_and_not_refused(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        let late = with(form(LEAD), "due_on", "2026-12-31");

        let look = app.post(LEAD, &at(id, "poams/new"), &sent(&with(late.clone(), "confirmed", ""))).await;

        look.assert_status(200).assert_contains("This item would be late");
        app.post(LEAD, &at(id, "poams/new"), &sent(&late)).await.assert_status(303);
    }

    async fn a_contributor_enters_what_is_theirs_for_themselves(app: TestApp) {
        let id = app.an_assessment(2).await;
        assess(&app, id, "3.1.3/a", "not_met").await;
        give(&app, id, "3.1.3", CONTRIBUTOR).await;
        let page = at(id, "poams/new");

        app.post(ASSESSOR, &page, &sent(&form(ASSESSOR))).await.assert_status(403);
        app.post(STRANGER, &page, &sent(&form(STRANGER))).await.assert_status(404);
        let other = app.post(OTHER_CONTRIBUTOR, &page, &sent(&form(OTHER_CONTRIBUTOR))).await;
        other.assert_status(403).assert_contains("Only the owner of a requirement");
        let given = app.post(CONTRIBUTOR, &page, &sent(&form(OTHER_CONTRIBUTOR))).await;
        given.assert_status(422).assert_contains("You can take an item on yourself");
        app.post(CONTRIBUTOR, &page, &sent(&form(CONTRIBUTOR))).await.assert_status(303);
        assert_eq!(told(&app).await, ["poam.entered", "poam.milestone_added"]);
    }

    async fn a_completed_assessment_takes_no_more_items(app: TestApp) {
        let (id, _) = an_item(&app, LEAD).await;
        complete(&app, id, "Conditional Level 2 (Self)").await;

        app.get(LEAD, &at(id, "poams/new")).await.assert_status(409).assert_contains("locked");
        app.post(LEAD, &at(id, "poams/new"), &sent(&form(LEAD))).await.assert_status(409);
        assert!(!app.get(LEAD, &at(id, "poams")).await.contains("poams/new"));
    }

    async fn a_copied_assessment_takes_its_open_items_along(app: TestApp) {
        let (id, page) = an_item(&app, CONTRIBUTOR).await;
        many(&app, id, &[("3.1.4", 30, "closed")]).await;

        let copied = app.post(LEAD, &at(id, "copy"), &[("title", "Autumn")]).await;
        let copy = copied.assert_status(303).location().to_owned();

        let item = page.rsplit('/').next().unwrap();
        let shown = app.get(LEAD, &format!("{copy}/poams/{item}")).await;
        shown.assert_status(200).assert_contains("The filter is on");
        let list = app.get(LEAD, &format!("{copy}/poams")).await;
        list.assert_contains("1 on the POA&amp;M");
        assert_eq!(list.body.matches("<th scope=\"row\"").count(), 1);
    }
}
