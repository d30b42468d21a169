//! What the page shows on which somebody reviews the objectives of a requirement.

use super::form::Typed;
use crate::assessments::{Cell, Line, Mark, Opinion, Picture, Reviewed, segment};
use crate::catalogue::{Official, builtin, wording};
use crate::kernel::{Problems, env::Day, env::Timestamp, id::UserId};
use crate::reviews::model::{Found, Hindrance, Proof, name};
use serde::Serialize;
use std::collections::HashMap;

/// Everything on the page.
#[derive(Serialize)]
pub struct Page {
    at: String,
    id: String,
    cmmc_id: String,
    title: String,
    href: String,
    action: String,
    owner: String,
    result: &'static str,
    rows: Vec<Row>,
    /// Whether there is anything that this person can decide.
    may_decide: bool,
    is_locked: bool,
    is_overtaken: bool,
    previous: Option<String>,
    next: Option<String>,
    problems: Problems,
}

/// One objective.
#[derive(Serialize)]
struct Row {
    n: usize,
    objective: String,
    name: String,
    words: String,
    result: &'static str,
    is_provisional: bool,
    methods: Vec<&'static str>,
    finding: String,
    by: String,
    recorded_at: Option<Timestamp>,
    review: &'static str,
    opinion: Opinion,
    version: i64,
    hindrance: Option<Hindrance>,
    /// Whether it is the first that waits for a decision.
    is_first_due: bool,
    is_due: bool,
    evidence: Vec<ProofView>,
    typed: Typed,
    /// What this person saw, where something else stands there now.
    seen: Option<Seen>,
}

#[derive(Serialize)]
struct ProofView {
    id: String,
    title: String,
    state: String,
}

/// What somebody saw when they decided.
#[derive(Serialize)]
struct Seen {
    result: String,
    review: String,
    finding: String,
}

/// What the page is made from.
pub struct Scene<'a> {
    /// Where the assessment's pages are.
    pub at: &'a str,
    /// The assessment.
    pub picture: &'a Picture,
    /// The requirement.
    pub line: &'a Line,
    /// What the organisation wrote about it, if it is one of its own.
    pub own: Option<Official>,
    /// Who looks.
    pub user: UserId,
    /// The day.
    pub today: Day,
    /// Whether they may review.
    pub may_review: bool,
}

impl Page {
    /// The same with what is wrong with the form.
    #[must_use]
    pub fn refused(self, problems: Problems) -> Self {
        Self { problems, ..self }
    }
}

