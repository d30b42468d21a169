//! Accepting a piece of evidence, or returning it with a reason.

use super::super::{
    actions,
    model::{Change, EvidenceId, Item, Standing, Verdict},
};
use crate::access::{Access, ReviewEvidence};
use crate::kernel::{Error, Problems, Result, db::Db, text::Paragraph};
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const REVIEW: &str = "evidence/review.html";
const FORM: &str = "review_form";

#[derive(Serialize)]
struct Review {
    it: Item,
    standing: Standing,
    verdict: String,
    reason: String,
    problems: Problems,
}

/// The form.
#[handler]
pub async fn review(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ReviewEvidence>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Reply> {
    let it = actions::seen(&db, &access, id).await?;
    let data = Review::of(&db, it, &Fields::default(), Problems::new());
    ui.at("evidence").show(REVIEW, FORM, data)
}

/// Decides.
#[handler]
pub async fn decide(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ReviewEvidence>,
    Path((_, id)): Path<(String, EvidenceId)>,
    fields: Fields,
) -> Result<Reply> {
    let done = match verdict(fields.text("verdict"), fields.text("reason")) {
        Ok(change) => actions::review(&db, &access, id, &change, fields.number("version")).await,
        Err(error) => Err(error),
    };
    match problems(done)? {
        Ok(it) => {
            let word = if it.review == Verdict::Accepted { "accepted" } else { "returned" };
            let to = format!("{}/evidence/{id}", ui.here());
            Ok(ui.go(&to, Flash::ok(format!("{} is {word}.", it.title))))
        }
        Err(problems) => {
            let it = actions::seen(&db, &access, id).await?;
            let data = Review::of(&db, it, &fields, problems);
            ui.at("evidence").show_problems(REVIEW, FORM, data)
        }
    }
}

/// Reads what was decided; the reason is under the problem `reason` if it is missing.
pub fn verdict(word: &str, reason: &str) -> Result<Change> {
    match word {
        "accept" => Ok(Change::Accept),
        "return" => match Paragraph::parse(reason) {
            Ok(reason) if reason.is_empty() => {
                Err(Error::invalid("reason", "Say what is to be made better."))
            }
            Ok(reason) => Ok(Change::Return(reason)),
            Err(text) => Err(Error::invalid("reason", text)),
        },
        _ => Err(Error::invalid("verdict", "Choose to accept or to return it.")),
    }
}

impl Review {
    fn of(db: &Db, it: Item, typed: &Fields, problems: Problems) -> Self {
        let standing = it.evidence.standing(db.env().today());
        let typed = |name| typed.text(name).to_owned();
        Self { it, standing, verdict: typed("verdict"), reason: typed("reason"), problems }
    }
}
