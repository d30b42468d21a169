//! A lighter case that the findings speak against. What is counted stays what is recorded; people are told.

use super::{
    Mark, PartialCase,
    picture::{Line, Picture},
};
use serde::Serialize;

/// The objectives of SP 800-171A 3.5.3 about privileged users: at the machine, and over a network. The lighter case of
/// 3.5.3 holds where multifactor authentication covers them (32 CFR 170.24(c)(2)(i)(B)(4)(i)).
const PRIVILEGED: [&str; 2] = ["b", "c"];

/// A requirement whose recorded case and findings cannot both be right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contradiction {
    /// The requirement's id.
    pub requirement: String,
    /// The objectives that are NOT MET against it.
    pub objectives: Vec<String>,
}

impl Line {
    /// The contradiction in it, while its lighter case is counted.
    pub fn contradiction(&self) -> Option<Contradiction> {
        if self.partial_case != PartialCase::MfaRemoteAndPrivileged || self.counts_as() != Mark::NotMet {
            return None;
        }
        let speaks_against =
            |name: &&str| self.cells.iter().any(|it| it.objective == **name && it.is_not_met_here());
        let objectives: Vec<_> = PRIVILEGED.into_iter().filter(speaks_against).map(str::to_owned).collect();
        (!objectives.is_empty()).then(|| Contradiction { requirement: self.id.clone(), objectives })
    }
}

impl Picture {
    /// The contradiction in the assessment: only one requirement can have one.
    pub fn contradiction(&self) -> Option<Contradiction> {
        self.lines().find_map(Line::contradiction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::{Claim, specimen::picture};

    fn against(not_met: &[&str], change: impl FnOnce(&mut Line)) -> Option<Vec<String>> {
        let mut picture = picture(2);
        picture.alter("3.5.3", |line| {
            line.partial_case = PartialCase::MfaRemoteAndPrivileged;
            for cell in &mut line.cells {
                cell.mark = if not_met.contains(&cell.objective.as_str()) { Mark::NotMet } else { Mark::Met };
            }
            change(line);
        });
        picture.contradiction().map(|it| it.objectives)
    }

    #[test]
    fn the_lighter_case_of_3_5_3_covers_privileged_users() {
        assert_eq!(against(&["d"], |_| {}), None);
        assert_eq!(against(&["a", "d"], |_| {}), None);
        assert_eq!(against(&["b", "d"], |_| {}), Some(vec!["b".into()]));
        assert_eq!(against(&["b", "c", "d"], |_| {}), Some(vec!["b".into(), "c".into()]));
    }

    #[test]
    fn where_the_case_is_not_counted_nothing_contradicts_it() {
        assert_eq!(against(&["b"], |line| line.partial_case = PartialCase::None), None);
        assert_eq!(
            against(&["b"], |line| line.cells.iter_mut().for_each(|it| it.is_to_confirm = true)),
            None
        );
        let decided = Claim::decided(|name| name == "adjudication_in_ssp", String::new());
        assert_eq!(against(&["b"], |line| line.claim = Some(decided)), None);
    }
}
