//! The whole state of one assessment as its pages show it: every requirement with its objectives, owner,
//! evidence and result. Made from one statement's rows and the catalogue; kept until something changes.

mod counted;
mod line;
mod rows;

pub use counted::Counted;
pub use line::{Cell, Line, Member, Shared};

use super::{Assessment, Finding, Interval, Place, standing::Standing};
use crate::access::{RightName, Role};
use crate::assessments::store::Row;
use crate::catalogue::builtin::{self, Level};
use crate::kernel::id::UserId;
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

/// The state of one assessment.
#[derive(Debug)]
pub struct Picture {
    /// The assessment.
    pub assessment: Assessment,
    /// Its requirements in catalogue order, the organisation's own last. Pictures that are made from one another share
    /// those that are alike.
    pub lines: Vec<Shared>,
    /// The active members of the organisation, by name.
    pub members: Arc<Vec<Member>>,
    /// Those of them who can answer for a requirement.
    pub owners: Arc<Vec<Member>>,
    places: Arc<HashMap<String, usize>>,
    usual_interval: i64,
    /// Computed when it is first asked for; `Picture::standing` gives it.
    pub(super) standing: OnceLock<Arc<Standing>>,
    counted: OnceLock<Counted>,
}

impl Picture {
    /// Puts the rows of `assessment` over the catalogue of its level.
    pub fn of(assessment: Assessment, rows: Vec<Row>) -> Self {
        let level = Level::numbered(assessment.level).unwrap_or(Level::Two);
        let lines: Vec<Shared> = builtin::requirements(level).iter().map(|it| line(it).into()).collect();
        let places =
            lines.iter().enumerate().map(|(n, line)| (line.id.clone(), n)).collect::<HashMap<_, _>>();
        let usual_interval = rows.iter().find(|row| row.kind == "interval" && row.number > 0);
        let usual_interval = usual_interval.map_or(Interval::MONTHS_MAX, |row| row.number);
        let mut picture = Self {
            assessment,
            lines,
            members: Arc::default(),
            owners: Arc::default(),
            places: Arc::new(places),
            usual_interval,
            standing: OnceLock::new(),
            counted: OnceLock::new(),
        };
        // Own requirements first: findings about them come before them in the rows.
        let kept = picture.assessment.kept_own();
        // Completed before they were kept: what was found about an objective that is no longer there is shown as well.
        let keeps_cells = kept.is_none() && picture.assessment.is_locked();
        match kept {
            Some(kept) => kept.iter().for_each(|own| {
                let letters = own.objectives.iter().map(|(letter, _)| letter.as_str());
                letters.for_each(|letter| picture.add_own((&own.code, letter), &own.family, &own.title));
            }),
            None => rows.iter().filter(|row| row.kind == "own").for_each(|row| {
                picture.add_own((&row.requirement, &row.objective), &row.word, &row.extra);
            }),
        }
        for row in rows {
            picture.take(row, keeps_cells);
        }
        picture.plan_reviews();
        picture
    }

    fn add_own(&mut self, (code, objective): (&str, &str), family: &str, title: &str) {
        if !self.places.contains_key(code) {
            let mut own = Line::blank(code, code, (family, family), title);
            own.is_own = true;
            Arc::make_mut(&mut self.places).insert(code.to_owned(), self.lines.len());
            self.lines.push(own.into());
        }
        let line = &mut self.lines[self.places[code]];
        line.cells.push(Cell { objective: objective.to_owned(), ..Cell::default() });
    }

    /// Says when each requirement is to be reviewed next; in a completed assessment none is.
    fn plan_reviews(&mut self) {
        let (started, is_open) = (self.assessment.created_at.date_naive(), !self.assessment.is_locked());
        for line in &mut self.lines {
            line.interval.usual = self.usual_interval;
            line.next_review_on = line.interval.next(line.reviewed_on, started).filter(|_| is_open);
        }
    }

