//! Choosing rows and telling values, step by step, without losing what was said before.

use super::*;

/// Sixty tasks: one page and ten rows; gives the address of their preview.
async fn sixty(app: &TestApp) -> (String, String) {
    let at = doorstep(app).await;
    let rows: String = (0..60).map(|n| format!("Task {n},2026-11-21\n")).collect();
    let columns = sent(app, &at, "tasks", "a.csv", format!("Task,Due\n{rows}").as_bytes()).await;
    let preview = agreed(app, &columns, &[]).await;
    (columns, preview)
}

/// What the form of a page says, with the tick of row `left` taken away, and a button pressed.
fn form(page: &Answer, left: u64, button: (&'static str, &'static str)) -> Vec<(&'static str, String)> {
    let mut fields = vec![("query", page.field("query").unwrap())];
    for part in page.body.split("name=\"row\" value=\"").skip(1) {
        let line = part.split('"').next().unwrap().to_owned();
        let is_ticked = part.split('>').nth(1).unwrap().contains("checked");
        if is_ticked && line != left.to_string() {
            fields.push(("take", line.clone()));
        }
        fields.push(("row", line));
    }
    fields.push((button.0, button.1.to_owned()));
    fields
}

async fn pressed(app: &TestApp, preview: &str, fields: &[(&'static str, String)]) -> String {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = app.post(LEAD, preview, &fields).await;
    answer.assert_status(303);
    answer.location().to_owned()
}

both! {
    async fn ticks_stay_on_the_way_to_another_page_another_list_and_the_columns(app: TestApp) {
        let (columns, preview) = sixty(&app).await;
        let page = app.get(LEAD, &preview).await;
        page.assert_contains("1 to 50 of 60 rows");

        let next = pressed(&app, &preview, &form(&page, 2, ("page", "2"))).await;
        let page = app.get(LEAD, &next).await;
        page.assert_contains("51 to 60 of 60 rows");
        assert_eq!(figure(&page, "Taken"), "59");

        let list = pressed(&app, &preview, &form(&page, 53, ("list", "all"))).await;
        let page = app.get(LEAD, &list).await;
        page.assert_contains("1 to 50 of 60 rows");
        assert_eq!(figure(&page, "Taken"), "58");

        let to = pressed(&app, &preview, &form(&page, 3, ("do", "columns"))).await;
        assert_eq!(to, columns);
        let page = app.get(LEAD, &agreed(&app, &columns, &[]).await).await;
        assert_eq!(figure(&page, "Taken"), "57", "the columns were told again");
    }

    async fn comparing_again_keeps_ticks_and_place(app: TestApp) {
        let (_, preview) = sixty(&app).await;
        let page = app.get(LEAD, &format!("{preview}?stand=new&page=2")).await;

        let to = pressed(&app, &preview, &form(&page, 55, ("do", "again"))).await;

        assert_eq!(to, format!("{preview}?stand=new&page=2"));
        assert_eq!(figure(&app.get(LEAD, &to).await, "Taken"), "59");
    }

    async fn of_many_unknown_values_each_can_be_told(app: TestApp) {
        let at = doorstep(&app).await;
        let known = format!("Locks,2026-11-21,{}\n", LEAD.name);
        let rows: String = (0..35).map(|n| format!("Task {n},2026-11-21,Somebody {n}\n")).collect();
        let columns = sent(&app, &at, "tasks", "a.csv", format!("Task,Due,Who\n{known}{rows}").as_bytes()).await;
        let page = app.get(LEAD, &columns).await;
        page.assert_contains("5 more come once").assert_contains("v.assignee.somebody29");
        assert!(!page.contains("v.assignee.somebody30"));

        let told: Vec<(String, &str)> =
            (0..30).map(|n| (format!("v.assignee.somebody{n}"), "nobody")).collect();
        let mut said: Vec<(&str, &str)> = told.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        said.extend([("column_0", "title"), ("column_1", "due_on"), ("column_2", "assignee"), ("do", "look")]);
        app.post(LEAD, &columns, &said).await.assert_status(303);

        let page = app.get(LEAD, &columns).await;
        page.assert_contains("v.assignee.somebody30").assert_contains("v.assignee.somebody34");
        assert!(!page.contains("more come once"));
    }

    async fn a_file_that_nobody_decided_about_is_found_again(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "mine.csv", b"Task,Due\nLocks,2026-11-21\n").await;

        let page = app.get(LEAD, &at).await;
        page.assert_contains("mine.csv").assert_contains("Not decided yet");
        let link = columns.replace("/columns", "/progress");
        page.assert_contains(&link);
        assert_eq!(app.get(LEAD, &link).await.location(), columns);
    }

    async fn files_that_nobody_went_on_with_are_let_go_after_a_week(app: TestApp) {
        let at = doorstep(&app).await;
        let files = [("mine.csv", "Locks"), ("asked.csv", "Paper")];
        for (name, task) in files {
            let sheet = format!("Task,Due\n{task},2026-11-21\n");
            let to = sent(&app, &at, "tasks", name, sheet.as_bytes()).await;
            if name == "asked.csv" {
                app.post(LEAD, &to, &[("do", "apply")]).await.assert_status(303);
            } else {
                agreed(&app, &to, &[]).await;
            }
        }
        app.leaves_jobs();
        app.env.advance(chrono::TimeDelta::days(8));

        muster::imports::sweep(&app.db, app.scope(CONTOSO)).await.unwrap();

        app.sign_in_again().await;
        let page = app.get(LEAD, &at).await;
        assert!(!page.contains("mine.csv"));
        page.assert_contains("asked.csv").assert_contains("Being imported");
    }
}
