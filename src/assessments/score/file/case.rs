//! One case of the file: its kind, and what it asks.

use super::Fault;
use super::findings::{Findings, known};
use super::json::{Fields, Json};
use crate::assessments::score::{
    Assessment, Closeout, CmmcStatus, Level2Held, Level2Terms, Methodology, PoamList, TimelineInput,
    TimelineProblem,
};
use crate::catalogue::builtin::Level;
use crate::kernel::env::Day;

/// A case that was understood.
pub struct Case {
    /// The id it was given.
    pub id: String,
    /// The path to it.
    path: String,
    /// What it asks.
    pub question: Question,
}

/// What a case asks.
pub enum Question {
    /// The result of a Level 1 assessment.
    Level1(Findings),
    /// The result of a Level 2 assessment.
    Level2 {
        /// What it depends on besides the findings.
        terms: Level2Terms,
        /// The findings.
        findings: Findings,
    },
    /// The result of a Level 3 assessment.
    Level3 {
        /// The Level 2 status it starts from.
        held: Level2Held,
        /// The findings.
        findings: Findings,
    },
    /// Where a status stands on a day.
    Timeline(TimelineInput),
}

impl Case {
    /// Reads one case.
    pub fn read(fields: &Fields<'_>) -> Result<Self, Fault> {
        let id = fields.text("id")?.to_owned();
        let question = match fields.text("kind")? {
            "l1" => level1(fields)?,
            "l2" => level2(fields)?,
            "l3" => level3(fields)?,
            "timeline" => Question::Timeline(timeline(fields)?),
            other => {
                let what = format!("{other:?} is not a kind of case; use l1, l2, l3 or timeline");
                return Err(fields.fault("kind", what));
            }
        };
        Ok(Self { id, path: fields.fault_here(String::new()).path, question })
    }

    /// The fault of a timeline that cannot be.
    pub fn impossible(&self, problem: TimelineProblem) -> Fault {
        let (key, what) = match problem {
            TimelineProblem::NoDate => {
                ("cmmc_status_date", "a status has a date; give the day it was posted")
            }
            TimelineProblem::NothingToClose => ("closeout", "only a Conditional status has a close-out"),
            TimelineProblem::CloseoutTooEarly => {
                ("closeout.posted", "this lies before the status that it closes")
            }
        };
        Fault { case: Some(self.id.clone()), path: format!("{}.{key}", self.path), what: what.to_owned() }
    }
}

fn level1(fields: &Fields<'_>) -> Result<Question, Fault> {
    fields.only(&["id", "kind", "findings", "default"])?;
    Ok(Question::Level1(Findings::read(fields, Level::One)?))
}

fn level2(fields: &Fields<'_>) -> Result<Question, Fault> {
    fields.only(&["id", "kind", "findings", "default", "assessment", "poam", "methodology"])?;
    let terms = Level2Terms {
        assessment: choice(fields, "assessment", &[("self", Assessment::Own), ("c3pao", Assessment::C3pao)])?,
        poam: poam(fields)?,
        methodology: choice(
            fields,
            "methodology",
            &[("cmmc", Methodology::Cmmc), ("dodam", Methodology::Dodam)],
        )?,
    };
    Ok(Question::Level2 { terms, findings: Findings::read(fields, Level::Two)? })
}

fn level3(fields: &Fields<'_>) -> Result<Question, Fault> {
    fields.only(&["id", "kind", "findings", "default", "level2_status", "level2_score"])?;
    let score = fields.whole("level2_score")?;
    let score = score.map(i32::try_from).transpose();
    let score = score.map_err(|_| fields.fault("level2_score", "this is no score of Level 2".to_owned()))?;
    let status = match fields.maybe_text("level2_status")? {
        Some(name) => Some(status(fields, "level2_status", name)?),
        None => None,
    };
    Ok(Question::Level3 {
        held: Level2Held { status, score },
        findings: Findings::read(fields, Level::Three)?,
    })
}

