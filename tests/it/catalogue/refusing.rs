//! Files that do not come in, and why.

use super::*;
use muster::{catalogue::Refusal, kernel::audit::Actor};

both! {
    async fn a_file_with_mistakes_is_refused_with_all_of_them(app: TestApp) {
        let bad = "requirement,objective,text\n3.1.1,z,no such letter\n,a,nobody\nnot a number!,,x\n";

        let answer = app.upload(ADMIN, IMPORT, &[("title", "Kept")], &[("file", "bad.csv", bad.as_bytes())]).await;

        answer.assert_status(422).assert_contains("bad.csv was not taken");
        answer.assert_contains("line 3, column requirement").assert_contains("The requirement is missing.");
        answer.assert_contains("3.1.1 has no objective z").assert_contains("Write the number &quot;notanumber!&quot;");
        answer.assert_contains("value=\"Kept\"");
        assert_eq!(count(&app, "imports").await, 0);
    }

    async fn broken_json_says_where_it_breaks(app: TestApp) {
        let cases: [(&[u8], &str); 4] = [
            (b"{\"catalog\": {\n \"metadata\": }", "line 2, column 14"),
            (b"{\"catalogue\": {}}", "begins with &quot;catalog&quot;"),
            (b"   \n", "The file is empty."),
            (b"PK\x03\x04not a workbook", "It is damaged."),
        ];
        for (bytes, reason) in cases {
            let answer = app.upload(ADMIN, IMPORT, &[], &[("file", "x.json", bytes)]).await;
            answer.assert_status(422).assert_contains(reason);
        }
    }

    async fn a_form_without_a_file_or_with_a_bad_day_says_so(app: TestApp) {
        let wrong = [("source_on", "soon")];

        let answer = app.upload(ADMIN, IMPORT, &wrong, &[("file", "", b"")]).await;
        let chosen = app.upload(ADMIN, IMPORT, &wrong, &[("file", "r2.csv", TEXT.as_bytes())]).await;

        answer.assert_status(422).assert_contains("Choose a file.").assert_contains("Enter a date like");
        answer.assert_contains("value=\"soon\"");
        assert!(!answer.contains("choose the file again"), "{}", answer.body);
        chosen.assert_status(422).assert_contains("Enter a date like").assert_contains("choose the file again");
    }

    async fn a_file_that_is_too_large_is_named(app: TestApp) {
        let large = vec![b'x'; 64 * 1024 * 1024 + 1];

        let answer = app.upload(ADMIN, IMPORT, &[], &[("file", "huge.csv", &large)]).await;

        answer.assert_status(413).assert_contains("huge.csv is larger than 64 MB");
    }

    async fn only_an_administrator_imports(app: TestApp) {
        let preview = a_preview(&app, "r2.csv", TEXT.as_bytes()).await;

        for who in [LEAD, CONTRIBUTOR, ASSESSOR] {
            app.upload(who, IMPORT, &[], &[("file", "r2.csv", TEXT.as_bytes())]).await.assert_status(403);
            app.post(who, &format!("{preview}/apply"), &[("version", "0")]).await.assert_status(403);
        }
        let elsewhere = preview.replace("contoso", "fabrikam");
        app.get(STRANGER, &preview).await.assert_status(404);
        app.get(STRANGER, &elsewhere).await.assert_status(404);
        app.post(STRANGER, &format!("{elsewhere}/apply"), &[("version", "0")]).await.assert_status(404);
        assert_eq!(count(&app, "requirements").await, 0);
    }

    async fn the_console_names_the_path_and_changes_nothing(app: TestApp) {
        let path = app.dir().join("bad.json");
        std::fs::write(&path, "{\"catalog\": {\"groups\": [{\"controls\": [{\"id\": 1}]}]}}").unwrap();

        let file = catalogue::import_file(
            &app.db, app.scope(CONTOSO), Actor::console(), &path, Told::default(), true,
        );
        let Err(Refusal::Mistakes(mistakes)) = file.await else { panic!("refused") };
        let gone = app.dir().join("no such file");
        let missing = catalogue::import_file(
            &app.db, app.scope(CONTOSO), Actor::console(), &gone, Told::default(), true,
        );

        let expected = "catalog.groups[0].controls[0].id: This has to be text.";
        assert!(mistakes.to_string().contains(expected), "{mistakes}");
        assert!(matches!(missing.await, Err(Refusal::Mistakes(_))));
        assert_eq!(app.trail(CONTOSO).await.len(), 0);
    }
}
