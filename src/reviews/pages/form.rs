//! What a reviewer typed: for each objective of a requirement a decision, and what they saw when they made it.

use crate::assessments::Reviewed;
use crate::catalogue::OBJECTIVES_MAX;
use crate::kernel::{Error, Problems, Result, text::Paragraph};
use crate::reviews::model::{Choice, Decision};
use crate::web::forms::Fields;
use serde::Serialize;

/// The fields of one objective.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Typed {
    /// The objective's letter.
    pub objective: String,
    /// The version that was seen.
    pub version: i64,
    /// How far the review was then.
    pub review: String,
    /// The result that was seen.
    pub result: String,
    /// The finding that was seen.
    pub finding: String,
    /// `accept`, `return`, or nothing.
    pub choice: String,
    /// Why it is returned.
    pub reason: String,
    /// What is wrong with the decision.
    pub problem: String,
}

/// Reads the form, which leaves out objectives that nobody can review, and checks it. What waits and is not decided
/// counts as accepted where all the rest is accepted.
pub fn read(fields: &Fields) -> Vec<Typed> {
    let takes_rest = fields.text("do") == "all";
    (0..OBJECTIVES_MAX)
        .filter_map(|n| {
            let text = |name: &str| fields.text(&format!("{name}-{n}")).to_owned();
            let objective = Some(text("objective")).filter(|letter| !letter.is_empty())?;
            let typed = Typed {
                objective,
                version: fields.number(&format!("version-{n}")),
                review: text("review"),
                result: text("result"),
                finding: text("finding"),
                choice: text("choice"),
                reason: text("reason").trim().to_owned(),
                problem: String::new(),
            };
            Some(typed.decided(takes_rest).checked())
        })
        .collect()
}

/// The decisions, or what is wrong with the form.
pub fn choices(typed: &[Typed]) -> Result<Vec<Choice>> {
    let mut problems = Problems::new();
    if typed.iter().any(|one| !one.problem.is_empty()) {
        problems.insert("form", "A reason is missing or too much. It is marked below.".to_owned());
    } else if typed.iter().all(|one| one.choice.is_empty()) {
        problems.insert("form", "Accept or return at least one objective first.".to_owned());
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    typed.iter().filter(|one| !one.choice.is_empty()).map(Typed::choice).collect()
}

impl Typed {
    /// Whether it waits and nothing was decided about it.
    pub fn still_waits(&self) -> bool {
        self.choice.is_empty() && self.is_due()
    }

    fn is_due(&self) -> bool {
        Reviewed::parse(&self.review).is_some_and(Reviewed::is_due)
    }

    fn decided(self, takes_rest: bool) -> Self {
        let is_open = self.still_waits() && self.reason.is_empty();
        match takes_rest && is_open {
            true => Self { choice: "accept".to_owned(), ..self },
            false => self,
        }
    }

    fn checked(self) -> Self {
        let problem = match (self.choice.as_str(), self.reason.is_empty()) {
            ("return", true) => "Say why it comes back: whoever answers for it reads this.".to_owned(),
            ("accept", false) => "You wrote a reason. Choose Return, or take the reason away.".to_owned(),
            ("", false) => "You wrote a reason. Choose Return to send it.".to_owned(),
            _ => Paragraph::parse(&self.reason).err().unwrap_or_default().to_string(),
        };
        Self { problem, ..self }
    }

    fn choice(&self) -> Result<Choice> {
        let decision = match self.choice.as_str() {
            "return" => Decision::Return(
                Paragraph::parse(&self.reason).map_err(|problem| Error::invalid("form", problem))?,
            ),
            _ => Decision::Accept,
        };
        let (objective, review) = (self.objective.clone(), self.review.clone());
        Ok(Choice { objective, version: self.version, review, decision })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(encoded: &str) -> Vec<Typed> {
        read(&Fields::parse(encoded.as_bytes()))
    }

    #[test]
    fn what_is_not_decided_is_accepted_only_with_all_the_rest_and_where_it_waits() {
        let rows = "objective-0=a&version-0=1&review-0=waiting&objective-1=b&version-1=2&review-1=returned";
        let decided = |text: &str| form(text).into_iter().map(|one| one.choice).collect::<Vec<_>>();

        assert_eq!(decided(&format!("{rows}&do=all")), ["accept", ""]);
        assert_eq!(decided(rows), ["", ""]);
        assert!(choices(&form(rows)).is_err());
    }

    #[test]
    fn objectives_that_nobody_can_review_leave_gaps() {
        let rows =
            form("objective-1=b&version-1=1&choice-1=accept&objective-4=e&version-4=1&choice-4=accept");

        assert_eq!(rows.iter().map(|one| one.objective.as_str()).collect::<Vec<_>>(), ["b", "e"]);
        assert!(choices(&rows).is_ok_and(|choices| choices.len() == 2));
    }

    #[test]
    fn a_return_needs_a_reason_and_an_acceptance_has_none() {
        let row = "objective-0=a&version-0=1&review-0=waiting";
        let is_good = |more: &str| choices(&form(&format!("{row}&{more}"))).is_ok();

        assert!(is_good("choice-0=accept") && is_good("choice-0=return&reason-0=The+list+is+old."));
        assert!(!is_good("choice-0=return") && !is_good("choice-0=accept&reason-0=why"));
        assert!(!is_good("do=all&reason-0=why"));
    }
}
