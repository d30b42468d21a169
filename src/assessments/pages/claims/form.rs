//! The forms of claims and of reviews: what stands in them, and what it means.

use crate::assessments::model::{Claim, Origin, Review};
use crate::kernel::{
    Result,
    env::Day,
    text::{self, Line, Paragraph},
};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An operational plan of action.
    Deficiency,
    /// An enduring exception.
    Exception,
}

impl Kind {
    /// The word of its claim.
    pub fn word(self) -> &'static str {
        match self {
            Self::Deficiency => "temporary_deficiency",
            Self::Exception => "enduring_exception",
        }
    }

    /// The end of the address of its form.
    pub fn path(self) -> &'static str {
        match self {
            Self::Deficiency => "deficiency",
            Self::Exception => "exception",
        }
    }

    /// The end of the address of its register.
    pub fn list(self) -> &'static str {
        match self {
            Self::Deficiency => "deficiencies",
            Self::Exception => "exceptions",
        }
    }

    /// Whether `claim` is one.
    pub fn is(self, claim: &Claim) -> bool {
        claim.word() == self.word()
    }
}

/// What stands in the form of a claim.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ClaimForm {
    note: String,
    fix: String,
    origin: String,
    review_on: String,
    mitigations: String,
    ssp_reference: String,
    version: i64,
}

impl ClaimForm {
    /// What is recorded.
    pub fn saved(claim: Option<&Claim>, version: i64) -> Self {
        let blank = Self { version, ..Self::default() };
        match claim {
            Some(Claim::TemporaryDeficiency { note, fix, origin, review_on, .. }) => Self {
                note: note.clone(),
                fix: fix.clone(),
                origin: origin.word().to_owned(),
                review_on: review_on.map(|day| day.to_string()).unwrap_or_default(),
                ..blank
            },
            Some(Claim::EnduringException { note, mitigations, ssp_reference }) => Self {
                note: note.clone(),
                mitigations: mitigations.clone(),
                ssp_reference: ssp_reference.clone(),
                ..blank
            },
            Some(Claim::DodCioAdjudication { .. }) | None => blank,
        }
    }

    /// What was typed, over the version that stands.
    pub fn typed(fields: &Fields, version: i64) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            note: text("note"),
            fix: text("fix"),
            origin: text("origin"),
            review_on: text("review_on"),
            mitigations: text("mitigations"),
            ssp_reference: text("ssp_reference"),
            version,
        }
    }
}

/// Reads a claim, or says all that cannot be read.
pub fn claim(kind: Kind, fields: &Fields) -> Result<Claim> {
    let mut parser = Parser::default();
    let mut words = |name: &'static str| {
        let parsed = parser.take(name, Paragraph::parse(fields.text(name)));
        parsed.map(|text| text.as_str().to_owned()).unwrap_or_default()
    };
    let note = words("note");
    let claim = match kind {
        Kind::Deficiency => Claim::TemporaryDeficiency {
            note,
            fix: words("fix"),
            origin: Origin::parse(fields.text("origin")),
            review_on: parser.take("review_on", text::day(fields.text("review_on"))).flatten(),
            reviews: Vec::new(),
        },
        Kind::Exception => Claim::EnduringException {
            note,
            mitigations: words("mitigations"),
            ssp_reference: match fields.text("ssp_reference").trim() {
                "" => String::new(),
                typed => {
                    let parsed = parser.take("ssp_reference", Line::parse(typed, ""));
                    parsed.map(|line| line.to_string()).unwrap_or_default()
                }
            },
        },
    };
    parser.finish(Some(claim))
}

/// What stands in the form of a review.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ReviewForm {
    reviewed_on: String,
    words: String,
    is_progress: String,
    next_on: String,
}

impl ReviewForm {
    /// A review of today.
    pub fn begun(today: Day) -> Self {
        Self { reviewed_on: today.to_string(), is_progress: "yes".to_owned(), ..Self::default() }
    }

    /// What was typed.
    pub fn typed(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            reviewed_on: text("reviewed_on"),
            words: text("words"),
            is_progress: text("is_progress"),
            next_on: text("next_on"),
        }
    }
}

/// Reads a review by somebody called `by`, or says all that cannot be read.
pub fn review(fields: &Fields, by: &str) -> Result<Review> {
    let mut parser = Parser::default();
    let day = |name: &str, ask: &str| {
        text::day(fields.text(name)).and_then(|day| day.ok_or_else(|| ask.to_owned()))
    };
    let on = parser.take("reviewed_on", day("reviewed_on", "Enter the day of the review."));
    let words = parser.take("words", Paragraph::parse(fields.text("words")));
    let next_on = parser.take("next_on", day("next_on", "Enter the day of the next review."));
    let review = (|| {
        Some(Review {
            on: on?,
            words: words?.as_str().to_owned(),
            is_progress: fields.text("is_progress") == "yes",
            next_on: next_on?,
            by: by.to_owned(),
        })
    })();
    parser.finish(review)
}
