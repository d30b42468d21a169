//! What the pages show and what the catalogue tells other domains.

use super::*;

both! {
    async fn the_catalogue_lists_the_levels_with_their_rules(app: TestApp) {
        let page = app.get(CONTRIBUTOR, "/o/contoso/catalogue").await;

        page.assert_status(200).assert_contains("rule-pack-2026-11-21");
        for number in ["59", "320", "110", "24"] {
            page.assert_contains(&format!("<td class=\"num\">{number}</td>"));
        }
    }

    async fn a_level_is_found_by_words_and_family_and_in_pages(app: TestApp) {
        let page = |query: &str| format!("/o/contoso/catalogue/level-2{query}");

        app.get(CONTRIBUTOR, &page("")).await.assert_contains("1 to 50 of 110");
        app.get(CONTRIBUTOR, &page("?page=3")).await.assert_contains("101 to 110 of 110");
        app.get(CONTRIBUTOR, &page("?page=3")).await.assert_contains("SI.L2-3.14.7");
        app.get(CONTRIBUTOR, &page("?family=PE")).await.assert_contains("1 to 6 of 6");
        app.get(CONTRIBUTOR, &page("?q=separation+of+duties")).await.assert_contains("AC.L2-3.1.4");
        app.get(CONTRIBUTOR, &page("?q=zzzz")).await.assert_contains("Nothing fits");
        let part = app.get_fragment(CONTRIBUTOR, &page("?family=PE")).await;
        assert!(part.body.trim_start().starts_with("<section id=\"results\""), "{}", part.body);
    }

    async fn a_requirement_shows_our_words_and_says_whose_they_are(app: TestApp) {
        let page = app.get(ASSESSOR, "/o/contoso/catalogue/level-2/3.1.1").await;

        page.assert_status(200).assert_contains("Our wording, not an official text").assert_contains("[f]");
        page.assert_contains("Nobody has imported it yet");
        app.get(ASSESSOR, "/o/contoso/catalogue/level-1/PE.L1-b.1.ix").await.assert_contains("3.10.4[a]");
        app.get(ASSESSOR, "/o/contoso/catalogue/level-3/AC.L3-3.1.2e").await.assert_contains("AC.L3-3.1.3e");
        app.get(ASSESSOR, "/o/contoso/catalogue/level-1/3.1.1").await.assert_status(404);
        app.get(ASSESSOR, "/o/contoso/catalogue/level-4").await.assert_status(404);
    }

    async fn imported_text_stands_beside_ours_with_its_source_and_day(app: TestApp) {
        let fields = [("title", "Our copy"), ("source_on", "2020-02-21")];
        let sent = app.upload(ADMIN, IMPORT, &fields, &[("file", "r2.csv", TEXT.as_bytes())]).await;
        app.post(ADMIN, &format!("{}/apply", sent.location()), &[("version", "0")]).await.assert_status(303);

        let page = app.get(CONTRIBUTOR, "/o/contoso/catalogue/level-2/3.1.2").await;

        page.assert_contains("Let them do what they may.").assert_contains("they can do nothing else");
        page.assert_contains("Our copy. From r2.csv").assert_contains("2020-02-21");
        let body = app.get(CONTRIBUTOR, "/o/contoso/catalogue/our-copy").await;
        body.assert_contains("1 to 2 of 2").assert_contains("SHA-256");
        app.get(CONTRIBUTOR, "/o/contoso/catalogue/our-copy/3.1.1").await.assert_contains("known people are listed");
        app.get(CONTRIBUTOR, "/o/contoso/catalogue/our-copy?q=NOTHING+else").await.assert_contains("1 to 1 of 1");
    }

    async fn official_text_comes_in_one_statement_and_speaks_for_level_1(app: TestApp) {
        imported(&app, "r2.csv", TEXT.as_bytes()).await.assert_status(303);
        let mut conn = app.db.read().await.unwrap();
        let scope = app.scope(CONTOSO);
        let before = app.db.statements();

        let level1 = catalogue::official_text(&mut conn, scope, "AC.L1-b.1.ii").await.unwrap().unwrap();

        assert_eq!(app.db.statements() - before, 1);
        assert_eq!(level1.objectives["3.1.2[b]"], "they can do nothing else");
        assert_eq!((level1.statement.as_str(), level1.source.as_str()), ("Let them do what they may.", "r2.csv"));
        let level2 = catalogue::official_text(&mut conn, scope, "3.1.2").await.unwrap().unwrap();
        assert_eq!(level2.objectives["b"], "they can do nothing else");
        assert!(catalogue::official_text(&mut conn, scope, "3.1.3").await.unwrap().is_none());
        assert!(catalogue::official_text(&mut conn, app.scope(FABRIKAM), "3.1.2").await.unwrap().is_none());
    }

    async fn the_newest_text_with_objectives_speaks(app: TestApp) {
        imported(&app, "r2.csv", TEXT.as_bytes()).await.assert_status(303);
        app.env.advance(chrono::TimeDelta::minutes(1));
        let newer = "requirement,objective,text\n3.1.1,,A newer statement.\n";
        imported(&app, "newer.csv", newer.as_bytes()).await.assert_status(303);

        let mut conn = app.db.read().await.unwrap();
        let text = catalogue::official_text(&mut conn, app.scope(CONTOSO), "3.1.1").await.unwrap().unwrap();

        assert_eq!(text.source, "r2.csv");
        let page = app.get(LEAD, "/o/contoso/catalogue/level-2/3.1.1").await;
        page.assert_contains("Let in whom you know.").assert_contains("A newer statement.");
    }

    async fn every_rule_stands_with_its_source(app: TestApp) {
        let page = app.get(CONTRIBUTOR, "/o/contoso/catalogue/rules").await;

        page.assert_status(200).assert_contains("180 calendar days").assert_contains("32 CFR 170.21(b)");
        page.assert_contains("FAR 52.240-93").assert_contains("2026-10-08");
        page.assert_contains("44 of the 110 requirements of Level 2 cost 5 points each.");
        page.assert_contains("3.12.4 has no value.");
        page.assert_contains("limited or indirect effect on security: 1 point.");
    }

    async fn five_hundred_requirements_ask_the_database_no_more_than_one(app: TestApp) {
        let few = "requirement,family,title,statement,objective,text\nZ.1,Q,One,Say it.,a,said\n";
        imported(&app, "few.csv", few.as_bytes()).await.assert_status(303);
        let list = || app.get(LEAD, "/o/contoso/catalogue/own?per=all");
        let with_one = app.statements_of(list).await;
        let mut many = String::from("requirement,family,title,statement,objective,text\n");
        for n in 0..390 {
            many.push_str(&format!("Q.{n},Family {},Title {n},Statement {n},a,one\nQ.{n},,,,b,two\n", n % 7));
        }
        imported(&app, "many.csv", many.as_bytes()).await.assert_status(303);

        let with_many = app.statements_of(list).await;

        assert_eq!(with_one, with_many);
        assert!(with_many <= 4, "{with_many}");
        list().await.assert_contains("Q.389");
        let mut conn = app.db.read().await.unwrap();
        let before = app.db.statements();
        let own = catalogue::own_outline(&mut conn, app.scope(CONTOSO)).await.unwrap();
        assert_eq!(app.db.statements() - before, 1);
        let whole = Catalogue::of(Level::Two, &own);
        assert_eq!((whole.len(), whole.objectives()), (501, 320 + 781));
        assert_eq!(own[1].code, "Q.0");
    }
}
