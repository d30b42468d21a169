//! What goes out comes in again: the same file says nothing, a changed one says what it changes.

use super::*;
use muster::blobs::Blobs;

const TABLES: [&str; 5] = ["requirements", "objectives", "evidence", "poams", "tasks"];
const FORMATS: [&str; 3] = ["csv", "xlsx", "json"];

/// A Contoso with something in every table, and where its files come in.
async fn furnished(app: &TestApp) -> String {
    let blobs = Blobs::open(app.dir().join("round-blobs")).unwrap();
    app.leaves_jobs();
    let furnished = furnish(app, &blobs).await;
    format!("/o/contoso/assessments/{}/imports", furnished.assessment)
}

async fn export(app: &TestApp, at: &str, table: &str, format: &str) -> Answer {
    let at = at.replace("/imports", "/exports");
    let wish = [("table", table), ("audience", "internal"), ("format", format)];
    let answer = app.post(LEAD, &at, &wish).await;
    answer.assert_status(200);
    answer
}

/// An export of a table as CSV with `change` made to the record of each row.
async fn changed(
    app: &TestApp,
    at: &str,
    table: &str,
    mut change: impl FnMut(&[String], &mut Vec<String>),
) -> Vec<u8> {
    let csv = export(app, at, table, "csv").await;
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.bytes.as_slice());
    let mut rows: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let head = rows[0].clone();
    rows.iter_mut().skip(1).for_each(|row| change(&head, row));
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

fn set(head: &[String], row: &mut [String], column: &str, value: &str) {
    let at = head.iter().position(|name| name == column).unwrap();
    row[at] = value.to_owned();
}

fn is(head: &[String], row: &[String], column: &str, value: &str) -> bool {
    head.iter().position(|name| name == column).is_some_and(|at| row[at] == value)
}