    /// A row about something that the catalogue no longer has (a retired requirement) is left out.
    fn take(&mut self, row: Row, keeps_cells: bool) {
        if row.kind == "member" {
            if let Some(id) = row.person {
                let member = Member { id, name: row.name };
                if can_answer(&row.word) {
                    Arc::make_mut(&mut self.owners).push(member.clone());
                }
                Arc::make_mut(&mut self.members).push(member);
            }
            return;
        }
        let Some(line) = self.places.get(&row.requirement).and_then(|n| self.lines.get_mut(*n)) else {
            return;
        };
        if keeps_cells && line.is_own && row.kind == "finding" {
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
                // In other words only, it stands where it stood.
                if (cell.mark, cell.is_to_confirm) == (finding.result, finding.is_to_confirm) {
                    after.standing = self.standing.clone();
                }
                cell.mark = finding.result;
                cell.is_to_confirm = finding.is_to_confirm;
                cell.by = by.to_owned();
                cell.by_id = finding.updated_by;
                cell.reviewed = cell.reviewed.overtaken();
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

    /// Changes one requirement in place, for a history that is written change by change.
    pub fn alter(&mut self, requirement: &str, change: impl FnOnce(&mut Line)) {
        if let Some(line) = self.places.get(requirement).and_then(|n| self.lines.get_mut(*n)) {
            self.standing = OnceLock::new();
            self.counted = OnceLock::new();
            change(line);
        }
    }

    /// The same as if every requirement were otherwise.
    pub(super) fn with_each(&self, change: impl FnMut(&mut Line)) -> Self {
        let mut after = self.afresh();
        after.lines.iter_mut().map(|line| &mut **line).for_each(change);
        after
    }

    /// A copy whose result is yet to be computed.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self {
            assessment: self.assessment.clone(),
            lines: self.lines.clone(),
            members: self.members.clone(),
            owners: self.owners.clone(),
            places: self.places.clone(),
            usual_interval: self.usual_interval,
            standing: OnceLock::new(),
            counted: OnceLock::new(),
        }
    }

    /// Somebody who can answer for a requirement, or why they cannot.
    pub fn owner(&self, id: UserId) -> Result<&Member, String> {
        let is_they = |member: &&Member| member.id == id;
        let reader = || self.members.iter().find(is_they);
        self.owners.iter().find(is_they).ok_or_else(|| match reader() {
            Some(Member { name, .. }) => {
                format!("{name} cannot work on requirements here, and so cannot answer for it. Choose somebody else.")
            }
            None => "Choose somebody who is active in this organisation.".to_owned(),
        })
    }

    /// Those who can answer for a requirement, and whoever does so `now`.
    pub fn owners_and(&self, now: Option<&Member>) -> Vec<Member> {
        let mut all = self.owners.to_vec();
        let former = now.filter(|now| !all.contains(now));
        all.extend(former.map(|it| Member { id: it.id, name: format!("{}, as until now", it.name) }));
        all
    }

    /// Months between two reviews of a requirement that has no interval of its own.
    pub fn usual_interval(&self) -> i64 {
        self.usual_interval
    }

    /// Its requirements one after the other.
    pub fn lines(&self) -> impl DoubleEndedIterator<Item = &Line> + ExactSizeIterator {
        self.lines.iter().map(|line| &**line)
    }

    /// The requirement of this id.
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.places.get(id).map(|n| &*self.lines[*n])
    }

    /// The objective at `place`.
    pub fn cell(&self, place: &Place) -> Option<(&Line, &Cell)> {
        let line = self.line(&place.requirement)?;
        line.cells.iter().find(|cell| cell.objective == place.objective).map(|cell| (line, cell))
    }

    /// All objectives in order.
    pub fn cells(&self) -> impl Iterator<Item = (&Line, &Cell)> {
        self.lines().flat_map(|line| line.cells.iter().map(move |cell| (line, cell)))
    }

    /// How many of its objectives are how far.
    pub fn counted(&self) -> &Counted {
        self.counted.get_or_init(|| Counted::of(self))
    }

    /// Objectives with a result, and objectives in all.
    pub fn progress(&self) -> (usize, usize) {
        let counted = self.counted();
        (counted.total - counted.open, counted.total)
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

/// Whether somebody of this role can do what the owner of a requirement does.
fn can_answer(role: &str) -> bool {
    Role::parse(role).is_some_and(|role| RightName::EditImplementations.is_held_by(role))
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
