//! What the columns of a file mean, as far as names tell it and as people say.

use super::{
    fields::{Field, Kind, bare, fields, is_said, named},
    values,
};
use crate::exchange::Table;
use crate::imports::read::Page;
use crate::kernel::hash::Sha256;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How days with two numbers before the year are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Days {
    /// Nobody said.
    #[default]
    Unsaid,
    /// 11/21/2026.
    MonthFirst,
    /// 21/11/2026.
    DayFirst,
}

impl Days {
    /// The word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unsaid => "",
            Self::MonthFirst => "month_first",
            Self::DayFirst => "day_first",
        }
    }
    /// Reads the word.
    pub fn parse(word: &str) -> Self {
        [Self::MonthFirst, Self::DayFirst].into_iter().find(|days| days.word() == word).unwrap_or_default()
    }
}

/// What the columns of a file mean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The sheet of a workbook.
    pub sheet: usize,
    /// For each column the name of its field; empty where it is left out.
    pub columns: Vec<String>,
    /// What a value means: field, then value as `bare` has it, then the word or the person's address.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// How days are written.
    pub days: Days,
    /// Whether a cell without anything clears what stands in Muster.
    pub clears: bool,
}

impl Mapping {
    /// As far as names and values tell it.
    pub fn guess(table: Table, sheet: usize, page: &Page) -> Self {
        let mut mapping = Self { sheet, columns: vec![String::new(); page.head.len()], ..Self::default() };
        let bares: Vec<String> = page.head.iter().map(|name| bare(name)).collect();
        // Names of ours first, so that "owner" is not taken by another column that could be it as well.
        for is_own in [true, false] {
            for field in fields(table) {
                if mapping.columns.iter().any(|name| name == field.name) {
                    continue;
                }
                let is_named = |name: &String| match is_own {
                    true => *name == bare(field.name),
                    false => is_said(field.says, name),
                };
                let fits = |at: &usize| {
                    mapping.columns[*at].is_empty() && is_named(&bares[*at]) && is_likely(field, page, *at)
                };
                if let Some(at) = (0..bares.len()).find(fits) {
                    mapping.columns[at] = field.name.to_owned();
                }
            }
        }
        mapping.take_numbers_for_requirements(table, page);
        mapping.days = mapping.guess_days(table, page);
        mapping
    }

    /// A column whose name says nothing and whose cells are numbers of requirements.
    fn take_numbers_for_requirements(&mut self, table: Table, page: &Page) {
        let is_taken = self.columns.iter().any(|name| name == "requirement");
        if is_taken || named(table, "requirement").is_none() {
            return;
        }
        let is_number = |at: &usize| {
            let samples = samples(page, *at);
            !samples.is_empty() && samples.iter().all(|text| values::requirement(text).is_some())
        };
        if let Some(at) = (0..self.columns.len()).filter(|at| self.columns[*at].is_empty()).find(is_number) {
            self.columns[at] = "requirement".to_owned();
        }
    }

    /// The order of day and month, where a day tells it.
    fn guess_days(&self, table: Table, page: &Page) -> Days {
        let mut found = BTreeSet::new();
        for (at, name) in self.columns.iter().enumerate() {
            if named(table, name).is_some_and(|field| matches!(field.kind, Kind::Day)) {
                found.extend(page.rows.iter().filter_map(|row| values::order_of(row.cells.get(at)?)));
            }
        }
        match (found.contains(&true), found.contains(&false)) {
            (true, false) => Days::MonthFirst,
            (false, true) => Days::DayFirst,
            _ => Days::Unsaid,
        }
    }

    /// Whether there are days that can be read both ways, and nobody said which.
    pub fn is_unsure_of_days(&self, table: Table, page: &Page) -> bool {
        self.days == Days::Unsaid
            && self.columns.iter().enumerate().any(|(at, name)| {
                named(table, name).is_some_and(|field| matches!(field.kind, Kind::Day))
                    && page
                        .rows
                        .iter()
                        .any(|row| row.cells.get(at).is_some_and(|text| values::is_two_ways(text)))
            })
    }

