//! Tables that come in: read, shown, decided, carried out, all or nothing.

mod bad;
mod round;
mod speed;
mod tables;
mod ticks;
mod undone;

use crate::support::*;
use muster::{kernel::env::Day, sql};
use uuid::Uuid;

/// Where files come in, of a new assessment.
async fn doorstep(app: &TestApp) -> String {
    let id = app.an_assessment(2).await;
    format!("/o/contoso/assessments/{id}/imports")
}

/// Sends a file; gives where that leads.
async fn sent(app: &TestApp, at: &str, table: &str, name: &str, bytes: &[u8]) -> String {
    let answer = app.upload(LEAD, at, &[("table", table)], &[("file", name, bytes)]).await;
    answer.assert_status(303);
    answer.location().to_owned()
}

/// Takes what the page of columns proposes; gives the address of the preview.
async fn agreed(app: &TestApp, columns: &str, more: &[(&str, &str)]) -> String {
    let page = app.get(LEAD, columns).await;
    page.assert_status(200);
    let mut fields: Vec<(String, String)> = Vec::new();
    for part in page.body.split("<select ").skip(1) {
        let name = part.split("name=\"").nth(1).unwrap().split('"').next().unwrap();
        let chosen = part.split("</select>").next().unwrap().split("<option value=\"").skip(1);
        let chosen = chosen.filter(|option| option.split('>').next().unwrap().contains("selected"));
        let value = chosen.map(|option| option.split('"').next().unwrap()).next().unwrap_or_default();
        fields.push((name.to_owned(), value.to_owned()));
    }
    let ticked = page.body.split("<input ").skip(1).map(|part| part.split('>').next().unwrap());
    for input in ticked.filter(|input| input.contains("checked")) {
        let of = |name: &str| {
            input.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned()
        };
        fields.push((of("name"), of("value")));
    }
    fields.retain(|(name, _)| !more.iter().any(|(other, _)| name == other));
    let said = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain(more.iter().copied());
    let said: Vec<_> = said.collect();
    let answer = app.post(LEAD, columns, &said).await;
    answer.assert_status(303);
    answer.location().to_owned()
}

/// Imports what a preview shows.
async fn applied(app: &TestApp, preview: &str) -> Answer {
    let asked = app.post(LEAD, preview, &[("do", "apply")]).await;
    asked.assert_status(303);
    let progress = asked.location().to_owned();
    assert!(progress.ends_with("/progress"), "{progress}");
    app.run_jobs().await;
    app.get(LEAD, &progress).await
}

/// The tasks of Contoso: title, day, assignee.
async fn tasks(app: &TestApp) -> Vec<(String, Day, Option<Uuid>)> {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    sql! {
        fetch_all, &mut conn,
        "select title, due_on, assignee_id from tasks where org_id = $1 order by title",
        org
    }
    .unwrap()
}

/// The number that the figures of a preview give for `label`.
fn figure(page: &Answer, label: &str) -> String {
    let after = page.body.split(&format!("<dt>{label}</dt><dd>")).nth(1);
    let after = after.unwrap_or_else(|| panic!("no figure {label} in {}", page.body));
    after.split(['<', ' ']).next().unwrap().to_owned()
}

const SHEET: &str = "Action Item,Control,Point of Contact,Due Date,Status\n\
    Change the locks,AC.L2-3.1.1,Lena Lead,11/21/2026,Open\n\
    Train everybody,03.02.01,carl@contoso.example,12/1/2026,In progress\n\
    Buy paper,,,12/2/2026,Completed\n";

