//! What a column of a file may be. The names are those of the columns that exports write.

mod known;

use crate::exchange::Table;

/// What stands in the cells of a column.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// The id that Muster gave.
    Id,
    /// A requirement's number.
    Requirement,
    /// An objective's letter.
    Objective,
    /// Words in a line.
    Line,
    /// Words.
    Text,
    /// A day.
    Day,
    /// One of some words.
    Word(&'static [Choice]),
    /// A person by name or address.
    Person,
    /// A whole number.
    Number,
    /// An amount of whole US dollars.
    Money,
    /// A SHA-256.
    Digest,
    /// When a task comes again.
    Repeat,
    /// Objectives, one after the other.
    Objectives,
}

/// One of the words.
#[derive(Debug)]
pub struct Choice {
    /// The word.
    pub word: &'static str,
    /// For people.
    pub label: &'static str,
    /// What it is called elsewhere: words of lower case letters and digits.
    pub says: &'static str,
}

/// What a column may be.
#[derive(Debug)]
pub struct Field {
    /// Its name, the same as in exports.
    pub name: &'static str,
    /// For people.
    pub label: &'static str,
    /// What stands in it.
    pub kind: Kind,
    /// What it is called elsewhere: words of lower case letters and digits.
    pub says: &'static str,
}

/// What the columns of a table may be.
pub const fn fields(table: Table) -> &'static [Field] {
    match table {
        Table::Requirements => known::REQUIREMENTS,
        Table::Objectives => known::OBJECTIVES,
        Table::Evidence => known::EVIDENCE,
        Table::Poams => known::POAMS,
        Table::Tasks => known::TASKS,
    }
}

/// The field of this name.
pub fn named(table: Table, name: &str) -> Option<&'static Field> {
    fields(table).iter().find(|field| field.name == name)
}

/// Letters and digits alone, of whatever script, in lower case: "Due Date:" is `duedate`. A text without any, such as a
/// tick, is all of itself but its spaces.
pub fn bare(text: &str) -> String {
    let said: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let said = if said.is_empty() { text.split_whitespace().collect() } else { said };
    said.to_lowercase()
}

/// Whether a bare name is one of the words of `says`.
pub fn is_said(says: &str, name: &str) -> bool {
    says.split(' ').any(|word| word == name && !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_script_and_signs_are_told_apart() {
        for (text, name) in
            [("Due Date:", "duedate"), ("Задача №1", "задача1"), ("完了", "完了"), (" ✓ ", "✓"), ("", "")]
        {
            assert_eq!(bare(text), name);
        }
        assert_ne!(bare("Задача"), bare("Срок"));
        assert_ne!(bare("✓"), bare("✗"));
    }
}
