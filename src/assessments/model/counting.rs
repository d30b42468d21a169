//! What a requirement counts as, beside what its objectives say: the same on every page as in the score.

use super::{
    Claim, Mark,
    picture::{Cell, Line},
};
use crate::catalogue::pack;

impl Cell {
    /// Whether it was found not met in this assessment, and not only in the one it was copied from.
    pub fn is_not_met_here(&self) -> bool {
        self.mark == Mark::NotMet && !self.is_to_confirm
    }
}

impl Line {
    /// Its result as it counts: MET by a claim whose conditions are fulfilled (32 CFR 170.24(b)(1)) once every
    /// objective is assessed, and NOT MET where the system security plan is said not to be applicable.
    pub fn counts_as(&self) -> Mark {
        if self.is_met_by_claim() {
            Mark::Met
        } else if self.is_claimed() {
            Mark::Unassessed
        } else if self.is_plan_left_out() {
            Mark::NotMet
        } else {
            self.mark()
        }
    }

    /// Whether it counts as MET by a claim, although objectives are not met.
    pub fn is_met_by_claim(&self) -> bool {
        self.is_claimed() && self.cells.iter().all(|cell| cell.mark != Mark::Unassessed)
    }

    /// Whether a claim that holds stands for what is not met of it. None does for the plan: it would have to stand
    /// in it.
    pub fn is_claimed(&self) -> bool {
        self.mark() == Mark::NotMet && !self.is_plan() && self.claim.as_ref().is_some_and(Claim::holds)
    }

    /// Whether its result came from another assessment and nobody confirmed it. One objective that is not met here is
    /// enough for NOT MET, whatever becomes of the others.
    pub fn is_to_confirm(&self) -> bool {
        let is_not_met = !self.is_claimed() && self.cells.iter().any(Cell::is_not_met_here);
        let is_known = is_not_met || self.is_plan_left_out() || self.counts_as() == Mark::Unassessed;
        !is_known && self.cells.iter().any(|cell| cell.is_to_confirm)
    }

    /// Whether it is the requirement of a system security plan, without which there is no score.
    pub fn is_plan(&self) -> bool {
        !self.is_own && self.id == pack::current().level2.ssp
    }

    /// Whether that is said not to be applicable as a whole. It cannot be: what is not applicable is told in it
    /// (3.12.4[d]).
    pub fn is_plan_left_out(&self) -> bool {
        self.is_plan() && self.mark() == Mark::NotApplicable
    }
}
