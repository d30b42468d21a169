//! The calendar: the days of all parts of the program, by month and as a list, and the link for other programs.

mod feed;

use crate::support::*;
use chrono::TimeDelta;
use muster::{
    kernel::{audit::Actor, db::Chore},
    sql,
};
use poem::http::Method;

const MARCH: &str = "/o/contoso/calendar?month=2026-03";

/// Day and link of each row of the list.
fn rows(page: &Answer) -> Vec<(String, String)> {
    let rows = page.body.split("<tr").skip(2);
    let part = |row: &str, from: &str, to: &str| {
        let after = row.split(from).nth(1).unwrap_or_else(|| panic!("no {from} in {row}"));
        after.split(to).next().unwrap().to_owned()
    };
    rows.map(|row| {
        (part(row, "datetime=\"", "\""), part(part(row, "<th", "</a>").as_str(), "/o/contoso", "\""))
    })
    .collect()
}

both! {
    async fn a_month_shows_every_kind_of_day_as_a_link(app: TestApp) {
        let (open, done) = some_days(&app).await;

        let march = app.get(ASSESSOR, MARCH).await;
        let list = app.get(ASSESSOR, "/o/contoso/calendar/list?month=2026-03").await;

        march.assert_status(200).assert_contains("March 2026, 6 entries");
        let found = rows(&list);
        let days: Vec<_> = found.iter().map(|(day, _)| day.as_str()).collect();
        assert_eq!(days, ["2026-03-09", "2026-03-12", "2026-03-15", "2026-03-16", "2026-03-20", "2026-03-31"]);
        assert_eq!(found[1].1, format!("/assessments/{open}/requirements/3.10.3/deficiency/reviews"));
        assert_eq!(found[2].1, format!("/assessments/{open}/requirements/3.10.3"));
        for (_, path) in &found {
            march.assert_contains(&format!("href=\"/o/contoso{path}\""));
            let there = app.get(CONTRIBUTOR, &format!("/o/contoso{path}")).await;
            assert_eq!(there.status, 200, "{path}");
        }
        for (month, path, label) in [
            ("2026-01", format!("/assessments/{done}"), "Affirmation"),
            ("2026-07", format!("/assessments/{done}/poams"), "Close-out"),
            ("2032-01", format!("/assessments/{done}"), "Artifacts kept until"),
        ] {
            let page = app.get(ASSESSOR, &format!("/o/contoso/calendar/list?month={month}")).await;
            assert_eq!(rows(&page).iter().map(|(_, path)| path).collect::<Vec<_>>(), [&path], "{month}");
            page.assert_contains(label);
        }
    }

    async fn what_is_done_or_gone_stands_in_no_calendar(app: TestApp) {
        some_days(&app).await;
        app.store.behind_our_back(
            "update tasks set state = 'closed'; update evidence set removed_at = created_at;
             update poams set state = 'withdrawn';
             update implementations set claim = null, reviewed_on = '2026-03-01'").await;

        let list = app.get(LEAD, "/o/contoso/calendar/list?month=2026-03").await;

        list.assert_contains("Nothing in this month");
    }

    async fn of_evidence_the_newest_version_stands_there(app: TestApp) {
        some_days(&app).await;
        app.store.behind_our_back("update evidence set replaced_by = id").await;

        let list = app.get(LEAD, "/o/contoso/calendar/list?month=2026-03&kind=evidence").await;
        list.assert_contains("Nothing fits");
    }

    async fn one_can_ask_for_ones_own_or_for_one_kind(app: TestApp) {
        some_days(&app).await;

        let mine = app.get(LEAD, &format!("{MARCH}&whose=mine")).await;
        let theirs = app.get(CONTRIBUTOR, &format!("{MARCH}&whose=mine")).await;
        let evidence = app.get(LEAD, &format!("{MARCH}&kind=evidence")).await;

        mine.assert_contains("Nothing of this kind stands in this month.");
        theirs.assert_contains("6 entries");
        evidence.assert_contains("1 entry").assert_contains("Visitor log");
        assert!(!evidence.contains("Review the accounts"));
        evidence.assert_contains("calendar?month=2026-04&amp;kind=evidence");
    }

    async fn a_month_that_is_none_is_todays(app: TestApp) {
        for word in ["", "2026-13", "yesterday", "9999-01"] {
            app.get(LEAD, &format!("/o/contoso/calendar?month={word}")).await.assert_contains("March 2026");
        }
        let last = app.get(LEAD, "/o/contoso/calendar?month=2199-12").await;
        last.assert_contains("Month before");
        assert!(!last.contains("Next month"));
    }

    async fn a_full_day_counts_by_kind_and_names_what_stands_alone(app: TestApp) {
        some_days(&app).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        for n in 0..7 {
            a_task_due(&mut tx, &format!("Task {n}"), "2026-03-20", None).await;
        }
        tx.commit_chore(Chore::Sweep).await.unwrap();

        let page = app.get(LEAD, MARCH).await;

        let there = "/o/contoso/calendar/list?month=2026-03&amp;kind=task#on-2026-03-20";
        page.assert_contains("7 tasks<span class=\"visually-hidden\"> on Friday, March 20</span></a>");
        page.assert_contains(there).assert_contains("Visitor log");
        assert_eq!(page.body.matches("month__entry--task").count(), 2, "another day has one by its name");
        let list = app.get(LEAD, "/o/contoso/calendar/list?month=2026-03&kind=task").await;
        list.assert_contains("id=\"on-2026-03-20\"");
        assert_eq!(rows(&list).len(), 8);
    }

    async fn other_organisations_see_nothing_of_it(app: TestApp) {
        some_days(&app).await;

        app.get(STRANGER, MARCH).await.assert_status(404);
        let theirs = app.get(STRANGER, "/o/fabrikam/calendar?month=2026-03").await;

        theirs.assert_contains("March 2026, 0 entries");
    }

    async fn what_goes_on_in_a_copied_assessment_stands_there_once(app: TestApp) {
        let (open, _) = some_days(&app).await;
        app.env.advance(TimeDelta::seconds(1));
        let copy = app.an_assessment(2).await;
        let mut tx = app.db.begin(Actor::console()).await.unwrap();
        sql! { execute, &mut tx, "update assessments set copied_from = $2 where id = $1", copy, open }.unwrap();
        sql! {
            execute, &mut tx,
            "insert into poams
                (org_id, assessment_id, id, requirement, weakness, root_cause, due_on, created_at, updated_at)
             select org_id, $2, id, requirement, weakness, root_cause, $3, created_at, updated_at from poams
             where assessment_id = $1",
            open, copy, day("2026-03-30")
        }
        .unwrap();
        tx.commit_chore(Chore::Sweep).await.unwrap();

        let items = app.get(LEAD, "/o/contoso/calendar/list?month=2026-03&kind=poam").await;
        let plans = app.get(LEAD, "/o/contoso/calendar/list?month=2026-03&kind=plan_review").await;

        assert_eq!(rows(&items).iter().map(|(day, _)| day.as_str()).collect::<Vec<_>>(), ["2026-03-30"]);
        plans.assert_contains("Nothing fits");
    }
}
