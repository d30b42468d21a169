//! What some fixes come to: the score and the status then, what stays on the POA&M, and the day it becomes true.

use super::{due::Dues, plan::Fixes};
use crate::assessments::{Line, Mark, Picture, Rest, Standing};
use crate::kernel::{Result, env::Day};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where an assessment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stand {
    /// The score, once there is one.
    pub score: Option<i32>,
    /// The highest score that is possible, while there is none.
    pub best: Option<i32>,
    /// The lowest.
    pub worst: Option<i32>,
    /// The status that this allows.
    pub status: String,
    /// The status if everything that is still open turns out NOT MET.
    pub status_at_worst: String,
    /// The status if it turns out MET.
    pub status_at_best: String,
    /// Requirements that are MET or N/A.
    pub met: usize,
    /// Requirements that are open.
    pub open: usize,
}

/// A requirement that is not MET.
#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    /// Its id.
    pub id: String,
    /// Its short name.
    pub title: String,
    /// What it costs when NOT MET; none where it has no value.
    pub points: Option<i32>,
    /// Whether it is NOT MET; else it is open.
    pub is_not_met: bool,
    /// Objectives to bring to MET with final evidence.
    pub work: usize,
    /// Whether it stands on the POA&M.
    pub is_on_poam: bool,
    /// Whether it may stand there.
    pub may_be_on_poam: bool,
    /// By when it is fixed, if a day is set.
    pub due_on: Option<Day>,
}

/// A requirement that stays NOT MET and may stand on the POA&M.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Its id.
    pub id: String,
    /// Its short name.
    pub title: String,
    /// What it costs.
    pub points: i32,
    /// Whether an item of it is open; else one is still to be entered.
    pub is_entered: bool,
}

/// A day on which fixes are due, and where that leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The day.
    pub on: Day,
    /// What is fixed on it.
    pub fixes: Vec<String>,
    /// Where the assessment stands then.
    pub stand: Stand,
}

/// What some fixes come to.
#[derive(Clone, Debug, Serialize)]
pub struct Outlook {
    /// The highest score there is; none at Level 1.
    pub maximum: Option<i32>,
    /// The lowest score that a Conditional status needs; none at Level 1.
    pub needed: Option<i32>,
    /// As it is.
    pub now: Stand,
    /// As it would be.
    pub then: Stand,
    /// What stays on the POA&M.
    pub left: Vec<Left>,
    /// What would still stand in the way of a status.
    pub hurdles: Vec<String>,
    /// Day after day, as the fixes are due.
    pub steps: Vec<Step>,
    /// The day on which all of it is true; none while a fix has no day.
    pub on: Option<Day>,
    /// The fixes that no day is set for.
    pub undated: Vec<String>,
    /// The first day on which the status is Conditional or Final whatever becomes of what is open.
    pub status_on: Option<(Day, String)>,
}

/// The requirements of `picture` that are not MET, in catalogue order.
pub fn candidates(picture: &Picture, dues: &Dues) -> Result<Vec<Candidate>> {
    let candidate = |line: &Line, result: Mark| Candidate {
        id: line.id.clone(),
        title: line.title.clone(),
        points: points(picture, line),
        is_not_met: result == Mark::NotMet,
        work: line.work(),
        is_on_poam: line.is_on_poam,
        may_be_on_poam: may_stay(line),
        due_on: dues.day(&line.id),
    };
    let not_met = picture.standing()?.rows.iter().filter(|row| !counts(row.result));
    Ok(not_met.filter_map(|row| Some(candidate(picture.line(&row.requirement)?, row.result))).collect())
}

/// What a requirement costs as it is found; what it would cost where that is not known yet.
pub fn points(picture: &Picture, line: &Line) -> Option<i32> {
    let row = picture.standing().ok()?.rows.iter().find(|row| row.requirement == line.id)?;
    [Some(row.points), line.weight].into_iter().flatten().find(|points| *points > 0)
}

fn counts(result: Mark) -> bool {
    matches!(result, Mark::Met | Mark::NotApplicable)
}

fn may_stay(line: &Line) -> bool {
    line.poam_verdict(line.partial_case).is_some_and(|verdict| verdict.allowed)
}

impl Outlook {
    /// What `fixes` come to in `picture`.
    pub fn of(picture: &Picture, fixes: &Fixes, dues: &Dues) -> Result<Self> {
        let ids = fixes.ids();
        let after = picture.fixing(&ids, Rest::Open)?;
        let standing = after.standing()?;
        let steps = steps(picture, &ids, dues)?;
        let then = Stand::of(&after, picture, &ids)?;
        let undated: Vec<String> =
            ids.iter().filter(|id| dues.day(id).is_none()).map(|id| (*id).to_owned()).collect();
        let reached = steps.iter().find(|step| is_status(&step.stand.status_at_worst));
        Ok(Self {
            maximum: standing.maximum,
            needed: standing.needed,
            now: Stand::of(picture, picture, &BTreeSet::new())?,
            left: left(picture, standing),
            hurdles: standing.hurdles.iter().map(|one| format!("{} ({})", one.words, one.citation)).collect(),
            on: steps.last().map(|step| step.on).filter(|_| undated.is_empty()),
            status_on: reached.map(|step| (step.on, step.stand.status_at_worst.clone())),
            undated,
            steps,
            then,
        })
    }
}

fn is_status(name: &str) -> bool {
    name.starts_with("Conditional") || name.starts_with("Final")
}

impl Stand {
    /// Where `after` stands, which is `before` with these fixes.
    fn of(after: &Picture, before: &Picture, fixes: &BTreeSet<&str>) -> Result<Self> {
        let standing = after.standing()?;
        let worst = before.fixing(fixes, Rest::NotMet)?;
        Ok(Self {
            score: standing.score,
            best: standing.best,
            worst: standing.worst,
            status: standing.status.clone(),
            status_at_worst: worst.standing()?.status.clone(),
            status_at_best: standing.status_at_best.clone(),
            met: standing.rows.iter().filter(|row| counts(row.result)).count(),
            open: standing.open().count(),
        })
    }
}

/// What is known to be NOT MET then and may stay so on the POA&M.
fn left(before: &Picture, then: &Standing) -> Vec<Left> {
    let rows = then.rows.iter().filter(|row| row.result == Mark::NotMet);
    let left = |(line, points): (&Line, i32)| Left {
        id: line.id.clone(),
        title: line.title.clone(),
        points,
        is_entered: line.is_on_poam,
    };
    let lines = rows.filter_map(|row| Some((before.line(&row.requirement)?, row.points)));
    lines.filter(|(line, _)| may_stay(line)).map(left).collect()
}

fn steps(picture: &Picture, fixes: &BTreeSet<&str>, dues: &Dues) -> Result<Vec<Step>> {
    let mut days = BTreeMap::<Day, Vec<&str>>::new();
    for id in fixes {
        if let Some(day) = dues.day(id) {
            days.entry(day).or_default().push(id);
        }
    }
    let mut done = BTreeSet::new();
    let mut steps = Vec::new();
    for (on, fixed) in days {
        done.extend(fixed.iter().copied());
        let stand = Stand::of(&picture.fixing(&done, Rest::Open)?, picture, &done)?;
        steps.push(Step { on, fixes: fixed.into_iter().map(str::to_owned).collect(), stand });
    }
    Ok(steps)
}

#[cfg(test)]
mod tests;
