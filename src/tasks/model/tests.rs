//! What may be done to a task, and when it comes again.

use super::*;
use crate::accounts::Colleague;
use uuid::Uuid;

const ONE: UserId = UserId(Uuid::from_u128(1));
const TWO: UserId = UserId(Uuid::from_u128(2));

fn at() -> Timestamp {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn a_task(reviewer: Option<UserId>, repeats: Repeat) -> Task {
    let terms = Terms {
        title: Line::parse("Review the accounts", "").unwrap(),
        description: Paragraph::default(),
        about: About::default(),
        assignee_id: Some(ONE),
        reviewer_id: reviewer,
        due_on: "2026-01-31".parse().unwrap(),
        priority: Priority::Normal,
        repeats,
    };
    Task::new(TaskId(Uuid::from_u128(9)), terms, ONE, at())
}

#[test]
fn nobody_confirms_what_they_did_themselves() {
    let done = a_task(Some(TWO), Repeat::Never).done(ONE, at(), 1).unwrap();

    assert_eq!(done.state, State::Done);
    assert!(matches!(done.clone().confirmed(ONE, at(), 2), Err(Error::Forbidden(_))));
    let closed = done.confirmed(TWO, at(), 2).unwrap();
    assert_eq!((closed.state, closed.closed_by, closed.version), (State::Closed, Some(TWO), 3));
    assert!(matches!(closed.clone().done(ONE, at(), 3), Err(Error::Conflict(_))));
    assert_eq!(closed.reopened(3).unwrap().done_by, None);
}

#[test]
fn what_repeats_comes_again_once_and_leaves_out_days_that_passed() {
    let today = at().date_naive();
    let monthly = Repeat::every(1, Unit::Months).unwrap();
    let closed = a_task(None, monthly).done(ONE, at(), 1).unwrap();

    let next = closed.next(TaskId(Uuid::from_u128(10)), today, at()).unwrap();

    assert_eq!((next.state, next.due_on.to_string().as_str()), (State::Open, "2026-03-31"));
    assert_eq!(next.series_on, closed.series_on);
    let followed = Task { next_id: Some(next.id), ..closed };
    assert!(followed.next(TaskId(Uuid::from_u128(11)), today, at()).is_none());
    assert!(
        a_task(None, monthly).next(TaskId(Uuid::from_u128(11)), today, at()).is_none(),
        "not before it is done"
    );
}

#[test]
fn people_are_called_by_their_names() {
    let person = |name: &str| Colleague {
        id: ONE,
        name: name.into(),
        email: "x@contoso.example".into(),
        role: crate::access::Role::Lead,
    };
    let people = [person("Lena Lead"), person("Olga")];

    let called: Vec<_> = mentioned(&people, "Please look, @lena lead").into_iter().collect();

    assert_eq!(called.len(), 1);
    assert_eq!(called[0].name, "Lena Lead");
}
