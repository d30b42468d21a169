//! The words about a requirement and its objectives, ours beside the official ones, and what was found.

use super::super::place;
use crate::assessments::model::{
    Finding, Opinion, Place, Reviewed,
    picture::{Cell, Line},
};
use crate::catalogue::{Official, builtin, wording};
use crate::kernel::{env::Day, env::Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// The words about a requirement, or about one of the Level 2 requirements that one of Level 1 consists of.
#[derive(Debug, Serialize)]
pub struct TextView {
    id: String,
    title: String,
    words: Option<&'static wording::Wording>,
    official: Option<Official>,
}

/// An objective and what was found.
#[derive(Debug, Serialize)]
pub struct ObjectiveView {
    letter: String,
    source: String,
    href: String,
    words: String,
    official: String,
    result: &'static str,
    is_provisional: bool,
    is_to_confirm: bool,
    is_stale: bool,
    finals: i64,
    drafts: i64,
    finding: String,
    by: String,
    at: Option<Timestamp>,
    review: &'static str,
    opinion: Opinion,
}

/// As much of a finding as the page of its requirement shows, in characters.
const EXCERPT: usize = 240;

impl TextView {
    /// Whether nobody imported the official text of it yet.
    pub fn lacks_official(&self) -> bool {
        self.official.is_none()
    }
}

/// Our words and the imported ones about a built-in requirement.
pub fn texts(line: &Line, mut official: BTreeMap<String, Official>) -> Vec<TextView> {
    let Some(requirement) = builtin::requirement(&line.id) else { return Vec::new() };
    if requirement.level != builtin::Level::One {
        let words = wording::lookup(requirement.id, None);
        let (id, title) = (line.id.clone(), line.title.clone());
        return vec![TextView { id, title, words, official: official.remove(&line.id) }];
    }
    let view = |source: &&'static str| TextView {
        id: (*source).to_owned(),
        title: builtin::requirement(source).map(|found| found.short_name.to_owned()).unwrap_or_default(),
        words: wording::lookup(source, None),
        official: official.remove(*source),
    };
    requirement.sources.iter().map(view).collect()
}

/// What the organisation wrote about a requirement of its own.
pub fn own(line: &Line, own: Option<Official>) -> Vec<TextView> {
    vec![TextView { id: line.id.clone(), title: line.title.clone(), words: None, official: own }]
}

/// The place of an objective.
pub fn place(line: &Line, cell: &Cell) -> Place {
    Place { requirement: line.id.clone(), objective: cell.objective.clone() }
}

/// The objectives in their order.
pub fn views(
    at: &str,
    line: &Line,
    found: Vec<Finding>,
    texts: &[TextView],
    today: Day,
) -> Vec<ObjectiveView> {
    let mut found: BTreeMap<String, Finding> =
        found.into_iter().map(|finding| (finding.objective.clone(), finding)).collect();
    let view = |cell: &Cell| {
        let said = found.remove(&cell.objective);
        let said = said.map(|finding| (excerpt(finding.finding.as_str()), finding.opinion));
        let (finding, opinion) = said.unwrap_or_default();
        ObjectiveView {
            href: place::path(at, &place(line, cell)),
            finding,
            opinion,
            is_stale: cell.stale_from.is_some_and(|day| day < today),
            ..view(line, cell, texts)
        }
    };
    line.cells.iter().map(view).collect()
}

fn view(line: &Line, cell: &Cell, texts: &[TextView]) -> ObjectiveView {
    let (source, letter) = match cell.objective.trim_end_matches(']').split_once('[') {
        Some((source, letter)) => (source, letter),
        None => (line.id.as_str(), cell.objective.as_str()),
    };
    let text = texts.iter().find(|text| text.id == source).and_then(|text| text.official.as_ref());
    let known = builtin::requirement(&line.id).filter(|_| !line.is_own);
    let words = known
        .and_then(|requirement| wording::of_objective(requirement, requirement.objective(&cell.objective)?));
    ObjectiveView {
        letter: letter.to_owned(),
        source: source.to_owned(),
        href: String::new(),
        words: words.map(|words| words.asks.clone()).unwrap_or_default(),
        official: text.and_then(|text| text.objectives.get(letter).cloned()).unwrap_or_default(),
        result: cell.mark.word(),
        is_provisional: cell.is_provisional(),
        is_to_confirm: cell.is_to_confirm,
        is_stale: false,
        finals: cell.finals,
        drafts: cell.drafts,
        finding: String::new(),
        by: cell.by.clone(),
        at: cell.at,
        review: cell.review().map_or("", Reviewed::word),
        opinion: Opinion::default(),
    }
}

/// The beginning of a text, cut between words.
fn excerpt(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(EXCERPT) else { return text.to_owned() };
    let cut = text[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{} …", text[..cut].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_finding_is_cut_between_words() {
        assert_eq!(excerpt("Seen on 2 March."), "Seen on 2 March.");
        let long = "läuft ".repeat(60);

        let short = excerpt(&long);

        assert!(short.ends_with("läuft …") && short.chars().count() <= EXCERPT + 2, "{short}");
        assert_eq!(excerpt(&"x".repeat(300)), format!("{} …", "x".repeat(EXCERPT)));
    }
}
