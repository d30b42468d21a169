//! What an assessment would come to if some requirements were brought to MET.

use super::{
    Mark, PartialCase,
    picture::{Cell, Line, Picture},
};
use crate::kernel::Result;
use std::collections::BTreeSet;

/// What becomes of the requirements that are open and not fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// They stay open.
    Open,
    /// They turn out NOT MET: the worst that can come.
    NotMet,
}

impl Cell {
    /// Whether something is to be done until it counts: NOT MET, not assessed, MET without final evidence, or copied
    /// and to be confirmed.
    pub fn wants_work(&self) -> bool {
        self.is_to_confirm || self.is_unproved()
    }

    fn is_unproved(&self) -> bool {
        match self.mark {
            Mark::NotMet | Mark::Unassessed => true,
            Mark::Met => self.is_provisional(),
            Mark::NotApplicable => false,
        }
    }

    fn fix(&mut self) {
        if self.is_unproved() {
            self.mark = Mark::Met;
            self.finals = self.finals.max(1);
        }
        self.is_to_confirm = false;
    }

    fn fail(&mut self) {
        if self.wants_work() {
            self.mark = Mark::NotMet;
        }
        self.is_to_confirm = false;
    }
}

impl Line {
    /// Objectives that are to be brought to MET with final evidence until the requirement is.
    pub fn work(&self) -> usize {
        let is_left_out = self.is_plan_left_out();
        self.cells.iter().filter(|cell| is_left_out || cell.wants_work()).count()
    }

    fn fix(&mut self) {
        if self.is_plan_left_out() {
            self.cells.iter_mut().for_each(|cell| cell.mark = Mark::Unassessed);
        }
        self.cells.iter_mut().for_each(Cell::fix);
        self.is_on_poam = false;
    }
}

impl Picture {
    /// The same as if each requirement of `fixed` were MET with evidence in final form, and whatever is NOT MET then
    /// stood on the POA&M. What may not stand there blocks a status as it does anyway.
    pub fn fixing(&self, fixed: &BTreeSet<&str>, rest: Rest) -> Result<Self> {
        let open: BTreeSet<&str> = self.standing()?.open().map(|row| row.requirement.as_str()).collect();
        let settle = |line: &mut Line| {
            if fixed.contains(line.id.as_str()) {
                return line.fix();
            }
            if rest == Rest::NotMet && open.contains(line.id.as_str()) {
                // A claim stands for what is known to be NOT MET, never for what nobody has looked at; so does a case
                // that costs less.
                (line.claim, line.partial_case) = (None, PartialCase::None);
                line.cells.iter_mut().for_each(Cell::fail);
            }
            line.is_on_poam = line.mark() == Mark::NotMet;
        };
        Ok(self.with_each(settle))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::specimen::{found, pictured, proved};

    #[test]
    fn a_fix_is_met_with_evidence_and_leaves_what_does_not_apply() {
        let before =
            pictured(2, vec![found("3.1.1", "a", Mark::NotMet), found("3.1.1", "b", Mark::NotApplicable)]);

        let after = before.fixing(&["3.1.1"].into(), Rest::Open).unwrap();

        let marks: Vec<_> = after.line("3.1.1").unwrap().cells.iter().map(|cell| cell.mark).collect();
        assert_eq!(marks[..3], [Mark::Met, Mark::NotApplicable, Mark::Met]);
        assert_eq!(after.standing().unwrap().rows[0].result, Mark::Met);
        assert_eq!(before.line("3.1.1").unwrap().mark(), Mark::NotMet, "nothing is changed by asking");
    }

    #[test]
    fn what_was_copied_is_confirmed_by_a_fix_and_not_met_at_worst() {
        let mut before =
            pictured(2, vec![found("3.1.1", "a", Mark::NotMet), found("3.1.1", "b", Mark::NotApplicable)]);
        before
            .alter("3.1.1", |line| line.cells.iter_mut().take(2).for_each(|cell| cell.is_to_confirm = true));
        let row = |after: &Picture| {
            let row = &after.standing().unwrap().rows[0];
            (row.result, row.is_to_confirm, row.points)
        };

        let fixed = before.fixing(&["3.1.1"].into(), Rest::Open).unwrap();
        let worst = before.fixing(&BTreeSet::new(), Rest::NotMet).unwrap();

        assert_eq!(row(&fixed), (Mark::Met, false, 0));
        assert_eq!(fixed.line("3.1.1").unwrap().cells[1].mark, Mark::NotApplicable, "confirmed as it was");
        assert_eq!(row(&worst), (Mark::NotMet, false, 5));
    }

    #[test]
    fn a_plan_that_was_left_out_is_written_by_a_fix() {
        let found = |letter: char| found("3.12.4", &letter.to_string(), Mark::NotApplicable);
        let before = pictured(2, ('a'..='h').map(found).collect());

        let fixed = before.fixing(&["3.12.4"].into(), Rest::NotMet).unwrap();

        assert_eq!(before.standing().unwrap().status, "No CMMC Score");
        assert_eq!((before.line("3.12.4").unwrap().work(), fixed.line("3.12.4").unwrap().work()), (8, 0));
        assert_ne!(fixed.standing().unwrap().status, "No CMMC Score");
    }

    #[test]
    fn at_worst_everything_open_is_not_met_and_costs_what_the_rules_say() {
        let before = pictured(2, vec![found("3.1.1", "a", Mark::NotMet), proved("3.1.2", "a", "draft")]);

        let worst = before.fixing(&BTreeSet::new(), Rest::NotMet).unwrap();

        assert_eq!(worst.standing().unwrap().points(), 313);
        let lighter = |line: &mut Line| line.partial_case = PartialCase::EncryptionNotFips;
        let partial = before.supposing("3.13.11", lighter).fixing(&BTreeSet::new(), Rest::NotMet).unwrap();
        assert_eq!(partial.standing().unwrap().points(), 313, "a lighter case of what nobody has looked at");
        assert_eq!(worst.standing().unwrap().open().count(), 0);
    }
}
