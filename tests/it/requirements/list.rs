//! The list.

use super::*;

/// The ids in the rows of a list, in their order.
fn ids(answer: &Answer) -> Vec<String> {
    let cells = answer.body.split("<th scope=\"row\"").skip(1);
    cells.map(|cell| cell.split("\">").nth(2).unwrap().split('<').next().unwrap().to_owned()).collect()
}

both! {
    async fn all_requirements_stand_in_pages_of_fifty(app: TestApp) {
        let id = app.an_assessment(2).await;

        let first = app.get(LEAD, &at(id, "requirements")).await;
        let last = app.get(LEAD, &at(id, "requirements?page=3")).await;
        let whole = app.get(LEAD, &at(id, "requirements?per=all")).await;

        first.assert_status(200).assert_contains("1 to 50 of 110 requirements").assert_contains("data-rows");
        assert_eq!((ids(&first).len(), ids(&last).len(), ids(&whole).len()), (50, 10, 110));
        assert_eq!((ids(&first)[0].as_str(), ids(&last)[9].as_str()), ("3.1.1", "3.14.7"));
        first.assert_contains(&format!("href=\"{}\"", at(id, "requirements/3.1.1")));
        first.assert_contains("Authorized Access Control").assert_contains("0 of 6");
    }

    async fn the_list_asks_three_questions_however_long_it_is(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = at(id, "requirements?per=all");
        let few = app.statements_of(|| app.get(LEAD, &page)).await;
        own_requirements(&app, 500).await;
        assess(&app, id, "3.1.1/a", "met").await;
        something_else(&app).await;

        let many = app.statements_of(|| app.get(LEAD, &page)).await;
        let again = app.statements_of(|| app.get(LEAD, &page)).await;

        assert!(few <= 3 && many == few, "{few} then {many}");
        assert_eq!(again, 1, "what has not changed is not asked again: only who asks");
        app.get(LEAD, &page).await.assert_contains("610 of 610 requirements").assert_contains("ACME-500");
    }

    async fn a_result_is_seen_at_once_just_as_if_everything_were_read_again(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", LEAD).await;
        assess(&app, id, "3.1.1/b", "not_met").await;
        let pages = ["requirements?per=all", "requirements/3.1.1", "work/3.1.1/a", "score", ""];
        let pages = pages.map(|page| at(id, page).trim_end_matches('/').to_owned());
        let all = async || {
            let mut seen = Vec::new();
            for page in &pages {
                let answer = app.get(ASSESSOR, page).await;
                let token = answer.assert_status(200).field("csrf").expect("the way out is a form");
                seen.push(answer.body.replace(&token, ""));
            }
            seen
        };
        app.get(LEAD, &pages[0]).await;

        assess(&app, id, "3.1.1/a", "met").await;
        let asked = app.statements_of(|| app.get(LEAD, &pages[0])).await;
        let known = all().await;
        something_else(&app).await;
        let read_again = all().await;

        assert_eq!(asked, 1, "only who asks");
        assert!(known[0].contains("2 of 6"), "both results are counted");
        for (page, (known, read_again)) in pages.iter().zip(known.into_iter().zip(read_again)) {
            assert_eq!(known, read_again, "{page}");
        }
    }

    async fn a_filter_finds_what_it_says(app: TestApp) {
        let id = app.an_assessment(2).await;
        own_requirements(&app, 1).await;
        give(&app, id, "3.5.3", CONTRIBUTOR).await;
        assess(&app, id, "3.1.2/a", "met").await;
        assess(&app, id, "3.1.1/b", "not_met").await;
        let found = async |who, query: &str| {
            ids(&app.get(who, &at(id, &format!("requirements?per=all&{query}"))).await)
        };

        assert_eq!(found(LEAD, "text=multifactor&family=IA&value=5").await, ["3.5.3"]);
        assert_eq!(found(LEAD, "result=not_met").await, ["3.1.1"]);
        assert_eq!(found(LEAD, "result=provisional").await, ["3.1.2"]);
        assert_eq!(found(CONTRIBUTOR, "owner=me").await, ["3.5.3"]);
        assert_eq!(found(LEAD, &format!("owner={}", CONTRIBUTOR.id)).await, ["3.5.3"]);
        assert_eq!(found(LEAD, "owner=nobody").await.len(), 110);
        assert_eq!(found(LEAD, "origin=own").await, ["ACME-1"]);
        assert_eq!(found(LEAD, "evidence=final").await.len(), 0);
        let none = app.get(LEAD, &at(id, "requirements?text=xyzzy")).await;
        none.assert_status(200).assert_contains("Nothing matches").assert_contains("Clear filters");
    }

    async fn words_are_found_in_what_was_imported_and_in_what_the_organisation_wrote(app: TestApp) {
        let (id, first) = (app.an_assessment(2).await, app.an_assessment(1).await);
        own_requirements(&app, 2).await;
        official_text(&app, "3.1.2").await;
        let visitors = "update requirements set statement = 'Visitors sign in.' where code = 'ACME-2'";
        app.store.behind_our_back(visitors).await;
        let found = async |assessment, words: &str| {
            ids(&app.get(LEAD, &at(assessment, &format!("requirements?per=all&text={words}"))).await)
        };

        assert_eq!(found(id, "PUBLICATION+determines").await, ["3.1.2"]);
        app.store.behind_our_back("update requirements set guidance = 'As on Zanzibar.' where guidance <> ''").await;
        assert_eq!(found(id, "zanzibar").await, ["3.1.2"], "its discussion, too");
        assert_eq!(found(first, "publication+says").await, ["AC.L1-b.1.ii"], "Level 1 is read in the same text");
        assert_eq!(found(id, "worn+shop").await, ["ACME-1", "ACME-2"]);
        assert_eq!(found(id, "visitors+worn+gate").await, ["ACME-2"]);
        app.store.behind_our_back("update requirements set retired_at = created_at where code = 'ACME-2'").await;
        assert!(found(id, "publication+worn").await.is_empty(), "all words in one of them");
    }

    async fn a_heading_sorts_and_its_link_carries_the_filter(app: TestApp) {
        let id = app.an_assessment(2).await;

        let page = app.get(LEAD, &at(id, "requirements?family=AC&sort=-value")).await;

        page.assert_contains("aria-sort=\"descending\"><a\n  href=");
        page.assert_contains("requirements?family=AC&amp;sort=value\"");
        page.assert_contains("requirements?family=AC&amp;sort=owner\"");
        page.assert_contains("22 of 110 requirements").assert_contains("name=\"sort\" value=\"-value\"");
        assert_eq!(ids(&page)[..3], ["3.1.1", "3.1.2", "3.1.12"]);
    }

    async fn a_script_gets_the_results_and_hears_their_number(app: TestApp) {
        let id = app.an_assessment(2).await;

        let part = app.get_fragment(LEAD, &at(id, "requirements?family=AT")).await;

        part.assert_status(200).assert_contains("<section id=\"results\"")
            .assert_contains("3 requirements</hx-partial>");
        assert!(!part.contains("<html") && !part.contains("role=\"search\""));
        assert_eq!(ids(&part).len(), 3);
    }

    async fn rows_are_ticked_by_the_address(app: TestApp) {
        let id = app.an_assessment(2).await;
        let ticked = async |query: &str| {
            app.get(LEAD, &at(id, &format!("requirements?{query}"))).await.body.matches(" checked>").count()
        };

        assert_eq!(ticked("family=AC").await, 0);
        assert_eq!(ticked("select=page").await, 50);
        assert_eq!(ticked("select=all").await, 110);
        assert_eq!(ticked("family=AC&select=all").await, 22);
    }

    async fn a_reader_sees_everything_and_can_tick_nothing(app: TestApp) {
        let id = app.an_assessment(2).await;

        let page = app.get(ASSESSOR, &at(id, "requirements")).await;

        page.assert_status(200).assert_contains("1 to 50 of 110");
        assert!(!page.contains("id=\"bulk\"") && !page.contains("type=\"checkbox\""));
        let lead = app.get(LEAD, &at(id, "requirements")).await;
        lead.assert_contains("id=\"bulk\"").assert_contains("Set the owner");
        let contributor = app.get(CONTRIBUTOR, &at(id, "requirements")).await;
        contributor.assert_contains("id=\"bulk\"");
        assert!(!contributor.contains("Set the owner"));
    }

    async fn a_completed_assessment_is_only_read(app: TestApp) {
        let id = app.an_assessment(2).await;
        lock(&app, id).await;

        let page = app.get(LEAD, &at(id, "requirements")).await;

        page.assert_status(200);
        assert!(!page.contains("id=\"bulk\""));
    }

    async fn another_organisations_list_is_not_there(app: TestApp) {
        let id = app.an_assessment(2).await;

        let foreign = app.get(STRANGER, &at(id, "requirements")).await;
        let elsewhere = app.get(STRANGER, &at(id, "requirements").replace("contoso", "fabrikam")).await;
        let missing = app.get(LEAD, &at(Uuid::from_u128(7), "requirements")).await;

        foreign.assert_status(404);
        elsewhere.assert_status(404);
        assert_eq!(foreign.body, missing.assert_status(404).body);
    }

    async fn levels_one_and_three_have_their_own_lists(app: TestApp) {
        let (one, three) = (app.an_assessment(1).await, app.an_assessment(3).await);

        let one = app.get(LEAD, &at(one, "requirements")).await;
        let three = app.get(LEAD, &at(three, "requirements")).await;

        assert_eq!((ids(&one).len(), ids(&three).len()), (15, 24));
        assert!(!one.contains(">Value</a>"), "Level 1 has no values");
        three.assert_contains(">Value</a>").assert_contains("AC.L3-3.1.2e");
    }
}
