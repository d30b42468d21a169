//! Writes the company: people, requirements, findings, evidence and tasks.

use super::{Size, read};
use crate::access::{Role, Scope};
use crate::accounts::{self, NewPerson};
use crate::assessments::program::{
    self, Answer, AssessmentId, NewAssessment, NewSystem, On, Practice, Terms,
};
use crate::catalogue::{self, Code, Letter, Written, builtin};
use crate::evidence::{self, Details, NewFile};
use crate::kernel::{
    Result,
    db::Tx,
    id::UserId,
    text::{Email, Line, Paragraph},
};
use crate::tasks::{self, About, Priority, Repeat};
use chrono::TimeDelta;

/// How many people answer for requirements.
const OWNERS: usize = 20;
/// Every so many objectives one is not met, and one is not assessed.
const NOT_MET_EVERY: usize = 17;
const OPEN_EVERY: usize = 11;
/// Every so many tasks one is done and waits for whoever confirms it.
const DONE_EVERY: usize = 10;
/// The days over which reviews, evidence and tasks are spread, as evenly in a small company as in a large one.
const REVIEWED_WITHIN: i64 = 400;
const CAPTURED_WITHIN: i64 = 700;
const DUE_WITHIN: i64 = 300;
/// How long the oldest task is overdue.
const OVERDUE: TimeDelta = TimeDelta::days(60);

/// What is written where.
struct Scene<'a> {
    scope: Scope,
    size: Size,
    files: &'a [NewFile],
    people: Vec<(UserId, String)>,
    /// Requirement and objective of every place that has a finding.
    places: Vec<(String, String)>,
}

/// Writes all of it.
pub async fn all(tx: &mut Tx, scope: Scope, lead: &Email, files: &[NewFile], size: Size) -> Result<()> {
    let mut people = vec![person(tx, scope, (lead, "Robin Lead"), Role::Admin).await?];
    for number in 1..=OWNERS {
        let email = read(Email::parse(&format!("owner-{number}@{}", domain(lead))))?;
        people.push(person(tx, scope, (&email, &format!("Casey Owner {number}")), Role::Contributor).await?);
    }
    let mut scene = Scene { scope, size, files, people, places: Vec::new() };
    let assessment = scene.start(tx).await?;
    scene.requirements(tx, assessment).await?;
    scene.evidence(tx, assessment).await?;
    scene.tasks(tx).await
}

fn domain(lead: &Email) -> &str {
    lead.as_str().rsplit('@').next().unwrap_or_default()
}

async fn person(tx: &mut Tx, scope: Scope, who: (&Email, &str), role: Role) -> Result<(UserId, String)> {
    let (email, name) = who;
    let id = match accounts::account_of(tx, email).await? {
        Some(known) => known.id,
        None => {
            let id = UserId(tx.env().new_id());
            let line = read(Line::parse(name, ""))?;
            let new = NewPerson { id, email: email.clone(), name: line, password_hash: None };
            accounts::create_person_in(tx, &new).await?;
            id
        }
    };
    accounts::add_member_in(tx, scope.org(), id, email, role).await?;
    Ok((id, name.to_owned()))
}

