//! What people write, and what it means.

use super::{
    fields::named,
    mapping::{Days, Mapping},
    people::{People, Person},
    values::{self, Value},
};
use crate::access::Role;
use crate::exchange::Table;
use crate::kernel::id::UserId;
use uuid::Uuid;

fn people() -> People {
    let person = |n, name: &str, email: &str, is_active| Person {
        id: UserId(Uuid::from_u128(n)),
        name: name.into(),
        email: email.into(),
        is_active,
        role: Role::Contributor,
    };
    People::of(vec![
        person(1, "Dana Lead", "dana@contoso.example", true),
        person(2, "Chris", "chris@contoso.example", true),
        person(3, "Chris", "other@contoso.example", true),
        person(4, "Gone", "gone@contoso.example", false),
    ])
}

fn shown(table: Table, field: &str, raw: &str) -> Result<String, String> {
    values::value(named(table, field).unwrap(), raw, &Mapping::default(), &people()).map(|(_, shown)| shown)
}

#[test]
fn other_words_for_a_result_are_known() {
    for raw in ["Implemented", "YES", "compliant", "MET", "met"] {
        assert_eq!(shown(Table::Objectives, "result", raw).unwrap(), "met", "{raw}");
    }
    for raw in ["Not met", "Non-Compliant", "Partially implemented"] {
        assert_eq!(shown(Table::Objectives, "result", raw).unwrap(), "not_met", "{raw}");
    }
    assert_eq!(shown(Table::Objectives, "result", "N/A").unwrap(), "not_applicable");
    assert!(shown(Table::Objectives, "result", "kind of").unwrap_err().contains("columns"));
}

#[test]
fn a_word_that_was_said_to_mean_something_means_that() {
    let mut mapping = Mapping::default();
    mapping.values.entry("result".into()).or_default().insert("kindof".into(), "not_met".into());

    let found =
        values::value(named(Table::Objectives, "result").unwrap(), "Kind of", &mapping, &People::default());

    assert_eq!(found.unwrap().0, Value::Word("not_met"));
}

#[test]
fn days_are_read_in_the_order_that_was_said() {
    let day = |raw: &str, days| {
        let mapping = Mapping { days, ..Mapping::default() };
        values::value(named(Table::Tasks, "due_on").unwrap(), raw, &mapping, &People::default())
            .map(|(_, shown)| shown)
    };

    assert_eq!(day("2026-11-21", Days::Unsaid).unwrap(), "2026-11-21");
    assert_eq!(day("2026-11-21T00:00:00", Days::Unsaid).unwrap(), "2026-11-21");
    assert_eq!(day("11/21/2026", Days::Unsaid).unwrap(), "2026-11-21");
    assert_eq!(day("21.11.26", Days::Unsaid).unwrap(), "2026-11-21");
    assert_eq!(day("3/4/2026", Days::MonthFirst).unwrap(), "2026-03-04");
    assert_eq!(day("3/4/2026", Days::DayFirst).unwrap(), "2026-04-03");
    assert!(day("3/4/2026", Days::Unsaid).unwrap_err().contains("two days"));
    assert!(day("21/11/2026", Days::MonthFirst).is_err() && day("soon", Days::Unsaid).is_err());
}

#[test]
fn people_are_known_by_address_or_by_a_name_that_is_theirs_alone() {
    assert_eq!(shown(Table::Tasks, "assignee", "dana lead").unwrap(), "Dana Lead");
    assert_eq!(
        shown(Table::Tasks, "assignee_email", "DANA@contoso.example").unwrap(),
        "dana@contoso.example"
    );
    assert!(shown(Table::Tasks, "assignee", "Chris").unwrap_err().contains("Several"));
    assert!(shown(Table::Tasks, "assignee", "Zoe").unwrap_err().contains("Nobody"));
    assert!(shown(Table::Tasks, "assignee", "gone@contoso.example").unwrap_err().contains("any more"));
}

#[test]
fn requirements_are_known_however_they_are_written() {
    let id = |raw| values::requirement(raw).map(|(id, letter)| (id.to_owned(), letter.to_owned()));

    for raw in ["3.1.1", " AC.L2-3.1.1 ", "03.01.01", "3.1.1.", "ac.l2-3.1.1"] {
        assert_eq!(id(raw), Some(("3.1.1".into(), String::new())), "{raw}");
    }
    assert_eq!(id("3.1.1[a]"), Some(("3.1.1".into(), "a".into())));
    assert_eq!((id("3.1.99"), id("Total")), (None, None));
}

#[test]
fn a_rule_is_read_as_people_say_it() {
    for (raw, kept) in
        [("Quarterly", "3 months"), ("annual", "1 years"), ("2 weeks", "2 weeks"), ("never", "")]
    {
        assert_eq!(shown(Table::Tasks, "repeats", raw).unwrap(), kept);
    }
    assert!(shown(Table::Tasks, "repeats", "whenever").is_err());
}
