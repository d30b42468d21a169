//! What the owner of a requirement writes about it, and the rules for that.

use super::{Claim, Interval, PartialCase, Status};
use crate::kernel::{Error, Problems, Result, env::Day, text::Paragraph};

/// What the owner of a requirement writes about it.
#[derive(Clone, Debug, Default)]
pub struct Practice {
    /// How far it is.
    pub status: Status,
    /// How we do it.
    pub narrative: Paragraph,
    /// Months between two reviews: its own; none is as usual in its assessment.
    pub review_months: Option<i64>,
    /// When it was last reviewed.
    pub reviewed_on: Option<Day>,
    /// Which partial case holds.
    pub partial_case: PartialCase,
    /// Why it counts as MET nevertheless.
    pub claim: Option<Claim>,
}

impl Practice {
    /// The shortest note that can say what a claim is about, in characters.
    const CLAIM_NOTE_MIN: usize = 10;

    /// Checks what the rules demand; all that is wrong is told at once.
    pub fn check(self, today: Day) -> Result<Self> {
        let mut problems = Problems::new();
        if let Some(problem) = self.review_months.and_then(Interval::refuse) {
            problems.insert("review_months", problem.to_owned());
        }
        if self.reviewed_on.is_some_and(|day| day > today) {
            problems.insert("reviewed_on", "Enter the day of a review that has taken place.".to_owned());
        }
        if self.claim.as_ref().is_some_and(|claim| claim.note().chars().count() < Self::CLAIM_NOTE_MIN) {
            let text = "Say what it is about: the decision's date and number.";
            problems.insert("claim_note", text.to_owned());
        }
        if problems.is_empty() { Ok(self) } else { Err(Error::Invalid(problems)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(practice: Practice) -> Vec<&'static str> {
        let today = Day::from_ymd_opt(2026, 3, 2).unwrap();
        match practice.check(today) {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(problems)) => problems.into_iter().map(|(field, _)| field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn an_interval_between_reviews_is_at_most_a_year() {
        let every = |months| Practice { review_months: Some(months), ..Practice::default() };

        assert!([1, 12].into_iter().all(|months| problems(every(months)).is_empty()));
        assert_eq!(problems(every(13)), ["review_months"]);
        assert_eq!(problems(every(0)), ["review_months"]);
        assert!(problems(Practice::default()).is_empty());
    }

    #[test]
    fn a_review_that_is_to_come_is_none() {
        let on = |day| Practice { reviewed_on: Day::from_ymd_opt(2026, 3, day), ..Practice::default() };

        assert!(problems(on(2)).is_empty());
        assert_eq!(problems(on(3)), ["reviewed_on"]);
    }

    #[test]
    fn a_claim_says_what_it_is_about() {
        let noted = |note: &str| Practice {
            claim: Some(Claim::decided(|_| true, note.to_owned())),
            ..Practice::default()
        };

        assert_eq!(problems(noted("")), ["claim_note"]);
        assert!(problems(noted("Memo of 2 March 2026, number 12.")).is_empty());
    }
}
