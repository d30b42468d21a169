//! Who is to be reminded of what on a day. Where several reminders fell on days on which nobody was reminded, only the
//! last of them is still worth a word.

use super::{Person, Rules};
use crate::access::Role;
use crate::calendar::{Entry, Kind};
use crate::kernel::{env::Day, id::UserId};
use chrono::{Days, TimeDelta};

/// A reminder that is older is not made up for.
pub const CATCH_UP_DAYS: i64 = 31;

/// A reminder that is due.
#[derive(Clone, Copy, Debug)]
pub struct Due<'a> {
    /// Whom to tell.
    pub person: &'a Person,
    /// Of what.
    pub entry: &'a Entry,
    /// How many days before (below 0) or after its day the rule says.
    pub step: i64,
    /// Whether somebody else should have reacted.
    pub is_escalation: bool,
}

/// What tells a reminder from every other: to whom, of what sort, of what, of which day, and which step.
pub type Key = (UserId, String, String, Day, i64);

impl Due<'_> {
    /// What tells it from every other.
    pub fn key(&self) -> Key {
        let Due { person, entry, step, .. } = self;
        (person.id, entry.kind.word().to_owned(), entry.subject.clone(), entry.day, *step)
    }

    /// Whether it should have been said before yesterday, and was there to be said then.
    pub fn is_late(&self, today: Day) -> bool {
        let said_on = self.entry.day + TimeDelta::days(self.step);
        (today - said_on).num_days() > 1 && self.entry.changed_at.date_naive() <= said_on
    }

    /// Who answers for it, where that is somebody else.
    pub fn who(&self) -> &str {
        let is_other = self.entry.person != Some(self.person.id);
        self.entry.person_name.as_deref().filter(|_| is_other).unwrap_or_default()
    }
}

/// The days that can be the reason for a reminder on `today`.
pub fn window(rules: &Rules, today: Day) -> (Day, Day) {
    let all = Kind::ALL.map(|kind| rules.of(kind));
    let most = |days: &mut dyn Iterator<Item = i64>| u64::try_from(days.max().unwrap_or(0)).unwrap_or(0);
    let before = most(&mut all.iter().flat_map(|rule| rule.before.iter().copied()));
    let after = most(&mut all.iter().flat_map(|rule| rule.after.iter().copied().chain(rule.lead_after)));
    let back = after + CATCH_UP_DAYS.unsigned_abs();
    (
        today.checked_sub_days(Days::new(back)).unwrap_or(today),
        today.checked_add_days(Days::new(before)).unwrap_or(today),
    )
}

/// Everybody who is to be reminded, of everything, whether they were already or not.
pub fn due<'a>(entries: &'a [Entry], people: &'a [Person], rules: &Rules, today: Day) -> Vec<Due<'a>> {
    let leads = leads(people);
    let mut all = Vec::new();
    for entry in entries {
        let rule = rules.of(entry.kind);
        let owner = people.iter().find(|person| Some(person.id) == entry.person);
        if let Some(step) = reached(rule.steps(), entry.day, today) {
            let told = owner.map_or_else(|| leads.clone(), |owner| vec![owner]);
            let told = told.into_iter().filter(|person| !person.mutes(entry.kind));
            all.extend(told.map(|person| Due { person, entry, step, is_escalation: false }));
        }
        let (Some(owner), Some(step)) = (owner, reached(rule.lead_after.into_iter(), entry.day, today))
        else {
            continue;
        };
        let others = leads.iter().filter(|lead| lead.id != owner.id);
        all.extend(others.map(|person| Due { person, entry, step, is_escalation: true }));
    }
    all
}

/// The compliance leads; the administrators where there is none.
fn leads(people: &[Person]) -> Vec<&Person> {
    let of = |role: Role| people.iter().filter(|person| person.role == role).collect::<Vec<_>>();
    let leads = of(Role::Lead);
    if leads.is_empty() { of(Role::Admin) } else { leads }
}

/// The last of `steps` that lies behind, unless that is too long ago.
fn reached(steps: impl Iterator<Item = i64>, day: Day, today: Day) -> Option<i64> {
    let passed = (today - day).num_days();
    steps.filter(|step| (0..=CATCH_UP_DAYS).contains(&(passed - step))).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_reminder_that_was_missed_is_made_up_for() {
        let day: Day = "2026-03-20".parse().unwrap();
        let on = |today: &str| reached([-7, -1, 0, 7].into_iter(), day, today.parse().unwrap());

        let told = [
            "2026-03-12",
            "2026-03-13",
            "2026-03-18",
            "2026-03-19",
            "2026-03-22",
            "2026-03-27",
            "2026-05-01",
        ];
        assert_eq!(told.map(on), [None, Some(-7), Some(-7), Some(-1), Some(0), Some(7), None]);
    }

    #[test]
    fn the_window_holds_everything_that_a_rule_can_reach() {
        let (from, to) = window(&Rules::default(), "2026-03-01".parse().unwrap());

        assert_eq!((from.to_string().as_str(), to.to_string().as_str()), ("2026-01-15", "2026-08-28"));
    }
}