both! {
    async fn a_spreadsheet_of_tasks_comes_in_from_its_columns_to_the_trail(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = SHEET.replace("carl@contoso.example", CONTRIBUTOR.email).replace("Lena Lead", LEAD.name);

        let columns = sent(&app, &at, "tasks", "tasks.csv", sheet.as_bytes()).await;
        assert!(columns.ends_with("/columns"), "{columns}");
        let page = app.get(LEAD, &columns).await;
        page.assert_contains("Action Item").assert_contains("Change the locks").assert_contains("In progress");
        let preview = agreed(&app, &columns, &[]).await;
        let page = app.get(LEAD, &preview).await;
        assert_eq!((figure(&page, "New"), figure(&page, "Taken")), ("2".into(), "2".into()));
        let all = app.get(LEAD, &format!("{preview}?stand=same")).await;
        all.assert_contains("It is done already");
        assert!(tasks(&app).await.is_empty(), "nothing changes before somebody says so");

        let done = applied(&app, &preview).await;

        done.assert_contains("2 of 3 rows changed something");
        let found = tasks(&app).await;
        assert_eq!(found[0], ("Change the locks".into(), "2026-11-21".parse().unwrap(), Some(LEAD.id.0)));
        assert_eq!(found[1].2, Some(CONTRIBUTOR.id.0));
        assert_eq!(found.len(), 2);
        let trail = app.trail_entries(CONTOSO).await;
        assert_eq!(trail.iter().filter(|(action, ..)| action == "task.created").count(), 2);
        let (action, _, detail) = trail.last().unwrap();
        assert_eq!(action, "table.imported");
        assert_eq!((&detail["file"], &detail["rows"], &detail["changed"]), (&"tasks.csv".into(), &3.into(), &2.into()));
        assert_eq!(detail["sha256"], muster::kernel::hash::Sha256::of(&sheet).to_string());
    }

    async fn the_same_spreadsheet_next_month_is_understood_at_once(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "What,Bis wann\nChange the locks,2026-11-21\n";
        let columns = sent(&app, &at, "tasks", "a.csv", sheet.as_bytes()).await;
        let preview = agreed(&app, &columns, &[("column_0", "title"), ("column_1", "due_on")]).await;
        applied(&app, &preview).await;

        let later = "Bis wann;What\n2026-12-24;Change the locks\n2026-12-25;Rest\n";
        let preview = sent(&app, &at, "tasks", "b.csv", later.as_bytes()).await;

        assert!(!preview.ends_with("/columns"), "{preview}");
        let page = app.get(LEAD, &preview).await;
        assert_eq!((figure(&page, "New"), figure(&page, "Changed")), ("1".into(), "1".into()));
        page.assert_contains("2026-11-21</del> → <ins>2026-12-24");
        applied(&app, &preview).await;
        assert_eq!(tasks(&app).await[0].1.to_string(), "2026-12-24");
    }

    async fn what_the_columns_mean_can_be_asked_for_in_steps(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "A,B,C\nLocks,2026-11-21,someone new\n";
        let columns = sent(&app, &at, "tasks", "a.csv", sheet.as_bytes()).await;
        let told = [("column_0", "title"), ("column_1", "due_on"), ("column_2", "assignee")];

        let without = app.post(LEAD, &columns, &[("do", "preview"), ("column_1", "due_on")]).await;
        without.assert_status(422).assert_contains("Say which column has what is to be done.");
        let look = app.post(LEAD, &columns, &[&told[..], &[("do", "look")]].concat()).await;
        assert_eq!(look.location(), columns);
        let page = app.get(LEAD, &columns).await;
        page.assert_contains("name=\"v.assignee.someonenew\"");
        let person = ("v.assignee.someonenew", CONTRIBUTOR.email);
        let preview = app.post(LEAD, &columns, &[&told[..], &[person, ("do", "preview")]].concat()).await;
        let preview = preview.location().to_owned();
        applied(&app, &preview).await;

        assert_eq!(tasks(&app).await[0].2, Some(CONTRIBUTOR.id.0));
    }

    async fn days_that_can_be_two_want_a_word_first(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,3/4/2026\n").await;
        let told = [("column_0", "title"), ("column_1", "due_on"), ("do", "preview")];

        let asked = app.post(LEAD, &columns, &told).await;
        asked.assert_status(422).assert_contains("Say which number is the month.");
        let preview = app.post(LEAD, &columns, &[&told[..], &[("days", "day_first")]].concat()).await;
        let preview = preview.location().to_owned();
        applied(&app, &preview).await;

        assert_eq!(tasks(&app).await[0].1.to_string(), "2026-04-03");
    }

    async fn rows_are_taken_and_left_one_by_one_and_together(app: TestApp) {
        let at = doorstep(&app).await;
        let three = b"Task,Due\nA,2026-11-21\nB,2026-11-21\nC,2026-11-21\n";
        let columns = sent(&app, &at, "tasks", "a.csv", three).await;
        let preview = agreed(&app, &columns, &[]).await;

        app.post(LEAD, &preview, &[("do", "none"), ("stand", "new")]).await.assert_status(303);
        let nothing = app.post(LEAD, &preview, &[("do", "apply")]).await;
        nothing.assert_status(422).assert_contains("Tick at least one");
        let rows = [("row", "2"), ("row", "3"), ("row", "4"), ("take", "3"), ("do", "apply")];
        let asked = app.post(LEAD, &preview, &rows).await;
        asked.assert_status(303);
        app.run_jobs().await;

        let titles: Vec<_> = tasks(&app).await.into_iter().map(|(title, ..)| title).collect();
        assert_eq!(titles, ["B"]);
    }

    async fn only_leads_and_administrators_bring_tables_in(app: TestApp) {
        let at = doorstep(&app).await;
        let file: &[(&str, &str, &[u8])] = &[("file", "a.csv", b"Task,Due\nA,2026-11-21\n")];

        for who in [CONTRIBUTOR, ASSESSOR] {
            app.get(who, &at).await.assert_status(403);
            app.upload(who, &at, &[("table", "tasks")], file).await.assert_status(403);
        }
        app.get(STRANGER, &at).await.assert_status(404);
        app.upload(STRANGER, &at, &[("table", "tasks")], file).await.assert_status(404);
        app.get(ADMIN, &at).await.assert_status(200);
        let rail = app.get(LEAD, &at.replace("/imports", "/exports")).await;
        rail.assert_contains(&at);
    }

    async fn whoever_lost_the_right_meanwhile_changes_nothing(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nA,2026-11-21\n").await;
        let preview = agreed(&app, &columns, &[]).await;
        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(303);
        app.store.behind_our_back("update members set role = 'assessor' where role = 'lead'").await;

        app.run_jobs().await;

        assert!(tasks(&app).await.is_empty());
        assert!(app.trail(CONTOSO).await.contains(&"job.parked".to_owned()));
        let page = app.get(ADMIN, &format!("{preview}/progress")).await;
        page.assert_contains("Nothing was imported").assert_contains("may not change these tables any more");
    }
}
