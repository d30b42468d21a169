//! The steps of an item, in an order that people choose.

use super::Limits;
use crate::kernel::{Error, Problems, Result, env::Day, text::Line};
use serde::Serialize;
use uuid::Uuid;

id!(
    /// One step of an item.
    MilestoneId
);

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow, Serialize)]
pub struct Milestone {
    /// Its id.
    pub id: MilestoneId,
    /// Where it stands among the others.
    pub place: i64,
    /// What is done by then.
    pub words: Line,
    /// By when.
    pub due_on: Day,
    /// The day it was done.
    pub done_on: Option<Day>,
    /// How often it was changed.
    pub version: i64,
}

/// A task about a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MilestoneTask {
    /// The task.
    pub id: Uuid,
    /// The step.
    pub milestone_id: MilestoneId,
    /// What is to be done.
    pub title: String,
    /// By when.
    pub due_on: Day,
    /// `open`, `done` or `closed`.
    pub state: String,
}

/// What somebody says about a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NewMilestone {
    /// What is done by then.
    pub words: Line,
    /// By when.
    pub due_on: Day,
    /// The day it was done.
    pub done_on: Option<Day>,
}

impl NewMilestone {
    /// Checks its days against today and the day its item is due; `before` is the day it had.
    pub fn check(self, today: Day, item_due_on: Day, before: Option<Day>) -> Result<Self> {
        let mut problems = Problems::new();
        let limits = Limits { today, before, ..Limits::default() };
        if self.due_on > item_due_on {
            let text = format!("The whole item is due on {item_due_on}. A milestone comes before that.");
            problems.insert("milestone_due_on", text);
        } else if let Some(problem) = limits.refuse(self.due_on).filter(|_| self.done_on.is_none()) {
            problems.insert("milestone_due_on", problem);
        }
        if self.done_on.is_some_and(|day| day > today) {
            problems.insert("milestone_done_on", "Enter a day that has come.".into());
        }
        if problems.is_empty() { Ok(self) } else { Err(Error::Invalid(problems)) }
    }
}

/// Where a step is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// One place up.
    Up,
    /// One place down.
    Down,
}

/// The two steps that change places when `id` is moved; none at the end of the list. `NotFound` if it is not there.
pub fn moved(all: &[Milestone], id: MilestoneId, way: Way) -> Result<Option<(&Milestone, &Milestone)>> {
    let at = all.iter().position(|one| one.id == id).ok_or(Error::NotFound)?;
    let other = match way {
        Way::Up => at.checked_sub(1),
        Way::Down => Some(at + 1),
    };
    Ok(other.and_then(|other| all.get(other)).map(|other| (&all[at], other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn milestone(n: i64) -> Milestone {
        Milestone {
            id: MilestoneId(uuid::Uuid::from_u128(u128::try_from(n).unwrap())),
            place: n,
            words: Line::parse("Order the filter", "").unwrap(),
            due_on: day("2026-04-01"),
            done_on: None,
            version: 1,
        }
    }

    fn new(due_on: &str, done_on: Option<&str>) -> NewMilestone {
        NewMilestone { words: milestone(1).words, due_on: day(due_on), done_on: done_on.map(day) }
    }

    #[test]
    fn a_step_changes_places_with_its_neighbour_and_stops_at_the_ends() {
        let all = [milestone(1), milestone(2), milestone(3)];
        let ids =
            |way, n: usize| moved(&all, all[n].id, way).unwrap().map(|(one, other)| (one.place, other.place));

        assert_eq!(ids(Way::Up, 1), Some((2, 1)));
        assert_eq!(ids(Way::Down, 1), Some((2, 3)));
        assert_eq!((ids(Way::Up, 0), ids(Way::Down, 2)), (None, None));
        assert!(moved(&all, milestone(9).id, Way::Up).is_err());
    }

    #[test]
    fn a_step_lies_between_today_and_the_end_of_its_item() {
        let check = |new: NewMilestone| new.check(day("2026-03-02"), day("2026-05-01"), None).is_ok();

        assert!(check(new("2026-03-02", None)) && check(new("2026-05-01", None)));
        assert!(!check(new("2026-05-02", None)) && !check(new("2026-03-01", None)));
    }

    #[test]
    fn a_step_that_was_taken_may_have_been_due_before() {
        let check = |done| new("2026-02-01", Some(done)).check(day("2026-03-02"), day("2026-05-01"), None);

        assert!(check("2026-02-03").is_ok());
        assert!(check("2026-03-03").is_err());
    }
}
