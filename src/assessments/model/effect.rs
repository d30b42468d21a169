//! What a change of one requirement would do to the score, shown before anybody makes it.

use super::picture::Picture;
use crate::kernel::Result;
use serde::Serialize;

/// Where an assessment stands before and after a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// The requirement that changes.
    pub requirement: String,
    /// The highest score there is; none at Level 1.
    pub maximum: Option<i32>,
    /// The lowest score that a Conditional status needs; none at Level 1.
    pub needed: Option<i32>,
    /// As it is.
    pub before: Stand,
    /// As it would be.
    pub after: Stand,
    /// What would still stand in the way of a status.
    pub hurdles: Vec<String>,
}

/// One of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stand {
    /// Points that the requirement costs.
    pub points: i32,
    /// The word of its result: `met`, `not_met`, `not_applicable`, `unassessed`.
    pub result: &'static str,
    /// The score, once there is one.
    pub score: Option<i32>,
    /// The highest score that is possible, while there is none.
    pub best: Option<i32>,
    /// The lowest.
    pub worst: Option<i32>,
    /// The status that this allows.
    pub status: String,
    /// The status if everything that is open turns out met.
    pub status_at_best: String,
}

impl Effect {
    /// What `after` is beside `before`, with an eye on one requirement.
    pub fn of(before: &Picture, after: &Picture, requirement: &str) -> Result<Self> {
        let then = after.standing()?;
        Ok(Self {
            requirement: requirement.to_owned(),
            maximum: then.maximum,
            needed: then.needed,
            before: Stand::of(before, requirement)?,
            after: Stand::of(after, requirement)?,
            hurdles: then.hurdles.iter().map(|one| format!("{} ({})", one.words, one.citation)).collect(),
        })
    }
}

impl Stand {
    fn of(picture: &Picture, requirement: &str) -> Result<Self> {
        let standing = picture.standing()?;
        let row = standing.rows.iter().find(|row| row.requirement == requirement);
        Ok(Self {
            points: row.map_or(0, |row| row.points),
            result: row.map_or("unassessed", |row| row.result.word()),
            score: standing.score,
            best: standing.best,
            worst: standing.worst,
            status: standing.status.clone(),
            status_at_best: standing.status_at_best.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::{Mark, specimen::picture};

    /// Everything met with evidence, but for one requirement.
    fn but_for(id: &str) -> Picture {
        let mut all = picture(2);
        for line in &mut all.lines {
            let mark = if line.id == id { Mark::NotMet } else { Mark::Met };
            for cell in &mut line.cells {
                cell.mark = mark;
                cell.finals = 1;
            }
        }
        all
    }

    #[test]
    fn an_entry_on_the_plan_gives_no_point_and_a_conditional_status() {
        let before = but_for("3.1.3");
        let effect =
            Effect::of(&before, &before.supposing("3.1.3", |line| line.is_on_poam = true), "3.1.3").unwrap();

        assert_eq!((effect.before.score, effect.after.score), (Some(109), Some(109)));
        assert_eq!((effect.before.points, effect.after.points), (1, 1));
        assert_eq!(effect.before.status, "No CMMC Status");
        assert_eq!(effect.after.status, "Conditional Level 2 (Self)");
        assert!(effect.hurdles.is_empty());
    }

    #[test]
    fn what_is_open_leaves_a_range() {
        let mut before = but_for("3.1.3");
        before.lines[0].cells[0].mark = Mark::Unassessed;
        let effect =
            Effect::of(&before, &before.supposing("3.1.3", |line| line.is_on_poam = true), "3.1.3").unwrap();

        assert_eq!((effect.after.score, effect.after.best, effect.after.worst), (None, Some(109), Some(104)));
        assert_eq!(effect.before.status_at_best, "No CMMC Status");
        assert_eq!(effect.after.status_at_best, "Conditional Level 2 (Self)");
    }
}
