//! What the text of a cell means.

use super::{
    fields::{Choice, Field, Kind, bare, is_said},
    mapping::{Days, Mapping},
    people::People,
};
use crate::assessments::Place;
use crate::catalogue::builtin;
use crate::kernel::{
    env::Day,
    hash::Sha256,
    id::UserId,
    text::{self, Line, Paragraph},
};
use crate::poams;
use crate::tasks::Repeat;
use chrono::Datelike;
use std::collections::BTreeSet;

/// What a cell means.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Nothing,
    /// Words.
    Text(String),
    /// A day.
    Day(Day),
    /// One of the words of the field.
    Word(&'static str),
    /// Somebody.
    Person(UserId),
    /// A number.
    Number(i64),
    /// A digest.
    Digest(Sha256),
    /// When a task comes again.
    Repeat(Repeat),
    /// Objectives, each once.
    Objectives(BTreeSet<Place>),
}

/// What a cell means, and how an export would write it; or what is wrong with it and what to do.
pub fn value(
    field: &Field,
    raw: &str,
    mapping: &Mapping,
    people: &People,
) -> Result<(Value, String), String> {
    let raw = raw.trim();
    if raw.is_empty() {
        return Ok((Value::Nothing, String::new()));
    }
    let worded = |text: String| (Value::Text(text.clone()), text);
    match field.kind {
        Kind::Id | Kind::Requirement | Kind::Objective | Kind::Objectives => Ok(worded(raw.to_owned())),
        Kind::Line => Ok(worded(Line::parse(raw, "")?.to_string())),
        Kind::Text => Ok(worded(Paragraph::parse(raw)?.as_str().to_owned())),
        Kind::Day => day(raw, mapping.days).map(|day| (Value::Day(day), day.to_string())),
        Kind::Word(choices) => word(field, choices, raw, mapping),
        Kind::Person => person(field, raw, mapping, people),
        Kind::Number => match raw.parse::<i64>() {
            Ok(number) => Ok((Value::Number(number), number.to_string())),
            Err(_) => Err("Enter a whole number.".into()),
        },
        Kind::Money => match poams::cost(raw.strip_suffix(".00").unwrap_or(raw))? {
            Some(amount) => Ok((Value::Number(amount), amount.to_string())),
            None => Ok((Value::Nothing, String::new())),
        },
        Kind::Digest => match Sha256::parse(&raw.to_lowercase()) {
            Some(digest) => Ok((Value::Digest(digest), digest.to_string())),
            None => Err("Enter the SHA-256 of the file: 64 of 0-9 and a-f.".into()),
        },
        Kind::Repeat => repeat(raw).map(|rule| (Value::Repeat(rule), rule.kept())),
    }
}

fn word(
    field: &Field,
    choices: &'static [Choice],
    raw: &str,
    mapping: &Mapping,
) -> Result<(Value, String), String> {
    let said = mapping.said(field.name, raw);
    let found = choices.iter().find(|choice| said == Some(choice.word)).or_else(|| guess(choices, raw));
    match found {
        Some(choice) => Ok((Value::Word(choice.word), choice.word.to_owned())),
        None => {
            let known: Vec<&str> = choices.iter().map(|choice| choice.label).collect();
            Err(format!("Say on the page of columns which of these it means: {}.", known.join(", ")))
        }
    }
}

