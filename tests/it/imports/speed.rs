//! What large files take. Three seconds is the limit of an optimised program with a machine to itself; this one is
//! neither, so what is held here is the number of statements, and a time that no slow machine explains.

use super::*;
use muster::kernel::{audit::Actor, db::Chore};
use std::{fmt::Write, time::Instant};

const SECONDS_MAX: f64 = 15.0;

/// Imports `csv`; gives the seconds that it takes from the upload until it is done, pages looked at on the way among
/// them, and the statements from asking until it is done.
async fn timed(app: &TestApp, at: &str, table: &str, csv: &str) -> (f64, u64) {
    let began = Instant::now();
    let columns = sent(app, at, table, "large.csv", csv.as_bytes()).await;
    let told = began.elapsed().as_secs_f64();
    let preview = agreed(app, &columns, &[]).await;
    app.get(LEAD, &preview).await.assert_status(200);
    let shown = began.elapsed().as_secs_f64();
    let before = app.db.statements();
    applied(app, &preview).await.assert_contains("It is imported");
    let took = began.elapsed().as_secs_f64();
    println!("{table}: sent {told:.2} s, shown {shown:.2} s, imported {took:.2} s");
    (took, app.db.statements() - before)
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_tasks_come_in_by_ten_in_a_statement() {
    let app = TestApp::sqlite().await;
    let at = doorstep(&app).await;
    let mut csv = "Task,Control,Due,Who,Notes\n".to_owned();
    for n in 0..5_000 {
        writeln!(
            csv,
            "Task number {n},3.1.{},2026-11-21,{},What there is to say about it.",
            n % 20 + 1,
            LEAD.email
        )
        .unwrap();
    }

    let (took, statements) = timed(&app, &at, "tasks", &csv).await;

    assert!(took < SECONDS_MAX && statements < 500 + 500 + 60, "{took} s, {statements} statements");
    assert_eq!(tasks(&app).await.len(), 5_000);
}

/// Requirements of the organisation's own, each with one objective.
async fn own_requirements(app: &TestApp, number: i64) {
    let mut tx = app.db.begin(Actor::console()).await.unwrap();
    let (org, now, catalogue) = (CONTOSO.id, tx.now(), tx.env().new_id());
    sql! {
        execute, &mut tx,
        "insert into catalogues (org_id, id, catalogue_key, title, source, imported_at)
         values ($1, $2, 'own', 'Our own', 'typed', $3)",
        org, catalogue, now
    }
    .unwrap();
    for place in 1..=number {
        let id = tx.env().new_id();
        sql! {
            execute, &mut tx,
            "insert into requirements (org_id, id, catalogue_id, code, family, title, statement, place, created_at)
             values ($1, $2, $3, $4, 'Own', 'Title', 'Statement', $5, $6)",
            org, id, catalogue, format!("X.{place}"), place, now
        }
        .unwrap();
        sql! {
            execute, &mut tx,
            "insert into objectives (org_id, requirement_id, letter, statement, place) values ($1, $2, 'a', 'A', 1)",
            org, id
        }
        .unwrap();
    }
    tx.commit_chore(Chore::Sweep).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_requirements_and_their_objectives_come_in_fast() {
    let app = TestApp::sqlite().await;
    own_requirements(&app, 390).await;
    let at = doorstep(&app).await;
    let exported = |table| {
        let at = at.replace("/imports", "/exports");
        let app = &app;
        async move {
            app.post(LEAD, &at, &[("table", table), ("audience", "internal"), ("format", "csv")]).await.body
        }
    };
    let (mut requirements, mut objectives) =
        ("Requirement,Status,Narrative,Owner\n".to_owned(), "Requirement,Objective,Result\n".to_owned());
    for row in csv::Reader::from_reader(exported("objectives").await.as_bytes()).records() {
        let row = row.unwrap();
        writeln!(objectives, "{},{},Met", &row[0], &row[1]).unwrap();
    }
    let mut count = 0;
    for row in csv::Reader::from_reader(exported("requirements").await.as_bytes()).records() {
        count += 1;
        writeln!(requirements, "{},Implemented,It is done by groups.,{}", &row.unwrap()[0], LEAD.email)
            .unwrap();
    }

    let (one, statements) = timed(&app, &at, "requirements", &requirements).await;
    let (other, _) = timed(&app, &at, "objectives", &objectives).await;

    assert_eq!(count, 500);
    assert!(one < SECONDS_MAX && other < SECONDS_MAX, "{one} s, {other} s");
    assert!(statements < 500 * 2 + 100 + 60, "{statements} statements");
    let trail = app.trail(CONTOSO).await;
    for action in ["implementation.written", "implementation.assigned"] {
        assert_eq!(trail.iter().filter(|it| *it == action).count(), 500, "{action}");
    }
}
