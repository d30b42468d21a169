//! The workbench: one objective after the other.

mod drafts;
mod going;
mod undo;

use crate::{evidence::links::a_row, support::*};
use chrono::TimeDelta;
use muster::sql;
use uuid::Uuid;

fn work(assessment: Uuid, place: &str) -> String {
    format!("/o/contoso/assessments/{assessment}/work/{place}")
}

async fn give(app: &TestApp, assessment: Uuid, requirement: &str, owner: Person) {
    let mut tx = app.db.begin(muster::kernel::audit::Actor::console()).await.unwrap();
    let now = tx.now();
    sql! {
        execute, &mut tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, updated_at)
         values ($1, $2, $3, $4, $5)",
        CONTOSO.id, assessment, requirement, owner.id, now
    }
    .unwrap();
    tx.commit_chore(muster::kernel::db::Chore::Sweep).await.unwrap();
}

async fn saved(app: &TestApp, assessment: Uuid) -> Vec<(String, String, String, i64)> {
    let mut conn = app.db.read().await.unwrap();
    sql! {
        fetch_all, &mut conn,
        "select requirement || objective, result, finding, version from findings
         where org_id = $1 and assessment_id = $2 order by requirement, objective",
        CONTOSO.id, assessment
    }
    .unwrap()
}

/// The evidence that a page offers to link, in order: its id and its key.
fn offered(html: &str) -> Vec<(&str, &str)> {
    let inputs = html.split("<input type=\"checkbox\" id=\"link-").skip(1);
    inputs
        .map(|input| {
            let key =
                input.split('>').next().and_then(|tag| tag.split("data-key=\"").nth(1)).unwrap_or_default();
            (&input[..36], key.split('"').next().unwrap_or_default())
        })
        .collect()
}

