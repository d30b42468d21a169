//! The story of a score: each change of it with what was done and by whom.

use super::Fact;
use crate::assessments::Point;
use crate::kernel::env::Timestamp;
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

/// The evidence that a change stood on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// The piece that was linked last.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// How many others there were.
    pub more: i64,
}

/// A change of where an assessment stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// The score or its range before.
    pub before: String,
    /// And after.
    pub after: String,
    /// The status after.
    pub status: String,
    /// What was done, as the trail names it.
    pub action: String,
    /// The requirement it was done to.
    pub requirement: String,
    /// The objective, if it was one.
    pub objective: String,
    /// The word of the result that was given.
    pub result: String,
    /// What the score was after the change before this one, if evidence moved it in between.
    pub moved_from: Option<String>,
    /// What it stood on: the evidence of the objective on that day.
    pub evidence: Option<Shown>,
}

impl Change {
    /// The changes of the score among `points`, which are the latest first; `facts` know the evidence of some.
    pub fn all(points: &[Point], facts: &[Fact]) -> Vec<Self> {
        let older = points.iter().skip(1).map(Some).chain([None]);
        let tells = |(point, older): &(&Point, Option<&Point>)| {
            let before = (point.score_before, point.best_before, point.worst_before);
            before != (point.score, point.best, point.worst) || gap(point, *older).is_some()
        };
        let stood_on: HashMap<Uuid, &Fact> = facts
            .iter()
            .filter(|fact| fact.kind == "evidence")
            .filter_map(|fact| Some((fact.point?, fact)))
            .collect();
        points
            .iter()
            .zip(older)
            .filter(tells)
            .map(|(point, older)| Self::of(point, older, &stood_on))
            .collect()
    }

    fn of(point: &Point, older: Option<&Point>, stood_on: &HashMap<Uuid, &Fact>) -> Self {
        let p = point.clone();
        Self {
            before: told(p.score_before, p.best_before, p.worst_before),
            after: told(p.score, p.best, p.worst),
            evidence: stood_on.get(&point.id.0).and_then(|fact| Shown::of(fact)),
            moved_from: gap(point, older),
            at: p.at,
            by: p.by_name,
            status: p.status,
            action: p.action,
            requirement: p.requirement,
            objective: p.objective,
            result: p.result,
        }
    }
}

/// Where the change before left the score, if this one did not find it there.
fn gap(point: &Point, older: Option<&Point>) -> Option<String> {
    let older = older?;
    let left = (older.best, older.worst);
    (left != (point.best_before, point.worst_before)).then(|| told(older.score, older.best, older.worst))
}

impl Shown {
    fn of(fact: &Fact) -> Option<Self> {
        Some(Self { id: fact.id?, title: fact.words.clone(), more: fact.number - 1 })
    }
}

/// The same for a story, where two ends that have met are one number, whether it is a score already or not.
fn told(score: Option<i64>, best: Option<i64>, worst: Option<i64>) -> String {
    ends(score.or(best.filter(|best| Some(*best) == worst)), best, worst)
}

/// A score, or what it lies between.
pub fn ends(score: Option<i64>, best: Option<i64>, worst: Option<i64>) -> String {
    match (score, worst, best) {
        (Some(score), ..) => score.to_string(),
        (None, Some(worst), Some(best)) => format!("{worst} to {best}"),
        _ => "none".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::PointId;

    fn point(before: i64, after: i64) -> Point {
        Point {
            id: PointId(uuid::Uuid::nil()),
            at: Timestamp::UNIX_EPOCH,
            by_name: "Carl".into(),
            action: "finding.decided".into(),
            requirement: "3.5.3".into(),
            objective: "a".into(),
            result: "met".into(),
            score_before: Some(before),
            best_before: Some(before),
            worst_before: Some(before),
            score: Some(after),
            best: Some(after),
            worst: Some(after),
            status: "No CMMC Status".into(),
            unassessed: 0,
        }
    }

    #[test]
    fn a_change_says_from_what_to_what_and_what_happened_in_between() {
        let story = Change::all(&[point(90, 95), point(92, 92), point(87, 92)], &[]);

        let told: Vec<_> =
            story.iter().map(|c| (c.before.as_str(), c.after.as_str(), c.moved_from.as_deref())).collect();
        assert_eq!(told, [("90", "95", Some("92")), ("87", "92", None)]);
    }

    #[test]
    fn a_change_names_what_it_stood_on() {
        let fact = Fact {
            kind: "evidence".into(),
            id: Some(Uuid::from_u128(9)),
            words: "Keys handed out".into(),
            place: String::new(),
            who: String::new(),
            day: None,
            at: None,
            number: 3,
            point: Some(Uuid::nil()),
        };

        let story = Change::all(&[point(87, 92)], &[fact]);

        let shown = story[0].evidence.clone().unwrap();
        assert_eq!((shown.title.as_str(), shown.more), ("Keys handed out", 2));
    }

    #[test]
    fn two_ends_that_have_met_are_one_number_in_the_story() {
        assert_eq!(
            (told(None, Some(80), Some(80)), told(None, Some(80), Some(77))),
            ("80".into(), "77 to 80".into())
        );
    }

    #[test]
    fn an_open_score_is_a_range_and_level_1_has_none() {
        assert_eq!(ends(None, Some(110), Some(-203)), "-203 to 110");
        assert_eq!(ends(None, None, None), "none");
    }
}
