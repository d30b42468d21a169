//! Rows that say how requirements are met.

use super::{Cells, Ground, Matter, Order, Target, Wanted};
use crate::assessments::{Implementation, Practice, Status};
use crate::imports::model::{
    Fault,
    fields::{Field, Kind},
};
use crate::kernel::{Error, env::Timestamp, text::Paragraph};
use std::collections::HashMap;

/// The requirements of the assessment, in its order.
pub struct Requirements<'a> {
    ground: &'a Ground,
    places: HashMap<&'a str, usize>,
    said: HashMap<&'a str, &'a Implementation>,
}

impl<'a> Requirements<'a> {
    /// Those of the assessment.
    pub fn of(ground: &'a Ground) -> Self {
        let lines = ground.picture.lines.iter().enumerate();
        Self {
            ground,
            places: lines.map(|(at, line)| (line.id.as_str(), at)).collect(),
            said: ground.implementations.iter().map(|it| (it.requirement.as_str(), it)).collect(),
        }
    }

    fn standing(&self, known: usize) -> Implementation {
        let id = self.ground.picture.lines[known].id.as_str();
        let blank = || Implementation::blank(id, Timestamp::UNIX_EPOCH);
        self.said.get(id).map_or_else(blank, |it| (*it).clone())
    }
}

impl Matter for Requirements<'_> {
    fn find(&self, cells: &Cells<'_>) -> Result<Target, Fault> {
        let raw = cells.text("requirement");
        let (id, _) = self.ground.requirement(raw).map_err(|reason| cells.fault("requirement", reason))?;
        let known = self.places.get(id.as_str()).copied().into_iter().collect();
        Ok(Target { label: id.clone(), key: id, known, skipped: None })
    }

    fn is_said(&self, field: &Field) -> bool {
        !matches!(field.kind, Kind::Requirement)
    }

    fn text(&self, known: usize, field: &str) -> &str {
        self.ground.text(&self.ground.picture.lines[known].id, field)
    }

    fn seen(&self, known: usize) -> (i64, Timestamp) {
        let standing = self.standing(known);
        (standing.version, standing.updated_at)
    }

    fn order(&self, target: &Target, wanted: &Wanted, cells: &Cells<'_>) -> Result<Order, Vec<Fault>> {
        let standing = target.known.first().map(|at| self.standing(*at)).ok_or_else(Vec::new)?;
        let owner = wanted.person("owner", "owner_email", cells).map_err(|fault| vec![fault])?;
        if let Some(Some(user)) = owner.filter(|user| *user != standing.owner_id) {
            self.ground.picture.owner(user).map_err(|reason| vec![cells.fault("owner", reason)])?;
        }
        let owner = owner.map(|owner| owner.map(|user| (user, self.ground.people.name(user).to_owned())));
        let is_written = ["status", "narrative", "review_months", "reviewed_on"];
        if !is_written.iter().any(|field| wanted.get(field).is_some()) {
            return Ok(Order::Practice { standing: Box::new(standing), practice: None, owner });
        }
        let narrative = wanted.text("narrative", standing.narrative.as_str());
        let practice = Practice {
            status: match wanted.get("status") {
                Some(_) => Status::parse(wanted.word("status").unwrap_or_default()),
                None => standing.status,
            },
            narrative: Paragraph::parse(narrative)
                .map_err(|reason| vec![cells.fault("narrative", reason)])?,
            review_months: wanted.number("review_months", standing.review_months),
            reviewed_on: wanted.day("reviewed_on", standing.reviewed_on),
            partial_case: standing.partial_case,
            claim: standing.claim.as_ref().map(|claim| claim.0.clone()),
        };
        match practice.check(self.ground.today) {
            Ok(practice) => Ok(Order::Practice {
                standing: Box::new(standing),
                practice: Some(Box::new(practice)),
                owner,
            }),
            Err(error) => Err(faults(cells, error)),
        }
    }
}

/// What a form would say at its fields, at the columns.
pub fn faults(cells: &Cells<'_>, error: Error) -> Vec<Fault> {
    match error {
        Error::Invalid(problems) => {
            problems.into_iter().map(|(field, reason)| cells.fault(field, reason)).collect()
        }
        Error::Conflict(reason) | Error::Forbidden(reason) => vec![Fault { reason, ..Fault::of_the_row() }],
        other => vec![Fault { reason: other.to_string(), ..Fault::of_the_row() }],
    }
}
