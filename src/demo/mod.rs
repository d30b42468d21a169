//! The demonstration: Contoso Machine Works, a made-up machine shop, in the middle of its Level 2
//! self-assessment. Loaded in one unit of work, so it is there whole or not at all.

mod data;
mod draw;
mod poams;
mod tasks;
#[cfg(test)]
mod tests;

use crate::access::{Role, Scope};
use crate::accounts::{self, NewPerson};
use crate::assessments::program::{self, Answer, Completion, NewAssessment, NewSystem, On, Practice, Terms};
use crate::blobs::Blobs;
use crate::catalogue::{self, Code, Letter, Written, builtin};
use crate::evidence::{self, Details, EvidenceId, NewFile};
use crate::kernel::{
    Error, Result,
    audit::{Actor, Entry},
    db::{Db, Tx},
    env::Day,
    id::{OrgId, UserId},
    text::{Email, Line, Paragraph, Slug},
};
use crate::organisations;
use chrono::Days;
use data::{Assessment, COMPANY, FILES, File, LEVEL1, LEVEL2, Requirement};
use serde_json::json;
use std::collections::HashMap;

/// What there is to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demonstration {
    /// The organisation's word in addresses: its pages are at `/o/<slug>`.
    pub slug: Slug,
    /// Somebody who may do everything in it.
    pub email: Email,
    /// Whether it was made just now; otherwise what was there is kept as it was.
    pub is_new: bool,
}

/// Ids by the short names that the files use.
type Keys<T> = HashMap<&'static str, T>;

/// Makes the demonstration, unless it is there already.
pub async fn load(db: &Db, blobs: &Blobs) -> Result<Demonstration> {
    let demonstration = Demonstration {
        slug: Slug::of(&COMPANY.slug),
        email: read(Email::parse(&COMPANY.people[0].email))?,
        is_new: true,
    };
    if organisations::exists(&mut db.read().await?, &demonstration.slug).await? {
        return Ok(Demonstration { is_new: false, ..demonstration });
    }
    let (org, today) = (OrgId(db.env().new_id()), db.env().today());
    // Bytes first: until the rows that name them are committed, what is kept here holds them in the store.
    let mut files = Vec::new();
    for file in FILES.iter() {
        files.push((file, evidence::keep_file(blobs, org, &file.name, &bytes(file, today)?).await?));
    }
    let actor =
        Actor { user: None, name: "Demonstration".into(), address: "console".into(), device: String::new() };
    let tx = db.begin(actor).await?;
    write(tx, org, &demonstration.slug, &files).await?;
    Ok(demonstration)
}