/// The word that a value means by itself.
pub fn guess(choices: &'static [Choice], raw: &str) -> Option<&'static Choice> {
    let name = bare(raw);
    let is_own = |choice: &&Choice| bare(choice.word) == name || bare(choice.label) == name;
    choices.iter().find(is_own).or_else(|| choices.iter().find(|choice| is_said(choice.says, &name)))
}

fn person(field: &Field, raw: &str, mapping: &Mapping, people: &People) -> Result<(Value, String), String> {
    const NOBODY: &str = "nobody";
    let said = mapping.said(field.name, raw);
    if said == Some(NOBODY) {
        return Ok((Value::Nothing, String::new()));
    }
    let found = people.find(said.unwrap_or(raw))?;
    let shown = if field.name.ends_with("_email") { &found.email } else { &found.name };
    Ok((Value::Person(found.id), shown.clone()))
}

fn repeat(raw: &str) -> Result<Repeat, String> {
    let name = bare(raw);
    let known = match name.as_str() {
        "never" | "no" | "once" | "none" | "doesnotrepeat" | "onetime" => Some(""),
        "daily" => Some("1 days"),
        "weekly" => Some("1 weeks"),
        "biweekly" | "everytwoweeks" => Some("2 weeks"),
        "monthly" => Some("1 months"),
        "quarterly" => Some("3 months"),
        "semiannually" | "halfyearly" | "biannually" | "semiannual" => Some("6 months"),
        "yearly" | "annually" | "annual" => Some("1 years"),
        _ => None,
    };
    let kept = known.map_or_else(|| raw.trim_start_matches("every ").to_lowercase(), str::to_owned);
    Repeat::try_from(kept).map_err(|_| "Enter a rule such as 3 months, 2 weeks or last friday.".into())
}

/// Two numbers before a year: 3/4/2026, 3.4.2026, 3-4-26.
fn numbers(raw: &str) -> Option<(u32, u32, i32)> {
    let mut parts = raw.trim().split([' ', 'T']).next()?.split(['/', '.', '-']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || first.len() > 2 || second.len() > 2 {
        return None;
    }
    let year = match year.len() {
        2 => 2000 + year.parse::<i32>().ok()?,
        4 => year.parse().ok()?,
        _ => return None,
    };
    Some((first.parse().ok()?, second.parse().ok()?, year))
}

/// Whether a day tells the order: true where the month comes first.
pub fn order_of(raw: &str) -> Option<bool> {
    match numbers(raw)? {
        (13.., 1..=12, _) => Some(false),
        (1..=12, 13.., _) => Some(true),
        _ => None,
    }
}

/// Whether a day can be read in both orders.
pub fn is_two_ways(raw: &str) -> bool {
    matches!(numbers(raw), Some((first @ 1..=12, second @ 1..=12, _)) if first != second)
}

fn day(raw: &str, days: Days) -> Result<Day, String> {
    const SAY: &str = "Enter a day like 2026-11-21.";
    if let Some((first, second, year)) = numbers(raw) {
        let is_month_first = match (order_of(raw), days) {
            (Some(is_month_first), Days::Unsaid) => is_month_first,
            (_, Days::MonthFirst) => true,
            (_, Days::DayFirst) => false,
            (None, Days::Unsaid) if first == second => true,
            (None, Days::Unsaid) => {
                return Err(
                    "This can be two days. Say on the page of columns whether the month comes first.".into(),
                );
            }
        };
        let (month, day) = if is_month_first { (first, second) } else { (second, first) };
        let found = Day::from_ymd_opt(year, month, day);
        return found.filter(|day| (1990..=2200).contains(&day.year())).ok_or_else(|| SAY.into());
    }
    let date = raw.split('T').next().filter(|date| date.len() == 10).unwrap_or(raw);
    text::day(date).ok().flatten().ok_or_else(|| SAY.into())
}

/// The requirement that a text means: by its number or name, `03.01.01` of Revision 3's way of writing, or with an
/// objective in brackets behind it, which comes second.
pub fn requirement(raw: &str) -> Option<(&'static str, &str)> {
    let (name, objective) = match raw.trim().strip_suffix(']').and_then(|open| open.split_once('[')) {
        Some((name, letter)) => (name.trim(), letter.trim()),
        None => (raw.trim().trim_end_matches('.'), ""),
    };
    let short: Vec<&str> = name.split('.').map(|part| part.trim_start_matches('0')).collect();
    let is_padded = name.starts_with('0') && short.len() == 3 && short.iter().all(|part| !part.is_empty());
    let padded = if is_padded { short.join(".") } else { String::new() };
    let found = builtin::recognise(name).or_else(|| builtin::recognise(&padded).filter(|_| is_padded))?;
    Some((found.id, objective))
}
