//! The page of one requirement, its owner and the plan of action and milestones.

use super::*;

both! {
    async fn a_requirement_is_set_like_a_standard(app: TestApp) {
        let id = app.an_assessment(2).await;
        official_text(&app, "3.1.1").await;
        assess(&app, id, "3.1.1/b", "not_met").await;

        let page = app.get(LEAD, &at(id, "requirements/3.1.1")).await;

        page.assert_status(200).assert_contains("class=\"standard\"").assert_contains("5 points");
        page.assert_contains("This wording is ours")
            .assert_contains("What the publication says about 3.1.1.");
        page.assert_contains("The publication (")
            .assert_contains("Official: What the publication determines.");
        page.assert_contains(&format!("href=\"{}\"", at(id, "work/3.1.1/f")));
        page.assert_contains("What was seen on 2 March.").assert_contains("1 of 6 objectives assessed");
        page.assert_contains("A POA&amp;M takes only what costs 1")
            .assert_contains("32 CFR 170.21(a)(2)(ii)");
        assert!(!page.contains("Put it on the POA"), "it may not");
    }

    async fn one_objective_is_not_told_as_many(app: TestApp) {
        let id = app.an_assessment(3).await;

        app.get(LEAD, &at(id, "requirements/AC.L3-3.1.2e")).await.assert_contains("0 of 1 objective assessed");
    }

    async fn the_page_asks_six_questions_however_much_there_is(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "requirements/3.1.1");
        let few = app.statements_of(|| app.get(LEAD, &page)).await;
        own_requirements(&app, 500).await;
        for letter in ["a", "b", "c", "d", "e", "f"] {
            assess(&app, id, &format!("3.1.1/{letter}"), "met").await;
        }

        something_else(&app).await;
        let many = app.statements_of(|| app.get(LEAD, &page)).await;

        assert!(few <= 6 && many == few, "{few} then {many}");
        let page = at(id, "requirements/ACME-7");
        let own = app.statements_of(|| app.get(LEAD, &page)).await;
        assert!(own <= 6, "{own}");
    }

    async fn without_an_import_the_page_says_how_the_text_comes_in(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "requirements/3.1.1");

        app.get(ADMIN, &page).await.assert_contains("href=\"/o/contoso/catalogue\">Import your copy");
        app.get(LEAD, &page).await.assert_contains("An administrator can import");
    }

    async fn level_1_reads_fci_for_cui_in_all_the_words_it_stands_on(app: TestApp) {
        let id = app.an_assessment(1).await;
        for code in ["3.10.3", "3.10.4", "3.10.5"] {
            official_text(&app, code).await;
        }

        let page = app.get(LEAD, &at(id, "requirements/PE.L1-b.1.ix")).await;

        page.assert_status(200).assert_contains("read FCI wherever they say CUI")
            .assert_contains("consists of 3");
        for code in ["3.10.3", "3.10.4", "3.10.5"] {
            page.assert_contains(&format!("What the publication says about {code}."));
            page.assert_contains(&format!("{code}[a]"));
        }
        page.assert_contains("FAR 52.204-21(b)(1)(ix)").assert_contains("Level 1 knows no POA&amp;M");
        let page = at(id, "requirements/PE.L1-b.1.ix");
        let asked = app.statements_of(|| app.get(LEAD, &page)).await;
        assert!(asked <= 6, "{asked}");
    }

    async fn an_own_requirement_speaks_for_itself(app: TestApp) {
        let id = app.an_assessment(2).await;
        own_requirements(&app, 1).await;

        let page = app.get(LEAD, &at(id, "requirements/ACME-1")).await;

        page.assert_status(200).assert_contains("Everybody wears a badge.")
            .assert_contains("outside the score");
        page.assert_contains("Badges are worn where people can see them.");
        assert!(!page.contains("POA&amp;M</h2>") && !page.contains("Import your copy"));
    }

    async fn whoever_reads_the_trail_finds_the_history(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "requirements/3.1.1");
        let link = format!("/o/contoso/trail?subject={id}%2F3.1.1%2F");

        app.get(ADMIN, &page).await.assert_contains(&link);
        app.get(ASSESSOR, &page).await.assert_contains(&link);
        assert!(!app.get(CONTRIBUTOR, &page).await.contains("/trail"));
    }

    async fn readers_get_words_and_no_forms(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", OTHER_CONTRIBUTOR).await;
        let page = at(id, "requirements/3.1.1");

        let assessor = app.get(ASSESSOR, &page).await;
        assessor.assert_contains("your role does not include writing it");
        let contributor = app.get(CONTRIBUTOR, &page).await;
        contributor.assert_contains("only its owner and the compliance lead");
        for reader in [&assessor, &contributor] {
            assert!(!reader.contains("3.1.1/edit\"") && !reader.contains("3.1.1/owner\""));
        }
        app.get(OTHER_CONTRIBUTOR, &page).await.assert_contains("3.1.1/edit\"");
        lock(&app, id).await;
        let locked = app.get(LEAD, &page).await;
        locked.assert_contains("This assessment is completed.");
        assert!(!locked.contains("3.1.1/edit\"") && !locked.contains("3.1.1/owner\""));
    }

    async fn what_is_not_there_and_what_is_foreign_look_the_same(app: TestApp) {
        let id = app.an_assessment(2).await;

        let foreign = app.get(STRANGER, &at(id, "requirements/3.1.1")).await;
        let missing = app.get(LEAD, &at(id, "requirements/3.9.9")).await;

        assert_eq!(foreign.assert_status(404).body, missing.assert_status(404).body);
        for path in ["edit", "owner"] {
            let path = at(id, &format!("requirements/3.9.9/{path}"));
            app.post(LEAD, &path, &[("owner", "nobody")]).await.assert_status(404);
            app.post(STRANGER, &path, &[]).await.assert_status(404);
            app.get(LEAD, &path).await.assert_status(404);
        }
    }

    async fn the_owner_is_changed_on_the_page(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (page, path) = (at(id, "requirements/3.1.1"), at(id, "requirements/3.1.1/owner"));
        let carl = CONTRIBUTOR.id.to_string();

        let done = app.post(LEAD, &path, &[("owner", &carl)]).await;

        done.assert_status(303);
        assert_eq!(done.location(), page);
        app.get(LEAD, &page).await.assert_contains("Owner Carl Contributor");
        assert_eq!(app.trail(CONTOSO).await, ["implementation.assigned"]);
        app.post(CONTRIBUTOR, &path, &[("owner", &carl)]).await.assert_status(403);
        app.post(ASSESSOR, &path, &[("owner", &carl)]).await.assert_status(403);
        let stranger = STRANGER.id.to_string();
        for bad in [stranger.as_str(), "somebody"] {
            app.post(LEAD, &path, &[("owner", bad)]).await.assert_status(422).assert_contains("aria-invalid");
            app.post_fragment(LEAD, &path, &[("owner", bad)]).await
                .assert_status(422).assert_contains("Choose");
        }
        app.get(LEAD, &path).await.assert_status(303);
        let late = app.post(LEAD, &path, &[("owner", "nobody"), ("was", "3.1.1=nobody")]).await;
        late.assert_status(409).assert_contains("another owner meanwhile");
        let scripted = app.post_fragment(LEAD, &path, &[("owner", "nobody")]).await;
        assert_eq!(scripted.assert_status(204).location(), page);
        assert_eq!(app.trail(CONTOSO).await.len(), 2);
    }

    async fn whoever_only_reads_is_not_offered_as_owner_and_not_taken(app: TestApp) {
        let id = app.an_assessment(2).await;
        let abe = ASSESSOR.id.to_string();
        let offered = format!("<option value=\"{abe}\"");

        let page = app.get(LEAD, &at(id, "requirements/3.1.1")).await;
        let list = app.get(LEAD, &at(id, "requirements")).await;

        assert!(!page.assert_status(200).contains(&offered));
        assert_eq!(list.body.matches(&offered).count(), 1, "to look for, and not to choose");
        let change = [("id", "3.1.1"), ("set", "owner"), ("owner", abe.as_str())];
        for path in ["requirements/3.1.1/owner", "bulk", "bulk/owner"] {
            let refused = app.post(LEAD, &at(id, path), &change).await;
            refused.assert_status(422).assert_contains("Abe Assessor cannot work on requirements here");
            assert!(!refused.contains(&offered), "{path}");
        }
        assert!(app.trail(CONTOSO).await.is_empty());
    }

    async fn an_owner_who_only_reads_by_now_stays_when_the_form_is_sent_unchanged(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", ASSESSOR).await;
        let (page, abe) = (at(id, "requirements/3.1.1"), ASSESSOR.id.to_string());

        let shown = app.get(LEAD, &page).await;
        let was = format!("3.1.1={abe}");
        let kept = app.post(LEAD, &format!("{page}/owner"), &[("owner", &abe), ("was", &was)]).await;

        shown.assert_contains(&format!("<option value=\"{abe}\" selected>Abe Assessor, as until now</option>"));
        kept.assert_status(303);
        assert!(app.trail(CONTOSO).await.is_empty());
        app.get(LEAD, &page).await.assert_contains("Owner Abe Assessor");
    }

    async fn what_the_law_says_of_the_poam_stands_on_the_page(app: TestApp) {
        let id = app.an_assessment(2).await;
        for place in ["3.1.3/a", "3.1.1/a"] {
            assess(&app, id, place, "not_met").await;
        }

        let forbidden = app.get(LEAD, &at(id, "requirements/3.1.1")).await;
        forbidden.assert_contains("costs 5 points").assert_contains("170.21(a)(2)(ii)");
        assert!(!forbidden.contains("Put it on the POA"));
        let allowed = app.get(LEAD, &at(id, "requirements/3.1.3")).await;
        allowed.assert_contains("Put it on the POA").assert_contains("/poams/new?requirement=3.1.3");
        let reader = app.get(ASSESSOR, &at(id, "requirements/3.1.3")).await;
        assert!(!reader.contains("Put it on the POA"));
        let open = app.get(LEAD, &at(id, "requirements/3.1.4")).await;
        open.assert_contains("Only a requirement that is Not met goes on it");
    }
}
