//! What the list of requirements shows.

use super::super::place;
use super::state::{Picked, State};
use crate::access::{Grant, RightName};
use crate::assessments::model::{
    Mark,
    listing::By,
    picture::{Line, Member, Picture},
    queue::Eye,
};
use crate::catalogue::Words;
use crate::kernel::{env::Day, paging::Page, paging::ROWS};
use crate::web::ui::Ui;
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything on the page.
#[derive(Debug, Serialize)]
pub struct List<'a> {
    is_fragment: bool,
    at: &'a str,
    address: String,
    query: String,
    filter: BTreeMap<&'static str, String>,
    sort: String,
    is_whole: bool,
    is_filtered: bool,
    families: Vec<Choice<'a>>,
    members: &'a [Member],
    owners: &'a [Member],
    headings: BTreeMap<&'static str, Heading>,
    rows: Vec<Row<'a>>,
    total: usize,
    pages: Pages,
    picks: Picks,
    has_values: bool,
    has_own: bool,
    may_assign: bool,
    may_assess: bool,
}

/// A choice of a select field.
#[derive(Debug, Serialize)]
struct Choice<'a> {
    value: &'a str,
    label: String,
}

#[derive(Debug, Serialize)]
struct Heading {
    href: String,
    direction: &'static str,
}

#[derive(Debug, Serialize)]
struct Row<'a> {
    id: &'a str,
    href: String,
    title: &'a str,
    value: Option<i32>,
    result: &'static str,
    is_provisional: bool,
    is_to_confirm: bool,
    is_met_by_claim: bool,
    is_on_poam: bool,
    done: usize,
    objectives: usize,
    evidence: i64,
    owner: &'a str,
    next_review: Option<Day>,
    is_overdue: bool,
    is_picked: bool,
}

#[derive(Debug, Serialize)]
struct Pages {
    first: usize,
    last: usize,
    total: usize,
    noun: &'static str,
    previous: Option<String>,
    next: Option<String>,
    all: Option<String>,
    numbers: Vec<Number>,
}

#[derive(Debug, Serialize)]
struct Number {
    number: usize,
    href: String,
    current: bool,
}

#[derive(Debug, Serialize)]
struct Picks {
    page: String,
    all: String,
    none: String,
    is_any: bool,
}

impl<'a> List<'a> {
    /// The list in the state of its address.
    pub fn of(
        ui: &Ui,
        at: &'a str,
        (picture, words): (&'a Picture, &Words),
        state: &State,
        eye: Eye,
    ) -> Self {
        let listed = picture.listed(&state.filter, state.sort, eye, words);
        let page = Page::cut(listed, state.page);
        let address = format!("{at}/requirements");
        let is_open = !picture.assessment.is_locked();
        let is_picked = state.picked != Picked::None;
        Self {
            is_fragment: ui.is_fragment(),
            at,
            query: state.on(state.page),
            filter: filter(state),
            sort: state.sort.word(),
            is_whole: state.page.is_none(),
            is_filtered: !state.filter.pairs().is_empty(),
            families: families(picture),
            members: &picture.members,
            owners: &picture.owners,
            headings: headings(&address, state),
            total: picture.lines.len(),
            pages: Pages::of(&address, state, &page),
            rows: page.rows.into_iter().map(|line| Row::of(&address, line, eye.today, is_picked)).collect(),
            picks: Picks {
                page: format!("{address}{}", state.picking(Picked::Page)),
                all: format!("{address}{}", state.picking(Picked::All)),
                none: format!("{address}{}", state.picking(Picked::None)),
                is_any: is_picked,
            },
            has_values: picture.lines.iter().any(|line| line.weight.is_some()),
            has_own: picture.lines.iter().any(|line| line.is_own),
            may_assign: is_open && ui.may(RightName::AssignRequirements) != Grant::No,
            may_assess: is_open && ui.may(RightName::EditFindings) != Grant::No,
            address,
        }
    }
}

/// What stands in the form of the filter; nothing is an empty word.
fn filter(state: &State) -> BTreeMap<&'static str, String> {
    let names = ["text", "family", "result", "owner", "value", "evidence", "origin", "review"];
    names.into_iter().map(|name| (name, String::new())).chain(state.filter.pairs()).collect()
}

fn families(picture: &Picture) -> Vec<Choice<'_>> {
    let label =
        |code: &str, name: &str| if code == name { code.to_owned() } else { format!("{code} {name}") };
    let all = picture.families();
    all.into_iter().map(|(code, name, _)| Choice { value: code, label: label(code, name) }).collect()
}

fn headings(address: &str, state: &State) -> BTreeMap<&'static str, Heading> {
    let heading =
        |by: By| Heading { href: format!("{address}{}", state.sorted(by)), direction: state.direction(by) };
    By::ALL.into_iter().map(|by| (by.word(), heading(by))).collect()
}

impl<'a> Row<'a> {
    fn of(address: &str, line: &'a Line, today: Day, is_picked: bool) -> Self {
        let mark = line.counts_as();
        Self {
            id: &line.id,
            href: format!("{address}/{}", place::segment(&line.id)),
            title: &line.title,
            value: line.weight,
            result: mark.word(),
            is_provisional: mark == Mark::Met && line.is_provisional(),
            is_to_confirm: line.is_to_confirm(),
            is_met_by_claim: line.is_met_by_claim(),
            is_on_poam: line.is_on_poam && mark == Mark::NotMet,
            done: line.done(),
            objectives: line.cells.len(),
            evidence: line.evidence(),
            owner: line.owner.as_ref().map_or("", |owner| &owner.name),
            next_review: line.next_review_on,
            is_overdue: line.next_review_on.is_some_and(|day| day < today),
            is_picked,
        }
    }
}

impl Pages {
    fn of(address: &str, state: &State, page: &Page<&Line>) -> Self {
        let href = |page| format!("{address}{}", state.on(page));
        let first = if page.rows.is_empty() { 0 } else { (page.number - 1) * ROWS + 1 };
        let numbers = (1..=page.last).map(|number| Number {
            number,
            href: href(Some(number)),
            current: number == page.number && state.page.is_some(),
        });
        let is_cut = page.last > 1;
        Self {
            first,
            last: if first == 0 { 0 } else { first + page.rows.len() - 1 },
            total: page.total,
            noun: if page.total == 1 { "requirement" } else { "requirements" },
            previous: (page.number > 1).then(|| href(Some(page.number - 1))),
            next: (page.number < page.last).then(|| href(Some(page.number + 1))),
            all: is_cut.then(|| href(None)),
            numbers: if is_cut { numbers.collect() } else { Vec::new() },
        }
    }
}
