//! One change of many requirements: what it would change, and what it leaves alone and why.

use super::{Finding, Judgement, Mark, picture::Line, picture::Picture};
use crate::kernel::{Error, Result, id::UserId};
use std::collections::BTreeSet;

/// What a change would do to the chosen requirements.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// What it changes, in the order of the catalogue.
    pub steps: Vec<Step<'a>>,
    /// What it leaves alone.
    pub left: Vec<(&'a Line, Why)>,
}

/// What it would do to one requirement.
#[derive(Debug)]
pub struct Step<'a> {
    /// The requirement.
    pub line: &'a Line,
    /// The objectives it changes; none where it changes the requirement itself.
    pub objectives: Vec<&'a str>,
    /// How many of them have evidence in final form.
    pub proved: usize,
}

/// Why a requirement is left alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Every objective has a result.
    Assessed,
    /// It belongs to somebody else.
    NotYours,
    /// It belongs to nobody.
    Nobodys,
    /// It is like that already.
    Same,
}

impl Why {
    /// The word for templates.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assessed => "assessed",
            Self::NotYours => "not_yours",
            Self::Nobodys => "nobodys",
            Self::Same => "same",
        }
    }
}

impl<'a> Plan<'a> {
    /// Gives a result to every objective without one. `owner` is whoever may only change what is theirs.
    pub fn assess_open(picture: &'a Picture, ids: &[String], owner: Option<UserId>) -> Result<Self> {
        Self::over(picture, ids, |line| {
            let open: Vec<_> = line.cells.iter().filter(|cell| cell.mark == Mark::Unassessed).collect();
            if owner.is_some() && line.owner.as_ref().map(|member| member.id) != owner {
                return Err(if line.owner.is_some() { Why::NotYours } else { Why::Nobodys });
            }
            if open.is_empty() {
                return Err(Why::Assessed);
            }
            let proved = open.iter().filter(|cell| cell.finals > 0).count();
            Ok((open.into_iter().map(|cell| cell.objective.as_str()).collect(), proved))
        })
    }

    /// Gives the requirements an owner, or takes it away.
    pub fn assign(picture: &'a Picture, ids: &[String], owner: Option<UserId>) -> Result<Self> {
        Self::over(picture, ids, |line| match line.owner.as_ref().map(|member| member.id) == owner {
            true => Err(Why::Same),
            false => Ok((Vec::new(), 0)),
        })
    }

    fn over(
        picture: &'a Picture,
        ids: &[String],
        look: impl Fn(&'a Line) -> Result<(Vec<&'a str>, usize), Why>,
    ) -> Result<Self> {
        let chosen: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
        if chosen.iter().any(|id| picture.line(id).is_none()) {
            return Err(Error::NotFound);
        }
        let mut plan = Self::default();
        for line in picture.lines.iter().filter(|line| chosen.contains(line.id.as_str())) {
            match look(line) {
                Ok((objectives, proved)) => plan.steps.push(Step { line, objectives, proved }),
                Err(why) => plan.left.push((line, why)),
            }
        }
        Ok(plan)
    }

    /// Objectives that it would change.
    pub fn objectives(&self) -> usize {
        self.steps.iter().map(|step| step.objectives.len()).sum()
    }

    /// Those of them without evidence in final form.
    pub fn unproved(&self) -> usize {
        self.objectives() - self.steps.iter().map(|step| step.proved).sum::<usize>()
    }
}

impl Judgement {
    /// The same said of a finding that somebody began: ways of assessing and words that stand there stay,
    /// unless there are new words.
    #[must_use]
    pub fn over(&self, begun: &Finding) -> Self {
        let begun = begun.judgement();
        let finding = if self.finding.is_empty() { begun.finding } else { self.finding.clone() };
        Self { result: self.result, finding, ..begun }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::specimen::{finding, found, member, owned, pictured, proved};
    use crate::kernel::text::Paragraph;

    fn ids(ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn only_what_has_no_result_is_assessed_together() {
        let rows = vec![
            found("3.1.2", "a", Mark::Met),
            found("3.1.2", "b", Mark::Met),
            found("3.1.3", "a", Mark::NotMet),
            proved("3.1.3", "c", "final"),
        ];
        let picture = pictured(2, rows);

        let plan = Plan::assess_open(&picture, &ids(&["3.1.3", "3.1.2", "3.1.3"]), None).unwrap();

        assert_eq!(plan.steps.len(), 1);
        assert_eq!(plan.steps[0].objectives, ["b", "c", "d", "e"]);
        assert_eq!((plan.objectives(), plan.unproved()), (4, 3));
        assert_eq!((plan.left[0].0.id.as_str(), plan.left[0].1), ("3.1.2", Why::Assessed));
    }

    #[test]
    fn what_belongs_to_others_is_left_alone() {
        let rows = vec![
            owned("3.1.1", Some(member(1, "Carl")), None),
            owned("3.1.2", Some(member(2, "Olga")), None),
        ];
        let picture = pictured(2, rows);

        let mine =
            Plan::assess_open(&picture, &ids(&["3.1.1", "3.1.2", "3.1.3"]), Some(member(1, "").id)).unwrap();

        assert_eq!(mine.steps.len(), 1);
        let left: Vec<_> = mine.left.iter().map(|(line, why)| (line.id.as_str(), *why)).collect();
        assert_eq!(left, [("3.1.2", Why::NotYours), ("3.1.3", Why::Nobodys)]);
    }

    #[test]
    fn an_owner_is_given_only_where_it_is_another() {
        let picture = pictured(2, vec![owned("3.1.1", Some(member(1, "Carl")), None)]);

        let plan = Plan::assign(&picture, &ids(&["3.1.1", "3.1.2"]), Some(member(1, "").id)).unwrap();

        assert_eq!(plan.steps[0].line.id, "3.1.2");
        assert_eq!(plan.left[0].1, Why::Same);
    }

    #[test]
    fn a_requirement_that_does_not_exist_is_not_there() {
        assert!(matches!(Plan::assign(&pictured(2, vec![]), &ids(&["3.9.9"]), None), Err(Error::NotFound)));
    }

    #[test]
    fn words_that_somebody_began_are_kept_unless_there_are_new_ones() {
        let text = |text| Paragraph::parse(text).unwrap();
        let mut begun = finding("3.1.1", Mark::Unassessed);
        (begun.is_tested, begun.finding) = (true, text("Half a thought"));

        let met = Judgement { result: Mark::Met, ..Judgement::default() }.over(&begun);
        let not = Judgement { result: Mark::NotMet, finding: text("No plan yet."), ..Judgement::default() };

        assert_eq!((met.result, met.is_tested, met.finding.as_str()), (Mark::Met, true, "Half a thought"));
        assert_eq!(not.over(&begun).finding.as_str(), "No plan yet.");
    }
}
