//! What large files take. Three seconds is the limit of an optimised program with a machine to itself; this one is
//! neither, so what is held here is the number of statements, and a time that no slow machine explains.

use super::*;
use std::{fmt::Write, time::Instant};

const SECONDS_MAX: f64 = 15.0;

/// Imports `csv`; gives the seconds from asking until it is done, and the statements that this took.
async fn timed(app: &TestApp, at: &str, table: &str, csv: &str) -> (f64, u64) {
    let columns = sent(app, at, table, "large.csv", csv.as_bytes()).await;
    let preview = agreed(app, &columns, &[]).await;
    let (began, before) = (Instant::now(), app.db.statements());
    applied(app, &preview).await.assert_contains("It is imported");
    (began.elapsed().as_secs_f64(), app.db.statements() - before)
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_tasks_come_in_by_one_statement_each() {
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

    println!("5,000 tasks: {took:.2} s, {statements} statements");
    assert!(took < SECONDS_MAX && statements < 5_000 + 500 + 60, "{took} s, {statements} statements");
    assert_eq!(tasks(&app).await.len(), 5_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_requirements_and_their_objectives_come_in_fast() {
    let app = TestApp::sqlite().await;
    let at = doorstep(&app).await;
    let exported = |table| {
        let at = at.replace("/imports", "/exports");
        let app = &app;
        async move {
            app.post(LEAD, &at, &[("table", table), ("audience", "internal"), ("format", "csv")]).await.body
        }
    };
    let (mut requirements, mut objectives) =
        ("Requirement,Narrative\n".to_owned(), "Requirement,Objective,Result\n".to_owned());
    for row in csv::Reader::from_reader(exported("objectives").await.as_bytes()).records() {
        let row = row.unwrap();
        writeln!(objectives, "{},{},Met", &row[0], &row[1]).unwrap();
    }
    for row in csv::Reader::from_reader(exported("requirements").await.as_bytes()).records() {
        writeln!(requirements, "{},It is done by groups.", &row.unwrap()[0]).unwrap();
    }

    let (one, _) = timed(&app, &at, "requirements", &requirements).await;
    let (other, _) = timed(&app, &at, "objectives", &objectives).await;

    println!("110 requirements: {one:.2} s; 320 objectives: {other:.2} s");
    assert!(one < SECONDS_MAX && other < SECONDS_MAX, "{one} s, {other} s");
}