impl Scene<'_> {
    /// Who answers for the `number`th thing.
    fn owner(&self, number: usize) -> (UserId, &str) {
        let (id, name) = &self.people[1 + number % OWNERS];
        (*id, name)
    }

    async fn start(&self, tx: &mut Tx) -> Result<AssessmentId> {
        let system = NewSystem {
            name: read(Line::parse("All of it", ""))?,
            cage_codes: String::new(),
            scope: read(Paragraph::parse("Every computer of the company."))?,
        };
        let system = program::describe_in(tx, self.scope, system).await?;
        let terms = Terms {
            title: read(Line::parse("Level 2", ""))?,
            lead_id: Some(self.people[0].0),
            level2_status: String::new(),
            level2_score: None,
        };
        let new = NewAssessment { level: 2, terms };
        Ok(program::start_in(tx, self.scope, On::Known(system), new).await?.id)
    }

    async fn requirements(&mut self, tx: &mut Tx, id: AssessmentId) -> Result<()> {
        let known = builtin::requirements(builtin::Level::Two).iter();
        let mut all: Vec<(String, Vec<&str>)> =
            known.map(|it| (it.id.to_owned(), it.objectives.iter().map(|one| one.key).collect())).collect();
        for number in 1..=self.size.own() {
            let code = format!("SW-{number}");
            let written = Written {
                family: read(Line::parse("Shop floor", ""))?,
                title: read(Line::parse(&format!("Badges are worn at gate {number}"), ""))?,
                statement: read(Paragraph::parse("Everybody wears a badge."))?,
                objectives: vec![
                    (read(Letter::parse("a"))?, read(Paragraph::parse("badges are handed out"))?),
                    (read(Letter::parse("b"))?, read(Paragraph::parse("badges are seen"))?),
                ],
            };
            catalogue::write_in(tx, self.scope, &read(Code::parse(&code))?, &written).await?;
            all.push((code, vec!["a", "b"]));
        }
        let mut at: usize = 0;
        for (number, (requirement, objectives)) in all.iter().enumerate() {
            let mut findings = Vec::new();
            for objective in objectives {
                at += 1;
                if !at.is_multiple_of(OPEN_EVERY) {
                    findings.push(((*objective).to_owned(), judgement(at)?));
                    self.places.push((requirement.clone(), (*objective).to_owned()));
                }
            }
            let practice = Practice {
                status: program::Status::Implemented,
                narrative: read(Paragraph::parse("Written down in the handbook, looked at twice a year."))?,
                review_months: Some(12),
                reviewed_on: Some(tx.env().today() - spread(number, all.len(), REVIEWED_WITHIN)),
                ..Practice::default()
            };
            let answer = Answer { requirement, owner: self.owner(number), practice, findings };
            program::answer_in(tx, self.scope, id, answer).await?;
        }
        Ok(())
    }

    async fn evidence(&self, tx: &mut Tx, assessment: AssessmentId) -> Result<()> {
        let today = tx.env().today();
        for number in 0..self.size.evidence {
            let age = spread(number, self.size.evidence, CAPTURED_WITHIN);
            let (owner, _) = self.owner(number);
            let details = Details {
                title: read(Line::parse(&format!("Record {number} of the account review"), ""))?,
                description: read(Paragraph::parse("Exported from the directory."))?,
                kind: evidence::Kind::ALL[number % evidence::Kind::ALL.len()],
                state: evidence::State::Final,
                captured_on: Some(today - age),
                valid_until: Some(today - age + TimeDelta::days(365)),
                owner_id: Some(owner),
                tags: evidence::Tags::default(),
            };
            let file = &self.files[number % self.files.len()];
            let id = evidence::add_in(tx, self.scope, file, details, owner).await?;
            let (requirement, objective) = &self.places[number % self.places.len()];
            let target = evidence::Target { assessment: assessment.0, requirement, objective };
            if let Some(entry) = evidence::link_in(tx, self.scope, id, target).await? {
                tx.record(self.scope.org(), entry).await?;
            }
        }
        Ok(())
    }

    async fn tasks(&self, tx: &mut Tx) -> Result<()> {
        for number in 0..self.size.tasks {
            let (requirement, objective) = self.places[number % self.places.len()].clone();
            let ((assignee, _), (reviewer, _)) = (self.owner(number), self.owner(number + 1));
            let terms = tasks::Terms {
                title: read(Line::parse(&format!("Look at {requirement} again, round {number}"), ""))?,
                description: Paragraph::default(),
                about: About { requirement, objective, ..About::default() },
                assignee_id: Some(assignee),
                reviewer_id: Some(reviewer),
                due_on: tx.env().today() - OVERDUE + spread(number, self.size.tasks, DUE_WITHIN),
                priority: Priority::Normal,
                repeats: Repeat::Never,
            };
            let done_by = number.is_multiple_of(DONE_EVERY).then_some(assignee);
            tasks::add_in(tx, self.scope, terms, self.people[0].0, done_by).await?;
        }
        Ok(())
    }
}

/// How many days after the first the `number`th of `all` is.
fn spread(number: usize, all: usize, days: i64) -> TimeDelta {
    TimeDelta::days(number as i64 * days / all.max(1) as i64)
}

fn judgement(at: usize) -> Result<program::Judgement> {
    let (result, words) = if at.is_multiple_of(NOT_MET_EVERY) {
        (program::Mark::NotMet, "Two of five accounts were still open.")
    } else {
        (program::Mark::Met, "Seen on all five machines of the sample.")
    };
    let finding = read(Paragraph::parse(words))?;
    Ok(program::Judgement { result, is_examined: true, finding, ..program::Judgement::default() })
}