async fn write(mut tx: Tx, org: OrgId, slug: &Slug, files: &[(&'static File, NewFile)]) -> Result<()> {
    let scope = Scope::of_the_program(org);
    let name = read(Line::parse(&COMPANY.organisation, ""))?;
    organisations::create_as_in(&mut tx, org, name, slug.clone()).await?;
    let mut scene =
        Scene { scope, today: tx.now().date_naive(), people: HashMap::new(), files: HashMap::new() };
    scene.people = people(&mut tx, org).await?;
    for (file, kept) in files {
        let owner = scene.person(&file.owner)?;
        let id = evidence::add_in(&mut tx, scope, kept, details(file, owner, scene.today)?, owner).await?;
        scene.files.insert(&file.key, id);
    }
    let system = program::describe_in(&mut tx, scope, system()?).await?;
    let level1 = scene.assessment(&mut tx, On::Known(system), 1, &LEVEL1).await?;
    if let Some(completed) = &LEVEL1.completed {
        let on = scene.today.checked_sub_days(Days::new(completed.days_ago)).unwrap_or(scene.today);
        let completion = Completion { name: read(Line::parse(&completed.name, ""))?, on };
        let by = scene.person(&LEVEL1.lead)?;
        program::complete_in(&mut tx, scope, level1, completion, by).await?;
    }
    let level2 = scene.assessment(&mut tx, On::Known(system), 2, &LEVEL2).await?;
    scene.own(&mut tx, level2).await?;
    tasks::give(&mut tx, scope, &scene.people, scene.person(&LEVEL2.lead)?).await?;
    let entry = Entry {
        action: "demonstration.loaded",
        subject: format!("organisation:{org}"),
        detail: json!({ "people": COMPANY.people.len(), "evidence": files.len() }),
    };
    tx.commit(org, entry).await
}

/// A text of our own files that must be well formed.
fn read<T>(parsed: Result<T, String>) -> Result<T> {
    parsed.map_err(|problem| Error::Internal(anyhow::anyhow!("a file of the demonstration: {problem}")))
}

async fn people(tx: &mut Tx, org: OrgId) -> Result<Keys<UserId>> {
    let mut people = HashMap::new();
    for person in &COMPANY.people {
        let email = read(Email::parse(&person.email))?;
        let known = accounts::account_of(tx, &email).await?.map(|known| known.id);
        let name = read(Line::parse(&person.name, ""))?;
        let id = match known {
            Some(id) => id,
            None => {
                let id = UserId(tx.env().new_id());
                let new = NewPerson { id, email: email.clone(), name, password_hash: None };
                accounts::create_person_in(tx, &new).await?;
                id
            }
        };
        let role = read(Role::parse(&person.role).ok_or_else(|| format!("no role {}", person.role)))?;
        accounts::add_member_in(tx, org, id, &email, role).await?;
        people.insert(person.key.as_str(), id);
    }
    Ok(people)
}

fn system() -> Result<NewSystem> {
    Ok(NewSystem {
        name: read(Line::parse(&COMPANY.system.name, ""))?,
        cage_codes: read(program::cage_codes(&COMPANY.system.cage_codes))?,
        scope: read(Paragraph::parse(&COMPANY.system.scope))?,
    })
}

fn bytes(file: &File, today: Day) -> Result<Vec<u8>> {
    let text = file.text.trim_start().replace("{captured}", &day(today, -file.captured).to_string());
    Ok(match file.name.rsplit('.').next() {
        Some("pdf") => draw::pdf(&text),
        Some("png") => draw::png(file.title.len() % 4 + 3),
        _ => text.into_bytes(),
    })
}

fn day(today: Day, later: i64) -> Day {
    today + chrono::TimeDelta::days(later)
}

fn details(file: &File, owner: UserId, today: Day) -> Result<Details> {
    let unknown = |word: &str| format!("{word} is not known");
    Ok(Details {
        title: read(Line::parse(&file.title, ""))?,
        description: read(Paragraph::parse(&file.about))?,
        kind: read(evidence::Kind::parse(&file.kind).ok_or_else(|| unknown(&file.kind)))?,
        state: read(evidence::State::parse(&file.state).ok_or_else(|| unknown(&file.state)))?,
        captured_on: Some(day(today, -file.captured)),
        valid_until: file.valid.map(|days| day(today, days)),
        owner_id: Some(owner),
        tags: evidence::Tags::default(),
    })
}

/// What the assessments refer to.
struct Scene {
    scope: Scope,
    today: Day,
    people: Keys<UserId>,
    files: Keys<EvidenceId>,
}

impl Scene {
    fn person(&self, key: &str) -> Result<UserId> {
        read(self.people.get(key).copied().ok_or_else(|| format!("nobody is called {key}")))
    }

    async fn assessment(
        &self,
        tx: &mut Tx,
        on: On,
        level: i64,
        told: &'static Assessment,
    ) -> Result<program::AssessmentId> {
        let terms = Terms {
            title: read(Line::parse(&told.title, ""))?,
            lead_id: Some(self.person(&told.lead)?),
            level2_status: String::new(),
            level2_score: None,
        };
        let started = program::start_in(tx, self.scope, on, NewAssessment { level, terms }).await?;
        for requirement in &told.requirements {
            self.requirement(tx, started.id, requirement).await?;
        }
        Ok(started.id)
    }

    async fn requirement(&self, tx: &mut Tx, id: program::AssessmentId, told: &Requirement) -> Result<()> {
        let known = builtin::requirement(&told.id);
        let known = read(known.ok_or_else(|| format!("there is no requirement {}", told.id)))?;
        let owner = self.person(&told.owner)?;
        let marks = told.marks.clone().unwrap_or_else(|| "m".repeat(known.objectives.len()));
        let keys: Vec<&str> = known.objectives.iter().map(|objective| objective.key).collect();
        let answer = Answer {
            requirement: &told.id,
            owner: (owner, self.name(&told.owner)),
            practice: self.practice(told)?,
            findings: findings(told, &keys, &marks)?,
        };
        program::answer_in(tx, self.scope, id, answer).await?;
        if let Some(planned) = &told.poam {
            poams::enter(self, tx, id, told, (planned, owner)).await?;
        }
        for (objective, mark) in keys.into_iter().zip(marks.chars()) {
            if mark != '.' {
                self.link(tx, evidence::Target { assessment: id.0, requirement: &told.id, objective }, told)
                    .await?;
            }
        }
        Ok(())
    }

    /// The company's own requirement, assessed beside those of CMMC.
    async fn own(&self, tx: &mut Tx, id: program::AssessmentId) -> Result<()> {
        let told = &COMPANY.own;
        let written = Written {
            family: read(Line::parse(&told.family, ""))?,
            title: read(Line::parse(&told.title, ""))?,
            statement: read(Paragraph::parse(&told.statement))?,
            objectives: vec![(read(Letter::parse("a"))?, read(Paragraph::parse(&told.objective))?)],
        };
        catalogue::write_in(tx, self.scope, &read(Code::parse(&told.code))?, &written).await?;
        let judgement = program::Judgement {
            result: program::Mark::Met,
            is_examined: true,
            finding: read(Paragraph::parse(&told.finding))?,
            ..program::Judgement::default()
        };
        let answer = Answer {
            requirement: &told.code,
            owner: (self.person(&told.owner)?, self.name(&told.owner)),
            practice: Practice { status: program::Status::Implemented, ..Practice::default() },
            findings: vec![("a".to_owned(), judgement)],
        };
        program::answer_in(tx, self.scope, id, answer).await
    }

    async fn link(&self, tx: &mut Tx, target: evidence::Target<'_>, told: &Requirement) -> Result<()> {
        for key in &told.evidence {
            let file = read(self.files.get(key.as_str()).copied().ok_or_else(|| format!("no file {key}")))?;
            if let Some(entry) = evidence::link_in(tx, self.scope, file, target).await? {
                tx.record(self.scope.org(), entry).await?;
            }
        }
        Ok(())
    }

    fn name(&self, key: &str) -> &'static str {
        COMPANY.people.iter().find(|person| person.key == key).map_or("", |person| &person.name)
    }

    fn practice(&self, told: &Requirement) -> Result<Practice> {
        let is_written = !told.narrative.is_empty();
        Ok(Practice {
            status: program::Status::parse(&told.status),
            narrative: read(Paragraph::parse(&told.narrative))?,
            review_months: is_written.then_some(12),
            reviewed_on: is_written.then(|| day(self.today, -30)),
            partial_case: program::PartialCase::parse(&told.partial, &told.id),
            claim: None,
        })
    }
}

/// The first met objective carries the finding, the next ones point to it, as people do who carry it over.
fn findings(told: &Requirement, keys: &[&str], marks: &str) -> Result<Vec<(String, program::Judgement)>> {
    let first = keys.iter().zip(marks.chars()).find(|(_, mark)| *mark == 'm').map(|(key, _)| *key);
    let mut findings = Vec::new();
    for (key, mark) in keys.iter().zip(marks.chars()) {
        let (result, text) = match mark {
            'm' if first == Some(key) => (program::Mark::Met, told.finding.clone()),
            'm' => (program::Mark::Met, format!("As for {}.", first.unwrap_or_default())),
            'n' => (program::Mark::NotMet, told.why.clone()),
            'a' => (program::Mark::NotApplicable, told.why.clone()),
            _ => continue,
        };
        let judgement = program::Judgement {
            result,
            is_examined: told.how.contains('e') || told.how.is_empty(),
            is_interviewed: told.how.contains('i'),
            is_tested: told.how.contains('t'),
            finding: read(Paragraph::parse(&text))?,
        };
        findings.push(((*key).to_owned(), judgement));
    }
    Ok(findings)
}
