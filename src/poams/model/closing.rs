//! The end of an item: what it takes to submit its closure, and that a second person validates it.

use super::{Milestone, Poam, Proof, State};
use crate::access::Owned;
use crate::kernel::{Error, Problems, Result, env::Day, id::UserId, text::Paragraph};

/// The shortest text that can say what was done, in characters.
const WORDS_MIN: usize = 10;

/// Fails with all that is missing before the closure of an item can be submitted: words, milestones that are all
/// done, and evidence in final form that still holds (32 CFR 170.24(b)(1)).
pub fn submittable(
    words: &Paragraph,
    milestones: &[Milestone],
    evidence: &[Proof],
    today: Day,
) -> Result<()> {
    let mut problems = Problems::new();
    let open = milestones.iter().filter(|one| one.done_on.is_none()).count();
    if milestones.is_empty() {
        problems
            .insert("milestones", "The item has no milestone. Say at least what was done by when.".into());
    } else if open > 0 {
        let text =
            format!("Milestones that are not done: {open}. Mark them as done, or remove what is not needed.");
        problems.insert("milestones", text);
    }
    if !evidence.iter().any(|one| one.is_good(today)) {
        let text = "Link evidence in final form that is still valid. A draft shows nothing yet (32 CFR 170.24(b)(1)).";
        problems.insert("evidence", text.into());
    }
    if words.as_str().chars().count() < WORDS_MIN {
        problems.insert("closure", "Say what was done, so that somebody else can check it.".into());
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// An item whose closure `by` validated, who is not the one who submitted it. Nothing else makes one, and nothing
/// but one closes an item.
#[derive(Debug)]
pub struct Validated {
    it: Poam,
    by: UserId,
}

impl Validated {
    /// The item, validated by `by`. `Conflict` unless it waits for that; `Forbidden` if they submitted it.
    pub fn by(it: Owned<Poam>, by: UserId) -> Result<Self> {
        Self::checked(it.into_inner(), by)
    }

    fn checked(it: Poam, by: UserId) -> Result<Self> {
        if it.state != State::Submitted {
            return Err(Error::Conflict(
                "This item does not wait to be validated. Its closure has to be submitted first.".into(),
            ));
        }
        if it.submitted_by.is_none_or(|first| first == by) {
            return Err(Error::Forbidden(
                "You submitted this closure, so somebody else has to validate it. Ask another compliance lead or \
                 an administrator."
                    .into(),
            ));
        }
        Ok(Self { it, by })
    }

    /// The item, as it was submitted.
    pub fn item(&self) -> &Poam {
        &self.it
    }

    /// Who validated it.
    pub fn person(&self) -> UserId {
        self.by
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::poams::model::specimen::{milestone, poam, proof};
    use uuid::Uuid;

    fn problems(words: &str, milestones: &[Milestone], evidence: &[Proof]) -> Vec<&'static str> {
        let words = Paragraph::parse(words).unwrap();
        match submittable(&words, milestones, evidence, "2026-03-02".parse().unwrap()) {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(problems)) => problems.into_iter().map(|(field, _)| field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn a_closure_needs_words_done_milestones_and_final_evidence() {
        let done = [milestone(Some("2026-03-01"))];
        let half = [done[0].clone(), milestone(None)];

        assert_eq!(problems("", &[], &[]), ["milestones", "evidence", "closure"]);
        assert_eq!(problems("The filter is on.", &half, &[proof("final", None)]), ["milestones"]);
        assert_eq!(problems("The filter is on.", &done, &[proof("draft", None)]), ["evidence"]);
        let old = proof("final", Some("2026-03-01"));
        assert_eq!(problems("The filter is on.", &done, &[old]), ["evidence"]);
        let last_day = proof("final", Some("2026-03-02"));
        assert!(problems("The filter is on.", &done, &[last_day]).is_empty());
    }

    #[test]
    fn whoever_submitted_a_closure_never_validates_it() {
        let (one, other) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let submitted = Poam { state: State::Submitted, submitted_by: Some(one), ..poam() };

        assert!(matches!(Validated::checked(submitted.clone(), one), Err(Error::Forbidden(_))));
        assert_eq!(Validated::checked(submitted, other).unwrap().person(), other);
    }

    #[test]
    fn only_what_was_submitted_is_closed() {
        let other = UserId(Uuid::from_u128(2));
        for state in [State::Open, State::Closed, State::Withdrawn] {
            let it = Poam { state, submitted_by: Some(UserId(Uuid::from_u128(1))), ..poam() };
            assert!(matches!(Validated::checked(it, other), Err(Error::Conflict(_))), "{state:?}");
        }
        let nobodys = Poam { state: State::Submitted, submitted_by: None, ..poam() };
        assert!(Validated::checked(nobodys, other).is_err());
    }
}
