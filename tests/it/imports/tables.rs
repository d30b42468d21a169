//! Each table by its own rules.

use super::*;

/// The result of each objective of a requirement.
async fn results(app: &TestApp, requirement: &str) -> Vec<(String, String)> {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    sql! {
        fetch_all, &mut conn,
        "select objective, result from findings where org_id = $1 and requirement = $2 order by objective",
        org, requirement
    }
    .unwrap()
}

/// What made the score change.
async fn story(app: &TestApp) -> Vec<String> {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    let found: Vec<(String,)> = sql! {
        fetch_all, &mut conn,
        "select action from score_points where org_id = $1 order by id",
        org
    }
    .unwrap();
    found.into_iter().map(|(action,)| action).collect()
}

async fn evidence(app: &TestApp) -> Vec<(String, String, String)> {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    sql! {
        fetch_all, &mut conn,
        "select title, place, file_name from evidence where org_id = $1 order by title",
        org
    }
    .unwrap()
}

/// The objectives that evidence serves.
async fn served(app: &TestApp) -> Vec<String> {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    let mut links: Vec<(String, String)> = sql! {
        fetch_all, &mut conn, "select requirement, objective from evidence_links where org_id = $1", org
    }
    .unwrap();
    links.sort();
    links.into_iter().map(|(requirement, objective)| format!("{requirement}[{objective}]")).collect()
}

async fn poams(app: &TestApp) -> Vec<(String, String, Option<i64>)> {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    sql! {
        fetch_all, &mut conn,
        "select requirement, weakness, cost_usd from poams where org_id = $1 order by requirement",
        org
    }
    .unwrap()
}

/// The only task: its id, and the requirement and objective that it is about.
async fn only_task(app: &TestApp) -> (Uuid, String, String) {
    let mut conn = app.db.read().await.unwrap();
    let org = CONTOSO.id;
    sql! { fetch_one, &mut conn, "select id, requirement, objective from tasks where org_id = $1", org }
        .unwrap()
}

