//! What pages say about a claim.

use crate::assessments::model::{Claim, Review, picture::Line};
use crate::catalogue::pack;
use crate::kernel::env::Day;
use serde::Serialize;

/// Why a requirement counts as MET, or what keeps it from that.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimView {
    word: &'static str,
    note: String,
    missing: Vec<&'static str>,
    rule: &'static str,
    citation: &'static str,
    mitigations: String,
    ssp_reference: String,
    fix: String,
    origin: &'static str,
    next_on: Option<Day>,
    is_overdue: bool,
    reviews: Vec<ReviewView>,
    is_registered: bool,
}

/// A review that took place.
#[derive(Clone, Debug, Serialize)]
struct ReviewView {
    on: Day,
    words: String,
    is_progress: bool,
    next_on: Day,
    by: String,
}

impl ClaimView {
    /// What `claim` says.
    pub fn of(claim: &Claim, today: Day) -> Self {
        let rules = &pack::current().claims;
        let rule = match claim {
            Claim::EnduringException { .. } => &rules.enduring_exception,
            Claim::TemporaryDeficiency { .. } => &rules.temporary_deficiency,
            Claim::DodCioAdjudication { .. } => &rules.dod_cio_adjudication,
        };
        let next_on = claim.next_review_on();
        let view = Self {
            word: claim.word(),
            note: claim.note().to_owned(),
            missing: claim.missing(),
            rule: &rule.words,
            citation: &rule.citation,
            mitigations: String::new(),
            ssp_reference: String::new(),
            fix: String::new(),
            origin: "",
            next_on,
            is_overdue: next_on.is_some_and(|day| day < today),
            reviews: Vec::new(),
            is_registered: claim.is_registered(),
        };
        match claim {
            Claim::EnduringException { mitigations, ssp_reference, .. } => {
                Self { mitigations: mitigations.clone(), ssp_reference: ssp_reference.clone(), ..view }
            }
            Claim::TemporaryDeficiency { fix, origin, reviews, .. } => {
                let review = |one: &Review| ReviewView {
                    on: one.on,
                    words: one.words.clone(),
                    is_progress: one.is_progress,
                    next_on: one.next_on,
                    by: one.by.clone(),
                };
                // The newest first: it decides.
                let reviews = reviews.iter().rev().map(review).collect();
                Self { fix: fix.clone(), origin: origin.word(), reviews, ..view }
            }
            Claim::DodCioAdjudication { .. } => view,
        }
    }

    /// Whether the requirement counts as MET by it.
    pub fn holds(&self) -> bool {
        self.missing.is_empty()
    }

    /// Whether a review should have taken place.
    pub fn is_overdue(&self) -> bool {
        self.is_overdue
    }

    /// The day of the next review.
    pub fn next_on(&self) -> Option<Day> {
        self.next_on
    }
}

/// A requirement with its claim in a register.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub id: String,
    pub title: String,
    pub href: String,
    pub owner: String,
    pub claim: ClaimView,
    /// Reviews that took place.
    pub reviews: usize,
}

impl Row {
    /// The row of `line`, if it has a claim.
    pub fn of(at: &str, line: &Line, today: Day) -> Option<Self> {
        let claim = ClaimView::of(line.claim.as_ref()?, today);
        Some(Self {
            id: line.id.clone(),
            title: line.title.clone(),
            href: format!("{at}/requirements/{}", super::super::place::segment(&line.id)),
            owner: line.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
            reviews: claim.reviews.len(),
            claim,
        })
    }
}

impl Row {
    /// Its line in the file of operational plans of action.
    pub fn of_plan(&self) -> Vec<String> {
        let review = |one: &ReviewView| {
            let word = if one.is_progress { "progress" } else { "no progress" };
            format!("{} {word}: {} ({}), next {}", one.on, one.words, one.by, one.next_on)
        };
        vec![
            self.id.clone(),
            self.title.clone(),
            self.owner.clone(),
            self.claim.note.clone(),
            self.claim.fix.clone(),
            self.claim.origin.to_owned(),
            yes(self.claim.holds()),
            self.claim.next_on.map(|day| day.to_string()).unwrap_or_default(),
            self.claim.reviews.iter().map(review).collect::<Vec<_>>().join("\n"),
        ]
    }

    /// Its line in the file of enduring exceptions.
    pub fn of_exception(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.title.clone(),
            self.owner.clone(),
            self.claim.note.clone(),
            self.claim.mitigations.clone(),
            self.claim.ssp_reference.clone(),
            yes(self.claim.holds()),
        ]
    }
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}