both! {
    async fn a_file_of_ours_says_nothing_to_change_in_every_form(app: TestApp) {
        let at = furnished(&app).await;

        for table in TABLES {
            for format in FORMATS {
                let file = export(&app, &at, table, format).await;
                let preview = sent(&app, &at, table, "again", &file.bytes).await;
                let page = app.get(LEAD, &preview).await;

                page.assert_status(200);
                assert_eq!(figure(&page, "Taken"), "0", "{table} {format}: {}", page.body);
                assert!(!page.contains("With errors"), "{table} {format}: {}", page.body);
                assert_ne!(figure(&page, "Nothing to change"), "0");
                page.assert_contains("Columns that are left out:");
            }
        }
    }

    async fn a_changed_file_says_before_and_after_and_does_it(app: TestApp) {
        let at = furnished(&app).await;
        let file = changed(&app, &at, "requirements", |head, row| {
            if is(head, row, "requirement", "3.1.2") {
                set(head, row, "narrative", "By groups.");
                set(head, row, "status", "Fully implemented");
                set(head, row, "owner_email", CONTRIBUTOR.email);
                set(head, row, "owner", "");
            }
        }).await;

        let preview = sent(&app, &at, "requirements", "r.csv", &file).await;
        let page = app.get(LEAD, &preview).await;
        assert_eq!((figure(&page, "Changed"), figure(&page, "Taken")), ("1".into(), "1".into()));
        page.assert_contains("<ins>By groups.</ins>").assert_contains("<ins>implemented</ins>");
        applied(&app, &preview).await.assert_contains("1 of");

        let shown = app.get(LEAD, &at.replace("/imports", "/requirements/3.1.2")).await;
        shown.assert_contains("By groups.").assert_contains(CONTRIBUTOR.name);
        let actions = app.trail(CONTOSO).await;
        for action in ["implementation.written", "implementation.assigned", "table.imported"] {
            assert!(actions.contains(&action.to_owned()), "{action}");
        }
    }

    async fn whoever_only_reads_owns_no_requirement_by_a_file_either(app: TestApp) {
        let at = furnished(&app).await;
        let file = changed(&app, &at, "requirements", |head, row| {
            if is(head, row, "requirement", "3.1.2") {
                set(head, row, "owner_email", ASSESSOR.email);
                set(head, row, "owner", "");
            }
        }).await;

        let preview = sent(&app, &at, "requirements", "r.csv", &file).await;

        let page = app.get(LEAD, &preview).await;
        page.assert_contains("With errors").assert_contains("Abe Assessor cannot work on requirements here");
    }

    async fn whoever_only_reads_gets_no_task_and_no_evidence_by_a_file(app: TestApp) {
        let at = furnished(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let cases = [
            ("tasks", ["assignee_email", "assignee"], "cannot do tasks here, and so gets none"),
            ("evidence", ["owner", "owner"], "cannot change evidence here, and so keeps none"),
        ];
        for (table, [named, other], says) in cases {
            let file = changed(&app, &at, table, |head, row| {
                set(head, row, other, "");
                set(head, row, named, ASSESSOR.email);
            }).await;

            let preview = sent(&app, &at, table, "who.csv", &file).await;

            app.get(LEAD, &preview).await.assert_contains(&format!("Abe Assessor {says}"));
        }
    }

    async fn what_somebody_changed_since_stays_unless_it_is_ticked(app: TestApp) {
        let at = furnished(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let file_of_locks = changed(&app, &at, "tasks", |head, row| {
            if is(head, row, "title", "Locks") {
                set(head, row, "due_on", "2027-01-01");
            }
        }).await;
        app.env.advance(chrono::TimeDelta::minutes(1));
        let later = sent(&app, &at, "tasks", "b.csv", b"Task,Due\nLocks,2026-12-24\n").await;
        applied(&app, &later).await;

        let preview = sent(&app, &at, "tasks", "c.csv", &file_of_locks).await;
        let page = app.get(LEAD, &preview).await;

        assert_eq!((figure(&page, "Changed in Muster too"), figure(&page, "Taken")), ("1".into(), "0".into()));
        let line = page.body.split("name=\"row\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let taken = [("row", line.as_str()), ("take", line.as_str()), ("do", "apply")];
        app.post(LEAD, &preview, &taken).await.assert_status(303);
        app.run_jobs().await;
        let locks = tasks(&app).await.into_iter().find(|(title, ..)| title == "Locks").unwrap();
        assert_eq!(locks.1.to_string(), "2027-01-01");
    }

    async fn a_preview_that_is_overtaken_imports_nothing_and_says_what_changed(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let mine = sent(&app, &at, "tasks", "b.csv", b"Task,Due\nLocks,2026-11-30\nNew,2026-11-30\n").await;
        let theirs = sent(&app, &at, "tasks", "c.csv", b"Task,Due\nLocks,2026-12-24\n").await;
        applied(&app, &theirs).await;

        let asked = app.post(LEAD, &mine, &[("do", "apply")]).await;

        asked.assert_status(409).assert_contains("no longer as").assert_contains("2026-12-24</del> → <ins>2026-11-30");
        app.run_jobs().await;
        assert_eq!(tasks(&app).await.len(), 1, "nothing is imported");
        applied(&app, &mine).await.assert_contains("2 of 2");
        assert_eq!(tasks(&app).await.len(), 2);
    }

    async fn a_preview_that_is_overtaken_while_it_waits_imports_nothing(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let mine = sent(&app, &at, "tasks", "b.csv", b"Task,Due\nLocks,2026-11-30\nNew,2026-11-30\n").await;
        app.post(LEAD, &mine, &[("do", "apply")]).await.assert_status(303);
        app.get(LEAD, &format!("{mine}/progress")).await.assert_contains("begins in a moment");
        let task = app.get(LEAD, "/o/contoso/tasks").await;
        let id = task.body.split("/o/contoso/tasks/").find(|part| part.len() > 36 && part.as_bytes()[8] == b'-');
        let done = format!("/o/contoso/tasks/{}/done", &id.unwrap()[..36]);
        app.post(LEAD, &done, &[("version", "1")]).await.assert_status_below(400);

        app.run_jobs().await;

        let page = app.get(LEAD, &format!("{mine}/progress")).await;
        page.assert_contains("Nothing was imported").assert_contains("Look again");
        assert_eq!(tasks(&app).await.len(), 1);
        app.post(LEAD, &mine, &[("do", "again")]).await.assert_status(303);
        app.get(LEAD, &mine).await.assert_contains("New");
    }
}
