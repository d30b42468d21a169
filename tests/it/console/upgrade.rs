//! What an upgrade makes of what was there before.

use super::{commands::migrations_from, *};
use muster::{
    kernel::{
        db::Db,
        env::{Day, Env},
    },
    sql,
};

/// The days until when an assessment and its only piece of evidence have to be kept, after `changes` were made before
/// there were such days.
async fn kept_until(backend: Backend, changes: &str) -> Option<(Option<Day>, Option<Day>)> {
    let console = Console::empty(backend).await?;
    console.run("migrate").assert(0, "done    0025");
    console.run("seed --requirements 110 --evidence 1 --tasks 1 --audit 1").assert(0, "/o/seed");
    console.run(&format!("migrate --down {}", migrations_from("0024"))).assert(0, "missing 0024");
    console.behind_its_back(changes).await;

    console.run("migrate").assert(0, "done    0025");

    let db = Db::open(&console.url(), 1, Env::system()).await.unwrap();
    let mut conn = db.read().await.unwrap();
    let days = sql! {
        fetch_one, &mut conn,
        "select a.kept_until, e.kept_until from assessments a join evidence e on e.org_id = a.org_id
         where a.copied_from is not null or not exists (select 1 from assessments where copied_from is not null)"
    }
    .unwrap();
    Some(days)
}

/// Completes the assessment on a day with a status.
fn completed(on: &str, status: &str) -> String {
    format!(
        "update assessments set completed_on = '{on}', completed_at = created_at, completed_name = 'Robin Lead',
             result = '{{\"status\":\"{status} Level 2 (Self)\"}}'; "
    )
}

/// Has it close out another one, completed on a day.
fn closing_out(other: &str, on: &str) -> String {
    format!(
        "insert into assessments (org_id, id, system_id, title, level, completed_on, completed_at, completed_name,
             result, created_at)
         select org_id, system_id, system_id, 'The first', level, '{on}', created_at, 'Robin Lead',
             '{{\"status\":\"{other} Level 2 (Self)\"}}', created_at from assessments;
         update assessments set copied_from = system_id where id <> system_id; "
    )
}

const FROZEN: &str = "update evidence_links set frozen_at = created_at";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_completed_before_there_were_days_to_keep_it_gets_them() {
    let conditional = |on| completed(on, "Conditional") + FROZEN;
    let closes = |on| completed(on, "Final") + &closing_out("Conditional", "2026-03-02") + FROZEN;
    for (changes, day) in [
        (conditional("2026-03-02"), "2032-03-02"),
        (conditional("2024-02-29"), "2030-02-28"),
        (closes("2026-08-29"), "2032-03-02"),
        (closes("2026-08-30"), "2032-08-30"),
    ] {
        for backend in Backend::BOTH {
            let Some(kept) = kept_until(backend, &changes).await else { continue };
            let day = Some(day.parse().unwrap());
            assert_eq!(kept, (day, day), "{changes}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_of_what_was_closed_before_gets_its_day_and_what_was_removed_gets_none() {
    let closed = "insert into poams (org_id, assessment_id, id, requirement, weakness, root_cause, due_on, state,
                      created_at, updated_at)
                  select org_id, id, id, '3.1.3', 'None', 'None', '2026-03-02', 'closed', created_at, created_at
                  from assessments;
                  insert into poam_evidence (org_id, assessment_id, poam_id, evidence_id, created_at)
                  select p.org_id, p.assessment_id, p.id, e.id, p.created_at from poams p, evidence e; ";
    let removed = "update evidence set removed_at = created_at";
    for backend in Backend::BOTH {
        let changes = completed("2026-03-02", "Conditional") + closed;
        let Some(kept) = kept_until(backend, &changes).await else { continue };
        assert_eq!(kept.1, Some("2032-03-02".parse().unwrap()));
        assert_eq!(kept_until(backend, &(changes + removed)).await.unwrap().1, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_returned_before_there_was_other_news_is_news() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        console.run("migrate").assert(0, "done    0025");
        console.run("seed --requirements 110 --evidence 1 --tasks 1 --audit 1").assert(0, "/o/seed");
        console.run(&format!("migrate --down {}", migrations_from("0025"))).assert(0, "missing 0025");
        console
            .behind_its_back(
                "insert into notices (org_id, id, user_id, kind, subject, due_on, step, is_escalation, title, path,
                                      created_at)
                 select org_id, user_id, user_id, 'returned', 'one', '2026-03-02', 0, false, 'One', '/', created_at
                 from members",
            )
            .await;

        console.run("migrate").assert(0, "done    0025");

        let db = Db::open(&console.url(), 1, Env::system()).await.unwrap();
        let mut conn = db.read().await.unwrap();
        let kinds: Vec<(String,)> = sql! { fetch_all, &mut conn, "select kind from notices" }.unwrap();
        assert!(kinds.iter().all(|(kind,)| kind == "news"), "{kinds:?}");
        assert!(!kinds.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_to_be_reviewed_is_reviewed_within_a_year_and_what_is_completed_stays() {
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        console.run("migrate").assert(0, "done    0027");
        console.run("seed --requirements 110 --evidence 1 --tasks 1 --audit 1").assert(0, "/o/seed");
        console.run(&format!("migrate --down {}", migrations_from("0027"))).assert(0, "missing 0027");
        let completed = closing_out("Final", "2026-03-02");
        let never = "insert into implementations (org_id, assessment_id, requirement, review_months, updated_at)
                     select i.org_id, a.system_id, i.requirement, i.review_months, i.updated_at
                     from implementations i join assessments a on a.org_id = i.org_id and a.id = i.assessment_id;
                     update implementations set review_months = 0 where requirement < '3.2';
                     update assessments set review_months = 0";
        console.behind_its_back(&(completed + never)).await;

        console.run("migrate").assert(0, "done    0027");

        let db = Db::open(&console.url(), 1, Env::system()).await.unwrap();
        let mut conn = db.read().await.unwrap();
        let mut months: Vec<(bool, i64, Option<i64>)> = sql! {
            fetch_all, &mut conn,
            "select distinct a.completed_on is null, a.review_months, i.review_months from assessments a
             join implementations i on i.org_id = a.org_id and i.assessment_id = a.id"
        }
        .unwrap();
        months.sort_unstable();
        let expected: [(bool, i64, Option<i64>); 4] =
            [(false, 0, Some(0)), (false, 0, Some(12)), (true, 12, None), (true, 12, Some(12))];
        assert_eq!(months, expected);
    }
}
