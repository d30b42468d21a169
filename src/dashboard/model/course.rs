//! Where an assessment came from and where it goes: the line of its score, and how fast objectives are assessed.

use super::chart::{Chart, Span};
use crate::assessments::{Ends, Picture, Point, Rest};
use crate::kernel::{
    Result,
    env::{Day, Timestamp},
};
use chrono::{NaiveTime, TimeDelta};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The score when the items of the POA&M that are due by a day are closed by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ahead {
    /// The day.
    pub on: Day,
    /// The requirements whose last item is due on it.
    pub requirements: Vec<String>,
    /// The score then, or what it lies between.
    pub score: String,
    /// The highest score then.
    #[serde(skip)]
    best: i64,
}

impl Ahead {
    /// Day by day, what `dues` lead to.
    pub fn all(picture: &Picture, dues: &[(&str, Day)]) -> Result<Vec<Self>> {
        let mut last = BTreeMap::<&str, Day>::new();
        for (requirement, day) in dues {
            let known = last.entry(requirement).or_insert(*day);
            *known = (*known).max(*day);
        }
        let mut days = BTreeMap::<Day, Vec<&str>>::new();
        for (requirement, day) in last {
            days.entry(day).or_default().push(requirement);
        }
        let (mut closed, mut ahead) = (BTreeSet::new(), Vec::new());
        for (on, requirements) in days {
            closed.extend(requirements.iter().copied());
            let ends = Ends::of(&picture.fixing(&closed, Rest::Open)?)?;
            ahead.push(Self {
                on,
                requirements: requirements.into_iter().map(str::to_owned).collect(),
                score: super::story::ends(ends.score, ends.best, ends.worst),
                best: ends.best.unwrap_or(0),
            });
        }
        Ok(ahead)
    }
}

/// The line of the score.
#[derive(Clone, Debug, Serialize)]
pub struct Course {
    /// The drawing.
    pub chart: Chart,
    /// Its left end.
    pub from: Day,
    /// Its right end.
    pub to: Day,
    /// Its lowest value.
    pub low: i64,
}

impl Course {
    /// The line from the first of `points`, which are the latest first, to the last day ahead; none at Level 1.
    pub fn of(picture: &Picture, points: &[Point], ahead: &[Ahead], now: Timestamp) -> Result<Option<Self>> {
        let standing = picture.standing()?;
        let today = Ends::of(picture)?;
        let (Some(maximum), Some(needed), Some(best), Some(worst)) =
            (standing.maximum, standing.needed, today.best, today.worst)
        else {
            return Ok(None);
        };
        let line = |before: fn(&Point) -> Option<i64>, after: fn(&Point) -> Option<i64>, end: i64| {
            let begun = points.last().and_then(|first| Some((first.at, before(first)?)));
            let kept = points.iter().rev().filter_map(|point| Some((point.at, after(point)?)));
            begun.into_iter().chain(kept).chain([(now, end)]).collect::<Vec<_>>()
        };
        let high = line(|p| p.best_before, |p| p.best, best);
        let low = line(|p| p.worst_before, |p| p.worst, worst);
        let future: Vec<_> = ahead.iter().map(|step| (morning(step.on), step.best)).collect();
        let span = Span {
            from: high.first().map_or(now, |(at, _)| *at),
            to: future.last().map_or(now, |(at, _)| now.max(*at)),
            low: low.iter().map(|(_, value)| *value).min().unwrap_or(worst).min(i64::from(needed)),
            high: i64::from(maximum),
        };
        let to_come: Vec<_> =
            [(now, best)].into_iter().chain(future.into_iter().filter(|(at, _)| *at > now)).collect();
        let chart = Chart {
            best: span.steps(&high),
            worst: span.steps(&low),
            ahead: span.steps(&to_come),
            today: span.x(now),
            needed: Some(span.y(i64::from(needed))),
            maximum: Some(span.y(i64::from(maximum))),
        };
        Ok(Some(Self { chart, from: span.from.date_naive(), to: span.to.date_naive(), low: span.low }))
    }
}

fn morning(day: Day) -> Timestamp {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// How fast objectives are assessed.
#[derive(Clone, Debug, Serialize)]
pub struct BurnDown {
    /// The drawing.
    pub chart: Chart,
    /// The day it begins.
    pub from: Day,
    /// Objectives without a result.
    pub left: i64,
    /// Objectives in all.
    pub total: i64,
    /// How many fewer there are than two weeks ago.
    pub lately: i64,
    /// When none is left, if it goes on like that.
    pub done_on: Option<Day>,
}

/// The days that the pace is measured over.
const PACE: TimeDelta = TimeDelta::days(14);

impl BurnDown {
    /// The line from the day the assessment was started.
    pub fn of(picture: &Picture, points: &[Point], now: Timestamp) -> Result<Self> {
        let left = Ends::of(picture)?.unassessed;
        let total = i64::try_from(picture.progress().1).unwrap_or(i64::MAX);
        let from = picture.assessment.created_at;
        let kept = points.iter().rev().map(|point| (point.at, point.unassessed));
        let line: Vec<_> = [(from, total)].into_iter().chain(kept).chain([(now, left)]).collect();
        let then = line.iter().rev().find(|(at, _)| *at <= now - PACE).or(line.first());
        let lately = then.map_or(0, |(_, value)| (value - left).max(0));
        let span = Span { from, to: now, low: 0, high: total };
        let days_left = (lately > 0 && left > 0).then(|| (left * PACE.num_days()).div_euclid(lately) + 1);
        Ok(Self {
            chart: Chart { best: span.steps(&line), today: span.x(now), ..Chart::default() },
            from: from.date_naive(),
            left,
            total,
            lately,
            done_on: days_left
                .and_then(|days| now.date_naive().checked_add_signed(TimeDelta::days(days.min(36_500)))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::{Mark, specimen};

    fn half_done() -> Picture {
        let mut picture = specimen::picture(2);
        for cell in picture.lines.iter_mut().flat_map(|line| &mut line.cells).take(160) {
            cell.mark = Mark::NotMet;
            cell.finals = 1;
        }
        picture
    }

    #[test]
    fn the_pace_of_two_weeks_says_when_nothing_is_left() {
        let now = Timestamp::UNIX_EPOCH + TimeDelta::days(14);

        let pace = BurnDown::of(&half_done(), &[], now).unwrap();

        assert_eq!((pace.left, pace.total, pace.lately), (160, 320, 160));
        assert_eq!(pace.done_on, Some((now + TimeDelta::days(15)).date_naive()));
        assert_eq!(pace.chart.best, "0.0,0.0 640.0,0.0 640.0,80.0");
    }

    #[test]
    fn what_is_due_ahead_lifts_the_score_on_the_day_of_its_last_item() {
        let mut picture = half_done();
        for cell in picture.lines.iter_mut().flat_map(|line| &mut line.cells) {
            cell.mark = Mark::Met;
            cell.finals = 1;
        }
        picture.lines[2].cells[0].mark = Mark::NotMet;
        let day = |n| Day::from_ymd_opt(2026, 3, n).unwrap();
        let id = picture.lines[2].id.clone();

        let ahead = Ahead::all(&picture, &[(&id, day(9)), (&id, day(20))]).unwrap();

        let told: Vec<_> = ahead.iter().map(|step| (step.on, step.score.as_str())).collect();
        assert_eq!((id.as_str(), told), ("3.1.3", vec![(day(20), "110")]));
    }

    #[test]
    fn level_1_has_no_line_of_a_score() {
        let course = Course::of(&specimen::picture(1), &[], &[], Timestamp::UNIX_EPOCH).unwrap();

        assert!(course.is_none());
    }
}
