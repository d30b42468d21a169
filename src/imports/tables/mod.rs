//! Holds the rows of a file against what Muster has: what is new, what changes, what cannot be.

mod cells;
mod evidence;
mod load;
mod objectives;
mod order;
mod poams;
mod requirements;
mod tasks;

pub use cells::{Cells, Wanted};
pub use load::Ground;
pub use order::{Order, Work};

use super::{
    model::{
        Change, Choices, Effect, Fault, Preview, Stand, Verdict,
        fields::{Field, Kind},
        mapping::Mapping,
        values::{self, Value},
    },
    read::Page,
};
use crate::assessments::{Mark, Standing};
use crate::exchange::{self, Table};
use crate::kernel::{Result, env::Timestamp};
use std::collections::HashMap;

/// What a row is about.
#[derive(Debug, Default)]
pub struct Target {
    /// For people.
    label: String,
    /// The same for two rows that are about the same.
    key: String,
    /// The records that are there; none for something new.
    known: Vec<usize>,
    /// Said beside the row, which is then left alone.
    skipped: Option<String>,
}

/// One table's ways.
trait Matter {
    /// What a row is about.
    fn find(&self, cells: &Cells<'_>) -> Result<Target, Fault>;
    /// Whether a field says what a record is like, and not which one it is.
    fn is_said(&self, field: &Field) -> bool;
    /// What a record has in a field, as exports write it.
    fn text(&self, known: usize, field: &str) -> &str;
    /// The version of a record, and when it was changed last.
    fn seen(&self, known: usize) -> (i64, Timestamp);
    /// What is to be done, by all rules that a form would keep to.
    fn order(&self, target: &Target, wanted: &Wanted, cells: &Cells<'_>) -> Result<Order, Vec<Fault>>;
}

/// What a whole file would do, and what is to be done for each row of it.
pub struct Plan {
    /// What is shown.
    pub preview: Preview,
    /// What is to be done, row by row.
    pub orders: Vec<Option<Order>>,
}

impl Plan {
    /// Holds every row of `page` against `ground`.
    pub fn of(ground: &Ground, mapping: &Mapping, page: &Page) -> Self {
        match ground.table {
            Table::Tasks => judged(&tasks::Tasks::of(ground), ground, mapping, page),
            Table::Requirements => judged(&requirements::Requirements::of(ground), ground, mapping, page),
            Table::Objectives => judged(&objectives::Objectives::of(ground), ground, mapping, page),
            Table::Poams => judged(&poams::Poams::of(ground), ground, mapping, page),
            Table::Evidence => judged(&evidence::Register::of(ground), ground, mapping, page),
        }
    }

    /// The same, with what the rows that are taken do to the score.
    pub fn weighed(mut self, ground: &Ground, choices: &Choices) -> Result<Self> {
        let taken = self.preview.rows.iter().zip(&self.orders).filter(|(row, _)| choices.takes(row));
        let mut results: HashMap<&str, Vec<(&str, Mark)>> = HashMap::new();
        for order in taken.filter_map(|(_, order)| order.as_ref()) {
            for (requirement, objective, mark) in order.results() {
                results.entry(requirement).or_default().push((objective, mark));
            }
        }
        if results.is_empty() {
            self.preview.effect = None;
            return Ok(self);
        }
        let before = ends(ground.picture.standing()?);
        let mut after = ground.picture.afresh();
        for (requirement, marks) in results {
            after.alter(requirement, |line| {
                for cell in &mut line.cells {
                    if let Some((_, mark)) = marks.iter().find(|(objective, _)| *objective == cell.objective)
                    {
                        cell.mark = *mark;
                    }
                }
            });
        }
        let after = ends(after.standing()?);
        self.preview.effect =
            Some(Effect { before: before.0, after: after.0, status_before: before.1, status_after: after.1 });
        Ok(self)
    }
}

/// A score, or the range that it lies in; and the status.
fn ends(standing: &Standing) -> (String, String) {
    let score = match (standing.score, standing.worst, standing.best) {
        (Some(score), ..) => score.to_string(),
        (None, Some(worst), Some(best)) => format!("{worst} to {best}"),
        _ => String::new(),
    };
    (score, standing.status.clone())
}

fn judged(matter: &impl Matter, ground: &Ground, mapping: &Mapping, page: &Page) -> Plan {
    let mut lines: HashMap<String, u64> = HashMap::new();
    // The records that a row above changes: two rows may name the same one in different ways.
    let mut held: HashMap<usize, u64> = HashMap::new();
    let (mut preview, mut orders) = (Preview::default(), Vec::with_capacity(page.rows.len()));
    for row in &page.rows {
        let cells = Cells::of(ground.table, mapping, page, row);
        let (verdict, order) = match cells.too_long().map_or_else(|| matter.find(&cells), Err) {
            Err(fault) => (refused(matter, ground, &cells, fault), None),
            Ok(target) => match lines.get(&target.key) {
                Some(first) => (again(&cells, target.label, *first), None),
                None => {
                    lines.insert(target.key.clone(), row.line);
                    let (label, known) = (target.label.clone(), target.known.clone());
                    let (verdict, order) = judge(matter, ground, &cells, target);
                    let known = known.into_iter().filter(|_| order.is_some()).collect::<Vec<_>>();
                    match known.iter().find_map(|at| held.get(at)) {
                        Some(first) => (again(&cells, label, *first), None),
                        None => {
                            held.extend(known.into_iter().map(|at| (at, row.line)));
                            (verdict, order)
                        }
                    }
                }
            },
        };
        preview.rows.push(verdict);
        orders.push(order);
    }
    Plan { preview, orders }
}

/// A row about what another row is about already.
fn again(cells: &Cells<'_>, label: String, first: u64) -> Verdict {
    let reason = format!("Row {first} is about the same. Keep one of the two.");
    cells.refused(label, vec![Fault { reason, ..Fault::of_the_row() }])
}

/// A row of which it is not known what it is about, with whatever else is wrong with it.
fn refused(matter: &impl Matter, ground: &Ground, cells: &Cells<'_>, fault: Fault) -> Verdict {
    let (_, _, others) = compared(matter, ground, cells, &Target::default());
    let others = others.into_iter().filter(|other| other.column != fault.column).collect::<Vec<_>>();
    let label = ["title", "requirement"].map(|field| cells.text(field));
    let label = label.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    cells.refused(label.chars().take(60).collect(), std::iter::once(fault).chain(others).collect())
}

fn judge(
    matter: &impl Matter,
    ground: &Ground,
    cells: &Cells<'_>,
    target: Target,
) -> (Verdict, Option<Order>) {
    if let Some(note) = target.skipped {
        return (Verdict { note, ..cells.verdict(target.label, Stand::Same) }, None);
    }
    let (wanted, changes, mut faults) = compared(matter, ground, cells, &target);
    let seen: Vec<(i64, Timestamp)> = target.known.iter().map(|at| matter.seen(*at)).collect();
    if faults.is_empty() && changes.is_empty() && !target.known.is_empty() {
        return (cells.verdict(target.label, Stand::Same), None);
    }
    let mut order = None;
    if faults.is_empty() {
        match matter.order(&target, &wanted, cells) {
            Ok(found) => order = Some(found),
            Err(found) => faults = found,
        }
    }
    if !faults.is_empty() {
        return (Verdict { changes, ..cells.refused(target.label, faults) }, None);
    }
    let is_later = |at: &Timestamp| ground.as_of.is_some_and(|as_of| at.timestamp() > as_of.timestamp());
    let stand = match target.known.is_empty() {
        true => Stand::New,
        false if seen.iter().any(|(_, at)| is_later(at)) => Stand::Conflict,
        false => Stand::Changed,
    };
    let versions: Vec<String> = seen.iter().map(|(version, _)| version.to_string()).collect();
    (Verdict { changes, seen: versions.join(" "), ..cells.verdict(target.label, stand) }, order)
}

/// What the row wants otherwise, what that changes, and what of it cannot be read.
fn compared(
    matter: &impl Matter,
    ground: &Ground,
    cells: &Cells<'_>,
    target: &Target,
) -> (Wanted, Vec<Change>, Vec<Fault>) {
    let (mut wanted, mut changes, mut faults) = (Wanted::default(), Vec::new(), Vec::new());
    for (field, raw) in cells.said().filter(|(field, _)| matter.is_said(field)) {
        let stands: Vec<&str> = target.known.iter().map(|at| matter.text(*at, field.name)).collect();
        let is = |text: &str| match stands.is_empty() {
            true => text.is_empty(),
            false => stands.iter().all(|stand| *stand == text),
        };
        if is(raw) || (raw.is_empty() && !(cells.clears() && can_be_empty(field))) {
            continue;
        }
        let read = match field.kind {
            Kind::Requirement if raw.is_empty() => Ok((Value::Nothing, String::new())),
            Kind::Requirement => ground.requirement(raw).map(|(id, _)| (Value::Text(id.clone()), id)),
            Kind::Objectives if raw.is_empty() => Ok((Value::Nothing, String::new())),
            Kind::Objectives => ground.objectives(raw).map(|places| {
                let shown = exchange::places(&places);
                (Value::Objectives(places), shown)
            }),
            _ => values::value(field, raw, cells.mapping(), &ground.people),
        };
        match read {
            Ok((_, shown)) if is(&shown) => {}
            Ok((value, shown)) => {
                wanted.insert(field.name, value);
                changes.push(Change {
                    field: field.label.to_owned(),
                    before: unified(&stands),
                    after: shown,
                });
            }
            Err(reason) => faults.push(cells.fault(field.name, reason)),
        }
    }
    (wanted, changes, faults)
}

/// Whether nothing can stand there: most words have always one of theirs.
fn can_be_empty(field: &Field) -> bool {
    !matches!(field.kind, Kind::Word(_)) || ["status", "result"].contains(&field.name)
}

/// What several records have, where it is the same.
fn unified(stands: &[&str]) -> String {
    match stands.split_first() {
        None => String::new(),
        Some((first, rest)) if rest.iter().all(|stand| stand == first) => (*first).to_owned(),
        Some(_) => "(different ones)".to_owned(),
    }
}
