//! What each row of the statement says about a line of the picture.

use super::{Cell, Line, Member, Row};
use crate::assessments::model::{Mark, Reviewed};
use crate::assessments::model::{PartialCase, Status};

pub(super) fn describe(line: &mut Line, row: Row) {
    line.owner = row.person.map(|id| Member { id, name: row.name });
    line.status = Status::parse(&row.word);
    line.partial_case = PartialCase::parse(&row.extra, &line.id);
    line.claim = row.claim.map(|claim| claim.0);
    // Below 0: as usual in this assessment. 0, which only a completed one may hold, is no interval either.
    line.interval.own = Some(row.number).filter(|months| *months > 0);
    line.reviewed_on = row.day;
}

/// A place for what was found about an objective that the own requirement lost since.
pub(super) fn keep_cell(line: &mut Line, objective: &str) {
    if !line.cells.iter().any(|cell| cell.objective == objective) {
        line.cells.push(Cell { objective: objective.to_owned(), ..Cell::default() });
    }
}

pub(super) fn find(line: &mut Line, row: Row) {
    if line.changed.as_ref().is_none_or(|(_, at)| row.at.is_some_and(|new| new > *at)) {
        line.changed = row.at.map(|at| (row.name.clone(), at));
    }
    if let Some(cell) = line.cells.iter_mut().find(|cell| cell.objective == row.objective) {
        cell.mark = Mark::parse(&row.word);
        cell.is_to_confirm = row.flag;
        cell.by = row.name;
        cell.by_id = row.person;
        cell.reviewed = Reviewed::parse(&row.extra).unwrap_or_default();
        cell.at = row.at;
    }
}

pub(super) fn count(line: &mut Line, row: &Row) {
    if let Some(cell) = line.cells.iter_mut().find(|cell| cell.objective == row.objective) {
        match row.word.as_str() {
            "final" => cell.finals += row.number,
            _ => cell.drafts += row.number,
        }
        cell.stale_from = [cell.stale_from, row.day].into_iter().flatten().min();
    }
}