fn timeline(fields: &Fields<'_>) -> Result<TimelineInput, Fault> {
    fields.only(&[
        "id",
        "kind",
        "level",
        "initial_status",
        "cmmc_status_date",
        "today",
        "closeout",
        "last_affirmation",
        "drifted_not_met",
    ])?;
    let level =
        fields.whole("level")?.ok_or_else(|| fields.fault("level", "this key is missing".to_owned()))?;
    let level =
        Level::numbered(level).ok_or_else(|| fields.fault("level", "1, 2 or 3 belongs here".to_owned()))?;
    let initial_status = status(fields, "initial_status", fields.text("initial_status")?)?;
    if initial_status.level().is_some_and(|of| of != level) {
        let what = format!("{:?} is not a status of Level {}", initial_status.name(), level.number());
        return Err(fields.fault("initial_status", what));
    }
    let today =
        day(fields, "today")?.ok_or_else(|| fields.fault("today", "this key is missing".to_owned()))?;
    Ok(TimelineInput {
        initial_status,
        cmmc_status_date: day(fields, "cmmc_status_date")?,
        today,
        closeout: closeout(fields, level)?,
        last_affirmation: day(fields, "last_affirmation")?,
        has_drifted: has_drifted(fields, level)?,
    })
}

/// A status of Level 3 stands on one of Level 2, so a requirement of either may have drifted.
fn has_drifted(fields: &Fields<'_>, level: Level) -> Result<bool, Fault> {
    const KEY: &str = "drifted_not_met";
    let ids = fields.texts(KEY)?;
    for (at, id) in ids.iter().enumerate() {
        let found = known(id, level);
        let is_below = level == Level::Three && known(id, Level::Two).is_ok();
        found
            .map(drop)
            .or_else(|what| if is_below { Ok(()) } else { Err(fields.fault_in(KEY, at, what)) })?;
    }
    Ok(!ids.is_empty())
}

fn closeout(fields: &Fields<'_>, level: Level) -> Result<Option<Closeout>, Fault> {
    let Some(object) = fields.object("closeout")? else { return Ok(None) };
    object.only(&["posted", "still_not_met"])?;
    let posted = day(&object, "posted")?;
    let posted = posted.ok_or_else(|| object.fault("posted", "this key is missing".to_owned()))?;
    object.list("still_not_met")?;
    Ok(Some(Closeout { posted, all_met: requirements(&object, "still_not_met", level)?.is_empty() }))
}

fn poam(fields: &Fields<'_>) -> Result<PoamList, Fault> {
    match fields.get("poam") {
        None => Ok(PoamList::All),
        Some(Json::Text(word)) if word == "all" => Ok(PoamList::All),
        Some(Json::Text(word)) if word == "none" => Ok(PoamList::None),
        Some(Json::List(_)) => {
            let ids = requirements(fields, "poam", Level::Two)?;
            Ok(PoamList::Listed(ids.into_iter().map(str::to_owned).collect()))
        }
        Some(_) => {
            Err(fields.fault("poam", "\"all\", \"none\" or a list of requirements belongs here".to_owned()))
        }
    }
}

/// The ids in the list at a key, all of this level.
fn requirements<'a>(fields: &Fields<'a>, key: &str, level: Level) -> Result<Vec<&'a str>, Fault> {
    let ids = fields.texts(key)?;
    for (at, id) in ids.iter().enumerate() {
        known(id, level).map_err(|what| fields.fault_in(key, at, what))?;
    }
    Ok(ids)
}

fn choice<T: Copy + Default>(fields: &Fields<'_>, key: &str, words: &[(&str, T)]) -> Result<T, Fault> {
    let Some(text) = fields.maybe_text(key)? else { return Ok(T::default()) };
    words.iter().find(|(word, _)| *word == text).map(|(_, choice)| *choice).ok_or_else(|| {
        let known: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        fields.fault(key, format!("{text:?} is not known; use {}", known.join(" or ")))
    })
}

fn status(fields: &Fields<'_>, key: &str, name: &str) -> Result<CmmcStatus, Fault> {
    CmmcStatus::named(name)
        .ok_or_else(|| fields.fault(key, format!("{name:?} is not a status of 32 CFR 170.4")))
}

fn day(fields: &Fields<'_>, key: &str) -> Result<Option<Day>, Fault> {
    let Some(text) = fields.maybe_text(key)? else { return Ok(None) };
    // The parser of dates would take a sign, spaces and single digits too.
    let fits =
        |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    let is_iso = text.len() == 10 && text.bytes().enumerate().all(fits);
    let day = text.parse().ok().filter(|_| is_iso);
    day.map(Some).ok_or_else(|| fields.fault(key, format!("{text:?} is not a day; write it like 2026-11-21")))
}
