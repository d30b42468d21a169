//! The story of a score: where an assessment stood before and after each change of it, and what the change was.

use super::picture::Picture;
use crate::kernel::{Result, env::Timestamp};
use serde::Serialize;

id!(
    /// One change of where an assessment stands.
    PointId
);

/// Where an assessment stands, in numbers that are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ends {
    /// The score, once there is one.
    pub score: Option<i64>,
    /// The highest that is possible: the score itself, once there is one.
    pub best: Option<i64>,
    /// The lowest.
    pub worst: Option<i64>,
    /// The status that this allows.
    pub status: String,
    /// Objectives without a result.
    pub unassessed: i64,
}

/// What was done.
#[derive(Clone, Debug)]
pub struct Cause<'a> {
    /// As the trail names it.
    pub action: &'static str,
    /// The requirement it was done to.
    pub requirement: &'a str,
    /// The objective, if it was one.
    pub objective: &'a str,
    /// The word of the result that was given; empty where none was.
    pub result: &'static str,
}

/// A change that is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Point {
    /// Its id.
    pub id: PointId,
    /// When.
    pub at: Timestamp,
    /// Who did it, by the name of that day.
    pub by_name: String,
    /// What was done, as the trail names it.
    pub action: String,
    /// The requirement it was done to.
    pub requirement: String,
    /// The objective, if it was one.
    pub objective: String,
    /// The word of the result that was given.
    pub result: String,
    /// The score before; and so on.
    pub score_before: Option<i64>,
    /// The highest before.
    pub best_before: Option<i64>,
    /// The lowest before.
    pub worst_before: Option<i64>,
    /// The score after; and so on.
    pub score: Option<i64>,
    /// The highest after.
    pub best: Option<i64>,
    /// The lowest after.
    pub worst: Option<i64>,
    /// The status that this allows.
    pub status: String,
    /// Objectives without a result after it.
    pub unassessed: i64,
}

impl Ends {
    /// Where `picture` stands.
    pub fn of(picture: &Picture) -> Result<Self> {
        let standing = picture.standing()?;
        let (done, total) = picture.progress();
        let number = |end: Option<i32>| end.or(standing.score).map(i64::from);
        Ok(Self {
            score: standing.score.map(i64::from),
            best: number(standing.best),
            worst: number(standing.worst),
            status: standing.status.clone(),
            unassessed: i64::try_from(total - done).unwrap_or(i64::MAX),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::{
        Mark,
        specimen::{found, pictured},
    };

    #[test]
    fn while_something_is_open_the_ends_are_the_range() {
        let ends = Ends::of(&pictured(2, vec![found("3.1.1", "a", Mark::NotMet)])).unwrap();

        assert_eq!((ends.score, ends.best, ends.worst, ends.unassessed), (None, Some(105), Some(-203), 319));
        assert_eq!(ends.status, "Incomplete");
    }

    #[test]
    fn level_1_has_no_number_and_still_a_story() {
        let ends = Ends::of(&pictured(1, Vec::new())).unwrap();

        assert_eq!((ends.score, ends.best, ends.status.as_str()), (None, None, "No CMMC Status"));
    }
}
