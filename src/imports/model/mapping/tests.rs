//! Headings of other people's spreadsheets, and what they mean.

use super::*;
use crate::imports::read::Row;

fn page(head: &[&str], rows: &[&[&str]]) -> Page {
    let row = |(line, cells): (u64, &&[&str])| Row {
        line,
        cells: cells.iter().map(|it| (*it).to_owned()).collect(),
    };
    Page {
        name: String::new(),
        head: head.iter().map(|name| (*name).to_owned()).collect(),
        rows: (2..).zip(rows).map(row).collect(),
    }
}

#[test]
fn headings_of_other_spreadsheets_are_understood() {
    let sheet = page(
        &["ID", "Control", "Action Item", "Point of Contact", "Due Date:", "Colour"],
        &[
            &["1", "AC.L2-3.1.1", "Review", "Dana", "11/21/2026", "red"],
            &["2", "3.1.2", "Fix", "", "1/2/2026", ""],
        ],
    );

    let mapping = Mapping::guess(Table::Tasks, 0, &sheet);

    assert_eq!(mapping.columns, ["", "requirement", "title", "assignee", "due_on", ""]);
    assert_eq!(mapping.days, Days::MonthFirst, "the 21st is no month");
    assert_eq!(mapping.problem(Table::Tasks), None);
}

#[test]
fn a_column_of_numbers_is_found_by_what_stands_in_it() {
    let sheet = page(&["What", "Status"], &[&["03.01.01", "Yes"], &["AC.L2-3.1.2", "No"]]);

    assert_eq!(Mapping::guess(Table::Objectives, 0, &sheet).columns, ["requirement", "result"]);
}

#[test]
fn an_id_is_one_of_ours_only_if_it_looks_like_one() {
    let ours = page(&["id", "title"], &[&["0199ffff-ffff-7fff-8fff-ffffffffffff", "A"]]);

    assert_eq!(Mapping::guess(Table::Tasks, 0, &ours).columns, ["id", "title"]);
}

#[test]
fn what_was_said_is_known_again_when_columns_have_moved() {
    let (first, later) = (page(&["A", "B b"], &[]), page(&["b B", "a"], &[]));
    let mapping =
        Mapping { columns: vec!["title".into(), "due_on".into()], clears: true, ..Mapping::default() };

    let again = Kept::of(&mapping, &first.head).over(0, &later.head);

    assert_eq!(fingerprint(&first.head), fingerprint(&later.head));
    assert_eq!(again.columns, ["due_on", "title"]);
    assert!(again.clears);
}

#[test]
fn days_that_can_be_two_want_a_word() {
    let sheet = page(&["Task", "Due"], &[&["A", "3/4/2026"]]);
    let mapping = Mapping::guess(Table::Tasks, 0, &sheet);

    assert!(mapping.is_unsure_of_days(Table::Tasks, &sheet));
    assert!(!Mapping { days: Days::DayFirst, ..mapping }.is_unsure_of_days(Table::Tasks, &sheet));
}

#[test]
fn headings_in_other_scripts_are_told_apart_when_columns_have_moved() {
    let (first, later) = (page(&["Задача", "Срок", "✓"], &[]), page(&["✓", "Срок", "Задача"], &[]));
    let columns = ["title", "due_on", "state"].map(str::to_owned);
    let mapping = Mapping { columns: columns.into(), ..Mapping::default() };

    let again = Kept::of(&mapping, &first.head).over(0, &later.head);

    assert_eq!(again.columns, ["state", "due_on", "title"]);
    assert_ne!(fingerprint(&first.head), fingerprint(&page(&["Кто", "Что", "✓"], &[]).head));
}
