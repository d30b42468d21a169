//! Files that come in: a preview first, then all of it or nothing.

use super::*;
use muster::{
    kernel::{audit::Actor, db::Chore, text::Line},
    sql,
};

both! {
    async fn a_file_is_shown_before_it_changes_anything(app: TestApp) {
        let preview = a_preview(&app, "r2.csv", TEXT.as_bytes()).await;

        let page = app.get(ADMIN, &preview).await;

        page.assert_status(200).assert_contains("Preview of r2.csv").assert_contains("Import 2 requirements");
        page.assert_contains("Added\n      (2)");
        assert_eq!((count(&app, "requirements").await, app.trail(CONTOSO).await.len()), (0, 0));
    }

    async fn a_yes_brings_all_of_it_with_one_line_in_the_trail(app: TestApp) {
        let done = imported(&app, "r2.csv", TEXT.as_bytes()).await;

        done.assert_status(303);
        assert_eq!(done.location(), "/o/contoso/catalogue/r2");
        assert_eq!((count(&app, "requirements").await, count(&app, "objectives").await), (2, 3));
        let trail = app.trail_entries(CONTOSO).await;
        let [(action, subject, detail)] = &trail[..] else { panic!("{trail:?}") };
        assert_eq!((action.as_str(), subject.as_str()), ("catalogue.imported", "catalogue:r2"));
        assert_eq!((&detail["source"], &detail["added"]), (&"r2.csv".into(), &2.into()));
        assert_eq!(detail["sha256"].as_str().unwrap().len(), 64);
    }

    async fn saying_yes_twice_at_once_leads_to_the_catalogue_twice(app: TestApp) {
        let preview = a_preview(&app, "r2.csv", TEXT.as_bytes()).await;
        let (apply, yes) = (format!("{preview}/apply"), [("version", "0")]);

        let (one, other) = tokio::join!(app.post(ADMIN, &apply, &yes), app.post(ADMIN, &apply, &yes));

        for answer in [one, other] {
            assert_eq!(answer.assert_status(303).location(), "/o/contoso/catalogue/r2");
        }
        assert_eq!(app.trail(CONTOSO).await, ["catalogue.imported"]);
    }

    async fn saying_yes_twice_has_one_effect(app: TestApp) {
        let preview = a_preview(&app, "r2.csv", TEXT.as_bytes()).await;
        let apply = format!("{preview}/apply");
        app.post(ADMIN, &apply, &[("version", "0")]).await.assert_status(303);

        let again = app.post(ADMIN, &apply, &[("version", "0")]).await;

        again.assert_status(303);
        assert_eq!(again.location(), "/o/contoso/catalogue/r2");
        assert_eq!(app.trail(CONTOSO).await.len(), 1);
        app.get(ADMIN, &preview).await.assert_contains("See it in the catalogue");
    }

    async fn a_renewed_text_shows_what_changes_and_drops_what_is_gone(app: TestApp) {
        imported(&app, "r2.csv", TEXT.as_bytes()).await.assert_status(303);
        let newer = TEXT.replace("known people", "all known people");
        let newer = newer.replace("AC.L2-3.1.2", "3.1.3").replace("3.1.2", "3.1.3");
        let preview = a_preview(&app, "r2.csv", newer.as_bytes()).await;

        let page = app.get(ADMIN, &preview).await;

        page.assert_contains("<del>known people are listed</del>");
        page.assert_contains("<ins>all known people are listed</ins>");
        page.assert_contains("Import 2 requirements and remove 1</button>");
        page.assert_contains("1 requirement that stands there is not in this file and goes: 3.1.2.");
        app.get(ADMIN, &format!("{preview}?show=gone")).await.assert_contains("3.1.2");
        app.post(ADMIN, &format!("{preview}/apply"), &[("version", "1")]).await.assert_status(303);
        let entry = app.trail_entries(CONTOSO).await.pop().unwrap().2;
        let counts = ["added", "changed", "left", "removed"].map(|name| entry[name].as_u64().unwrap());
        assert_eq!(counts, [1, 1, 0, 1]);
        app.get(ADMIN, "/o/contoso/catalogue/r2/3.1.2").await.assert_status(404);
        app.get(ADMIN, "/o/contoso/catalogue/r2/3.1.1").await.assert_contains("all known people");
    }

    async fn a_text_that_is_renewed_without_a_day_keeps_the_one_it_had(app: TestApp) {
        let file = [("file", "r2.csv", TEXT.as_bytes())];
        let first = app.upload(ADMIN, IMPORT, &[("source_on", "2020-02-01")], &file).await.location().to_owned();
        app.post(ADMIN, &format!("{first}/apply"), &[("version", "0")]).await.assert_status(303);
        let preview = a_preview(&app, "r2.csv", TEXT.replace("known", "all known").as_bytes()).await;

        let page = app.get(ADMIN, &preview).await;
        app.post(ADMIN, &format!("{preview}/apply"), &[("version", "1")]).await.assert_status(303);

        page.assert_contains("2020-02-01</time>, as it stands");
        app.get(LEAD, "/o/contoso/catalogue").await.assert_contains("datetime=\"2020-02-01\"");
        app.get(ADMIN, &preview).await.assert_contains("datetime=\"2020-02-01\"");
        let path = app.dir().join("r2.csv");
        std::fs::write(&path, TEXT).unwrap();
        let told = Told::default();
        let console = catalogue::import_file(&app.db, app.scope(CONTOSO), Actor::console(), &path, told, true);
        let console = console.await.unwrap();
        assert!(console.contains("published 2020-02-01 as it stands"), "{console}");
        app.get(LEAD, "/o/contoso/catalogue").await.assert_contains("datetime=\"2020-02-01\"");
    }

    async fn the_day_of_one_version_is_not_kept_for_another(app: TestApp) {
        let export = |version: &str| {
            format!(
                r#"{{"response": {{"elements": {{
                    "documents": [{{"doc_identifier": "S", "name": "Small Things", "version": "{version}"}}],
                    "elements": [{{"element_type": "requirement", "element_identifier": "1.1.1", "title": "Keys"}}]
                }}}}}}"#
            )
        };
        let (old, new) = (export("1.0"), export("2.0"));
        let first = app
            .upload(ADMIN, IMPORT, &[("source_on", "2020-02-01")], &[("file", "s.json", old.as_bytes())])
            .await;
        let at = format!("{}/apply", first.location());
        app.post(ADMIN, &at, &[("version", "0")]).await.assert_status(303);

        imported(&app, "renamed.json", old.as_bytes()).await.assert_status(303);
        let kept = app.get(LEAD, "/o/contoso/catalogue").await;
        let preview = a_preview(&app, "s.json", new.as_bytes()).await;
        let page = app.get(ADMIN, &preview).await;
        let path = app.dir().join("s.json");
        std::fs::write(&path, &new).unwrap();
        let told = Told::default();
        let console = catalogue::import_file(&app.db, app.scope(CONTOSO), Actor::console(), &path, told, false);
        let console = console.await.unwrap();
        app.post(ADMIN, &format!("{preview}/apply"), &[("version", "2")]).await.assert_status(303);

        kept.assert_contains("datetime=\"2020-02-01\"");
        page.assert_contains("<dt>Published</dt><dd>No date given</dd>");
        assert!(!console.contains("published"), "{console}");
        assert!(!app.get(LEAD, "/o/contoso/catalogue").await.contains("2020-02-01"));
    }

    async fn a_number_that_is_none_is_told_before_it_comes_in_and_no_assessment_asks_for_it(app: TestApp) {
        let text = format!("{TEXT}3.1.33,,A slip.\n");
        let preview = a_preview(&app, "r2.csv", text.as_bytes()).await;

        app.get(ADMIN, &preview).await.assert_contains("SP 800-171 Rev 2 has no 3.1.33.");
        let good = app.get(ADMIN, &a_preview(&app, "good.csv", TEXT.as_bytes()).await).await;

        assert!(!good.contains("SP 800-171 Rev 2 has no"));
        app.post(ADMIN, &format!("{preview}/apply"), &[("version", "0")]).await.assert_status(303);
        let assessment = app.an_assessment(2).await;
        let asked = format!("/o/contoso/assessments/{assessment}/requirements/3.1.33");
        app.get(LEAD, &asked).await.assert_status(404);
        let path = app.dir().join("r2.csv");
        std::fs::write(&path, &text).unwrap();
        let told = Told::default();
        let shown = catalogue::import_file(&app.db, app.scope(CONTOSO), Actor::console(), &path, told, false);
        assert!(shown.await.unwrap().contains("SP 800-171 Rev 2 has no 3.1.33:"));
    }

    async fn a_file_that_only_removes_says_so_where_it_is_imported(app: TestApp) {
        imported(&app, "r2.csv", TEXT.as_bytes()).await.assert_status(303);
        let less = TEXT.split("AC.L2-3.1.2").next().unwrap();

        let page = app.get(ADMIN, &a_preview(&app, "r2.csv", less.as_bytes()).await).await;

        page.assert_contains("Import 1 requirement and remove 1</button>");
        page.assert_contains("?show=gone\" aria-current=\"page\"");
    }

    async fn a_preview_that_is_old_is_shown_anew(app: TestApp) {
        imported(&app, "r2.csv", TEXT.as_bytes()).await.assert_status(303);
        let [first, second] = [
            a_preview(&app, "r2.csv", TEXT.replace("known", "one").as_bytes()).await,
            a_preview(&app, "r2.csv", TEXT.replace("known", "two").as_bytes()).await,
        ];
        app.post(ADMIN, &format!("{first}/apply"), &[("version", "1")]).await.assert_status(303);

        let late = app.post(ADMIN, &format!("{second}/apply"), &[("version", "1")]).await;

        late.assert_status(409).assert_contains("The catalogue changed meanwhile").assert_contains("<del>one people");
        assert_eq!(late.field("version").as_deref(), Some("2"));
        app.post_fragment(ADMIN, &format!("{second}/apply"), &[("version", "2")]).await.assert_status(204);
    }

    async fn a_text_with_another_title_stands_beside_the_first_and_renews_only_itself(app: TestApp) {
        let volume = |number| format!("Contoso supplier quality requirements manual volume {number}.csv");
        let at = "/o/contoso/catalogue/contoso-supplier-quality-requirements";

        let [first, second, again] = [
            imported(&app, &volume(1), TEXT.as_bytes()).await.location().to_owned(),
            imported(&app, &volume(2), TEXT.as_bytes()).await.location().to_owned(),
            imported(&app, &volume(2), TEXT.replace("known", "all known").as_bytes()).await.location().to_owned(),
        ];

        assert_eq!([first, second.clone(), again], [format!("{at}-ma"), format!("{at}-2"), format!("{at}-2")]);
        app.get(ADMIN, &format!("{at}-ma/3.1.1")).await.assert_contains("known people are listed");
        app.get(ADMIN, &format!("{second}/3.1.1")).await.assert_contains("all known people are listed");
        assert_eq!(app.trail_entries(CONTOSO).await[2].1, "catalogue:contoso-supplier-quality-requirements-2");
    }

    async fn a_preview_names_the_text_that_it_renews(app: TestApp) {
        let new = a_preview(&app, "r2.csv", TEXT.as_bytes()).await;
        app.get(ADMIN, &new).await.assert_contains("<dt>New</dt><dd>r2</dd>");
        imported(&app, "r2.csv", TEXT.as_bytes()).await.assert_status(303);

        let page = app.get(ADMIN, &new).await;

        page.assert_contains("<dt>Renews</dt><dd><a href=\"/o/contoso/catalogue/r2\">r2</a></dd>");
    }

    async fn a_preview_says_that_a_retired_requirement_stays_retired(app: TestApp) {
        app.post(LEAD, "/o/contoso/catalogue/own/new", &VISITORS).await.assert_status(303);
        app.post(LEAD, "/o/contoso/catalogue/own/Q.1/retire", &[("version", "1")]).await.assert_status(303);
        let file = "requirement,family,title,statement,objective,text\nQ.1,Quality,Locks,Doors are locked.,,\n";

        let page = app.get(ADMIN, &a_preview(&app, "own.csv", file.as_bytes()).await).await;

        page.assert_contains("1 of them is retired and stays so until somebody");
        page.assert_contains("Import 1 requirement</button>").assert_contains("1 to 1 of 1 requirement<");
        assert!(own(&app).await.is_empty());
    }

    async fn own_requirements_come_in_after_the_template_and_stay(app: TestApp) {
        app.post(LEAD, "/o/contoso/catalogue/own/new", &VISITORS).await.assert_status(303);
        let file = "requirement,family,title,statement,objective,text\nQ.2,Quality,Locks,Doors are locked.,,\n";

        imported(&app, "own.csv", file.as_bytes()).await.assert_status(303);

        let codes: Vec<_> = own(&app).await.into_iter().map(|it| it.code).collect();
        assert_eq!(codes, ["Q.1", "Q.2"]);
        assert_eq!(app.trail(CONTOSO).await, ["requirement.created", "catalogue.imported"]);
        let template = app.get(CONTRIBUTOR, "/o/contoso/catalogue/template.csv").await;
        template.assert_contains("requirement,family,title,statement,objective,text");
        imported(&app, "template.csv", &template.bytes).await.assert_status(303);
    }

    async fn a_number_that_differs_from_an_own_one_in_capitals_alone_does_not_come_in(app: TestApp) {
        let file = "requirement,family,title,statement,objective,text\nq.1,Quality,Locks,Doors are locked.,,\n";
        let preview = a_preview(&app, "own.csv", file.as_bytes()).await;
        let version = app.get(ADMIN, &preview).await.field("version").unwrap();
        app.post(LEAD, "/o/contoso/catalogue/own/new", &VISITORS).await.assert_status(303);

        let stale = app.post(ADMIN, &format!("{preview}/apply"), &[("version", &version)]).await;
        let page = app.get(ADMIN, &preview).await;
        let now = page.field("version").unwrap();
        let again = app.post(ADMIN, &format!("{preview}/apply"), &[("version", &now)]).await;

        stale.assert_status(409).assert_contains("The catalogue changed meanwhile");
        for shown in [&stale, &page, &again] {
            shown.assert_contains("q.1 (there is Q.1).").assert_contains("Send another file");
            assert!(!shown.contains("Import 1 requirement</button>"));
        }
        assert!(!again.assert_status(409).contains("The catalogue changed meanwhile"));
        assert_eq!(own(&app).await.len(), 1);
        let path = app.dir().join("own.csv");
        std::fs::write(&path, file).unwrap();
        let import = |is_to_apply| {
            let (scope, told) = (app.scope(CONTOSO), Told::default());
            catalogue::import_file(&app.db, scope, Actor::console(), &path, told, is_to_apply)
        };
        assert!(import(false).await.unwrap().contains("It cannot come in. Capitals alone"));
        assert!(import(true).await.unwrap_err().to_string().contains("q.1 (there is Q.1)."));
    }

    async fn two_own_numbers_that_stand_alike_but_for_capitals_are_renewed_by_a_file_that_has_both(app: TestApp) {
        app.post(LEAD, "/o/contoso/catalogue/own/new", &VISITORS).await.assert_status(303);
        let second = [&[("code", "Q.2")][..], &VISITORS[1..]].concat();
        app.post(LEAD, "/o/contoso/catalogue/own/new", &second).await.assert_status(303);
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let stands = "Q.2";
        sql! { execute, &mut tx, "update requirements set code = 'q.1' where code = $1", stands }.unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();
        let file = "requirement,family,title,statement,objective,text\n\
                    Q.1,Quality,Locks,Doors are locked.,,\nq.1,Quality,Keys,Keys are counted.,,\n";

        let done = imported(&app, "own.csv", file.as_bytes()).await;
        let new = file.replace("Q.1", "Q.3").replace("q.1", "q.3");
        let refused = app.get(ADMIN, &a_preview(&app, "own.csv", new.as_bytes()).await).await;

        done.assert_status(303);
        let stand: Vec<_> = own(&app).await.into_iter().map(|it| (it.code, it.title)).collect();
        assert_eq!(stand, [("Q.1".to_owned(), "Locks".to_owned()), ("q.1".to_owned(), "Keys".to_owned())]);
        refused.assert_contains("q.3 (the file has Q.3).").assert_contains("Send another file");
    }

    async fn others_go_on_while_a_large_catalogue_comes_in(app: TestApp) {
        let mut text = String::from("requirement,objective,text\n");
        for n in 0..250 {
            text.push_str(&format!("X-{n},,Statement {n}\n"));
            for letter in ["a", "b", "c", "d"] {
                text.push_str(&format!("X-{n},{letter},text {n} {letter}\n"));
            }
        }
        let preview = a_preview(&app, "large.csv", text.as_bytes()).await;
        let apply = format!("{preview}/apply");

        let (done, read, written) = tokio::join!(
            app.post(ADMIN, &apply, &[("version", "0")]),
            app.get(LEAD, "/o/contoso/catalogue"),
            app.post(LEAD, "/o/contoso/catalogue/own/new", &VISITORS),
        );

        done.assert_status(303);
        read.assert_status(200);
        written.assert_status(303);
        assert_eq!(count(&app, "objectives").await, 1002);
    }

    async fn the_console_imports_the_same_file_or_only_shows_it(app: TestApp) {
        let path = app.dir().join("r2.csv");
        std::fs::write(&path, TEXT).unwrap();
        let import = |is_to_apply| {
            let told = Told { title: Line::parse("From the console", "").ok(), source_on: None };
            catalogue::import_file(&app.db, app.scope(CONTOSO), Actor::console(), &path, told, is_to_apply)
        };

        let shown = import(false).await.unwrap();
        let before = count(&app, "requirements").await;
        let done = import(true).await.unwrap();

        assert!(shown.contains("added 2, changed 0, left 0, removed 0") && shown.ends_with("Nothing was changed.\n"));
        assert_eq!((before, count(&app, "requirements").await), (0, 2));
        assert!(done.ends_with("Imported.\n"), "{done}");
        assert_eq!(app.trail(CONTOSO).await, ["catalogue.imported"]);
        app.get(LEAD, "/o/contoso/catalogue/from-the-console").await.assert_status(200);
    }

    async fn previews_nobody_said_yes_to_are_forgotten(app: TestApp) {
        a_preview(&app, "old.csv", TEXT.as_bytes()).await;
        app.env.advance(chrono::TimeDelta::days(8));
        app.sign_in_again().await;

        a_preview(&app, "new.csv", TEXT.as_bytes()).await;

        assert_eq!(count(&app, "imports").await, 1);
    }
}
