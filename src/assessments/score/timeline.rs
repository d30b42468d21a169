//! How long a status lasts: close-out, expiry, affirmation, keeping artifacts (32 CFR 170.15 to 170.22).
//!
//! A day that is named as an end is the last good day. What lies after `today` has not happened yet.

use super::cmmc_status::CmmcStatus;
use crate::catalogue::builtin::Level;
use crate::catalogue::pack::{Clock, RulePack};
use crate::kernel::env::Day;
use chrono::{Days, Months};
use serde::Serialize;

/// A close-out assessment of what stood on the plan of action and milestones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closeout {
    /// The day its result was posted.
    pub posted: Day,
    /// Whether everything on the plan was met. One thing that was not ends the status.
    pub all_met: bool,
}

/// What is known about a status that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimelineInput {
    /// The status that the assessment gave.
    pub initial_status: CmmcStatus,
    /// The day it was posted, if it gave a status.
    pub cmmc_status_date: Option<Day>,
    /// The day that is asked about.
    pub today: Day,
    /// The close-out, if there was one.
    pub closeout: Option<Closeout>,
    /// The day of the newest affirmation.
    pub last_affirmation: Option<Day>,
    /// Whether something stopped being met since.
    pub has_drifted: bool,
}

impl TimelineInput {
    /// A status that was reached on `on`. `before` is the status that the assessment began from, with its day: a Final
    /// status keeps the day of the Conditional one that it closes out in time (32 CFR 170.4).
    pub fn reached(pack: &RulePack, status: CmmcStatus, on: Day, before: Option<(CmmcStatus, Day)>) -> Self {
        let days = pack.clocks.closeout_days.length;
        let closed = before.filter(|(conditional, since)| {
            conditional.closed_out() == Some(status) && (*since..=add_days(*since, days)).contains(&on)
        });
        let (initial_status, since) = closed.unwrap_or((status, on));
        Self {
            initial_status,
            cmmc_status_date: Some(since),
            today: on,
            closeout: closed.map(|_| Closeout { posted: on, all_met: true }),
            last_affirmation: None,
            has_drifted: false,
        }
    }
}

/// What cannot be true of one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimelineProblem {
    /// A status was given, but no day.
    NoDate,
    /// A close-out of something that has nothing to close.
    NothingToClose,
    /// A close-out before the status it closes.
    CloseoutTooEarly,
}

/// Where a status stands on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// The status on that day.
    pub status_on_today: CmmcStatus,
    /// The day it counts from; a Final status keeps that of the Conditional one before it.
    pub cmmc_status_date: Option<Day>,
    /// Its last day, or the day on which it ended.
    pub status_expires: Option<Day>,
    /// The last day for the close-out of a Conditional status.
    pub closeout_deadline: Option<Day>,
    /// The last day artifacts are kept for.
    pub retain_artifacts_until: Option<Day>,
    /// The last day for the next affirmation.
    pub affirmation_due: Option<Day>,
    /// Whether the newest affirmation covers the status and is not older than a year.
    pub affirmation_current: bool,
    /// Whether there is a status and nothing has changed since.
    pub status_current: bool,
    /// Whether a contract can be awarded on it.
    pub award_eligible: bool,
}

impl Timeline {
    fn without_status(status: CmmcStatus) -> Self {
        Self {
            status_on_today: status,
            cmmc_status_date: None,
            status_expires: None,
            closeout_deadline: None,
            retain_artifacts_until: None,
            affirmation_due: None,
            affirmation_current: false,
            status_current: false,
            award_eligible: false,
        }
    }
}

/// Where the status stands on the day that is asked about.
pub fn timeline(pack: &RulePack, input: &TimelineInput) -> Result<Timeline, TimelineProblem> {
    let closes = input.initial_status.closed_out().is_some();
    if input.closeout.is_some() && !closes {
        return Err(TimelineProblem::NothingToClose);
    }
    let Some(level) = input.initial_status.level() else {
        return Ok(Timeline::without_status(input.initial_status));
    };
    let date = input.cmmc_status_date.ok_or(TimelineProblem::NoDate)?;
    if input.closeout.is_some_and(|closeout| closeout.posted < date) {
        return Err(TimelineProblem::CloseoutTooEarly);
    }
    let deadline = closes.then(|| add_days(date, pack.clocks.closeout_days.length));
    let (status, expires) = status_on(pack, input, level, date);
    let (affirmation_due, affirmation_current) = affirmation(pack, input, date, status);
    let has_status = status.level().is_some();
    let status_current = has_status && !input.has_drifted;
    Ok(Timeline {
        status_on_today: status,
        cmmc_status_date: has_status.then_some(date),
        status_expires: Some(expires),
        closeout_deadline: deadline,
        retain_artifacts_until: Some(add_years(date, pack.clocks.retention_years.length)),
        affirmation_due: Some(affirmation_due),
        affirmation_current,
        status_current,
        award_eligible: status_current && affirmation_current,
    })
}

/// How many years a status of this level lasts.
pub fn status_years(pack: &RulePack, level: Level) -> &Clock {
    match level {
        Level::One => &pack.clocks.level1_status_years,
        Level::Two => &pack.clocks.level2_status_years,
        Level::Three => &pack.clocks.level3_status_years,
    }
}

/// The status on the day, and its last day.
fn status_on(pack: &RulePack, input: &TimelineInput, level: Level, date: Day) -> (CmmcStatus, Day) {
    let term = add_years(date, status_years(pack, level).length);
    let until = |status, last: Day| {
        let holds = (date..=last).contains(&input.today);
        (if holds { status } else { CmmcStatus::NoStatus }, last)
    };
    let Some(closed) = input.initial_status.closed_out() else { return until(input.initial_status, term) };
    let deadline = add_days(date, pack.clocks.closeout_days.length);
    match happened(input) {
        Some(closeout) if closeout.posted > deadline => (CmmcStatus::NoStatus, deadline),
        Some(closeout) if closeout.all_met => until(closed, term),
        Some(closeout) => (CmmcStatus::NoStatus, closeout.posted),
        None => until(input.initial_status, deadline),
    }
}

/// When the next affirmation is due, and whether the newest one covers the status.
///
/// One is owed with every status and again after a close-out; from then on it lasts a year.
fn affirmation(pack: &RulePack, input: &TimelineInput, date: Day, status: CmmcStatus) -> (Day, bool) {
    let is_closed_out = Some(status) == input.initial_status.closed_out();
    let owed_since = match happened(input) {
        Some(closeout) if is_closed_out => closeout.posted,
        _ => date,
    };
    let newest = input.last_affirmation.filter(|day| (owed_since..=input.today).contains(day));
    match newest.map(|day| add_years(day, pack.clocks.affirmation_years.length)) {
        Some(due) => (due, input.today <= due),
        None => (owed_since, false),
    }
}

fn happened(input: &TimelineInput) -> Option<Closeout> {
    input.closeout.filter(|closeout| closeout.posted <= input.today)
}

fn add_days(day: Day, days: u32) -> Day {
    day.checked_add_days(Days::new(days.into())).unwrap_or(Day::MAX)
}

/// Years later; from 29 February to 28 February where there is no 29th.
fn add_years(day: Day, years: u32) -> Day {
    day.checked_add_months(Months::new(years.saturating_mul(12))).unwrap_or(Day::MAX)
}

#[cfg(test)]
mod tests;
