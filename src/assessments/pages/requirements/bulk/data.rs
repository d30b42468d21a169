//! What a bulk change would do, as its page shows it.

use super::super::state::State;
use crate::access::{Grant, RightName};
use crate::assessments::model::{
    Judgement, Mark,
    bulk::{Plan, Step, Why},
    picture::{Line, Member, Picture},
};
use crate::kernel::{Problems, Result, id::UserId, text::Paragraph};
use crate::web::{
    forms::{Fields, Parser},
    ui::Ui,
};
use serde::Serialize;

/// What somebody asks to be done with the requirements they ticked.
pub enum Change {
    /// To give them this owner, or none.
    Owner(Option<UserId>),
    /// To give everything without a result this one.
    Result(Judgement),
}

/// The ids that were ticked.
pub fn chosen(fields: &Fields) -> Vec<String> {
    fields.all("id").into_iter().map(str::to_owned).collect()
}

impl Change {
    /// Reads the form, or says all that is missing.
    pub fn read(picture: &Picture, fields: &Fields) -> Result<Self> {
        let mut parser = Parser::default();
        let is_any = !fields.text("id").is_empty();
        parser.check(
            "form",
            is_any,
            "Tick at least one requirement in the list, then say what to do with it.",
        );
        let change = match fields.text("set") {
            "owner" => parser.take("owner", owner(picture, fields.text("owner"))).map(Self::Owner),
            set => match Mark::parse(set) {
                Mark::Unassessed => {
                    parser.check("set", false, "Choose what to do with the requirements.");
                    None
                }
                result => parser.take("finding", judgement(result, fields)).map(Self::Result),
            },
        };
        parser.finish(change)
    }

    /// What it would do.
    pub fn plan<'a>(&self, picture: &'a Picture, ids: &[String], mine: Option<UserId>) -> Result<Plan<'a>> {
        match self {
            Self::Owner(owner) => Plan::assign(picture, ids, *owner),
            Self::Result(_) => Plan::assess_open(picture, ids, mine),
        }
    }
}

fn owner(picture: &Picture, word: &str) -> Result<Option<UserId>, String> {
    match (word, word.parse()) {
        ("nobody", _) => Ok(None),
        (_, Ok(id)) => picture.owner(UserId(id)).map(|member| Some(member.id)),
        (_, Err(_)) => Err("Choose the new owner, or Nobody.".to_owned()),
    }
}

fn judgement(result: Mark, fields: &Fields) -> Result<Judgement, String> {
    let finding = Paragraph::parse(fields.text("finding"))?;
    let judgement = Judgement { result, finding, ..Judgement::default() };
    judgement.check().map_err(|error| match error {
        crate::kernel::Error::Invalid(problems) => problems.words(),
        other => other.to_string(),
    })
}

/// The page.
#[derive(Debug, Serialize)]
pub struct Preview<'a> {
    at: String,
    back: String,
    query: String,
    ids: Vec<String>,
    set: String,
    owner: String,
    finding: String,
    owners: &'a [Member],
    may_assign: bool,
    may_assess: bool,
    problems: Problems,
    is_outdated: bool,
    plan: Option<PlanView<'a>>,
    /// Why nothing can be changed now, and what was chosen.
    why_not: String,
    chosen: Vec<ChosenView<'a>>,
}

#[derive(Debug, Serialize)]
struct PlanView<'a> {
    steps: Vec<StepView<'a>>,
    left: Vec<LeftView<'a>>,
    objectives: usize,
    unproved: usize,
    /// The word of the result, or nothing where it is about owners.
    result: &'static str,
    /// The new owner's name.
    owner: &'a str,
}

#[derive(Debug, Serialize)]
struct StepView<'a> {
    id: &'a str,
    title: &'a str,
    objectives: Vec<&'a str>,
    owner: &'a str,
    /// The id of that person, or `nobody`.
    owner_id: String,
}

#[derive(Debug, Serialize)]
struct ChosenView<'a> {
    id: &'a str,
    title: &'a str,
}

#[derive(Debug, Serialize)]
struct LeftView<'a> {
    id: &'a str,
    title: &'a str,
    why: &'static str,
}

impl<'a> Preview<'a> {
    /// The form as it was sent.
    pub fn of(ui: &Ui, at: &str, picture: &'a Picture, fields: &Fields) -> Self {
        let query = State::back(fields.text("back"));
        Self {
            at: at.to_owned(),
            back: format!("{at}/requirements{query}"),
            query,
            ids: chosen(fields),
            set: fields.text("set").to_owned(),
            owner: fields.text("owner").to_owned(),
            finding: fields.text("finding").to_owned(),
            owners: &picture.owners,
            may_assign: ui.may(RightName::AssignRequirements) != Grant::No,
            may_assess: ui.may(RightName::EditFindings) != Grant::No,
            problems: Problems::new(),
            is_outdated: false,
            plan: None,
            why_not: String::new(),
            chosen: Vec::new(),
        }
    }

    /// The same with what is wrong with it.
    pub fn refused(self, problems: Problems) -> Self {
        Self { problems, ..self }
    }

    /// The same where nothing can be changed, with the requirements that were chosen.
    pub fn stopped(self, picture: &'a Picture, why_not: String) -> Self {
        let lines = picture.lines().filter(|line| self.ids.contains(&line.id));
        let chosen = lines.map(|line| ChosenView { id: &line.id, title: &line.title }).collect();
        Self { why_not, chosen, ..self }
    }

    /// The same with what it would do.
    pub fn planned(self, plan: &Plan<'a>, change: &Change, is_outdated: bool) -> Self {
        let name = |id: UserId| self.owners.iter().find(|member| member.id == id).map(|m| m.name.as_str());
        let (result, owner) = match change {
            Change::Owner(owner) => ("", owner.and_then(name).unwrap_or_default()),
            Change::Result(judgement) => (judgement.result.word(), ""),
        };
        let view = PlanView {
            steps: plan.steps.iter().map(step).collect(),
            left: plan.left.iter().map(left).collect(),
            objectives: plan.objectives(),
            unproved: plan.unproved(),
            result,
            owner,
        };
        Self { plan: Some(view), is_outdated, ..self }
    }
}

fn step<'a>(step: &Step<'a>) -> StepView<'a> {
    StepView {
        id: &step.line.id,
        title: &step.line.title,
        objectives: step.objectives.clone(),
        owner: step.line.owner.as_ref().map_or("", |owner| &owner.name),
        owner_id: step.line.owner.as_ref().map_or("nobody".to_owned(), |owner| owner.id.to_string()),
    }
}

fn left<'a>((line, why): &(&'a Line, Why)) -> LeftView<'a> {
    LeftView { id: &line.id, title: &line.title, why: why.word() }
}
