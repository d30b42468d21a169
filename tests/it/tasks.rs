//! Tasks: giving them, doing them, confirming them, and what comes again.

mod flow;
mod given;
mod letters;
mod lists;
mod terms;

use crate::support::*;
use chrono::TimeDelta;

const NEW: &str = "/o/contoso/tasks/new";

/// The smallest form that is taken: nobody's, due in a week.
const TERMS: [(&str, &str); 3] =
    [("title", "Review the accounts"), ("due_on", "2026-03-09"), ("priority", "normal")];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [more, &TERMS[..]].concat()
}

/// Gives a task and tells its address.
async fn a_task(app: &TestApp, who: Person, more: &[(&str, &str)]) -> String {
    let answer = app.post(who, NEW, &with(more)).await;
    answer.assert_status(303);
    app.leaves_jobs();
    app.env.advance(TimeDelta::milliseconds(5));
    answer.location().to_owned()
}

/// Presses one of the page's buttons, over the version that the page shows.
async fn press(app: &TestApp, who: Person, task: &str, button: &str, more: &[(&str, &str)]) -> Answer {
    let shown = app.get(who, task).await;
    let version = shown.field("version").unwrap_or_else(|| "1".to_owned());
    let fields = [more, &[("version", version.as_str())]].concat();
    app.post(who, &format!("{task}/{button}"), &fields).await
}
