//! Where an assessment stands: overview and score sheet, with the numbers of 32 CFR 170.21 and 170.24.

use super::{at, commit, meet_all, plan, set, unlink};
use crate::support::*;
use muster::{assessments::score::file, kernel::audit::Actor, sql};
use serde_json::{Value, json};

both! {
    async fn everything_met_with_final_evidence_is_110_and_final(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;

        let page = app.get(ASSESSOR, &at(id, "")).await;

        page.assert_status(200).assert_contains("110 <span>of 110</span>").assert_contains("Final Level 2 (Self)");
        page.assert_contains("rule-pack-").assert_contains("32 CFR part 170");
        assert!(!page.contains("What blocks a status"), "nothing stands in the way");
    }

    async fn one_requirement_worth_five_is_105_and_yet_no_status(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.1", "c", "not_met")]).await;
        plan(&app, id, "3.1.1").await;

        let page = app.get(LEAD, &at(id, "")).await;

        page.assert_contains("105 <span>of 110</span>").assert_contains("No CMMC Status");
        page.assert_contains("170.21(a)(2)(ii)").assert_contains("Carl Contributor");
        page.assert_contains(&at(id, "/work/3.1.1/c"));
    }

    async fn one_point_on_the_poam_is_conditional(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.3", "a", "not_met")]).await;
        app.get(LEAD, &at(id, "")).await.assert_contains("not on the POA&amp;M yet");
        plan(&app, id, "3.1.3").await;

        let page = app.get(LEAD, &at(id, "")).await;

        page.assert_contains("109 <span>of 110</span>").assert_contains("Conditional Level 2 (Self)");
    }

    async fn without_a_system_security_plan_there_is_no_score(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.12.4", "a", "not_met"), ("3.1.1", "a", "not_met")]).await;

        let page = app.get(LEAD, &at(id, "")).await;

        page.assert_contains("No CMMC Score").assert_contains("170.24(c)(2)(i)(B)(5)").assert_contains("3.1.1");
        assert!(!page.contains("<dt>Score"), "no number");
    }

    async fn something_open_gives_a_range_and_no_score(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.1", "a", ""), ("3.1.3", "a", "not_met")]).await;
        unlink(&app, id, "3.5.3", "a").await;

        let page = app.get(LEAD, &at(id, "")).await;

        page.assert_contains("99 and 109 <span>of 110</span>").assert_contains("Incomplete");
        page.assert_contains("There is no score yet: 2 of 110 requirements are open, 1 of them met but");
        page.assert_contains("/work?queue=provisional").assert_contains("/work?queue=open");
        page.assert_contains(&at(id, "/requirements?family=AC")).assert_contains("No final evidence");
    }

    async fn level_1_has_no_number(app: TestApp) {
        let id = app.an_assessment(1).await;
        meet_all(&app, id, 1).await;

        let page = app.get(LEAD, &at(id, "")).await;
        page.assert_contains("15 <span>of 15</span>").assert_contains("Final Level 1 (Self)");
        set(&app, id, &[("PE.L1-b.1.ix", "3.10.3[a]", "not_met")]).await;
        let page = app.get(LEAD, &at(id, "")).await;
        page.assert_contains("14 <span>of 15</span>").assert_contains("No CMMC Status").assert_contains("170.15");
        let sheet = app.get(LEAD, &at(id, "/score")).await;
        assert!(!sheet.assert_status(200).contains("Highest score"), "no number on the sheet either");
    }

    async fn what_is_not_met_costs_what_the_level_and_the_requirement_say(app: TestApp) {
        let cost = async |level: i64, places: &[(&str, &str)]| {
            let id = app.an_assessment(level).await;
            meet_all(&app, id, level).await;
            let results: Vec<_> = places.iter().map(|(code, letter)| (*code, *letter, "not_met")).collect();
            set(&app, id, &results).await;
            app.get(LEAD, &at(id, "")).await
        };

        let one = cost(1, &[("AC.L1-b.1.i", "3.1.1[a]")]).await;
        one.assert_contains("Level 1 is reached only with every requirement met; it knows no POA&amp;M (32 CFR");
        assert!(!one.contains("cost points"), "{}", one.body);
        let plan = cost(2, &[("3.12.4", "a")]).await;
        plan.assert_contains("there is no score at all, and it may not");
        assert!(!plan.contains("cost points"), "{}", plan.body);
        cost(2, &[("3.1.1", "a")]).await.assert_contains("They cost points, and none may stand on a POA&amp;M.");
        let some = cost(2, &[("3.1.1", "a"), ("3.1.3", "a")]).await;
        some.assert_contains("They cost points; some may stand on a POA&amp;M.");
    }

    async fn what_is_not_met_and_counts_as_met_costs_nothing(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.1", "a", "not_met")]).await;
        let claim = [("version", "0"), ("claim", "dod_cio_adjudication"), ("claim_note", "Memo of 2 March 2026."),
                     ("ticked", "adjudication_in_ssp")];
        app.post(LEAD, &at(id, "/requirements/3.1.1/edit"), &claim).await.assert_status(303);

        let page = app.get(LEAD, &at(id, "")).await;

        page.assert_contains("They cost no points: they belong to your own requirements, or a claim covers them.");
    }

    async fn a_lighter_case_that_the_findings_contradict_is_told_and_counted_as_recorded(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.5.3", "d", "not_met")]).await;
        let case = [("version", "0"), ("partial_case", "mfa_remote_and_privileged")];
        app.post(LEAD, &at(id, "/requirements/3.5.3/edit"), &case).await.assert_status(303);
        let pages = ["", "/complete", "/requirements/3.5.3", "/requirements/3.5.3/edit"];
        for page in pages {
            let page = app.get(LEAD, &at(id, page)).await;
            assert!(!page.assert_status(200).contains("contradict each other"), "{}", page.body);
        }

        set(&app, id, &[("3.5.3", "b", "not_met"), ("3.5.3", "c", "not_met")]).await;

        for page in pages {
            let page = app.get(LEAD, &at(id, page)).await;
            page.assert_contains("the recorded case and the findings contradict each other");
            page.assert_contains("[b] and [c]").assert_contains("170.24(c)(2)(i)(B)(4)(i)");
        }
        app.get(LEAD, &at(id, "")).await.assert_contains("107 <span>of 110</span>");
    }

    async fn level_3_counts_one_point_each_on_top_of_a_level_2_status(app: TestApp) {
        let id = app.an_assessment(3).await;
        meet_all(&app, id, 3).await;
        set(&app, id, &[("AC.L3-3.1.2e", "a", "not_met")]).await;

        let page = app.get(LEAD, &at(id, "")).await;

        page.assert_contains("23 <span>of 24</span>").assert_contains("No CMMC Status");
        page.assert_contains("170.18(a)");
        let form = [("title", "Readiness"), ("level2_status", "Final Level 2 (C3PAO)"), ("level2_score", "110"),
                    ("version", "1")];
        app.post(LEAD, &at(id, "/edit"), &form).await.assert_status(303);
        app.get(LEAD, &at(id, "")).await.assert_contains("Conditional Level 3 (DIBCAC)");
        for page in ["", "/score", "/dashboard", "/complete"] {
            app.get(LEAD, &at(id, page)).await.assert_contains("our own count");
        }
    }

    async fn the_sheet_adds_up_and_says_why(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        let results = [("3.1.1", "a", "not_met"), ("3.1.3", "a", "not_met"), ("3.1.4", "a", "not_applicable")];
        set(&app, id, &results).await;

        let page = app.get(ASSESSOR, &at(id, "/score")).await;

        page.assert_status(200).assert_contains("AC.L2-3.1.1").assert_contains("170.24(c)(2)(i)(B)(1)(i)");
        page.assert_contains("Taken off for what is not met</th><td class=\"num\">6</td>");
        page.assert_contains("Score</th><td class=\"num\">104</td>").assert_contains("Lena Lead");
        assert_eq!(page.body.matches("<th scope=\"row\" class=\"tight\">").count(), 110);
    }

    async fn the_files_say_what_the_sheet_says_and_what_muster_score_would(app: TestApp) {
        let id = app.an_assessment(2).await;
        meet_all(&app, id, 2).await;
        set(&app, id, &[("3.1.1", "a", "not_met"), ("3.1.3", "a", "not_met"), ("3.1.4", "a", "")]).await;

        let answer = app.get(LEAD, &at(id, "/score.json")).await;
        let csv = app.get(LEAD, &at(id, "/score.csv")).await;

        let found: Value = serde_json::from_str(&answer.assert_status(200).body).unwrap();
        let statuses: serde_json::Map<_, _> =
            found["results"][0]["requirement_status"].as_object().unwrap().clone();
        assert_eq!(statuses.len(), 110);
        let case = json!({ "id": id.to_string(), "kind": "l2", "poam": "none", "findings": statuses });
        let printed: Value = serde_json::from_str(&file::run(&case.to_string()).unwrap().json()).unwrap();
        assert_eq!(found["results"], printed["results"]);
        assert_eq!(found["rule_pack"], printed["rule_pack"]);
        assert!(answer.header("content-disposition").starts_with("attachment"));
        assert_eq!(csv.assert_status(200).body.lines().count(), 111);
        csv.assert_contains("3.1.1,AC.L2-3.1.1,AC,").assert_contains(",NOT_MET,no,5,5,");
        csv.assert_contains(",UNASSESSED,").assert_contains(",rule_pack,to_confirm");
        csv.assert_contains(&format!(",yes,{},no", found["rule_pack"].as_str().unwrap()));
    }

    async fn a_spreadsheet_finds_no_formula(app: TestApp) {
        let id = app.an_assessment(2).await;
        plan(&app, id, "3.1.1").await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        let formula = "=HYPERLINK(\"x\")";
        sql! { execute, &mut tx, "update users set name = $2 where id = $1", CONTRIBUTOR.id, formula }.unwrap();
        commit(tx).await;

        let csv = app.get(LEAD, &at(id, "/score.csv")).await;

        csv.assert_contains("'=HYPERLINK");
    }

    async fn pages_ask_the_database_little_whatever_is_in_it(app: TestApp) {
        let (empty, full) = (app.an_assessment(2).await, app.an_assessment(2).await);
        meet_all(&app, full, 2).await;

        for id in [empty, full] {
            let (overview, sheet) = (at(id, ""), at(id, "/score"));
            let cold = app.statements_of(|| app.get(LEAD, &overview)).await;
            let warm = app.statements_of(|| app.get(ASSESSOR, &overview)).await;
            let sheet = app.statements_of(|| app.get(LEAD, &sheet)).await;
            assert!(cold <= 4 && warm <= 2 && sheet <= 2, "{cold} cold, {warm} warm, {sheet} for the sheet");
        }
        set(&app, full, &[("3.1.1", "a", "not_met")]).await;
        let list = app.statements_of(|| app.get(LEAD, "/o/contoso/assessments")).await;
        assert!(list <= 4, "{list} for the list");
    }

    async fn nothing_is_shown_to_strangers(app: TestApp) {
        let id = app.an_assessment(2).await;
        for page in ["", "/score", "/score.csv", "/score.json", "/edit", "/copy", "/complete", "/reopen"] {
            app.get(STRANGER, &at(id, page)).await.assert_status(404);
            let elsewhere = format!("/o/fabrikam/assessments/{id}{page}");
            app.get(STRANGER, &elsewhere).await.assert_status(404);
        }
    }
}
