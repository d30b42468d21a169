//! The whole state of one assessment as its pages show it: every requirement with its objectives, owner,
//! evidence and result. Made from one statement's rows and the catalogue; kept until something changes.

mod rows;

use super::{Assessment, Claim, Finding, Mark, PartialCase, Place, Status, standing::Standing};
use crate::assessments::store::Row;
use crate::catalogue::builtin::{self, Level};
use crate::kernel::{env::Day, env::Timestamp, id::UserId};
use std::{
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

/// The state of one assessment.
#[derive(Debug)]
pub struct Picture {
    /// The assessment.
    pub assessment: Assessment,
    /// Its requirements in catalogue order, the organisation's own last.
    pub lines: Vec<Line>,
    /// The active members of the organisation, by name.
    pub members: Vec<Member>,
    places: HashMap<String, usize>,
    /// Computed when it is first asked for; `Picture::standing` gives it.
    pub(super) standing: OnceLock<Standing>,
}

/// One requirement.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its id.
    pub id: String,
    /// The name of 32 CFR 170.14(c)(1), or the own code again.
    pub cmmc_id: String,
    /// The family's code.
    pub family: String,
    /// The family's name.
    pub family_name: String,
    /// Its short name.
    pub title: String,
    /// Points it costs when NOT MET; none where it has no value.
    pub weight: Option<i32>,
    /// Whether it is the organisation's own, and so outside the score.
    pub is_own: bool,
    /// Its objectives.
    pub cells: Vec<Cell>,
    /// Who answers for it.
    pub owner: Option<Member>,
    /// How far it is put into practice.
    pub status: Status,
    /// Which partial case holds.
    pub partial_case: PartialCase,
    /// Why it counts as MET nevertheless.
    pub claim: Option<Claim>,
    /// Whether an item of it is open on the POA&M.
    pub is_on_poam: bool,
    /// When it is to be reviewed next.
    pub next_review_on: Option<Day>,
    /// Who changed a finding of it last, and when.
    pub changed: Option<(String, Timestamp)>,
}

/// One objective.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// How findings name it: `a`, or `3.1.1[a]` at Level 1.
    pub objective: String,
    /// Its result.
    pub mark: Mark,
    /// Copied from an earlier assessment and not looked at since.
    pub is_to_confirm: bool,
    /// Evidence in final form.
    pub finals: i64,
    /// Drafts.
    pub drafts: i64,
    /// The first day on which some of its evidence is no longer valid.
    pub stale_from: Option<Day>,
    /// Who assessed it.
    pub by: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// A person of the organisation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Member {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
}

impl Cell {
    /// MET without evidence in final form: it can be saved, but does not hold (32 CFR 170.24(b)(1)).
    pub fn is_provisional(&self) -> bool {
        self.mark == Mark::Met && self.finals == 0
    }
}

impl Line {
    /// The requirement's result from its objectives (32 CFR 170.24(b)): NOT MET if any is, else not assessed
    /// if any is, else N/A if all are, else MET. Claims are for the score to judge.
    pub fn mark(&self) -> Mark {
        let has = |mark| self.cells.iter().any(|cell| cell.mark == mark);
        if has(Mark::NotMet) {
            Mark::NotMet
        } else if has(Mark::Unassessed) || self.cells.is_empty() {
            Mark::Unassessed
        } else if has(Mark::Met) {
            Mark::Met
        } else {
            Mark::NotApplicable
        }
    }
    /// Whether an objective of it is MET without evidence in final form.
    pub fn is_provisional(&self) -> bool {
        self.cells.iter().any(Cell::is_provisional)
    }
    /// Objectives with a result.
    pub fn done(&self) -> usize {
        self.cells.iter().filter(|cell| cell.mark != Mark::Unassessed).count()
    }
    /// Pieces of evidence linked to its objectives.
    pub fn evidence(&self) -> i64 {
        self.cells.iter().map(|cell| cell.finals + cell.drafts).sum()
    }
    fn blank(id: &str, cmmc_id: &str, family: (&str, &str), title: &str) -> Self {
        Self {
            id: id.to_owned(),
            cmmc_id: cmmc_id.to_owned(),
            family: family.0.to_owned(),
            family_name: family.1.to_owned(),
            title: title.to_owned(),
            weight: None,
            is_own: false,
            cells: Vec::new(),
            owner: None,
            status: Status::Unsaid,
            partial_case: PartialCase::None,
            claim: None,
            is_on_poam: false,
            next_review_on: None,
            changed: None,
        }
    }
}

impl Picture {
    /// Puts the rows of `assessment` over the catalogue of its level.
    pub fn of(assessment: Assessment, rows: Vec<Row>) -> Self {
        let level = Level::numbered(assessment.level).unwrap_or(Level::Two);
        let lines: Vec<Line> = builtin::requirements(level).iter().map(line).collect();
        let places = lines.iter().enumerate().map(|(n, line)| (line.id.clone(), n)).collect();
        let mut picture = Self { assessment, lines, members: Vec::new(), places, standing: OnceLock::new() };
        // Own requirements first: findings about them come before them in the rows.
        for row in rows.iter().filter(|row| row.kind == "own") {
            picture.add_own(row);
        }
        for row in rows {
            picture.take(row);
        }
        picture
    }

