//! Rows that are findings. A row without a letter is about all objectives of its requirement.

use super::{Cells, Ground, Matter, Order, Target, Wanted, requirements::faults};
use crate::assessments::{Finding, Judgement, Mark, Place};
use crate::imports::model::{
    Fault,
    fields::{Field, Kind},
};
use crate::kernel::{env::Timestamp, text::Paragraph};
use std::collections::HashMap;

/// The objectives of the assessment, in its order.
pub struct Objectives<'a> {
    ground: &'a Ground,
    places: Vec<Place>,
    /// As exports name them.
    names: Vec<String>,
    of_requirement: HashMap<String, Vec<usize>>,
    found: HashMap<Place, &'a Finding>,
}

impl<'a> Objectives<'a> {
    /// Those of the assessment.
    pub fn of(ground: &'a Ground) -> Self {
        let cells = ground.picture.cells();
        let place = |requirement: &str, objective: &str| Place {
            requirement: requirement.to_owned(),
            objective: objective.to_owned(),
        };
        let places: Vec<Place> = cells.map(|(line, cell)| place(&line.id, &cell.objective)).collect();
        let mut of_requirement: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, place) in places.iter().enumerate() {
            of_requirement.entry(place.requirement.clone()).or_default().push(at);
        }
        let found = ground.findings.iter().map(|it| (place(&it.requirement, &it.objective), it)).collect();
        let names = places.iter().map(|it| format!("{} {}", it.requirement, it.objective)).collect();
        Self { ground, places, names, of_requirement, found }
    }

    fn standing(&self, known: usize) -> Finding {
        let place = &self.places[known];
        let owner = self.ground.picture.line(&place.requirement).and_then(|line| line.owner.as_ref());
        let blank = || Finding::blank(place, owner.map(|owner| owner.id));
        self.found.get(place).map_or_else(blank, |it| (*it).clone())
    }
}

impl Matter for Objectives<'_> {
    fn find(&self, cells: &Cells<'_>) -> Result<Target, Fault> {
        let raw = cells.text("requirement");
        let (id, within) =
            self.ground.requirement(raw).map_err(|reason| cells.fault("requirement", reason))?;
        let letter = match cells.text("objective") {
            "" => within.as_str(),
            letter => letter,
        };
        let all = self.of_requirement.get(&id).cloned().unwrap_or_default();
        if letter.is_empty() {
            return Ok(Target { label: id.clone(), key: id, known: all, skipped: None });
        }
        let objective =
            self.ground.objective(&id, letter).map_err(|reason| cells.fault("objective", reason))?;
        let known: Vec<usize> =
            all.into_iter().filter(|at| self.places[*at].objective == objective).collect();
        let label = known.first().map_or(id, |at| self.places[*at].to_string());
        Ok(Target { key: label.clone(), label, known, skipped: None })
    }

    fn is_said(&self, field: &Field) -> bool {
        !matches!(field.kind, Kind::Requirement | Kind::Objective)
    }

    fn text(&self, known: usize, field: &str) -> &str {
        self.ground.text(&self.names[known], field)
    }

    fn seen(&self, known: usize) -> (i64, Timestamp) {
        let standing = self.found.get(&self.places[known]);
        standing.map_or((0, Timestamp::UNIX_EPOCH), |it| (it.version, it.updated_at))
    }

    fn order(&self, target: &Target, wanted: &Wanted, cells: &Cells<'_>) -> Result<Order, Vec<Fault>> {
        let mut decided = Vec::new();
        for at in &target.known {
            let standing = self.standing(*at);
            let was = standing.judgement();
            let finding = wanted.text("finding", was.finding.as_str());
            let judgement = Judgement {
                result: match wanted.get("result") {
                    Some(_) => Mark::parse(wanted.word("result").unwrap_or_default()),
                    None => was.result,
                },
                is_examined: wanted.yes("examine", was.is_examined),
                is_interviewed: wanted.yes("interview", was.is_interviewed),
                is_tested: wanted.yes("test", was.is_tested),
                finding: Paragraph::parse(finding).map_err(|reason| vec![cells.fault("finding", reason)])?,
            };
            if judgement == was {
                continue;
            }
            let judgement = judgement.check().map_err(|error| faults(cells, error))?;
            decided.push((standing, judgement));
        }
        Ok(Order::Findings(decided))
    }
}