both! {
    async fn the_workbench_opens_where_work_is_left(app: TestApp) {
        let id = app.an_assessment(2).await;

        let start = app.get(LEAD, &format!("/o/contoso/assessments/{id}/work")).await;

        start.assert_status(303);
        assert_eq!(start.location(), work(id, "3.1.1/a"));
        let page = app.get(LEAD, start.location()).await;
        page.assert_status(200).assert_contains("AC.L2-3.1.1[a]").assert_contains("0 of 320 assessed");
    }

    async fn saving_goes_to_the_next_objective_and_leaves_a_line(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("result", "met"), ("method", "examine"), ("finding", "Seen in the list of 2 October."),
                    ("version", "0"), ("go", "next")];

        let answer = app.post(LEAD, &work(id, "3.1.1/a"), &form).await;

        answer.assert_status(303);
        assert_eq!(answer.location(), work(id, "3.1.1/b"));
        assert_eq!(saved(&app, id).await, [("3.1.1a".into(), "met".into(), "Seen in the list of 2 October.".into(),
            1)]);
        let (action, subject, detail) = app.trail_entries(CONTOSO).await.remove(0);
        assert_eq!((action.as_str(), subject), ("finding.decided", format!("finding:{id}/3.1.1/a")));
        assert_eq!((&detail["before"]["result"], &detail["after"]["result"]), (&"".into(), &"met".into()));
        assert_eq!(detail["after"]["is_examined"], true);
    }

    async fn a_script_gets_the_next_objective_as_a_fragment(app: TestApp) {
        let id = app.an_assessment(2).await;

        let answer = app.post_fragment(LEAD, &work(id, "3.1.1/f"), &[("result", "met"), ("version", "0"), ("go",
            "next")]).await;

        answer.assert_status(200).assert_contains("AC.L2-3.1.2[a]").assert_contains("1 of 320 assessed");
        answer.assert_contains("hx-partial").assert_contains("3.1.1[f] is Met.").assert_contains("/undo");
        assert_eq!(answer.header("hx-push-url"), work(id, "3.1.2/a"));
        assert!(!answer.contains("<html"), "only a fragment");
    }

    async fn the_masthead_counts_along_with_each_part_of_a_page(app: TestApp) {
        let id = app.an_assessment(2).await;
        let counted = |done: &str| {
            format!("<hx-partial hx-target=\".masthead__assessment .hint\" hx-swap=\"textContent\">Level 2, {done} \
                of 320 assessed</hx-partial>")
        };
        let form = [("result", "met"), ("version", "0"), ("go", "stay")];

        let saved = app.post_fragment(LEAD, &work(id, "3.1.1/a"), &form).await;
        let late = app.post_fragment(ADMIN, &work(id, "3.1.1/a"), &[("result", "not_met"), ("finding",
            "There is no such list."), ("version", "0")]).await;

        saved.assert_status(200).assert_contains(&counted("1"));
        late.assert_status(409).assert_contains(&counted("1"));
        let page = app.get(LEAD, &work(id, "3.1.1/b")).await;
        page.assert_contains("<span class=\"hint\">Level 2, 1 of 320 assessed</span>");
        assert!(!page.contains("hx-partial"), "a page has its own masthead");
        let note = app.post_fragment(LEAD, &work(id, "3.1.1/b/draft"), &form).await;
        let library = app.get_fragment(LEAD, "/o/contoso/evidence").await;
        assert!(![note, library].iter().any(|part| part.contains("masthead__")), "no assessment is their subject");
    }

    async fn saving_without_going_on_stays(app: TestApp) {
        let id = app.an_assessment(2).await;
        let answer = app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "met"), ("version", "0"), ("go", "stay")]).await;
        assert_eq!(answer.location(), work(id, "3.1.1/a"));
    }

    async fn not_met_without_a_reason_comes_back_with_everything_typed(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("result", "not_met"), ("method", "test"), ("finding", "short"), ("version", "0")];

        for answer in [app.post(LEAD, &work(id, "3.1.1/a"), &form).await, app.post_fragment(LEAD, &work(id,
            "3.1.1/a"), &form).await] {
            answer.assert_status(422).assert_contains("170.24(b)(2)").assert_contains(">\nshort</textarea>");
            answer.assert_contains("aria-invalid=\"true\"");
        }
        let odd = [("result", "nearly"), ("finding", "What was seen."), ("version", "0")];
        app.post(LEAD, &work(id, "3.1.1/a"), &odd).await.assert_status(422).assert_contains("What was seen.");
        assert!(saved(&app, id).await.is_empty() && app.trail(CONTOSO).await.is_empty());
    }

    async fn two_people_at_once_both_see_both_texts(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(ADMIN, &work(id, "3.1.1/a"), &[("result", "met"), ("finding", "Ada was faster."), ("version",
            "0")]).await.assert_status(303);

        let late = app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "not_met"), ("finding", "Lena saw it fail."),
            ("version", "0")]).await;

        late.assert_status(409).assert_contains("Ada was faster.")
            .assert_contains("Lena saw it fail.").assert_contains("Ada Admin");
        assert_eq!(late.field("version").as_deref(), Some("1"));
        let again = app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "not_met"), ("finding", "Lena saw it fail."),
            ("version", "1")]).await;
        again.assert_status(303);
        assert_eq!(saved(&app, id).await[0].1, "not_met");
    }

    async fn whoever_was_overtaken_sees_all_of_what_the_other_saved(app: TestApp) {
        let at = work(app.an_assessment(2).await, "3.1.1/a");
        let theirs = [("result", "met"), ("method", "examine"), ("method", "test"),
            ("finding", "The list is there.\nIt names two accounts."), ("version", "0")];
        let mine = [("result", "not_met"), ("method", "interview"),
            ("finding", "Nobody knew of it.\nNor did I."), ("version", "0")];
        app.post(ADMIN, &at, &theirs).await.assert_status(303);

        let page = app.post(LEAD, &at, &mine).await;
        let part = app.post_fragment(LEAD, &at, &mine).await;

        for late in [page, part] {
            late.assert_status(409).assert_contains("<title>Error: AC.L2-3.1.1[a] · Assess");
            late.assert_contains("<dd>The list is there.<br>It names two accounts.</dd>");
            late.assert_contains("<dd>Examine, Test</dd>").assert_contains("Ada Admin saved at");
            late.assert_contains(">\nNobody knew of it.\nNor did I.</textarea>");
            late.assert_contains("name=\"method\" value=\"interview\"\n    checked");
            assert!(!late.contains("name=\"method\" value=\"examine\"\n    checked"), "only what this one chose");
        }
    }

    async fn a_double_click_has_one_effect(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("result", "met"), ("finding", "Once is enough."), ("version", "0")];

        app.post(LEAD, &work(id, "3.1.1/a"), &form).await.assert_status(303);
        app.post(LEAD, &work(id, "3.1.1/a"), &form).await.assert_status(303);

        assert_eq!(app.trail(CONTOSO).await, ["finding.decided"]);
        assert_eq!(saved(&app, id).await[0].3, 1);
    }

    async fn the_finding_of_the_objective_before_is_carried_over_unsaved(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "met"), ("finding", "One list for all."), ("version",
            "0")]).await;

        let page = app.get(LEAD, &format!("{}?carry=1", work(id, "3.1.1/b"))).await;

        page.assert_status(200).assert_contains(">\nOne list for all.</textarea>");
        assert_eq!(saved(&app, id).await.len(), 1);
        let typed = [("result", "met"), ("finding", "Another list."), ("version", "0")];
        app.post(LEAD, &work(id, "3.1.1/b/draft"), &typed).await.assert_status(204);
        let page = app.get(LEAD, &work(id, "3.1.1/b")).await;
        page.assert_contains(">\nAnother list.</textarea>").assert_contains("Draft of");
        let page = app.get(LEAD, &format!("{}?carry=1", work(id, "3.1.1/b"))).await;
        page.assert_contains(">\nAnother list.\n\nOne list for all.</textarea>");
        assert!(!page.contains("Draft of"), "that is not what is shown");
        app.post(LEAD, &work(id, "3.1.1/d/draft"), &typed).await.assert_status(204);
        let nothing = app.get(LEAD, &format!("{}?carry=1", work(id, "3.1.1/d"))).await;
        nothing.assert_contains(">\nAnother list.</textarea>").assert_contains("Draft of");
    }

    async fn a_contributor_assesses_only_what_is_theirs(app: TestApp) {
        let id = app.an_assessment(2).await;
        give(&app, id, "3.1.1", CONTRIBUTOR).await;
        give(&app, id, "3.1.2", OTHER_CONTRIBUTOR).await;
        let form = [("result", "met"), ("version", "0")];

        app.post(CONTRIBUTOR, &work(id, "3.1.1/a"), &form).await.assert_status(303);
        app.post(CONTRIBUTOR, &work(id, "3.1.2/a"), &form).await.assert_status(403).assert_contains("another owner");
        let typed = [("result", "not_met"), ("finding", "No such list."), ("version", "0")];
        for refused in [app.post(OTHER_CONTRIBUTOR, &work(id, "3.1.1/b"), &typed).await,
                        app.post_fragment(OTHER_CONTRIBUTOR, &work(id, "3.1.1/b"), &typed).await] {
            refused.assert_status(403).assert_contains("This was not saved").assert_contains("readonly=\"readonly\"");
            refused.assert_contains("another owner").assert_contains(">\nNo such list.</textarea>");
        }
        app.post(ASSESSOR, &work(id, "3.1.1/b"), &form).await.assert_status(403).assert_contains("Assessor");

        assert_eq!(saved(&app, id).await.len(), 1);
        app.get(ASSESSOR, &work(id, "3.1.1/b")).await.assert_status(200).assert_contains("does not include assessing");
    }

    async fn a_requirement_that_nobody_owns_is_not_said_to_have_another_owner(app: TestApp) {
        let id = app.an_assessment(2).await;
        let form = [("result", "met"), ("version", "0")];
        let edit = format!("/o/contoso/assessments/{id}/requirements/3.1.2/edit");
        let bulk = format!("/o/contoso/assessments/{id}/bulk");

        for page in [
            app.get(CONTRIBUTOR, &work(id, "3.1.2/a")).await,
            app.post(CONTRIBUTOR, &work(id, "3.1.2/a"), &form).await,
            app.post_fragment(CONTRIBUTOR, &work(id, "3.1.2/a"), &form).await,
            app.post(CONTRIBUTOR, &work(id, "3.1.2/a/draft"), &form).await,
            app.get(CONTRIBUTOR, &edit).await,
            app.post(CONTRIBUTOR, &bulk, &[("id", "3.1.2"), ("set", "met")]).await,
        ] {
            page.assert_contains("has no owner");
            assert!(!page.contains("another owner"), "{}", page.body);
        }
        assert!(saved(&app, id).await.is_empty());
    }

    async fn what_does_not_exist_and_what_is_foreign_look_the_same(app: TestApp) {
        let id = app.an_assessment(2).await;

        let foreign = app.get(STRANGER, &work(id, "3.1.1/a")).await;
        let missing = app.get(LEAD, &work(Uuid::from_u128(7), "3.1.1/a")).await;
        let letter = app.get(LEAD, &work(id, "3.1.1/z")).await;

        foreign.assert_status(404);
        missing.assert_status(404);
        assert_eq!((&foreign.body, &letter.body), (&missing.body, &missing.body));
        app.post(LEAD, &work(id, "3.9.9/a"), &[("result", "met"), ("version", "0")]).await.assert_status(404);
    }

    async fn a_queue_stands_in_the_address_and_holds_only_its_own(app: TestApp) {
        let id = app.an_assessment(2).await;
        app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "not_met"), ("finding", "There is no such list."),
            ("version", "0")]).await;

        let start = app.get(LEAD, &format!("/o/contoso/assessments/{id}/work?queue=not_met")).await;
        assert_eq!(start.location(), format!("{}?queue=not_met", work(id, "3.1.1/a")));
        let page = app.get(LEAD, start.location()).await;
        page.assert_contains("Not met: 1 of 1");
        let family = app.get(LEAD, &format!("/o/contoso/assessments/{id}/work?queue=family-AT")).await;
        assert_eq!(family.location(), format!("{}?queue=family-AT", work(id, "3.2.1/a")));
    }

    async fn levels_one_and_three_are_worked_through_too(app: TestApp) {
        let one = app.an_assessment(1).await;
        let start = app.get(LEAD, &format!("/o/contoso/assessments/{one}/work")).await;
        app.get(LEAD,
            start.location()).await.assert_status(200)
            .assert_contains("AC.L1-b.1.i").assert_contains("0 of 59 assessed");
        app.post(LEAD, start.location(), &[("result", "met"), ("version", "0")]).await.assert_status(303);

        let three = app.an_assessment(3).await;
        let start = app.get(LEAD, &format!("/o/contoso/assessments/{three}/work")).await;
        app.get(LEAD, start.location()).await.assert_status(200).assert_contains("0 of 24 assessed");
    }

    async fn the_page_asks_six_questions_however_much_there_is(app: TestApp) {
        let id = app.an_assessment(2).await;
        let page = work(id, "3.1.1/a");
        let empty = app.statements_of(|| app.get(LEAD, &page)).await;
        for letter in ["a", "b", "c", "d"] {
            app.post(LEAD, &work(id, &format!("3.1.1/{letter}")), &[("result", "met"), ("version", "0")]).await;
        }

        something_else(&app).await;
        let full = app.statements_of(|| app.get(LEAD, &page)).await;

        assert!(empty <= 6 && full == empty, "{empty} then {full}");
    }

    async fn what_somebody_linked_last_is_offered_everywhere_in_the_assessment(app: TestApp) {
        let id = app.an_assessment(2).await;
        let policy = a_row(&app, "Policy", "final").await;
        let list = a_row(&app, "List of accounts", "final").await;
        let (one, other) = (policy.to_string(), list.to_string());
        app.post(LEAD, &work(id, "3.1.1/a"), &[("result", "met"), ("version", "0"), ("link", &one)]).await;
        app.env.advance(TimeDelta::minutes(1));
        app.post(LEAD, &work(id, "3.1.2/a"), &[("result", "met"), ("version", "0"), ("link", &other)]).await;

        let elsewhere = app.get(LEAD, &work(id, "3.13.4/a")).await;
        let sibling = app.get(ADMIN, &work(id, "3.1.1/b")).await;
        let linked = app.get(ASSESSOR, &work(id, "3.1.1/a")).await;

        assert_eq!(offered(&elsewhere.body), [(&other[..], "link_1"), (&one, "link_2")]);
        elsewhere.assert_contains("you linked it before");
        assert_eq!(offered(&sibling.body), [(&one[..], "link_1")], "what others linked elsewhere is theirs");
        sibling.assert_contains("serves a sibling");
        assert!(offered(&linked.body).is_empty(), "a reader is offered nothing");
        linked.assert_contains(&format!("/o/contoso/evidence/{one}"));
    }

    async fn what_somebody_just_added_is_offered_before_anything_is_linked(app: TestApp) {
        let id = app.an_assessment(2).await;
        let mut names = Vec::new();
        for name in ["One", "Two", "Three", "Four"] {
            names.push(a_row(&app, name, "final").await.to_string());
        }

        let page = app.get(LEAD, &work(id, "3.2.1/a")).await;
        let other = app.get(ADMIN, &work(id, "3.2.1/a")).await;

        let ids: Vec<&str> = offered(&page.body).into_iter().map(|(id, _)| id).collect();
        assert_eq!(ids, [&names[3][..], &names[2], &names[1]]);
        page.assert_contains("you added it lately");
        assert!(offered(&other.body).is_empty());
    }

    async fn evidence_ticked_in_a_refused_form_stays_ticked(app: TestApp) {
        let id = app.an_assessment(2).await;
        let policy = a_row(&app, "Policy", "final").await.to_string();
        let form = [("result", "not_met"), ("version", "0"), ("link", &policy[..])];

        let refused = app.post(LEAD, &work(id, "3.2.1/a"), &form).await;

        refused.assert_status(422).assert_contains(&format!("value=\"{policy}\" checked"));
        assert!(saved(&app, id).await.is_empty());
    }

    async fn evidence_that_is_gone_when_the_finding_is_saved_takes_no_words_with_it(app: TestApp) {
        let id = app.an_assessment(2).await;
        let (policy, removed) = (a_row(&app, "Policy", "final").await, a_row(&app, "Old list", "final").await);
        app.post(LEAD, &format!("/o/contoso/evidence/{removed}/remove"), &[]).await.assert_status(303);
        let foreign = Uuid::from_u128(7).to_string();
        let (policy, removed) = (policy.to_string(), removed.to_string());

        for gone in [removed.as_str(), foreign.as_str()] {
            let form = [("result", "not_met"), ("method", "test"), ("finding", "Three accounts are of nobody."),
                        ("version", "0"), ("link", &policy), ("link", gone)];
            for answer in [app.post(LEAD, &work(id, "3.1.1/a"), &form).await, app.post_fragment(LEAD, &work(id,
                "3.1.1/a"), &form).await] {
                answer.assert_status(422).assert_contains("it was removed or replaced meanwhile");
                answer.assert_contains(">\nThree accounts are of nobody.</textarea>");
                answer.assert_contains(&format!("value=\"{policy}\" checked"));
            }
        }
        assert!(saved(&app, id).await.is_empty());
        let again = [("result", "not_met"), ("finding", "Three accounts are of nobody."), ("version", "0"),
                     ("link", &policy[..])];
        app.post(LEAD, &work(id, "3.1.1/a"), &again).await.assert_status(303);
    }

    async fn one_goes_to_a_requirement_an_objective_or_a_page_by_typing(app: TestApp) {
        let id = app.an_assessment(2).await;

        app.get(LEAD, "/o/contoso/go?q=3.1.1+c").await.assert_status(200).assert_contains(&work(id, "3.1.1/c"));
        let exact = app.get(LEAD, "/o/contoso/go?q=3.1.2").await;
        let results = exact.body.split("data-results").nth(1).unwrap_or_default();
        let first = results.split("<li><a href=\"").nth(1).unwrap_or_default();
        assert!(first.starts_with(&format!("/o/contoso/assessments/{id}/requirements/3.1.2\"")), "{first}");
        app.get(LEAD, "/o/contoso/go?q=multifactor").await.assert_contains("3.5.3 Multifactor Authentication");
        app.get(LEAD, "/o/contoso/go?q=trail").await.assert_contains("/o/contoso/trail");
        assert!(!app.get(CONTRIBUTOR, "/o/contoso/go?q=trail").await.contains("href=\"/o/contoso/trail\""));
    }
}