    fn add_own(&mut self, row: &Row) {
        if !self.places.contains_key(&row.requirement) {
            let family = (row.word.as_str(), row.word.as_str());
            let mut own = Line::blank(&row.requirement, &row.requirement, family, &row.extra);
            own.is_own = true;
            self.places.insert(row.requirement.clone(), self.lines.len());
            self.lines.push(own);
        }
        let line = &mut self.lines[self.places[&row.requirement]];
        line.cells.push(Cell { objective: row.objective.clone(), ..Cell::default() });
    }

    /// A row about something that the catalogue no longer has (a retired requirement) is left out.
    fn take(&mut self, row: Row) {
        if row.kind == "member" {
            if let Some(id) = row.person {
                self.members.push(Member { id, name: row.name });
            }
            return;
        }
        let Some(line) = self.places.get(&row.requirement).and_then(|n| self.lines.get_mut(*n)) else {
            return;
        };
        if self.assessment.is_locked() && line.is_own && row.kind == "finding" {
            rows::keep_cell(line, &row.objective);
        }
        match row.kind.as_str() {
            "implementation" => rows::describe(line, row),
            "finding" => rows::find(line, row),
            "evidence" => rows::count(line, &row),
            "poam" => line.is_on_poam = true,
            _ => {}
        }
    }

    /// The same after somebody called `by` decided one objective and nothing else happened.
    #[must_use]
    pub fn with(&self, finding: &Finding, by: &str) -> Self {
        let mut after = self.afresh();
        if let Some(line) = after.places.get(&finding.requirement).and_then(|n| after.lines.get_mut(*n)) {
            line.changed = Some((by.to_owned(), finding.updated_at));
            if let Some(cell) = line.cells.iter_mut().find(|cell| cell.objective == finding.objective) {
                cell.mark = finding.result;
                cell.is_to_confirm = finding.is_to_confirm;
                cell.by = by.to_owned();
                cell.at = Some(finding.updated_at);
            }
        }
        after
    }

    /// The same as if one requirement were otherwise.
    #[must_use]
    pub fn supposing(&self, requirement: &str, change: impl FnOnce(&mut Line)) -> Self {
        let mut after = self.afresh();
        if let Some(line) = after.places.get(requirement).and_then(|n| after.lines.get_mut(*n)) {
            change(line);
        }
        after
    }

    /// The same as if every requirement were otherwise.
    pub(super) fn with_each(&self, change: impl FnMut(&mut Line)) -> Self {
        let mut after = self.afresh();
        after.lines.iter_mut().for_each(change);
        after
    }

    /// A copy whose result is yet to be computed.
    fn afresh(&self) -> Self {
        Self {
            assessment: self.assessment.clone(),
            lines: self.lines.clone(),
            members: self.members.clone(),
            places: self.places.clone(),
            standing: OnceLock::new(),
        }
    }

    /// The requirement of this id.
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.places.get(id).map(|n| &self.lines[*n])
    }

    /// The objective at `place`.
    pub fn cell(&self, place: &Place) -> Option<(&Line, &Cell)> {
        let line = self.line(&place.requirement)?;
        line.cells.iter().find(|cell| cell.objective == place.objective).map(|cell| (line, cell))
    }

    /// All objectives in order.
    pub fn cells(&self) -> impl Iterator<Item = (&Line, &Cell)> {
        self.lines.iter().flat_map(|line| line.cells.iter().map(move |cell| (line, cell)))
    }

    /// Objectives with a result, and objectives in all.
    pub fn progress(&self) -> (usize, usize) {
        let total = self.lines.iter().map(|line| line.cells.len()).sum();
        (self.lines.iter().map(Line::done).sum(), total)
    }

    /// Requirements by family, in catalogue order.
    pub fn families(&self) -> Vec<(&str, &str, Vec<&Line>)> {
        let mut order = Vec::<(&str, &str, Vec<&Line>)>::new();
        let mut seen = BTreeMap::new();
        for line in &self.lines {
            let place = *seen.entry(line.family.as_str()).or_insert_with(|| {
                order.push((&line.family, &line.family_name, Vec::new()));
                order.len() - 1
            });
            order[place].2.push(line);
        }
        order
    }
}

fn line(requirement: &builtin::Requirement) -> Line {
    let family = (requirement.family, requirement.family_name);
    let mut line = Line::blank(requirement.id, requirement.cmmc_id, family, requirement.short_name);
    line.weight = requirement.weight;
    line.cells = requirement
        .objectives
        .iter()
        .map(|objective| Cell { objective: objective.key.to_owned(), ..Cell::default() })
        .collect();
    line
}
