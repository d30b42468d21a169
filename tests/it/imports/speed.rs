//! How long large files take. The limit is that of the issue, on a program that is not even optimised.

use super::*;
use std::{fmt::Write, time::Instant};

const SECONDS_MAX: f64 = 3.0;

/// Imports `csv`; gives the seconds from asking until it is done.
async fn timed(app: &TestApp, at: &str, table: &str, csv: &str) -> f64 {
    let columns = sent(app, at, table, "large.csv", csv.as_bytes()).await;
    let preview = agreed(app, &columns, &[]).await;
    let began = Instant::now();
    applied(app, &preview).await.assert_contains("It is imported");
    began.elapsed().as_secs_f64()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_tasks_come_in_within_three_seconds() {
    let app = TestApp::sqlite().await;
    let at = doorstep(&app).await;
    let mut csv = "Task,Control,Due,Who,Notes\n".to_owned();
    for n in 0..5_000 {
        writeln!(csv, "Task number {n},3.1.{},2026-11-21,{},What there is to say about it.", n % 20 + 1, LEAD.email)
            .unwrap();
    }

    let took = timed(&app, &at, "tasks", &csv).await;

    println!("5,000 tasks: {took:.2} s");
    assert!(took < SECONDS_MAX, "{took} s");
    assert_eq!(tasks(&app).await.len(), 5_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn all_requirements_and_their_objectives_come_in_within_three_seconds() {
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

    let took = (timed(&app, &at, "requirements", &requirements).await, timed(&app, &at, "objectives", &objectives).await);

    println!("110 requirements: {:.2} s; 320 objectives: {:.2} s", took.0, took.1);
    assert!(took.0 < SECONDS_MAX && took.1 < SECONDS_MAX, "{took:?}");
}
