//! What the two neighbours of the POA&M must say: operational plans of action and enduring exceptions.

use super::{Claim, Origin, Review, picture::Line};
use crate::catalogue::builtin;
use crate::kernel::{Error, Problems, Result, env::Day};
use chrono::Days;

/// The shortest text that can say something, in characters.
const WORDS_MIN: usize = 10;
/// The longest time between two reviews, in days: a year, leap years too (32 CFR 170.4).
const REVIEW_DAYS_MAX: u64 = 366;

fn is_said(text: &str) -> bool {
    text.chars().count() >= WORDS_MIN
}

/// What is wrong with the day of the next review; nothing if it is good.
fn refuse_next(next: Day, after: Day) -> Option<&'static str> {
    let last = after.checked_add_days(Days::new(REVIEW_DAYS_MAX)).unwrap_or(Day::MAX);
    match next {
        next if next <= after => Some("Enter a day that is still to come."),
        next if next > last => {
            Some("Enter a day within a year: \"periodically\" means at least once a year (32 CFR 170.4).")
        }
        _ => None,
    }
}

impl Claim {
    /// Checks that everything its register asks for is said; all that is missing is told at once. `before` is what
    /// is recorded so far.
    pub fn check(&self, today: Day, before: Option<&Self>) -> Result<()> {
        let mut problems = Problems::new();
        let mut ask = |field: &'static str, is_good: bool, text: &str| {
            if !is_good {
                problems.insert(field, text.to_owned());
            }
        };
        match self {
            Self::EnduringException { note, mitigations, ssp_reference } => {
                ask("note", is_said(note), "Say which circumstance or system makes it impossible.");
                ask("mitigations", is_said(mitigations), "Say what is done to reduce the risk.");
                let text = "Name the section of the system security plan that describes it.";
                ask("ssp_reference", !ssp_reference.is_empty(), text);
            }
            Self::TemporaryDeficiency { note, fix, origin, review_on, reviews } => {
                ask("note", is_said(note), "Say what does not work.");
                ask(
                    "fix",
                    is_said(fix),
                    "Say how it is fixed. Without a known fix it is no temporary deficiency.",
                );
                let text = "Choose how it came about. What was never implemented is not met, and no temporary \
                            deficiency (32 CFR 170.4).";
                ask("origin", *origin != Origin::Unsaid, text);
                let kept = before.and_then(Self::next_review_on);
                if reviews.is_empty() && (review_on.is_none() || *review_on != kept) {
                    let refused = review_on
                        .map_or(Some("Enter the day of the first review."), |day| refuse_next(day, today));
                    ask("review_on", refused.is_none(), refused.unwrap_or_default());
                }
            }
            Self::DodCioAdjudication { .. } => {}
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    /// The same with one more review. `Conflict` unless it is an operational plan of action.
    pub fn reviewed(&self, review: Review, today: Day) -> Result<Self> {
        let mut after = self.clone();
        let Self::TemporaryDeficiency { reviews, .. } = &mut after else {
            return Err(Error::Conflict("Only an operational plan of action is reviewed here.".into()));
        };
        let mut problems = Problems::new();
        if review.on > today {
            problems.insert("reviewed_on", "Enter the day of a review that has taken place.".into());
        } else if reviews.last().is_some_and(|last| review.on < last.on) {
            problems.insert(
                "reviewed_on",
                "A later review is recorded already. Enter its day or a later one.".into(),
            );
        }
        if !is_said(&review.words) {
            problems.insert("words", "Say how far the fix is.".into());
        }
        if let Some(text) = refuse_next(review.next_on, review.on.max(today)) {
            problems.insert("next_on", text.into());
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        reviews.push(review);
        Ok(after)
    }
}

impl Line {
    /// Fails with words unless one of the two can be recorded for it now: it is a requirement of CMMC, and nothing
    /// of it is open on the POA&M. To move an open item over, so that its points come back, is refused.
    pub fn may_claim(&self, claim: &Claim) -> Result<()> {
        let refuse = |text: String| Err(Error::invalid("form", text));
        if self.is_own || builtin::requirement(&self.id).is_none() {
            return refuse(
                "This requirement is the organisation's own, outside the score. It needs no claim.".into(),
            );
        }
        if self.is_plan() {
            return refuse(format!(
                "{} asks for the system security plan, in which every claim has to stand. Without the plan there is no \
                 score at all (32 CFR 170.24(c)(2)(i)(B)(5)): write it, or bring it up to date.",
                self.id
            ));
        }
        if self.is_on_poam && claim.is_registered() {
            return refuse(format!(
                "{} is on the POA&M. An open item of the POA&M cannot be turned into an operational plan of action or \
                 an exception: it is closed by fixing it (32 CFR 170.21(b), 170.24(c)(2)(i)(B)(6)).",
                self.id
            ));
        }
        match &self.claim {
            Some(known) if known.word() != claim.word() => {
                refuse("Another claim is recorded for this requirement. End that first.".into())
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::specimen::picture;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn deficiency(review_on: Option<&str>) -> Claim {
        Claim::TemporaryDeficiency {
            note: "The badge reader broke.".into(),
            fix: "A new reader is ordered.".into(),
            origin: Origin::AfterImplementation,
            review_on: review_on.map(day),
            reviews: Vec::new(),
        }
    }

    fn problems(result: Result<impl Sized>) -> Vec<&'static str> {
        match result {
            Ok(_) => Vec::new(),
            Err(Error::Invalid(problems)) => problems.into_iter().map(|(field, _)| field).collect(),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn each_register_has_fields_of_its_own() {
        let exception = Claim::EnduringException {
            note: String::new(),
            mitigations: String::new(),
            ssp_reference: String::new(),
        };
        let bare = Claim::TemporaryDeficiency {
            note: String::new(),
            fix: String::new(),
            origin: Origin::Unsaid,
            review_on: None,
            reviews: Vec::new(),
        };
        let today = day("2026-03-02");

        assert_eq!(problems(exception.check(today, None)), ["note", "mitigations", "ssp_reference"]);
        assert_eq!(problems(bare.check(today, None)), ["note", "fix", "origin", "review_on"]);
        assert_eq!(
            problems(deficiency(None).check(today, Some(&deficiency(Some("2026-04-01"))))),
            ["review_on"]
        );
        assert!(problems(deficiency(Some("2026-04-01")).check(today, None)).is_empty());
    }

    #[test]
    fn a_review_comes_within_a_year() {
        let check = |next: &str| problems(deficiency(Some(next)).check(day("2026-03-02"), None));

        assert_eq!(check("2026-03-02"), ["review_on"]);
        assert_eq!(check("2027-03-04"), ["review_on"]);
        assert!(check("2026-03-03").is_empty() && check("2027-03-03").is_empty());
    }

    #[test]
    fn a_review_has_taken_place_and_names_the_next() {
        let review = |on: &str, next_on: &str, words: &str| Review {
            on: day(on),
            words: words.into(),
            is_progress: true,
            next_on: day(next_on),
            by: "Lena".into(),
        };
        let reviewed = |review| deficiency(Some("2026-04-01")).reviewed(review, day("2026-03-02"));

        assert_eq!(
            problems(reviewed(review("2026-03-03", "2026-03-02", "ok"))),
            ["reviewed_on", "words", "next_on"]
        );
        let once = reviewed(review("2026-03-01", "2026-04-01", "The reader has come.")).unwrap();
        assert!(once.holds());
        let earlier =
            once.reviewed(review("2026-02-01", "2026-04-01", "The reader has come."), day("2026-03-02"));
        assert_eq!(problems(earlier), ["reviewed_on"]);
    }

    #[test]
    fn an_open_item_of_the_poam_is_not_turned_into_a_neighbour() {
        let mut line = picture(2).line("3.1.3").unwrap().clone();
        assert!(line.may_claim(&deficiency(None)).is_ok());

        line.is_on_poam = true;

        assert_eq!(problems(line.may_claim(&deficiency(None))), ["form"]);
        assert!(line.may_claim(&Claim::decided(|_| true, String::new())).is_ok());
    }

    #[test]
    fn one_claim_at_a_time() {
        let mut line = picture(2).line("3.1.3").unwrap().clone();
        line.claim = Some(Claim::decided(|_| true, String::new()));

        assert_eq!(problems(line.may_claim(&deficiency(None))), ["form"]);
    }
}
