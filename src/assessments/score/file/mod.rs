//! The scoring file: cases in, results out, for the command line, other tools and public test vectors.
//!
//! Nothing is scored unless everything in the file is understood.

mod case;
mod findings;
mod json;
mod report;
mod table;

pub use report::{Answer, Report};

use super::{level1, level2, level3, timeline};
use crate::catalogue::pack::{RulePack, current};
use case::{Case, Question};
use json::{Fields, Json};
use std::fmt;

/// Why a file was not scored: everything in it that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// What was not understood, in the order of the file.
    pub faults: Vec<Fault>,
}

/// One thing in the file that was not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The id of the case it is in, where there is one.
    pub case: Option<String>,
    /// Where it is, such as `$.cases[3].findings["3.1.99"]`.
    pub path: String,
    /// What is wrong and what would be right.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.case {
            Some(case) => write!(f, "case {case:?}, {}: {}", self.path, self.what),
            None => write!(f, "{}: {}", self.path, self.what),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Nothing was scored. Correct this in the file and run it again:")?;
        for fault in &self.faults {
            writeln!(f, "  {fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for FileError {}

/// Scores a file with the newest built-in rule pack.
pub fn run(text: &str) -> Result<Report, FileError> {
    let json: Json =
        serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| FileError {
            faults: vec![Fault {
                case: None,
                path: "$".to_owned(),
                what: format!("this is not JSON: {error}"),
            }],
        })?;
    let cases = cases(&json).map_err(|faults| FileError { faults })?;
    let pack = current();
    let mut answers = Vec::new();
    let mut faults = Vec::new();
    for case in &cases {
        match answer(pack, case) {
            Ok(answer) => answers.push((case.id.clone(), answer)),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(Report::new(pack, answers)) } else { Err(FileError { faults }) }
}

/// The cases of the file; else the first fault of each case that has one.
fn cases(json: &Json) -> Result<Vec<Case>, Vec<Fault>> {
    let whole = Fields::of(json, "$".to_owned()).map_err(|fault| vec![fault])?;
    if whole.get("cases").is_none() && whole.get("format").is_none() {
        return Case::read(&whole).map(|case| vec![case]).map_err(|fault| vec![fault]);
    }
    let list = file_fields(&whole).map_err(|fault| vec![fault])?;
    let (cases, faults): (Vec<_>, Vec<_>) = list
        .iter()
        .enumerate()
        .map(|(at, case)| Case::read(&Fields::of(case, format!("$.cases[{at}]"))?))
        .partition(Result::is_ok);
    let faults: Vec<_> = faults.into_iter().filter_map(Result::err).collect();
    if faults.is_empty() { Ok(cases.into_iter().filter_map(Result::ok).collect()) } else { Err(faults) }
}

fn file_fields<'a>(whole: &Fields<'a>) -> Result<&'a [Json], Fault> {
    whole.only(&["format", "cases"])?;
    let format = whole.text("format")?;
    if format != "1" {
        return Err(
            whole.fault("format", format!("format {format:?} is not known; this program reads \"1\""))
        );
    }
    whole.list("cases")
}

fn answer(pack: &RulePack, case: &Case) -> Result<Answer, Fault> {
    Ok(match &case.question {
        Question::Level1(findings) => Answer::Level1(level1(pack, |one| findings.of(one))),
        Question::Level2 { terms, findings } => {
            Answer::Level2 { outcome: level2(pack, terms, |one| findings.of(one)), listed: findings.listed() }
        }
        Question::Level3 { held, findings } => Answer::Level3(level3(pack, *held, |one| findings.of(one))),
        Question::Timeline(input) => {
            Answer::Timeline(timeline(pack, input).map_err(|problem| case.impossible(problem))?)
        }
    })
}

#[cfg(test)]
mod tests;
