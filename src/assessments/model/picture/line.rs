//! One requirement of a picture, and one of its objectives.

use crate::assessments::model::{Claim, Interval, Mark, PartialCase, Reviewed, Status};
use crate::kernel::{env::Day, env::Timestamp, id::UserId};
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// One requirement.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// The name of 32 CFR 170.14(c)(1), or the own code again.
    pub cmmc_id: String,
    /// The family's code.
    pub family: String,
    /// The family's name.
    pub family_name: String,
    /// Its short name.
    pub title: String,
    /// Points it costs when NOT MET; none where it has no value.
    pub weight: Option<i32>,
    /// Whether it is the organisation's own, and so outside the score.
    pub is_own: bool,
    /// Its objectives.
    pub cells: Vec<Cell>,
    /// Who answers for it.
    pub owner: Option<Member>,
    /// How far it is put into practice.
    pub status: Status,
    /// Which partial case holds.
    pub partial_case: PartialCase,
    /// Why it counts as MET nevertheless.
    pub claim: Option<Claim>,
    /// Whether an item of it is open on the POA&M.
    pub is_on_poam: bool,
    /// How often it is reviewed.
    pub interval: Interval,
    /// When it was reviewed last.
    pub reviewed_on: Option<Day>,
    /// When it is to be reviewed next.
    pub next_review_on: Option<Day>,
    /// Who changed a finding of it last, and when.
    pub changed: Option<(String, Timestamp)>,
}

/// A requirement that several pictures have in common until one of them changes it.
#[derive(Clone, Debug)]
pub struct Shared(Arc<Line>);

impl From<Line> for Shared {
    fn from(line: Line) -> Self {
        Self(Arc::new(line))
    }
}
impl Deref for Shared {
    type Target = Line;
    fn deref(&self) -> &Line {
        &self.0
    }
}
impl DerefMut for Shared {
    fn deref_mut(&mut self) -> &mut Line {
        Arc::make_mut(&mut self.0)
    }
}

/// One objective.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// How findings name it: `a`, or `3.1.1[a]` at Level 1.
    pub objective: String,
    /// Its result.
    pub mark: Mark,
    /// Copied from an earlier assessment and not looked at since.
    pub is_to_confirm: bool,
    /// Evidence in final form.
    pub finals: i64,
    /// Drafts.
    pub drafts: i64,
    /// The first day on which some of its evidence is no longer valid.
    pub stale_from: Option<Day>,
    /// Who assessed it.
    pub by_id: Option<UserId>,
    /// That person's name.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
    /// What a second person said about the finding.
    pub reviewed: Reviewed,
}

/// A person of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Member {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
}

impl Cell {
    /// MET without evidence in final form: it can be saved, but does not hold (32 CFR 170.24(b)(1)).
    pub fn is_provisional(&self) -> bool {
        self.mark == Mark::Met && self.finals == 0
    }
    /// How far its review is; none while there is no result of this assessment to review.
    pub fn review(&self) -> Option<Reviewed> {
        (self.mark != Mark::Unassessed && !self.is_to_confirm).then_some(self.reviewed)
    }
}

impl Line {
    /// The requirement's result from its objectives (32 CFR 170.24(b)): NOT MET if any is, else not assessed
    /// if any is, else N/A if all are, else MET. Claims are for the score to judge.
    pub fn mark(&self) -> Mark {
        let has = |mark| self.cells.iter().any(|cell| cell.mark == mark);
        if has(Mark::NotMet) {
            Mark::NotMet
        } else if has(Mark::Unassessed) || self.cells.is_empty() {
            Mark::Unassessed
        } else if has(Mark::Met) {
            Mark::Met
        } else {
            Mark::NotApplicable
        }
    }
    /// Whether an objective of it is MET without evidence in final form.
    pub fn is_provisional(&self) -> bool {
        self.cells.iter().any(Cell::is_provisional)
    }
    /// Whether its review is so far: accepted if every objective is, else if any of them is.
    pub fn is_reviewed(&self, review: Reviewed) -> bool {
        let is_so = |cell: &Cell| cell.review() == Some(review);
        match review {
            Reviewed::Accepted => !self.cells.is_empty() && self.cells.iter().all(is_so),
            _ => self.cells.iter().any(is_so),
        }
    }
    /// Objectives with a result.
    pub fn done(&self) -> usize {
        self.cells.iter().filter(|cell| cell.mark != Mark::Unassessed).count()
    }
    /// Pieces of evidence linked to its objectives.
    pub fn evidence(&self) -> i64 {
        self.cells.iter().map(|cell| cell.finals + cell.drafts).sum()
    }
    pub(super) fn blank(id: &str, cmmc_id: &str, family: (&str, &str), title: &str) -> Self {
        Self {
            id: id.to_owned(),
            cmmc_id: cmmc_id.to_owned(),
            family: family.0.to_owned(),
            family_name: family.1.to_owned(),
            title: title.to_owned(),
            weight: None,
            is_own: false,
            cells: Vec::new(),
            owner: None,
            status: Status::Unsaid,
            partial_case: PartialCase::None,
            claim: None,
            is_on_poam: false,
            interval: Interval::default(),
            reviewed_on: None,
            next_review_on: None,
            changed: None,
        }
    }
}