impl Scene<'_> {
    /// The page with what was found, and what was typed for each objective.
    pub fn page(&self, found: Vec<Found>, proofs: Vec<Proof>, typed: &[Typed]) -> Page {
        let line = self.line;
        let is_locked = self.picture.assessment.is_locked();
        let mut found: HashMap<String, Found> =
            found.into_iter().map(|one| (one.objective.clone(), one)).collect();
        let mut proved: HashMap<String, Vec<ProofView>> = HashMap::new();
        for proof in proofs {
            proved.entry(proof.objective.clone()).or_default().push(ProofView::of(proof, self.today));
        }
        let mut rows: Vec<Row> =
            (0..).zip(&line.cells).map(|(n, cell)| self.row(n, cell, &mut found)).collect();
        for row in &mut rows {
            row.evidence = proved.remove(&row.objective).unwrap_or_default();
            if let Some(typed) = typed.iter().find(|typed| typed.objective == row.objective) {
                row.take(typed);
            }
        }
        let can_decide = |row: &Row| row.hindrance.is_none();
        let first = rows.iter().position(|row| can_decide(row) && row.is_due);
        for (n, row) in rows.iter_mut().enumerate() {
            row.is_first_due = first == Some(n);
        }
        let address = |line: &Line| format!("{}/reviews/{}", self.at, segment(&line.id));
        Page {
            at: self.at.to_owned(),
            id: line.id.clone(),
            cmmc_id: line.cmmc_id.clone(),
            title: line.title.clone(),
            href: format!("{}/requirements/{}", self.at, segment(&line.id)),
            action: address(line),
            owner: line.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
            result: line.mark().word(),
            may_decide: self.may_review && !is_locked && rows.iter().any(can_decide),
            is_overtaken: rows.iter().any(|row| row.seen.is_some()),
            rows,
            is_locked,
            previous: self.near(-1).map(address),
            next: self.near(1).map(address),
            problems: Problems::new(),
        }
    }

    fn row(&self, n: usize, cell: &Cell, found: &mut HashMap<String, Found>) -> Row {
        let found = found.remove(&cell.objective);
        let known = builtin::requirement(&self.line.id).filter(|_| !self.line.is_own);
        let words = known.and_then(|it| wording::of_objective(it, it.objective(&cell.objective)?));
        let own = self.own.as_ref().and_then(|own| own.objectives.get(&cell.objective));
        let words = words.map(|words| &words.asks).or(own).unwrap_or(&self.line.title);
        let blank = Row {
            n,
            objective: cell.objective.clone(),
            name: name(&self.line.id, &cell.objective),
            words: words.clone(),
            result: Mark::Unassessed.word(),
            is_provisional: cell.is_provisional(),
            methods: Vec::new(),
            finding: String::new(),
            by: String::new(),
            recorded_at: None,
            review: "",
            opinion: Opinion::default(),
            version: 0,
            hindrance: Some(Hindrance::Unassessed),
            is_first_due: false,
            is_due: false,
            evidence: Vec::new(),
            typed: Typed::default(),
            seen: None,
        };
        let Some(found) = found else { return blank };
        let methods = [
            (found.is_examined, "examined"),
            (found.is_interviewed, "interviewed"),
            (found.is_tested, "tested"),
        ];
        Row {
            result: found.result.word(),
            methods: methods.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word).collect(),
            review: found.review().map_or("", Reviewed::word),
            is_due: found.review().is_some_and(Reviewed::is_due),
            hindrance: found.hindrance(self.user),
            by: found.updated_name.unwrap_or_default(),
            recorded_at: Some(found.updated_at),
            finding: found.finding.as_str().to_owned(),
            version: found.version,
            opinion: found.opinion,
            ..blank
        }
    }

    /// The requirement before or after this one in which there is something that this person can review.
    fn near(&self, step: isize) -> Option<&Line> {
        let lines = &self.picture.lines;
        let mut at = lines.iter().position(|line| line.id == self.line.id)?;
        loop {
            at = at.checked_add_signed(step)?;
            let line = lines.get(at)?;
            if is_due(line, self.user) {
                return Some(line);
            }
        }
    }
}

/// The next requirement after `requirement`, all around, in which `user` can review something.
pub fn next_due<'a>(picture: &'a Picture, requirement: &str, user: UserId) -> Option<&'a Line> {
    let lines = &picture.lines;
    let here = lines.iter().position(|line| line.id == requirement);
    let (before, after) = lines.split_at(here.map_or(0, |here| here + 1));
    let mut around = after.iter().chain(before);
    around.find(|line| line.id != requirement && is_due(line, user)).map(|line| &**line)
}

fn is_due(line: &Line, user: UserId) -> bool {
    line.cells.iter().any(|cell| cell.review().is_some_and(Reviewed::is_due) && cell.by_id != Some(user))
}

impl Row {
    /// What was typed for it; where the finding or its review has changed, what was seen beside what stands there now.
    fn take(&mut self, typed: &Typed) {
        self.typed = typed.clone();
        let is_as_seen = typed.version == self.version && typed.review == self.review;
        if !is_as_seen && !typed.choice.is_empty() {
            let Typed { result, review, finding, .. } = typed.clone();
            self.seen = Some(Seen { result, review, finding });
            // What was accepted was something else.
            if typed.choice == "accept" {
                self.typed.choice.clear();
            }
        }
    }
}

impl ProofView {
    fn of(proof: Proof, today: Day) -> Self {
        let is_stale = proof.valid_until.is_some_and(|last| last < today);
        let state = if is_stale { "stale".to_owned() } else { proof.state };
        Self { id: proof.id.to_string(), title: proof.title, state }
    }
}
