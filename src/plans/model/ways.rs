//! The cheapest ways to a Conditional and to a Final status.
//!
//! Reckoned from the worst that can come: what is open counts as NOT MET until it is fixed. What is NOT MET and may
//! not stand on the POA&M has to be fixed in any case; among the rest the cheapest choice is searched that lifts the
//! score to what the rule needs. The points and what may stand on the POA&M are what the score says, never reckoned
//! here.

use super::{
    cover::{Offer, cheapest},
    plan::Fixes,
};
use crate::assessments::{Hurdle, Line, Mark, Picture, Rest, Standing, StandingRow};
use crate::kernel::Result;
use std::collections::BTreeSet;

/// Some fixes that reach a status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// What is to be fixed, in catalogue order.
    pub fixes: Vec<String>,
    /// The points that this gives, at worst.
    pub points: i32,
    /// The objectives that are to be brought to MET with final evidence.
    pub work: usize,
    /// The score then, at worst; none at Level 1.
    pub score: Option<i32>,
}

/// The cheapest ways of an assessment.
#[derive(Clone, Debug)]
pub struct Ways {
    /// To a Conditional status by the fewest fixes, and by the fewest objectives; none where there is none to reach.
    pub conditional: Option<(Way, Way)>,
    /// To a Final status: everything.
    pub all: Way,
    /// How many of the fixes a Conditional status needs in any case.
    pub forced: usize,
    /// What stands in the way besides requirements, in words: fixes alone do not reach a status then.
    pub beside: Vec<String>,
}

/// A requirement that can be fixed.
struct Item {
    id: String,
    points: i32,
    work: usize,
    is_forced: bool,
}

impl Ways {
    /// The ways of `picture`, which is an open assessment.
    pub fn of(picture: &Picture) -> Result<Self> {
        let worst = picture.fixing(&BTreeSet::new(), Rest::NotMet)?;
        let standing = worst.standing()?;
        let items = items(picture, standing);
        let lowest = standing.maximum.map(|maximum| maximum - standing.points());
        let way = |wants: &dyn Fn(usize, &Item) -> bool| Way::of(&items, lowest, wants);
        let conditional = standing.needed.zip(lowest).and_then(|(needed, lowest)| {
            let given: i32 = items.iter().filter(|item| item.is_forced).map(|item| item.points).sum();
            let wanted = usize::try_from(needed - lowest - given).unwrap_or(0);
            let by = |cost: fn(&Item) -> (usize, usize)| {
                let chosen = chosen(&items, wanted, cost)?;
                Some(way(&|place, item| item.is_forced || chosen.contains(&place)))
            };
            Some((by(|item| (1, item.work))?, by(|item| (item.work, 1))?))
        });
        let beside = |hurdle: &&_| is_beside(hurdle);
        Ok(Self {
            conditional,
            all: way(&|_, _| true),
            forced: items.iter().filter(|item| item.is_forced).count(),
            beside: standing.hurdles.iter().filter(beside).map(|hurdle| hurdle.words.clone()).collect(),
        })
    }
}

/// Too low a score is what fixes are for; a status that has to be held before is not.
fn is_beside(hurdle: &Hurdle) -> bool {
    hurdle.requirement.is_none() && hurdle.reason != "SCORE_BELOW_0.8"
}

fn items(picture: &Picture, worst: &Standing) -> Vec<Item> {
    let forced: BTreeSet<_> =
        worst.hurdles.iter().filter_map(|hurdle| hurdle.requirement.as_deref()).collect();
    let item = |row: &StandingRow| Item {
        id: row.requirement.clone(),
        points: row.points,
        work: picture.line(&row.requirement).map_or(0, Line::work),
        is_forced: forced.contains(row.requirement.as_str()),
    };
    worst.rows.iter().filter(|row| row.result == Mark::NotMet).map(item).collect()
}

/// The places of the cheapest of what is left to choose.
fn chosen(items: &[Item], wanted: usize, cost: fn(&Item) -> (usize, usize)) -> Option<BTreeSet<usize>> {
    let free: Vec<_> = items.iter().enumerate().filter(|(_, item)| !item.is_forced).collect();
    let offer = |(_, item): &(usize, &Item)| (usize::try_from(item.points).unwrap_or(0), cost(item));
    let offers: Vec<Offer> = free.iter().map(offer).collect();
    Some(cheapest(&offers, wanted)?.into_iter().map(|n| free[n].0).collect())
}

impl Way {
    fn of(items: &[Item], lowest: Option<i32>, wants: &dyn Fn(usize, &Item) -> bool) -> Self {
        let taken: Vec<_> = items
            .iter()
            .enumerate()
            .filter(|(place, item)| wants(*place, item))
            .map(|(_, item)| item)
            .collect();
        let points = taken.iter().map(|item| item.points).sum();
        Self {
            fixes: taken.iter().map(|item| item.id.clone()).collect(),
            points,
            work: taken.iter().map(|item| item.work).sum(),
            score: lowest.map(|lowest| lowest + points),
        }
    }

    /// The same as fixes.
    pub fn fixes(&self) -> Fixes {
        Fixes::of(self.fixes.iter().map(String::as_str), |_| true)
    }
}

#[cfg(test)]
mod tests;
