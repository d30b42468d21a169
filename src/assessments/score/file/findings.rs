//! The findings of a case: a word, objectives, a partial case or a claim for each requirement.

use super::Fault;
use super::json::{Fields, Json};
use crate::assessments::score::{Claim, Finding, Word};
use crate::catalogue::builtin::{Level, PartialCase, Requirement, requirement};
use std::collections::HashMap;

/// What a case says about the requirements of one level.
pub struct Findings {
    default: Word,
    by_id: HashMap<&'static str, Finding>,
    listed: Vec<&'static Requirement>,
}

impl Findings {
    /// Reads `findings` and `default`.
    pub fn read(case: &Fields<'_>, level: Level) -> Result<Self, Fault> {
        let default = maybe_word(case, "default")?.unwrap_or(Word::Met);
        let mut by_id = HashMap::new();
        let mut listed = Vec::new();
        if let Some(fields) = case.object("findings")? {
            for id in fields.keys() {
                let requirement = known(id, level).map_err(|what| fields.fault(id, what))?;
                by_id.insert(requirement.id, finding(&fields, requirement)?);
                listed.push(requirement);
            }
        }
        Ok(Self { default, by_id, listed })
    }

    /// The finding for a requirement.
    pub fn of(&self, requirement: &Requirement) -> Finding {
        self.by_id.get(requirement.id).cloned().unwrap_or_else(|| self.default.into())
    }

    /// The requirements the case lists, in its order.
    pub fn listed(&self) -> Vec<&'static Requirement> {
        self.listed.clone()
    }
}

/// The requirement of this id at this level.
pub fn known(id: &str, level: Level) -> Result<&'static Requirement, String> {
    requirement(id)
        .filter(|requirement| requirement.level == level)
        .ok_or_else(|| format!("Level {} has no requirement {id:?}", level.number()))
}

fn finding(fields: &Fields<'_>, requirement: &Requirement) -> Result<Finding, Fault> {
    let id = requirement.id;
    let Some(Json::Object(_)) = fields.get(id) else {
        let word = maybe_word(fields, id)?;
        return word.map(Finding::from).ok_or_else(|| fields.fault(id, "a finding belongs here".to_owned()));
    };
    let Some(object) = fields.object(id)? else {
        return Err(fields.fault(id, "a finding belongs here".to_owned()));
    };
    if object.get("objectives").is_some() {
        objectives(&object, requirement)
    } else if object.get("claim").is_some() {
        Ok(Finding::Claimed(claim(&object, requirement)?))
    } else if object.get("status").is_some() {
        stated(&object, requirement)
    } else {
        Err(object.fault_here("a finding has a status, objectives or a claim".to_owned()))
    }
}

fn stated(object: &Fields<'_>, requirement: &Requirement) -> Result<Finding, Fault> {
    object.only(&["status", "partial"])?;
    let word = word(object, "status", object.text("status")?)?;
    let partial = partial(object, "partial", requirement)?;
    if partial.is_some() && word != Word::NotMet {
        let what = format!("a partial case belongs to NOT_MET, not to {}", word.name());
        return Err(object.fault("partial", what));
    }
    Ok(Finding::Stated { word, partial })
}

fn objectives(object: &Fields<'_>, requirement: &Requirement) -> Result<Finding, Fault> {
    object.only(&["objectives", "objectives_default", "partial"])?;
    let default = maybe_word(object, "objectives_default")?.unwrap_or(Word::Met);
    let mut words = vec![default; requirement.objectives.len()];
    if let Some(letters) = object.object("objectives")? {
        for key in letters.keys() {
            let at = requirement.objectives.iter().position(|objective| objective.key == key).ok_or_else(
                || {
                    let known: Vec<_> =
                        requirement.objectives.iter().map(|objective| objective.key).collect();
                    let what =
                        format!("{} has no objective {key:?}; it has {}", requirement.id, known.join(", "));
                    letters.fault(key, what)
                },
            )?;
            words[at] = word(&letters, key, letters.text(key)?)?;
        }
    }
    Ok(Finding::Objectives { words, partial: partial(object, "partial", requirement)? })
}

fn claim(object: &Fields<'_>, requirement: &Requirement) -> Result<Claim, Fault> {
    match object.text("claim")? {
        "enduring_exception" => {
            object.only(&["claim", "in_ssp", "mitigations_described"])?;
            Ok(Claim::EnduringException {
                in_ssp: object.truth("in_ssp")?,
                mitigations_described: object.truth("mitigations_described")?,
            })
        }
        "temporary_deficiency" => temporary_deficiency(object, requirement),
        "dod_cio_adjudication" => {
            object.only(&["claim", "in_ssp", "environment_changed"])?;
            Ok(Claim::DodCioAdjudication {
                in_ssp: object.truth("in_ssp")?,
                environment_changed: object.truth("environment_changed")?,
            })
        }
        other => Err(object.fault(
            "claim",
            format!(
                "{other:?} is not a claim; \
                 use enduring_exception, temporary_deficiency or dod_cio_adjudication"
            ),
        )),
    }
}

fn temporary_deficiency(object: &Fields<'_>, requirement: &Requirement) -> Result<Claim, Fault> {
    object.only(&[
        "claim",
        "operational_plan",
        "reviews",
        "progress",
        "arose_after_implementation",
        "isolated_rollout_issue",
        "fallback_partial",
    ])?;
    Ok(Claim::TemporaryDeficiency {
        operational_plan: object.truth("operational_plan")?,
        reviews: object.truth("reviews")?,
        progress: object.truth("progress")?,
        arose_after_implementation: object.truth("arose_after_implementation")?,
        isolated_rollout_issue: object.maybe_truth("isolated_rollout_issue")?.unwrap_or(false),
        fallback_partial: partial(object, "fallback_partial", requirement)?,
    })
}

fn partial(object: &Fields<'_>, key: &str, requirement: &Requirement) -> Result<Option<PartialCase>, Fault> {
    let Some(text) = object.maybe_text(key)? else { return Ok(None) };
    let known = requirement.partial.map(|partial| partial.case).filter(|case| case.word() == text);
    known.map(Some).ok_or_else(|| {
        let what = match requirement.partial {
            Some(partial) => {
                format!("{} knows only the partial case {:?}", requirement.id, partial.case.word())
            }
            None => format!("{} has no partial case", requirement.id),
        };
        object.fault(key, what)
    })
}

fn maybe_word(fields: &Fields<'_>, key: &str) -> Result<Option<Word>, Fault> {
    fields.maybe_text(key)?.map(|text| word(fields, key, text)).transpose()
}

fn word(fields: &Fields<'_>, key: &str, text: &str) -> Result<Word, Fault> {
    Word::named(text).ok_or_else(|| {
        let known = Word::ALL.map(Word::name).join(", ");
        fields.fault(key, format!("{text:?} is not a finding; use one of {known}"))
    })
}
