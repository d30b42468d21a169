//! The days of a request: when it is due, how long an upload link works, when the next one is due.

use crate::kernel::env::{Day, Timestamp};
use chrono::{Days, NaiveTime, TimeDelta};

/// An upload link works so many days longer than its request is due.
const GRACE_DAYS: u64 = 14;
/// And no longer than this from when it is sent.
const LINK_DAYS_MAX: i64 = 60;

/// Evidence is asked for anew at most so many days before it runs out.
pub const AHEAD_DAYS: i64 = 30;
/// Nobody gets less time than this for what the program asks for.
const SHORTEST_DAYS: u64 = 14;

/// The day, if it may be asked for until then. One that has passed is taken only where it stood there `before`.
pub fn check_due(day: Day, today: Day, is_outside: bool, before: Option<Day>) -> Result<Day, String> {
    let is_far = (day - today).num_days() > LINK_DAYS_MAX;
    match () {
        () if day < today && Some(day) != before => {
            Err("This day has passed. Enter today or a later one.".into())
        }
        () if is_far && is_outside => Err(format!(
            "An upload link works for {LINK_DAYS_MAX} days at most. Enter a day within them, or ask later."
        )),
        () => Ok(day),
    }
}

/// Until when a link works that is sent `now`.
pub fn link_until(due_on: Day, now: Timestamp) -> Timestamp {
    let last = due_on.max(now.date_naive()) + Days::new(GRACE_DAYS + 1);
    last.and_time(NaiveTime::MIN).and_utc().min(now + TimeDelta::days(LINK_DAYS_MAX))
}

/// Whether the next one is to be made of what was accepted on `decided_on`: its day has come, or what came in runs out
/// soon. What lasts less than twice the usual time ahead is asked for half-way, not on the day after it came in.
pub fn is_due_again(renew_on: Option<Day>, valid_until: Option<Day>, decided_on: Day, today: Day) -> bool {
    let runs_out = |until: Day| until - today <= ((until - decided_on) / 2).min(TimeDelta::days(AHEAD_DAYS));
    renew_on.is_some_and(|day| day <= today) || valid_until.is_some_and(runs_out)
}

/// When the next version is due of what is valid until then, and is asked for `today`.
pub fn renewal_due(valid_until: Option<Day>, today: Day) -> Day {
    let (soonest, latest) = (today + Days::new(SHORTEST_DAYS), today + TimeDelta::days(AHEAD_DAYS));
    valid_until.map_or(latest, |day| day.clamp(soonest, latest))
}
