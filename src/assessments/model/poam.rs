//! Whether a requirement may stand on the plan of action and milestones.

use super::{Mark, PartialCase, picture::Line};
use crate::assessments::score::{PoamVerdict, may_be_on_poam};
use crate::catalogue::{builtin, pack};
use crate::kernel::{Error, Result};

impl PartialCase {
    /// The case as the catalogue names it.
    pub fn in_catalogue(self) -> Option<builtin::PartialCase> {
        builtin::PartialCase::ALL.into_iter().find(|case| case.word() == self.word())
    }
}

impl Line {
    /// What 32 CFR 170.21(a) says about putting it on the plan when it is NOT MET in this case. Nothing about
    /// the organisation's own requirements, which are no part of CMMC.
    pub fn poam_verdict(&self, partial: PartialCase) -> Option<PoamVerdict> {
        let requirement = builtin::requirement(&self.id).filter(|_| !self.is_own)?;
        Some(may_be_on_poam(pack::current(), requirement, partial.in_catalogue()))
    }

    /// Fails with words unless it may be put on the plan now.
    pub fn may_enter_poam(&self, partial: PartialCase) -> Result<()> {
        let refuse = |text: String| Err(Error::invalid("requirement", text));
        let Some(verdict) = self.poam_verdict(partial) else {
            return refuse(
                "This requirement is the organisation's own. The POA&M lists requirements of CMMC.".into(),
            );
        };
        if !verdict.allowed {
            return refuse(format!("{} ({})", verdict.words, verdict.citation));
        }
        if self.mark() != Mark::NotMet {
            return refuse("Only a requirement that is NOT MET goes on the POA&M. Assess it first.".into());
        }
        if self.is_claimed() {
            return refuse(
                "This requirement counts as MET by a claim, so it has no place on the POA&M.".into(),
            );
        }
        // With its next review it would count as MET, and give back the points of an open item.
        if self.claim.as_ref().is_some_and(super::Claim::is_registered) {
            return refuse(format!(
                "{} has an operational plan of action. A requirement stands there or on the POA&M, never on both: \
                 end the plan first, with the reason.",
                self.id
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::specimen::picture;

    fn problem(level: i64, id: &str, mark: Mark, partial: PartialCase) -> Option<String> {
        let mut line = picture(level).line(id).unwrap().clone();
        line.cells.iter_mut().for_each(|cell| cell.mark = mark);
        match line.may_enter_poam(partial) {
            Ok(()) => None,
            Err(Error::Invalid(problems)) => problems.get("requirement").map(str::to_owned),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn the_plan_takes_what_costs_one_point_and_is_not_named() {
        assert_eq!(problem(2, "3.1.3", Mark::NotMet, PartialCase::None), None);
        let dear = problem(2, "3.1.1", Mark::NotMet, PartialCase::None).unwrap();
        assert!(dear.contains("170.21(a)(2)(ii)"), "{dear}");
        let named = problem(2, "3.1.20", Mark::NotMet, PartialCase::None).unwrap();
        assert!(named.contains("170.21(a)(2)(iii)"), "{named}");
    }

    #[test]
    fn encryption_that_is_not_validated_is_the_only_exception() {
        assert!(problem(2, "3.13.11", Mark::NotMet, PartialCase::None).is_some());
        assert_eq!(problem(2, "3.13.11", Mark::NotMet, PartialCase::EncryptionNotFips), None);
        assert!(problem(2, "3.5.3", Mark::NotMet, PartialCase::MfaRemoteAndPrivileged).is_some());
    }

    #[test]
    fn level_1_has_no_plan_and_level_3_its_own_list() {
        let one = problem(1, "AC.L1-b.1.i", Mark::NotMet, PartialCase::None).unwrap();
        assert!(one.contains("170.21(a)(1)"), "{one}");
        assert_eq!(problem(3, "AC.L3-3.1.2e", Mark::NotMet, PartialCase::None), None);
        let named = problem(3, "IR.L3-3.6.1e", Mark::NotMet, PartialCase::None).unwrap();
        assert!(named.contains("170.21(a)(3)"), "{named}");
    }

    #[test]
    fn only_what_is_not_met_goes_on_the_plan() {
        for mark in [Mark::Met, Mark::Unassessed, Mark::NotApplicable] {
            assert!(problem(2, "3.1.3", mark, PartialCase::None).unwrap().contains("NOT MET"));
        }
    }
}
