//! Files with errors, and files that mean harm.

use super::*;

both! {
    async fn errors_are_listed_by_row_and_column_and_nothing_changes(app: TestApp) {
        let at = doorstep(&app).await;
        let bad = "Task,Control,Due,Who\nLocks,3.1.1,2026-11-21,\n,3.1.2,2026-11-21,\n\
            Paper,3.99.1,soon,Zoe\nLocks,3.1.1,2026-11-22,\n";
        let columns = sent(&app, &at, "tasks", "bad.csv", bad.as_bytes()).await;
        let before = app.trail(CONTOSO).await.len();

        let preview = agreed(&app, &columns, &[]).await;
        let page = app.get(LEAD, &preview).await;

        assert_eq!(figure(&page, "With errors"), "3");
        page.assert_contains("Say what is to be done.").assert_contains("No requirement is called that.");
        page.assert_contains("Enter a day like").assert_contains("Nobody here has this name or address.");
        page.assert_contains("Row 2 is about the same.").assert_contains("errors.csv");
        let asked = app.post(LEAD, &preview, &[("do", "apply")]).await;
        asked.assert_status(422).assert_contains("nothing was imported");
        app.run_jobs().await;
        assert!(tasks(&app).await.is_empty());
        assert_eq!(app.trail(CONTOSO).await.len(), before);
    }

    async fn a_corrected_file_takes_the_place_of_the_bad_one_and_its_columns_stay(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "bad.csv", b"X,Y\nLocks,soon\n").await;
        let preview = agreed(&app, &columns, &[("column_0", "title"), ("column_1", "due_on")]).await;
        app.get(LEAD, &preview).await.assert_contains("Enter a day like 2026-11-21.");

        let again = format!("{preview}/file");
        let nothing = app.upload(LEAD, &again, &[], &[]).await;
        nothing.assert_status(422).assert_contains("Choose a file.");
        let good: &[(&str, &str, &[u8])] = &[("file", "good.csv", b"X,Y\nLocks,2026-11-21\n")];
        let answer = app.upload(LEAD, &again, &[], good).await;

        assert_eq!(answer.assert_status(303).location(), preview);
        applied(&app, &preview).await.assert_contains("1 of 1");
        let (_, _, detail) = app.trail_entries(CONTOSO).await.pop().unwrap();
        assert_eq!(detail["file"], "good.csv");
    }

    async fn a_file_is_called_as_its_sender_calls_it(app: TestApp) {
        let at = doorstep(&app).await;

        let columns = sent(&app, &at, "tasks", "%22our%22 tasks.csv", b"Task,Due\nLocks,2026-11-21\n").await;

        app.get(LEAD, &columns).await.assert_contains("&quot;our&quot; tasks.csv has ");
    }

    async fn an_error_in_a_column_without_a_name_says_which_column(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "bad.csv", b"Task,\nLocks,soon\nPaper,2026-11-21\n").await;
        let preview = agreed(&app, &columns, &[("column_1", "due_on")]).await;

        let table = app.get(LEAD, &format!("{preview}/errors.csv")).await;

        assert!(table.body.lines().nth(1).unwrap().starts_with("2,Column 2,soon,"), "{}", table.body);
        app.get(LEAD, &preview).await.assert_contains("<strong>Column 2</strong>: <q>soon</q>");
    }

    async fn the_table_of_errors_runs_nothing(app: TestApp) {
        let at = doorstep(&app).await;
        let bad = "Task,Due\nLocks,=HYPERLINK(1)\nPaper,@SUM(1)\n";
        let columns = sent(&app, &at, "tasks", "bad.csv", bad.as_bytes()).await;
        let preview = agreed(&app, &columns, &[]).await;

        let table = app.get(LEAD, &format!("{preview}/errors.csv")).await;

        table.assert_status(200);
        let mut lines = table.body.lines();
        assert_eq!(lines.next(), Some("row,column,value,reason"));
        assert!(lines.next().unwrap().starts_with("2,Due,'=HYPERLINK(1),"), "{}", table.body);
        assert!(lines.next().unwrap().starts_with("3,Due,'@SUM(1),"), "{}", table.body);
    }

    async fn what_is_no_table_is_refused_at_the_field(app: TestApp) {
        let at = doorstep(&app).await;
        let huge = vec![b'x'; 10 * 1024 * 1024 + 1];
        let files: [(&str, &[u8], u16, &str); 5] = [
            ("tasks.csv", b"\x89PNG\r\n\x1a\n\0\0", 422, "This is no CSV"),
            ("tasks.xlsx", b"PK\x03\x04not a workbook", 422, "does not read as"),
            ("tasks.json", b"{\"rows\": 1}", 422, "There is no list called"),
            ("tasks.csv", &huge, 413, "is larger than 10 MB"),
            ("tasks.csv", b"Task,Due\n", 422, "There is no row below the names"),
        ];
        for (name, bytes, status, words) in files {
            let answer = app.upload(LEAD, &at, &[("table", "tasks")], &[("file", name, bytes)]).await;
            answer.assert_status(status).assert_contains(words).assert_contains("field-file");
            assert!(!answer.contains("choose the file again"), "{}", answer.body);
        }
        let other = br#"{"about":{"table":"poams","as_of":"2026-03-01T00:00:00Z"},"rows":[{"title":"x"}]}"#;
        let answer = app.upload(LEAD, &at, &[("table", "tasks")], &[("file", "t.json", other)]).await;
        answer.assert_status(422).assert_contains("This file says that it holds POA");
        answer.assert_contains("choose the file again");
    }

    async fn all_of_a_file_comes_in_or_nothing(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nA,2026-11-21\nB,2026-11-21\n").await;
        let preview = agreed(&app, &columns, &[]).await;
        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(303);
        app.leaves_jobs();
        app.store.behind_our_back("alter table audit_log rename to audit_log_away").await;

        let tasks_of = muster::app::Tasks {
            db: app.db.clone(),
            post: app.mail.clone(),
            imports: Default::default(),
        };
        muster::jobs::work_one(&app.db, &tasks_of).await.unwrap();

        assert!(tasks(&app).await.is_empty(), "the trail could not be written, so no task was");
        app.store.behind_our_back("alter table audit_log_away rename to audit_log").await;
        app.get(LEAD, &format!("{preview}/progress")).await.assert_contains("begins in a moment");
        app.env.advance(chrono::TimeDelta::minutes(3));
        app.run_jobs().await;
        assert_eq!(tasks(&app).await.len(), 2, "the next try does all of it");
    }

    async fn a_file_is_carried_out_once(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nA,2026-11-21\n").await;
        let preview = agreed(&app, &columns, &[]).await;
        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(303);

        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(409);
        app.run_jobs().await;
        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(409);
        app.run_jobs().await;

        assert_eq!(tasks(&app).await.len(), 1);
        assert!(app.get(LEAD, &preview).await.location().ends_with("/progress"));
        assert!(app.get(LEAD, &columns).await.location().ends_with("/progress"));
    }
}
