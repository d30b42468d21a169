//! How long large files take: from the upload, past columns and preview, until the page says that all is written.

use super::{
    scrape::{all_between, between, unescape},
    session::Session,
};
use anyhow::{Result, ensure};
use std::{
    fmt::Write,
    time::{Duration, Instant},
};

/// Rows of the file of tasks.
pub const TASKS: usize = 5_000;

/// How often the page of progress is asked for; it asks by itself twice in a second.
const EVERY: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(60);

/// Milliseconds for that many new tasks, for `email` to do.
pub async fn tasks(session: &Session, assessment: &str, email: &str) -> Result<f64> {
    let mut csv = "Task,Control,Due,Who,Notes\n".to_owned();
    for number in 0..TASKS {
        let control = number % 20 + 1;
        writeln!(
            csv,
            "Task number {number},3.1.{control},2099-11-21,{email},What there is to say about it."
        )?;
    }
    let columns = ["title", "requirement", "due_on", "assignee", "description"];
    whole(session, assessment, ("tasks", &csv), &columns).await
}

/// Milliseconds for the narrative, status and owner of every requirement of the assessment, and how many those are.
pub async fn requirements(session: &Session, assessment: &str, email: &str) -> Result<(f64, usize)> {
    let list = session.page(&format!("{assessment}/requirements?per=all")).await?;
    let rows = between(&list, "<tbody>", "</tbody>")?;
    let ids: Vec<_> = all_between(rows, "name=\"id\" value=\"", "\"").map(unescape).collect();
    let mut csv = "Requirement,Status,Narrative,Owner\n".to_owned();
    for id in &ids {
        writeln!(csv, "{id},Implemented,It is done by groups of people.,{email}")?;
    }
    let columns = ["requirement", "status", "narrative", "owner"];
    Ok((whole(session, assessment, ("requirements", &csv), &columns).await?, ids.len()))
}

async fn whole(
    session: &Session,
    assessment: &str,
    (table, csv): (&str, &str),
    columns: &[&str],
) -> Result<f64> {
    let at = format!("{assessment}/imports");
    let token = unescape(between(&session.page(&at).await?, "name=\"csrf\" value=\"", "\"")?);
    let csrf = ("csrf", token.as_str());
    let began = Instant::now();
    let file = session.file(&at, &[csrf, ("table", table)], "large.csv", csv.as_bytes());
    let asked = session.led_to(&file).await?;
    session.page(&asked).await?;
    let names: Vec<_> = (0..columns.len()).map(|number| format!("column_{number}")).collect();
    let mut said: Vec<_> = names.iter().map(String::as_str).zip(columns.iter().copied()).collect();
    said.extend([csrf, ("do", "preview")]);
    let preview = session.post(&asked, &said).await?;
    session.page(&preview).await?;
    let progress = session.post(&preview, &[csrf, ("do", "apply")]).await?;
    loop {
        let page = session.page(&progress).await?;
        if page.contains("It is imported") {
            return Ok(began.elapsed().as_secs_f64() * 1000.0);
        }
        ensure!(page.contains("<progress"), "the import did not go on: {page}");
        ensure!(began.elapsed() < PATIENCE, "the import of {table} takes too long");
        tokio::time::sleep(EVERY).await;
    }
}