both! {
    async fn results_come_in_for_objectives_and_whole_requirements_and_show_the_score(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "Practice,AO,Compliant?,Notes\n\
            AC.L2-3.1.1,a,Yes,\n3.1.1[b],,Partially implemented,Two accounts have no owner.\n\
            3.1.2,,N/A,There is no such system here.\n";
        let columns = sent(&app, &at, "objectives", "o.csv", sheet.as_bytes()).await;
        let preview = agreed(&app, &columns, &[("column_2", "result")]).await;

        // The column's values are told by then.
        let page = app.get(LEAD, &preview).await;
        assert_eq!(figure(&page, "Changed"), "3");
        page.assert_contains("<dt>Score</dt>").assert_contains("→");
        applied(&app, &preview).await.assert_contains("3 of 3");

        let pairs = |found: Vec<(String, String)>| {
            found.into_iter().map(|(a, b)| format!("{a} {b}")).collect::<Vec<_>>()
        };
        assert_eq!(pairs(results(&app, "3.1.1").await), ["a met", "b not_met"]);
        assert_eq!(pairs(results(&app, "3.1.2").await), ["a not_applicable", "b not_applicable"]);
        assert_eq!(story(&app).await, ["table.imported"], "one step for the whole file");
    }

    async fn not_met_and_not_applicable_need_a_reason_here_too(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "Requirement,Objective,Result,Finding\n3.1.1,a,Not met,\n3.1.1,b,N/A,no\n3.1.1,zz,Met,\n";
        let columns = sent(&app, &at, "objectives", "o.csv", sheet.as_bytes()).await;
        let preview = agreed(&app, &columns, &[]).await;

        let page = app.get(LEAD, &preview).await;

        page.assert_contains("170.24(b)(2)").assert_contains("3.12.4[d]");
        page.assert_contains("no objective of this letter");
        assert_eq!(figure(&page, "With errors"), "3");
    }

    async fn what_the_law_forbids_on_the_poam_is_refused_with_its_paragraph(app: TestApp) {
        let at = doorstep(&app).await;
        let found = "Requirement,Result,Finding\n3.1.1,Not met,Nobody keeps the list.\n\
            3.1.3,Not met,Flows are open.\n";
        let columns = sent(&app, &at, "objectives", "o.csv", found.as_bytes()).await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let head = "Control,Weakness,Root Cause,POC,Scheduled Completion,Cost\n";
        let said = "It is not as it has to be.,Nobody did it yet.";
        let line = |id: &str| format!("{id},{said},{},2026-12-01,\"$12,500\"\n", LEAD.email);

        let bad = format!("{head}{}{}", line("3.1.1"), line("3.1.3"));
        let columns = sent(&app, &at, "poams", "p.csv", bad.as_bytes()).await;
        let preview = agreed(&app, &columns, &[]).await;
        let page = app.get(LEAD, &preview).await;
        page.assert_contains("170.21(a)(2)(ii)");
        assert_eq!((figure(&page, "With errors"), figure(&page, "New")), ("1".into(), "1".into()));
        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(422);
        assert!(poams(&app).await.is_empty());

        let good = format!("{head}{}", line("3.1.3"));
        let preview = sent(&app, &at, "poams", "p.csv", good.as_bytes()).await;
        applied(&app, &preview).await.assert_contains("1 of 1");
        assert_eq!(poams(&app).await, [("3.1.3".into(), "It is not as it has to be.".into(), Some(12_500))]);
        let again = sent(&app, &at, "poams", "p.csv", good.as_bytes()).await;
        assert_eq!(figure(&app.get(LEAD, &again).await, "Nothing to change"), "1");
        assert!(app.trail(CONTOSO).await.contains(&"poam.entered".to_owned()));
    }

    async fn evidence_in_a_table_is_kept_elsewhere_and_no_file_is_made_up(app: TestApp) {
        let at = doorstep(&app).await;
        let digest = muster::kernel::hash::Sha256::of("the plan").to_string();
        let sheet = format!("Artifact Name,Type,Location,Hash\nPlan,Policy,Vault 3,{digest}\nNowhere,Log,,\n");
        let columns = sent(&app, &at, "evidence", "e.csv", sheet.as_bytes()).await;
        let preview = agreed(&app, &columns, &[]).await;
        let page = app.get(LEAD, &preview).await;
        page.assert_contains("Say where it is kept").assert_contains("Enter the SHA-256");

        let good = format!("Artifact Name,Type,Location,Hash\nPlan,Policy,Vault 3,{digest}\n");
        let preview = sent(&app, &at, "evidence", "e.csv", good.as_bytes()).await;
        applied(&app, &preview).await;
        assert_eq!(evidence(&app).await, [("Plan".into(), "Vault 3".into(), String::new())]);
        let renamed = good.replace("Plan,", "The plan,");
        let preview = sent(&app, &at, "evidence", "e.csv", renamed.as_bytes()).await;
        app.get(LEAD, &preview).await.assert_contains("Plan</del> → <ins>The plan");
        applied(&app, &preview).await;

        assert_eq!(evidence(&app).await[0].0, "The plan");
        let actions = app.trail(CONTOSO).await;
        assert!(actions.contains(&"evidence.added".to_owned()) && actions.contains(&"evidence.changed".to_owned()));
    }

    async fn what_evidence_serves_comes_in_and_changes_with_its_cell(app: TestApp) {
        let at = doorstep(&app).await;
        let digest = muster::kernel::hash::Sha256::of("the plan").to_string();
        let sheet = |serves: &str| format!("Name,Location,Hash,Controls\nPlan,Vault 3,{digest},{serves}\n");
        let columns = sent(&app, &at, "evidence", "e.csv", sheet("\"3.1.1[a]; 9.9.9\"").as_bytes()).await;
        let refused = agreed(&app, &columns, &[]).await;
        app.get(LEAD, &refused).await.assert_contains("9.9.9: No requirement is called that");
        assert!(evidence(&app).await.is_empty());

        for (cell, serves) in [
            ("\"3.1.10[c], AC.L2-3.1.1[a]\"", "3.1.1[a], 3.1.10[c]"),
            ("3.1.9; 3.1.10[c]", "3.1.10[c], 3.1.9[a], 3.1.9[b]"),
        ] {
            let preview = sent(&app, &at, "evidence", "e.csv", sheet(cell).as_bytes()).await;
            app.get(LEAD, &preview).await.assert_contains(serves);
            applied(&app, &preview).await;
            assert_eq!(served(&app).await.join(", "), serves);
            let again = sent(&app, &at, "evidence", "e.csv", sheet(cell).as_bytes()).await;
            assert_eq!(figure(&app.get(LEAD, &again).await, "Nothing to change"), "1");
        }

        let actions = app.trail(CONTOSO).await;
        let count = |action: &str| actions.iter().filter(|one| *one == action).count();
        assert_eq!((count("evidence.linked"), count("evidence.unlinked"), count("evidence.changed")), (4, 1, 0));
        let empty = sent(&app, &at, "evidence", "e.csv", sheet("").as_bytes()).await;
        assert_eq!(figure(&app.get(LEAD, &empty).await, "Nothing to change"), "1", "an empty cell says nothing");
        app.store.behind_our_back("update assessments set completed_on = '2026-03-01', completed_name = 'Lena'").await;
        // Somebody changes something, so that the assessment is looked at anew.
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let late = sent(&app, &at, "evidence", "e.csv", sheet("3.1.1[a]").as_bytes()).await;
        app.get(LEAD, &late).await.assert_contains("This assessment is completed");
    }

    async fn an_assessment_that_was_completed_meanwhile_takes_no_results(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "objectives", "o.csv", b"Requirement,Result\n3.1.1,Met\n").await;
        let preview = agreed(&app, &columns, &[]).await;
        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(303);
        app.store.behind_our_back("update assessments set completed_on = '2026-03-01', completed_name = 'Lena'").await;

        app.run_jobs().await;

        let page = app.get(LEAD, &format!("{preview}/progress")).await;
        page.assert_contains("Nothing was imported").assert_contains("was completed on 2026-03-01");
        assert!(results(&app, "3.1.1").await.is_empty());
        // Somebody changes something, so that the assessment is looked at anew.
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
        applied(&app, &agreed(&app, &columns, &[]).await).await.assert_contains("1 of 1");
        app.post(LEAD, &preview, &[("do", "apply")]).await.assert_status(409).assert_contains("was completed on");
    }

    async fn two_rows_about_one_record_are_told_however_they_name_it(app: TestApp) {
        let at = doorstep(&app).await;
        let columns = sent(&app, &at, "tasks", "a.csv", b"Task,Due\nLocks,2026-11-21\n").await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let exported = at.replace("/imports", "/exports");
        let wish = [("table", "tasks"), ("audience", "internal"), ("format", "csv")];
        let export = app.post(LEAD, &exported, &wish).await;
        let id = export.body.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
        let both = format!("id,title,due_on\n{id},Locks,2026-11-22\n,Locks,2026-11-23\n");
        let whole = "Requirement,Objective,Result\n3.1.1,,Met\n3.1.1,b,Met\n3.1.2,a,Met\n3.1.2,,Met\n";

        for (table, sheet, errors) in [("tasks", both.as_str(), "1"), ("objectives", whole, "2")] {
            let columns = sent(&app, &at, table, "b.csv", sheet.as_bytes()).await;
            let page = app.get(LEAD, &agreed(&app, &columns, &[]).await).await;

            assert_eq!(figure(&page, "With errors"), errors, "{table}");
            page.assert_contains("Row 2 is about the same.");
        }
    }

    async fn names_of_the_first_guide_are_known_in_an_assessment_of_level_2(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "Practice,Objective,Result\nAC.L1-3.1.1,a,Met\nAC.L1-b.1.ii,a,Met\n";
        let columns = sent(&app, &at, "objectives", "o.csv", sheet.as_bytes()).await;

        let page = app.get(LEAD, &agreed(&app, &columns, &[]).await).await;

        assert_eq!((figure(&page, "Changed"), figure(&page, "With errors")), ("1".into(), "1".into()));
        page.assert_contains("This requirement is not part of this assessment.");
    }

    async fn an_empty_cell_clears_only_what_can_be_empty(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "Task,Control,Due,Priority\nLocks,3.1.1,2026-11-21,High\n";
        let columns = sent(&app, &at, "tasks", "a.csv", sheet.as_bytes()).await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let wish = [("table", "tasks"), ("audience", "internal"), ("format", "csv")];
        let export = app.post(LEAD, &at.replace("/imports", "/exports"), &wish).await;
        let id = export.body.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
        let empty = format!("id,title,requirement,due_on,priority\n{id},Locks,,2026-11-21,\n");

        let columns = sent(&app, &at, "tasks", "b.csv", empty.as_bytes()).await;
        let preview = agreed(&app, &columns, &[("clears", "yes")]).await;

        let page = app.get(LEAD, &preview).await;
        page.assert_contains("3.1.1</del> → <ins>nothing");
        assert!(!page.contains("Priority") && figure(&page, "Changed") == "1", "{}", page.body);
        applied(&app, &preview).await.assert_contains("1 of 1");
        let again = sent(&app, &at, "tasks", "b.csv", empty.as_bytes()).await;
        assert_eq!(figure(&app.get(LEAD, &again).await, "Nothing to change"), "1");
    }

    async fn a_task_keeps_its_requirement_where_the_file_has_no_column_for_it(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "Task,Control,Objective,Due\nLocks,3.1.1,a,2026-11-21\n";
        let columns = sent(&app, &at, "tasks", "a.csv", sheet.as_bytes()).await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let id = only_task(&app).await.0;
        let moved = format!("id,objective\n{id},b\n");

        let columns = sent(&app, &at, "tasks", "b.csv", moved.as_bytes()).await;
        let preview = agreed(&app, &columns, &[("clears", "yes")]).await;
        applied(&app, &preview).await.assert_contains("1 of 1");

        assert_eq!(only_task(&app).await, (id, "3.1.1".into(), "b".into()));
    }

    async fn an_objective_without_its_requirement_is_refused(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "Task,Control,Due\nLocks,3.1.1,2026-11-21\n";
        let columns = sent(&app, &at, "tasks", "a.csv", sheet.as_bytes()).await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let (id, ..) = only_task(&app).await;
        let moved = format!("id,title,requirement,objective,due_on\n{id},Locks,,b,2026-11-21\n,New,,b,2026-11-21\n");

        let columns = sent(&app, &at, "tasks", "b.csv", moved.as_bytes()).await;
        let page = app.get(LEAD, &agreed(&app, &columns, &[("clears", "yes")]).await).await;

        assert_eq!(figure(&page, "With errors"), "2");
        assert_eq!(page.body.matches("Say of which requirement this is an objective, too.").count(), 2);
    }

    async fn a_new_day_that_makes_a_row_impossible_is_said_before_it_is_asked_for(app: TestApp) {
        let at = doorstep(&app).await;
        let found = b"Requirement,Result,Finding\n3.1.3,Not met,Flows are open.\n";
        let columns = sent(&app, &at, "objectives", "o.csv", found).await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let (today, who) = (app.env.today(), LEAD.email);
        let item = format!(
            "Control,Weakness,Root Cause,POC,Scheduled Completion\n\
             3.1.3,It is not as it has to be.,Nobody did it yet.,{who},{today}\n"
        );
        let columns = sent(&app, &at, "poams", "p.csv", item.as_bytes()).await;
        let preview = agreed(&app, &columns, &[]).await;
        assert_eq!(figure(&app.get(LEAD, &preview).await, "New"), "1");
        app.env.advance(chrono::TimeDelta::days(1));
        app.sign_in_again().await;

        let asked = app.post(LEAD, &preview, &[("do", "apply")]).await;

        asked.assert_status(409).assert_contains("no longer as").assert_contains("a new day has begun");
        assert_eq!(figure(&asked, "With errors"), "1");
        assert!(poams(&app).await.is_empty());
    }

    async fn empty_cells_clear_only_where_that_is_said(app: TestApp) {
        let at = doorstep(&app).await;
        let sheet = "Control,Implementation Statement\n3.1.1,By groups.\n";
        let columns = sent(&app, &at, "requirements", "r.csv", sheet.as_bytes()).await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let empty = "Control,Implementation Statement\n3.1.1,\n";

        let preview = sent(&app, &at, "requirements", "r.csv", empty.as_bytes()).await;
        assert_eq!(figure(&app.get(LEAD, &preview).await, "Nothing to change"), "1");
        let preview = agreed(&app, &format!("{preview}/columns"), &[("clears", "yes")]).await;

        app.get(LEAD, &preview).await.assert_contains("By groups.</del> → <ins>nothing");
    }

    async fn a_completed_assessment_takes_no_results(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.store.behind_our_back("update assessments set completed_on = '2026-03-01', completed_name = 'Lena'").await;
        let at = format!("/o/contoso/assessments/{id}/imports");

        let file: &[(&str, &str, &[u8])] = &[("file", "o.csv", b"Requirement,Result\n3.1.1,Met\n")];
        app.upload(LEAD, &at, &[("table", "objectives")], file).await.assert_status(409);
        let items: &[(&str, &str, &[u8])] = &[("file", "p.csv", b"Control,Weakness\n3.1.3,Flows are open.\n")];
        app.upload(LEAD, &at, &[("table", "poams")], items).await.assert_status(303);
    }

    async fn what_was_returned_and_is_changed_by_a_table_waits_for_a_decision_again(app: TestApp) {
        let at = doorstep(&app).await;
        let digest = muster::kernel::hash::Sha256::of("the plan").to_string();
        let sheet = format!("Artifact Name,Type,Location,Hash,State\nPlan,Policy,Vault 3,{digest},final\n");
        let columns = sent(&app, &at, "evidence", "e.csv", sheet.as_bytes()).await;
        applied(&app, &agreed(&app, &columns, &[]).await).await;
        let mut conn = app.db.read().await.unwrap();
        let (id,): (Uuid,) = sql! { fetch_one, &mut conn, "select id from evidence" }.unwrap();
        drop(conn);
        let (evidence, who) = (format!("/o/contoso/evidence/{id}"), CONTRIBUTOR.id.to_string());
        let wish = [("title", "Plan"), ("kind", "document"), ("due_on", "2026-03-09"), ("person", who.as_str())];
        let request = app.post(LEAD, "/o/contoso/requests/new", &wish).await.location().to_owned();
        let picked = app.post(CONTRIBUTOR, &format!("{request}/choose"), &[("evidence", &id.to_string())]).await;
        picked.assert_status(303);
        let version = app.get(LEAD, &format!("{evidence}/review")).await.field("version").unwrap();
        let verdict = [("verdict", "return"), ("reason", "Unsigned"), ("version", version.as_str())];
        app.post(LEAD, &format!("{evidence}/review"), &verdict).await.assert_status(303);
        app.get(LEAD, &request).await.assert_contains("Unsigned");

        let preview = sent(&app, &at, "evidence", "e.csv", sheet.replace("Plan,", "Signed plan,").as_bytes()).await;
        applied(&app, &preview).await;

        app.get(LEAD, &request).await.assert_contains("Accept or return");
        assert!(app.trail(CONTOSO).await.iter().filter(|it| *it == "request.submitted").count() == 2);
    }
}
