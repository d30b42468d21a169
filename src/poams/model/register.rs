//! The register: which items of an assessment are listed, in which order.

use super::{Poam, PoamId, State};
use crate::kernel::{env::Day, id::UserId};
use std::cmp::Ordering;

/// A row of a page.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Its id.
    pub id: PoamId,
    /// The requirement.
    pub requirement: String,
    /// What is wrong.
    pub weakness: String,
    /// When it is due.
    pub due_on: Day,
    /// How far it is.
    pub state: State,
    /// Who is responsible.
    pub responsible: Option<String>,
    /// What it is sorted by, as a text.
    pub sort_key: String,
    /// Milestones that are done.
    pub done: i64,
    /// Milestones in all.
    pub steps: i64,
    /// The first day on which a milestone that is not done is due.
    pub next_on: Option<Day>,
}

impl Row {
    /// Where the page after it begins.
    pub fn cursor(&self) -> Cursor {
        Cursor { key: self.sort_key.clone(), id: self.id }
    }
}

/// A requirement that has items.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Of {
    /// Its id.
    pub requirement: String,
    /// Items that keep it on the POA&M.
    pub active: i64,
    /// Those whose day has passed.
    pub overdue: i64,
}

/// The last row of the page before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// What it was sorted by.
    pub key: String,
    /// Its id.
    pub id: PoamId,
}

impl Cursor {
    /// Reads `key~id`.
    pub fn parse(word: &str) -> Option<Self> {
        let (key, id) = word.rsplit_once('~')?;
        Some(Self { key: key.to_owned(), id: id.parse().ok()? })
    }

    /// Its word in addresses.
    pub fn word(&self) -> String {
        format!("{}~{}", self.key, self.id)
    }
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// How far it is: a word of `State`, `active` for what counts, `overdue`, or empty for all.
    pub state: String,
    /// One requirement, or empty for all.
    pub requirement: String,
    /// Somebody's, or anybody's.
    pub responsible: Option<UserId>,
}

impl Filter {
    /// The word of a state, or of what comprises several; any other word leaves nothing out.
    pub fn state(word: &str) -> String {
        let is_known =
            ["active", "overdue"].contains(&word) || State::ALL.iter().any(|state| state.word() == word);
        if is_known { word.to_owned() } else { String::new() }
    }

    /// Whether anything is left out.
    pub fn is_narrow(&self) -> bool {
        !self.state.is_empty() || !self.requirement.is_empty() || self.responsible.is_some()
    }

    /// Whether `item` is looked for.
    pub fn lets(&self, item: &Poam, today: Day) -> bool {
        let by_state = match self.state.as_str() {
            "active" => item.state.counts(),
            "overdue" => item.is_overdue(today),
            "" => true,
            word => item.state.word() == word,
        };
        by_state
            && (self.requirement.is_empty() || item.requirement == self.requirement)
            && (self.responsible.is_none() || item.responsible_id == self.responsible)
    }
}

/// What the rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// When it is due.
    #[default]
    Due,
    /// The requirement, in catalogue order.
    Requirement,
    /// How far it is.
    State,
    /// Who is responsible.
    Responsible,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Due, Self::Requirement, Self::State, Self::Responsible];

    /// The word in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Requirement => "requirement",
            Self::State => "state",
            Self::Responsible => "responsible",
        }
    }
}

/// An order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// The column.
    pub by: By,
    /// From the end to the beginning.
    pub is_down: bool,
}

impl Sort {
    /// Reads `due` or `-due`; any other word is the usual order.
    pub fn parse(word: &str) -> Self {
        let (name, is_down) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
        By::ALL.into_iter().find(|by| by.word() == name).map_or(Self::default(), |by| Self { by, is_down })
    }

    /// The word that `parse` reads.
    pub fn word(self) -> String {
        format!("{}{}", if self.is_down { "-" } else { "" }, self.by.word())
    }

    /// Which of two comes first; `place` is a requirement's in the catalogue. Equal ones: the older first.
    pub fn compare(self, a: &Poam, b: &Poam, place: impl Fn(&str) -> usize) -> Ordering {
        let order = match self.by {
            By::Due => a.due_on.cmp(&b.due_on),
            By::Requirement => place(&a.requirement).cmp(&place(&b.requirement)),
            By::State => a.state.cmp(&b.state),
            By::Responsible => a.responsible.cmp(&b.responsible),
        };
        let order = if self.is_down { order.reverse() } else { order };
        order.then(a.id.cmp(&b.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_the_one_before_ended() {
        let cursor = Cursor { key: "lena ~ lead".into(), id: PoamId(uuid::Uuid::from_u128(7)) };

        assert_eq!(Cursor::parse(&cursor.word()), Some(cursor));
        assert_eq!(Cursor::parse("nonsense"), None);
    }

    #[test]
    fn an_order_is_read_and_written_the_same_way() {
        for word in ["due", "-due", "requirement", "-state", "responsible"] {
            assert_eq!(Sort::parse(word).word(), word);
        }
        assert_eq!(Sort::parse("nonsense"), Sort::default());
    }
}
