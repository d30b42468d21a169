//! What the database says, before it is an entry.

use super::{Entry, Kind};
use crate::assessments::{Claim, Interval};
use crate::catalogue::builtin::{self, Level};
use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::types::Json;
use uuid::Uuid;

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// Something that has its day: a task, evidence, an item of the POA&M or a milestone of one.
#[derive(Debug, sqlx::FromRow)]
pub struct Dated {
    /// `task`, `request`, `evidence`, `poam` or `milestone`.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// The assessment, where it belongs to one.
    pub assessment_id: Uuid,
    /// The item of the POA&M, where it belongs to one.
    pub poam_id: Uuid,
    /// The requirement, where it is about one.
    pub requirement: String,
    /// What it is called.
    pub title: String,
    /// Its day.
    pub day: Day,
    /// Who answers for it.
    pub person_id: Option<UserId>,
    /// Their name.
    pub person_name: Option<String>,
    /// When it was last changed.
    pub changed_at: Timestamp,
}

impl From<Dated> for Entry {
    fn from(row: Dated) -> Self {
        let poam = format!("/assessments/{}/poams/{}", row.assessment_id, row.poam_id);
        let (kind, path, title) = match row.kind.as_str() {
            "task" => (Kind::Task, format!("/tasks/{}", row.id), row.title),
            "request" => (Kind::Request, format!("/requests/{}", row.id), row.title),
            "evidence" => (Kind::Evidence, format!("/evidence/{}", row.id), row.title),
            "poam" => (Kind::Poam, poam, format!("{}: {}", row.requirement, short(&row.title))),
            _ => (Kind::Milestone, poam, format!("{}: {}", row.requirement, short(&row.title))),
        };
        Self {
            subject: format!("{}:{}", kind.word(), row.id),
            kind,
            day: row.day,
            title,
            path,
            person: row.person_id,
            person_name: row.person_name,
            changed_at: row.changed_at,
        }
    }
}

/// The first line, as far as it fits on a line of a calendar.
fn short(text: &str) -> String {
    const LETTERS_MAX: usize = 80;
    let line = text.lines().next().unwrap_or_default();
    match line.chars().count() > LETTERS_MAX || line.len() < text.trim_end().len() {
        true => format!("{}…", line.chars().take(LETTERS_MAX).collect::<String>().trim_end()),
        false => line.to_owned(),
    }
}

/// What is practised for a requirement, or an assessment.
#[derive(Debug, sqlx::FromRow)]
pub struct Said {
    /// `begun`, `completed` or `practice`.
    pub kind: String,
    /// The assessment.
    pub assessment_id: Uuid,
    /// What it was copied from.
    pub copied_from: Option<Uuid>,
    /// The system.
    pub system_id: Uuid,
    /// Its name.
    pub system: String,
    /// The level of the assessment.
    pub level: i64,
    /// The requirement, or empty.
    pub requirement: String,
    /// Months between two reviews.
    pub months: Option<i64>,
    /// The day of the last review; or that of completion.
    pub day: Option<Day>,
    /// Until when the evidence of a completed assessment is kept.
    pub kept_until: Option<Day>,
    /// A claim about the requirement; or the result.
    pub body: Option<Json<serde_json::Value>>,
    /// Whether reviews are still noted.
    pub is_open: bool,
    /// Who answers for it.
    pub person_id: Option<UserId>,
    /// Their name.
    pub person_name: Option<String>,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// When the assessment was started.
    pub started_at: Timestamp,
    /// Of how many of the built-in requirements something is said, where it is `begun`.
    pub practised: i64,
    /// Of how many of the organisation's own nothing is said, where it is `begun`.
    pub own_left: i64,
}

/// The days on which a requirement and its operational plan of action are to be reviewed.
pub fn reviews(said: &Said) -> Vec<Entry> {
    let at = format!(
        "/assessments/{}/requirements/{}",
        said.assessment_id,
        utf8_percent_encode(&said.requirement, SEGMENT)
    );
    let entry = |kind: Kind, day, path: String| Entry {
        subject: format!("{}:{}:{}", kind.word(), said.assessment_id, said.requirement),
        kind,
        day,
        title: format!("{}, {}", said.requirement, said.system),
        path,
        person: said.person_id,
        person_name: said.person_name.clone(),
        changed_at: said.changed_at,
    };
    let interval = Interval { own: said.months, ..Interval::default() };
    let next = interval.next(said.day, said.started_at.date_naive()).filter(|_| said.is_open);
    let claim = said.body.as_ref().and_then(|body| serde_json::from_value::<Claim>(body.0.clone()).ok());
    let plan = claim.and_then(|claim| claim.next_review_on());
    let review = next.map(|day| entry(Kind::Review, day, at.clone()));
    let plan_review = plan.map(|day| entry(Kind::PlanReview, day, format!("{at}/deficiency/reviews")));
    review.into_iter().chain(plan_review).collect()
}

/// The day of the first review in an assessment that was begun, for all the requirements of which nothing is said in
/// it: one entry, because nobody answers for any of them.
pub fn first_review(begun: &Said) -> Option<Entry> {
    let required = builtin::requirements(Level::numbered(begun.level).unwrap_or(Level::Two)).len();
    let practised = usize::try_from(begun.practised).unwrap_or(0);
    let count = required.saturating_sub(practised) + usize::try_from(begun.own_left).unwrap_or(0);
    let interval = Interval { own: begun.months, ..Interval::default() };
    let day = interval.next(None, begun.started_at.date_naive()).filter(|_| count > 0)?;
    let what = if count == 1 { "requirement" } else { "requirements" };
    Some(Entry {
        kind: Kind::Review,
        subject: format!("{}:{}", Kind::Review.word(), begun.assessment_id),
        day,
        title: format!("{count} {what} nobody answers for, {}", begun.system),
        path: format!("/assessments/{}/review-days", begun.assessment_id),
        person: None,
        person_name: None,
        changed_at: begun.changed_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_weakness_is_cut_at_its_first_line() {
        assert_eq!(short("Doors stay open"), "Doors stay open");
        assert_eq!(short("Doors stay open\nand windows"), "Doors stay open…");
        assert_eq!(short(&"ä".repeat(81)).chars().count(), 81);
    }
}
