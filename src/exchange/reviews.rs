//! The record of reviews, one row for each: what was seen on which day, what came of it, and what proved it.

use super::model::{
    Audience::{Assessor, Prime},
    Cell, Column, Sheet,
};
use crate::reviews::{OnRecord, Seen, name};

/// The rows, in the order of the days on which requirements were reviewed.
pub fn reviews(records: Vec<OnRecord>) -> Sheet {
    let columns = [
        ("id", Assessor),
        ("requirement", Prime),
        ("reviewed_on", Prime),
        ("outcome", Prime),
        ("result", Prime),
        ("score", Prime),
        ("status", Prime),
        ("notes", Assessor),
        ("objectives", Assessor),
        ("evidence", Assessor),
        ("reviewed_by", Assessor),
        ("recorded_at", Assessor),
    ];
    let row = |OnRecord { requirement, review }: OnRecord| -> Vec<Cell> {
        let seen = review.seen.0;
        vec![
            review.id.to_string().into(),
            requirement.as_str().into(),
            review.reviewed_on.into(),
            review.outcome.word().into(),
            seen.result.as_str().into(),
            seen.score.map(i64::from).into(),
            seen.status.as_str().into(),
            review.notes.as_str().into(),
            objectives(&requirement, &seen).into(),
            evidence(&requirement, &seen).into(),
            review.by_name.into(),
            review.created_at.into(),
        ]
    };
    Sheet {
        columns: columns.map(|(name, least)| Column { name, least }).into(),
        rows: records.into_iter().map(row).collect(),
    }
}

/// `3.1.1[a] met, accepted; 3.1.1[b] not_met`.
fn objectives(requirement: &str, seen: &Seen) -> String {
    let said = seen.objectives.iter().map(|one| {
        let called = name(requirement, &one.objective);
        match one.review.as_str() {
            "" => format!("{called} {}", one.result),
            review => format!("{called} {}, {review}", one.result),
        }
    });
    said.collect::<Vec<_>>().join("; ")
}

/// `3.1.1[a] Account list, SHA-256 1f…`.
fn evidence(requirement: &str, seen: &Seen) -> String {
    let said = seen
        .evidence
        .iter()
        .map(|one| format!("{} {}, SHA-256 {}", name(requirement, &one.objective), one.title, one.sha256));
    said.collect::<Vec<_>>().join("; ")
}
