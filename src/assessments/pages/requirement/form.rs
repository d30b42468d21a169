//! The form of how a requirement is met: what stands in it, and what somebody wrote.

use crate::assessments::model::{Claim, Implementation, Interval, PartialCase, Practice, Status};
use crate::kernel::{Error, Result, env::Day, id::UserId, text, text::Paragraph};
use crate::web::forms::{Fields, Parser};
use serde::Serialize;
use std::collections::BTreeMap;

/// What stands in the form.
#[derive(Debug, Default, Serialize)]
pub struct PracticeForm {
    status: String,
    narrative: String,
    review_months: String,
    reviewed_on: String,
    partial_case: String,
    claim: String,
    ticked: Vec<String>,
    claim_note: String,
    version: i64,
}

impl PracticeForm {
    /// What is saved.
    pub fn saved(saved: &Implementation) -> Self {
        let claim = saved.claim.as_ref().map(|claim| &claim.0).filter(|claim| !claim.is_registered());
        Self {
            status: status(saved.status).to_owned(),
            narrative: saved.narrative.as_str().to_owned(),
            review_months: saved.review_months.map(|days| days.to_string()).unwrap_or_default(),
            reviewed_on: saved.reviewed_on.map(|day| day.to_string()).unwrap_or_default(),
            partial_case: saved.partial_case.word().to_owned(),
            claim: claim.map_or("", Claim::word).to_owned(),
            ticked: claim.map(Claim::ticked).unwrap_or_default().into_iter().map(str::to_owned).collect(),
            claim_note: claim.map_or("", Claim::note).to_owned(),
            version: saved.version,
        }
    }

    /// What was typed and could not be saved, over the version that stands.
    pub fn typed(fields: &Fields, version: i64) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            status: text("status"),
            narrative: text("narrative"),
            review_months: text("review_months"),
            reviewed_on: text("reviewed_on"),
            partial_case: text("partial_case"),
            claim: text("claim"),
            ticked: fields.all("ticked").into_iter().map(str::to_owned).collect(),
            claim_note: text("claim_note"),
            version,
        }
    }
}

/// The word of a status in forms and templates.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Unsaid => "",
        Status::Planned => "planned",
        Status::Partial => "partial",
        Status::Implemented => "implemented",
        Status::NotApplicable => "not_applicable",
    }
}

/// What can be wrong, as it stands in the form.
const FIELDS: [&str; 4] = ["narrative", "review_months", "reviewed_on", "claim_note"];

/// Reads the form, or says all that is wrong with it.
pub fn practice(fields: &Fields, requirement: &str, today: Day) -> Result<Practice> {
    let mut parser = Parser::default();
    let narrative = parser.take("narrative", Paragraph::parse(fields.text("narrative")));
    let review_months = parser.take("review_months", months(fields.text("review_months")));
    let reviewed_on = parser.take("reviewed_on", text::day(fields.text("reviewed_on")));
    let note = parser.take("claim_note", Paragraph::parse(fields.text("claim_note")));
    let ticked = fields.all("ticked");
    let note = note.map(|note| note.as_str().to_owned()).unwrap_or_default();
    let written = Practice {
        status: Status::parse(fields.text("status")),
        narrative: narrative.unwrap_or_default(),
        review_months: review_months.flatten(),
        reviewed_on: reviewed_on.flatten(),
        partial_case: PartialCase::parse(fields.text("partial_case"), requirement),
        claim: (fields.text("claim") == "dod_cio_adjudication")
            .then(|| Claim::decided(|name| ticked.contains(&name), note)),
    };
    // What cannot be read and what the rules forbid is told together.
    match (parser.finish(Some(())), written.check(today)) {
        (Ok(()), checked) => checked,
        (Err(Error::Invalid(mut unread)), Err(Error::Invalid(forbidden))) => {
            for (field, text) in forbidden {
                unread.note(field, text);
            }
            Err(Error::Invalid(unread.in_order_of(&FIELDS)))
        }
        (Err(unread), _) => Err(unread),
    }
}

fn months(text: &str) -> Result<Option<i64>, &'static str> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Interval::PROBLEM),
    }
}

/// The owners that a form's page showed, by requirement: `3.1.1=nobody`, or the id of somebody. What cannot be read was
/// not shown.
pub fn owners(fields: &Fields) -> BTreeMap<&str, Option<UserId>> {
    let shown = fields.all("was").into_iter().filter_map(|word| word.rsplit_once('='));
    shown.filter_map(|(requirement, word)| Some((requirement, owner(word).ok()?))).collect()
}

/// Reads the owner of a form: somebody, or nobody.
pub fn owner(word: &str) -> Result<Option<UserId>> {
    match word {
        "nobody" => Ok(None),
        id => id.parse().map(|id| Some(UserId(id))).map_err(|_| Error::invalid("owner", "Choose an owner.")),
    }
}
