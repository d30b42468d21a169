//! What a run prints for people: one line per case, then why.

use super::report::{Answer, Report};
use crate::assessments::score::{Outcome, Timeline};
use crate::kernel::env::Day;
use std::fmt::Write;

const HEAD: [&str; 4] = ["Case", "Score", "Status", "In the way"];

impl Report {
    /// A table for people, followed by the reasons of every case that has some.
    pub fn table(&self) -> String {
        let lines: Vec<_> = self.answers.iter().map(|(id, answer)| line(id, answer)).collect();
        let width = |column: usize| {
            let cells = lines.iter().map(|line| line[column].chars().count());
            cells.chain([HEAD[column].len()]).max().unwrap_or(0)
        };
        let widths = [width(0), width(1), width(2), width(3)];
        let mut text = format!("Rules: {}\n\n", self.rule_pack);
        row(&mut text, &HEAD.map(str::to_owned), &widths);
        row(&mut text, &widths.map(|width| "-".repeat(width)), &widths);
        for line in &lines {
            row(&mut text, line, &widths);
        }
        for (id, answer) in &self.answers {
            explain(&mut text, id, answer);
        }
        text
    }
}

fn row(text: &mut String, cells: &[String; 4], widths: &[usize; 4]) {
    let [case, score, status, way] = cells;
    let line = format!("{case:<0$}  {score:>1$}  {status:<2$}  {way}", widths[0], widths[1], widths[2]);
    text.push_str(line.trim_end());
    text.push('\n');
}

fn line(id: &str, answer: &Answer) -> [String; 4] {
    let (score, status, way) = match answer {
        Answer::Level1(outcome) | Answer::Level2 { outcome, .. } | Answer::Level3(outcome) => {
            let reasons: Vec<_> = outcome.reasons().iter().map(|reason| reason.name()).collect();
            (points(outcome), outcome.status, reasons.join(", "))
        }
        Answer::Timeline(timeline) => {
            ("-".to_owned(), timeline.status_on_today, in_the_way(timeline).join(", "))
        }
    };
    [printable(id), score, status.to_string(), way]
}

fn points(outcome: &Outcome) -> String {
    match (outcome.score, outcome.range) {
        (Some(score), _) => score.to_string(),
        (None, Some(range)) => format!("{} to {}", range.worst, range.best),
        (None, None) => "none".to_owned(),
    }
}

fn in_the_way(timeline: &Timeline) -> Vec<&'static str> {
    let has_status = timeline.cmmc_status_date.is_some();
    let all = [
        (!has_status, "no status"),
        (has_status && !timeline.status_current, "not current"),
        (has_status && !timeline.affirmation_current, "affirmation due"),
    ];
    all.into_iter().filter(|(applies, _)| *applies).map(|(_, words)| words).collect()
}

fn explain(text: &mut String, id: &str, answer: &Answer) {
    let lines = match answer {
        Answer::Level1(outcome) | Answer::Level2 { outcome, .. } | Answer::Level3(outcome) => why(outcome),
        Answer::Timeline(timeline) => days(timeline),
    };
    if !lines.is_empty() {
        let _ = write!(text, "\n{}\n", printable(id));
        for line in lines {
            let _ = writeln!(text, "  {line}");
        }
    }
}

fn why(outcome: &Outcome) -> Vec<String> {
    let points = outcome
        .deductions
        .iter()
        .map(|one| format!("-{:<2} {:<14} {} [{}]", one.points, one.requirement, one.words, one.citation));
    let blockers = outcome.blockers.iter().map(|one| format!("!   {} [{}]", one.words, one.citation));
    points.chain(blockers).collect()
}

fn days(timeline: &Timeline) -> Vec<String> {
    let day = |name: &str, day: Option<Day>| day.map(|day| format!("{name:<20} {day}"));
    [
        day("status counts from", timeline.cmmc_status_date),
        day("status ends", timeline.status_expires),
        day("close-out until", timeline.closeout_deadline),
        day("affirmation due", timeline.affirmation_due),
        day("keep artifacts until", timeline.retain_artifacts_until),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A case's id without what could steer a terminal.
fn printable(id: &str) -> String {
    id.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
