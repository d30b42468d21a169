//! Rows of the register of evidence. What is there is changed; what is new is kept elsewhere, because no file comes
//! with a row, and its bytes are told by their digest alone.

use super::{Cells, Ground, Matter, Order, Target, Wanted, requirements::faults};
use crate::access::RightName;
use crate::assessments::Place;
use crate::evidence::{self, Dated, Details, Kind as Sort, Reference, State, Tags, check_days};
use crate::imports::model::{
    Fault,
    fields::{Field, Kind},
    values::Value,
};
use crate::kernel::{
    Error, Problems,
    env::Timestamp,
    hash::Sha256,
    text::{Line, Paragraph},
};
use std::collections::{BTreeSet, HashMap};

/// The pieces that are there.
pub struct Register<'a> {
    ground: &'a Ground,
    by_id: HashMap<String, usize>,
    by_digest: HashMap<String, Vec<usize>>,
}

impl<'a> Register<'a> {
    /// Those of the organisation.
    pub fn of(ground: &'a Ground) -> Self {
        let (mut by_id, mut by_digest): (HashMap<_, _>, HashMap<_, Vec<_>>) = Default::default();
        for (at, Dated { evidence, .. }) in ground.evidence.iter().enumerate() {
            by_id.insert(evidence.id.to_string(), at);
            if evidence.replaced_by.is_none() {
                by_digest.entry(evidence.sha256.to_string()).or_default().push(at);
            }
        }
        Self { ground, by_id, by_digest }
    }

    /// The objectives that a piece is to serve from now on, and those that it is not to serve any longer.
    fn links(
        &self,
        target: &Target,
        wanted: &Wanted,
        cells: &Cells<'_>,
    ) -> Result<(Vec<Place>, Vec<Place>), Vec<Fault>> {
        const OBJECTIVES: &str = "objectives";
        let Some(after) = wanted.objectives(OBJECTIVES) else { return Ok(Default::default()) };
        if self.ground.picture.assessment.is_locked() {
            let reason = "This assessment is completed, so what its evidence serves stays what it is.";
            return Err(vec![cells.fault(OBJECTIVES, reason)]);
        }
        let stands =
            target.known.iter().map(|at| self.text(*at, OBJECTIVES)).flat_map(|text| text.split(", "));
        let before: BTreeSet<Place> =
            stands.filter_map(|name| self.ground.objectives(name).ok()).flatten().collect();
        let without = |all: &BTreeSet<Place>, some| all.difference(some).cloned().collect();
        Ok((without(&after, &before), without(&before, &after)))
    }

    fn reference(
        &self,
        wanted: &Wanted,
        details: Details,
        serves: Vec<Place>,
        cells: &Cells<'_>,
    ) -> Result<Order, Vec<Fault>> {
        let mut found = Vec::new();
        let place = Paragraph::parse(wanted.text("place", "")).unwrap_or_default();
        if place.is_empty() {
            let reason =
                "Say where it is kept: no file comes with a row. Files are added on the page of evidence.";
            found.push(cells.fault("place", reason));
        }
        let sha256 = match wanted.get("sha256") {
            Some(Value::Digest(digest)) => *digest,
            _ => {
                found.push(cells.fault("sha256", "Enter the SHA-256 of the file that is kept there."));
                Sha256::of("")
            }
        };
        match found.is_empty() {
            true => Ok(Order::Reference(Box::new(Reference { details, place, sha256 }), serves)),
            false => Err(found),
        }
    }
}

