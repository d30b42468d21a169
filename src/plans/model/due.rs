//! When a fix is done, from the days that are set already.

use crate::kernel::env::Day;
use std::collections::BTreeMap;

/// A day that something about a requirement is due on.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Due {
    /// The requirement.
    pub requirement: String,
    /// The latest due day of its open POA&M items.
    pub poam_on: Option<Day>,
    /// The latest due day of the open tasks about it.
    pub task_on: Option<Day>,
}

/// The days of an assessment's fixes.
#[derive(Clone, Debug, Default)]
pub struct Dues(BTreeMap<String, Day>);

impl Dues {
    /// A requirement is fixed when the last of its open POA&M items and tasks is done.
    pub fn of(rows: Vec<Due>) -> Self {
        let last = |due: Due| Some((due.requirement, due.poam_on.max(due.task_on)?));
        let mut days = BTreeMap::new();
        for (requirement, day) in rows.into_iter().filter_map(last) {
            let known = days.entry(requirement).or_insert(day);
            *known = day.max(*known);
        }
        Self(days)
    }
    /// The day by which `requirement` is fixed, if one is set.
    pub fn day(&self, requirement: &str) -> Option<Day> {
        self.0.get(requirement).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fix_waits_for_the_last_thing_that_is_planned_for_it() {
        let day = |n| Day::from_ymd_opt(2026, 3, n);
        let due =
            |requirement: &str, poam_on, task_on| Due { requirement: requirement.into(), poam_on, task_on };

        let dues = Dues::of(vec![
            due("3.1.1", day(4), None),
            due("3.1.1", None, day(9)),
            due("3.1.2", day(7), day(5)),
            due("3.1.3", None, None),
        ]);

        let days = ["3.1.1", "3.1.2", "3.1.3"].map(|id| dues.day(id));
        assert_eq!(days, [day(9), day(7), None]);
    }
}