    /// The column of a field.
    pub fn column(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|name| name == field)
    }

    /// What a value was said to mean.
    pub fn said(&self, field: &str, raw: &str) -> Option<&str> {
        self.values.get(field)?.get(&bare(raw)).map(String::as_str).filter(|word| !word.is_empty())
    }

    /// What is wrong with it; nothing if rows can be read by it.
    pub fn problem(&self, table: Table) -> Option<String> {
        let has = |name: &str| self.column(name).is_some();
        let mut seen = BTreeSet::new();
        if let Some(twice) =
            self.columns.iter().filter(|name| !name.is_empty()).find(|name| !seen.insert(*name))
        {
            let label = named(table, twice).map_or("", |field| field.label);
            return Some(format!("Two columns are said to be \"{label}\". Choose one of them."));
        }
        let missing = match table {
            Table::Requirements | Table::Objectives if !has("requirement") => {
                "Say which column has the requirement."
            }
            Table::Poams if !has("requirement") && !has("id") => "Say which column has the requirement.",
            Table::Tasks if !has("title") && !has("id") => "Say which column has what is to be done.",
            Table::Evidence if !has("title") && !has("id") && !has("sha256") => {
                "Say which column has the title."
            }
            _ => return None,
        };
        Some(missing.to_owned())
    }
}

/// An id of ours is a UUID; elsewhere a column called "id" numbers its rows.
fn is_likely(field: &Field, page: &Page, at: usize) -> bool {
    !matches!(field.kind, Kind::Id) || samples(page, at).iter().all(|text| text.parse::<uuid::Uuid>().is_ok())
}

/// The first three different values of a column.
pub fn samples(page: &Page, at: usize) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for text in page.rows.iter().filter_map(|row| row.cells.get(at)).map(|text| text.trim()) {
        if !text.is_empty() && !found.contains(&text) {
            found.push(text);
            if found.len() == 3 {
                break;
            }
        }
    }
    found
}

/// The different values of a column.
pub fn distinct(page: &Page, at: usize) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let cells = page.rows.iter().filter_map(|row| row.cells.get(at)).map(|text| text.trim());
    cells.filter(|text| !text.is_empty() && seen.insert(bare(text))).collect()
}

/// By what a set of headings is known again, in whatever order they stand.
pub fn fingerprint(head: &[String]) -> Sha256 {
    let mut names: Vec<String> = head.iter().map(|name| bare(name)).collect();
    names.sort();
    Sha256::of(names.join("\n"))
}

/// What is kept for the next file with these headings: by heading, because columns move.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Kept {
    /// The name of a heading, as `bare` has it, and its field.
    columns: Vec<(String, String)>,
    values: BTreeMap<String, BTreeMap<String, String>>,
    days: Days,
    clears: bool,
}

impl Kept {
    /// What is worth keeping of a mapping.
    pub fn of(mapping: &Mapping, head: &[String]) -> Self {
        let named = head.iter().map(|name| bare(name)).zip(mapping.columns.iter().cloned());
        Self {
            columns: named.collect(),
            values: mapping.values.clone(),
            days: mapping.days,
            clears: mapping.clears,
        }
    }

    /// The same for a file whose columns may stand in another order.
    pub fn over(self, sheet: usize, head: &[String]) -> Mapping {
        let mut left = self.columns;
        let mut take = |name: &String| {
            let at = left.iter().position(|(kept, _)| *kept == bare(name));
            at.map(|at| left.remove(at).1).unwrap_or_default()
        };
        let columns = head.iter().map(&mut take).collect();
        Mapping { sheet, columns, values: self.values, days: self.days, clears: self.clears }
    }
}

#[cfg(test)]
mod tests;