impl Matter for Register<'_> {
    fn find(&self, cells: &Cells<'_>) -> Result<Target, Fault> {
        let (id, digest) = (cells.text("id").to_lowercase(), cells.text("sha256").to_lowercase());
        let title = |at: usize| self.ground.evidence[at].evidence.title.to_string();
        if !id.is_empty() {
            let at = self.by_id.get(&id).copied();
            let at = at.ok_or_else(|| {
                cells.fault("id", "There is no evidence with this id here. Leave it empty for new evidence.")
            })?;
            return Ok(Target { label: title(at), key: id, known: vec![at], skipped: None });
        }
        match self.by_digest.get(&digest).map(Vec::as_slice) {
            Some([at]) => {
                let key = self.ground.evidence[*at].evidence.id.to_string();
                Ok(Target { label: title(*at), key, known: vec![*at], skipped: None })
            }
            Some(_) => Err(cells
                .fault("sha256", "Several pieces have these bytes. Say which one by the id of an export.")),
            None => {
                let label = cells.text("title").to_owned();
                let key = if digest.is_empty() { format!("{label} {}", cells.text("place")) } else { digest };
                Ok(Target { label, key, known: Vec::new(), skipped: None })
            }
        }
    }

    fn is_said(&self, field: &Field) -> bool {
        !matches!(field.kind, Kind::Id)
    }

    fn text(&self, known: usize, field: &str) -> &str {
        self.ground.text(&self.ground.evidence[known].evidence.id.to_string(), field)
    }

    fn seen(&self, known: usize) -> (i64, Timestamp) {
        let Dated { evidence, updated_at, .. } = &self.ground.evidence[known];
        (evidence.version, *updated_at)
    }

    fn order(&self, target: &Target, wanted: &Wanted, cells: &Cells<'_>) -> Result<Order, Vec<Fault>> {
        let before = target.known.first().map(|at| &self.ground.evidence[*at]);
        let had = before.map(|it| &it.evidence);
        let fixed = ["sha256", "place"].into_iter().find(|field| wanted.get(field).is_some());
        if let Some(field) = fixed.filter(|_| had.is_some()) {
            let reason =
                "The bytes of evidence and their place stay what they are. Add a new version on its page.";
            return Err(vec![cells.fault(field, reason)]);
        }
        let mut problems = Problems::new();
        let title = wanted.text("title", had.map_or("", |it| it.title.as_str()));
        let title = Line::parse(title, "Say what it is called.");
        let title = title.map_err(|reason| problems.insert("title", reason)).ok();
        let description = wanted.text("description", had.map_or("", |it| it.description.as_str()));
        let description = Paragraph::parse(description).unwrap_or_default();
        let kind =
            wanted.word("kind").and_then(Sort::parse).or(had.map(|it| it.kind)).unwrap_or(Sort::Document);
        let state =
            wanted.word("state").and_then(State::parse).or(had.map(|it| it.state)).unwrap_or(State::Draft);
        let captured_on = wanted.day("captured_on", had.and_then(|it| it.captured_on));
        let usual = || self.ground.validity.as_ref()?.until(kind, captured_on, self.ground.today);
        let valid_until = match had {
            Some(it) => wanted.day("valid_until", it.valid_until),
            None => wanted.day("valid_until", None).or_else(usual),
        };
        check_days(&mut problems, captured_on, valid_until, self.ground.today);
        let owner = wanted.person("owner", "owner", cells).map_err(|fault| vec![fault])?;
        let owner_id = owner.unwrap_or(had.and_then(|it| it.owner_id));
        let (people, now) = (&self.ground.people, had.and_then(|it| it.owner_id));
        if let Some(who) = owner.flatten().filter(|who| Some(*who) != now)
            && !people.may(who, RightName::EditEvidence)
        {
            let name = people.name(who);
            problems.insert(
                "owner",
                format!("{name} cannot change evidence here, and so keeps none. Name somebody else."),
            );
        }
        let tags = had.map_or_else(Tags::default, |it| it.tags.clone());
        let Some(title) = title.filter(|_| problems.is_empty()) else {
            return Err(faults(cells, Error::Invalid(problems)));
        };
        let details = Details { title, description, kind, state, captured_on, valid_until, owner_id, tags };
        let (serves, leaves) = self.links(target, wanted, cells)?;
        let Some(before) = before else { return self.reference(wanted, details, serves, cells) };
        let details = Some(details).filter(|_| wanted.says_besides("objectives")).map(Box::new);
        if let Some(details) = &details {
            let evidence::Evidence { version, .. } = before.evidence;
            let changed = before.evidence.changed(Details::clone(details), version, before.is_frozen);
            changed.map_err(|error| faults(cells, error))?;
        }
        Ok(Order::Details { before: Box::new(before.clone()), details, serves, leaves })
    }
}
