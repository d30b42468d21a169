//! What is to be done for one row, and doing it.

use crate::access::{Access, ImportTables};
use crate::assessments::{self, AssessmentId, Finding, Implementation, Judgement, Mark, Place, Practice};
use crate::evidence::{self, Details, EvidenceId, Reference, Target};
use crate::kernel::{Result, audit::Entry, db::Tx, id::UserId};
use crate::poams::{self, Plan, Poam};
use crate::tasks::{self, Given, Task, Terms};

/// What is to be done for one row. Everything in it was checked by the rules that forms keep to.
pub enum Order {
    /// Give a task.
    NewTask(Box<Terms>),
    /// Change one.
    Task {
        /// As it is.
        before: Box<Task>,
        /// As it is to be.
        terms: Box<Terms>,
    },
    /// Say how a requirement is met, and whose it is.
    Practice {
        /// As it is.
        standing: Box<Implementation>,
        /// As it is to be.
        practice: Option<Box<Practice>>,
        /// Who answers for it from now on, with their name; nobody.
        owner: Option<Option<(UserId, String)>>,
    },
    /// Decide objectives.
    Findings(Vec<(Finding, Judgement)>),
    /// Put a requirement on the POA&M, or plan an item otherwise.
    Poam {
        /// The requirement.
        requirement: String,
        /// As it is.
        before: Option<Box<Poam>>,
        /// As it is to be.
        plan: Box<Plan>,
    },
    /// Write down where evidence is kept, and which objectives it serves.
    Reference(Box<Reference>, Vec<Place>),
    /// Describe evidence otherwise.
    Details {
        /// As it is.
        before: Box<evidence::Dated>,
        /// As it is to be.
        details: Option<Box<Details>>,
        /// The objectives that it serves from now on.
        serves: Vec<Place>,
        /// Those that it serves no longer.
        leaves: Vec<Place>,
    },
}

impl Order {
    /// The results that it gives: requirement, objective, result.
    pub fn results(&self) -> Vec<(&str, &str, Mark)> {
        let Self::Findings(decided) = self else { return Vec::new() };
        let result = |(standing, judgement): &'_ (Finding, Judgement)| judgement.result != standing.result;
        let named = decided.iter().filter(|it| result(it));
        named.map(|(it, to)| (it.requirement.as_str(), it.objective.as_str(), to.result)).collect()
    }
}

fn target(id: AssessmentId, place: &Place) -> Target<'_> {
    Target { assessment: id.0, requirement: &place.requirement, objective: &place.objective }
}

/// Does orders one after the other. New tasks and lines for the trail wait until they are written together.
#[derive(Default)]
pub struct Work {
    given: Vec<Given>,
    entries: Vec<Entry>,
}

impl Work {
    /// Does what is to be done for a row.
    pub async fn carry_out(
        &mut self,
        order: Order,
        tx: &mut Tx,
        access: &Access<ImportTables>,
        id: AssessmentId,
    ) -> Result<()> {
        match order {
            Order::NewTask(terms) => {
                let (given, entry) = tasks::given(tx, access, *terms);
                self.given.push(given);
                self.entries.push(entry);
            }
            Order::Task { before, terms } => {
                self.entries.push(tasks::change_in(tx, access, &before, *terms).await?);
            }
            Order::Practice { standing, practice, owner } => {
                if let Some(practice) = practice {
                    self.entries.push(assessments::write_in(tx, access, id, &standing, *practice).await?);
                }
                if let Some(owner) = owner {
                    let owner = owner.as_ref().map(|(user, name)| (*user, name.as_str()));
                    self.entries.push(assessments::assign_in(tx, access, id, &standing, owner).await?);
                }
            }
            Order::Findings(decided) => {
                for (standing, judgement) in decided {
                    let entry = assessments::decide_in(tx, access, id, standing, judgement).await?;
                    self.entries.push(entry);
                }
            }
            Order::Poam { requirement, before, plan } => {
                let of = (id, requirement.as_str());
                self.entries.push(poams::put_in(tx, access, of, before.as_deref(), *plan).await?);
            }
            Order::Reference(reference, serves) => {
                let (new, entry) = evidence::refer_in(tx, access, *reference).await?;
                self.entries.push(entry);
                self.link(tx, access, (new, id), (&serves, &[])).await?;
            }
            Order::Details { before, details, serves, leaves } => {
                if let Some(details) = details {
                    self.entries.push(evidence::change_in(tx, access, &before, *details).await?);
                }
                self.link(tx, access, (before.evidence.id, id), (&serves, &leaves)).await?;
            }
        }
        Ok(())
    }

    async fn link(
        &mut self,
        tx: &mut Tx,
        access: &Access<ImportTables>,
        (evidence, id): (EvidenceId, AssessmentId),
        (serves, leaves): (&[Place], &[Place]),
    ) -> Result<()> {
        let targets: Vec<_> = serves.iter().map(|place| target(id, place)).collect();
        self.entries.extend(evidence::link_all_in(tx, access.scope(), evidence, &targets).await?);
        for place in leaves {
            self.entries.extend(evidence::unlink_in(tx, access.scope(), evidence, target(id, place)).await?);
        }
        Ok(())
    }

    /// Writes what waits.
    pub async fn write(&mut self, tx: &mut Tx, access: &Access<ImportTables>) -> Result<()> {
        tasks::keep_given(tx, access, &std::mem::take(&mut self.given)).await?;
        tx.record_all(access.scope().org(), std::mem::take(&mut self.entries)).await
    }
}
