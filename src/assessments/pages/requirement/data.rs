//! What the page of a requirement shows.

use super::{
    super::{claims::ClaimView, place},
    There,
    form::status,
    objectives::{self, ObjectiveView, TextView},
};
use crate::access::{Access, Grant, Includes, Read, RightName};
use crate::assessments::{
    actions::{self, Pictures},
    model::{
        Contradiction, Finding, Implementation, Interval, Mark,
        picture::{Line, Member, Picture},
    },
};
use crate::catalogue::{self, builtin};
use crate::kernel::{Error, Problems, Result, db::Db, env::Day, env::Timestamp, id::UserId};
use crate::web::ui::Ui;
use serde::Serialize;

/// Everything on the page.
#[derive(Debug, Serialize)]
pub struct Page {
    at: String,
    line: LineView,
    facts: Option<Facts>,
    texts: Vec<TextView>,
    is_official_missing: bool,
    objectives: Vec<ObjectiveView>,
    practice: PracticeView,
    reviews: i64,
    outcome: String,
    poam: Option<PoamView>,
    /// Who can be its owner.
    owners: Vec<Member>,
    may_assign: bool,
    may_edit: bool,
    /// Reviews of a plan go on after the assessment is completed.
    may_review: bool,
    why_not: &'static str,
    is_locked: bool,
    history: Option<String>,
    work: String,
    previous: Option<String>,
    next: Option<String>,
    problems: Problems,
}

/// A requirement and its result.
#[derive(Debug, Serialize)]
pub struct LineView {
    id: String,
    cmmc_id: String,
    title: String,
    family: String,
    family_name: String,
    weight: Option<i32>,
    is_own: bool,
    result: &'static str,
    is_provisional: bool,
    is_to_confirm: bool,
    is_met_by_claim: bool,
    is_plan: bool,
    is_plan_left_out: bool,
    contradiction: Option<Contradiction>,
    done: usize,
    total: usize,
    evidence: i64,
    owner: String,
    changed_by: String,
    changed_at: Option<Timestamp>,
    href: String,
}

/// What the catalogue knows beside the words.
#[derive(Debug, Serialize)]
struct Facts {
    level: u8,
    far_paragraph: Option<&'static str>,
    not_permitted: Option<&'static str>,
    parameter: Option<&'static str>,
    sources: Vec<&'static str>,
}

/// How the organisation meets it.
#[derive(Debug, Serialize)]
pub struct PracticeView {
    owner_id: String,
    owner: String,
    status: &'static str,
    narrative: String,
    review_months: i64,
    reviewed_on: Option<Day>,
    next_review_on: Option<Day>,
    is_overdue: bool,
    partial_case: &'static str,
    claim: Option<ClaimView>,
    version: i64,
    updated_at: Timestamp,
}

/// Whether it may stand on the plan of action and milestones.
#[derive(Debug, Serialize)]
struct PoamView {
    is_on: bool,
    is_not_met: bool,
    is_allowed: bool,
    words: String,
    citation: String,
}

impl Page {
    /// Loads the page of `there`, and the surroundings it is shown in.
    pub async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        there: &There,
        problems: Problems,
    ) -> Result<(Ui, Self)> {
        let (id, requirement) = (there.assessment, there.requirement.as_str());
        let opened = actions::open_requirement(db, access, id, requirement).await?;
        let picture = actions::picture_of(db, pictures, access, opened.assessment).await?;
        let line = picture.line(requirement).ok_or(Error::NotFound)?;
        let found = actions::findings_of(db, access, id, requirement).await?;
        let texts = Self::texts(db, access, &picture, line).await?;
        let bar = actions::bar(&picture, &ui.here());
        let scene = Scene { ui: &ui, at: &bar.at, picture: &picture, line, today: db.env().today() };
        let page = scene.page(&opened.implementation, access.user(), found, texts);
        let page = Self { problems, reviews: opened.reviews, outcome: opened.outcome, ..page };
        Ok((ui.at("requirements").about(bar), page))
    }

    async fn texts(
        db: &Db,
        access: &Access<impl Includes<Read>>,
        picture: &Picture,
        line: &Line,
    ) -> Result<Vec<TextView>> {
        let mut conn = db.read().await?;
        if line.is_own {
            let own = actions::text_of(&mut conn, access.scope(), picture, line).await?;
            return Ok(objectives::own(line, own));
        }
        let official = catalogue::official_texts(&mut conn, access.scope(), &line.id).await?;
        Ok(objectives::texts(line, official))
    }
}

/// What the parts of the page are made from.
struct Scene<'a> {
    ui: &'a Ui,
    at: &'a str,
    picture: &'a Picture,
    line: &'a Line,
    today: Day,
}

impl Scene<'_> {
    fn page(&self, said: &Implementation, user: UserId, found: Vec<Finding>, texts: Vec<TextView>) -> Page {
        let (ui, line) = (self.ui, self.line);
        let is_locked = self.picture.assessment.is_locked();
        let is_mine = said.owner_id == Some(user);
        let why_not = self.why_not(is_mine);
        let first = line.cells.first().map(|cell| place::path(self.at, &objectives::place(line, cell)));
        Page {
            at: self.at.to_owned(),
            line: LineView::of(self.at, line),
            facts: facts(line),
            is_official_missing: !line.is_own && texts.iter().any(TextView::lacks_official),
            objectives: objectives::views(self.at, line, found, &texts, self.today),
            texts,
            practice: PracticeView::of(said, line, self.today),
            reviews: 0,
            outcome: String::new(),
            poam: poam(line, said),
            owners: self.picture.owners_and(line.owner.as_ref()),
            may_assign: !is_locked && ui.may(RightName::AssignRequirements) == Grant::All,
            may_edit: why_not.is_empty(),
            may_review: match ui.may(RightName::EditImplementations) {
                Grant::No => false,
                Grant::Own => is_mine,
                Grant::All => true,
            },
            why_not,
            is_locked,
            history: place::history(ui, self.picture.assessment.id, &line.id),
            work: first.unwrap_or_else(|| format!("{}/work", self.at)),
            previous: self.near(-1),
            next: self.near(1),
            problems: Problems::new(),
        }
    }

    /// Why this person cannot write here; empty if they can.
    fn why_not(&self, is_mine: bool) -> &'static str {
        match self.ui.may(RightName::EditImplementations) {
            _ if self.picture.assessment.is_locked() => "locked",
            Grant::No => "role",
            Grant::Own if !is_mine => "owner",
            _ => "",
        }
    }

    fn near(&self, step: isize) -> Option<String> {
        let lines = &self.picture.lines;
        let at = lines.iter().position(|line| line.id == self.line.id)?;
        lines.get(at.checked_add_signed(step)?).map(|line| address(self.at, line))
    }
}

fn address(at: &str, line: &Line) -> String {
    format!("{at}/requirements/{}", place::segment(&line.id))
}

fn facts(line: &Line) -> Option<Facts> {
    let requirement = builtin::requirement(&line.id).filter(|_| !line.is_own)?;
    Some(Facts {
        level: requirement.level.number(),
        far_paragraph: requirement.far_paragraph,
        not_permitted: requirement.not_permitted,
        parameter: requirement.parameter,
        sources: requirement.sources.clone(),
    })
}

fn poam(line: &Line, said: &Implementation) -> Option<PoamView> {
    let verdict = line.poam_verdict(said.partial_case)?;
    Some(PoamView {
        is_on: line.is_on_poam,
        is_not_met: line.counts_as() == Mark::NotMet,
        is_allowed: verdict.allowed,
        words: verdict.words,
        citation: verdict.citation,
    })
}

impl LineView {
    /// The requirement as `line` has it; `at` is where the assessment's pages are.
    pub fn of(at: &str, line: &Line) -> Self {
        let mark = line.counts_as();
        let (changed_by, changed_at) = line.changed.clone().unzip();
        Self {
            id: line.id.clone(),
            cmmc_id: line.cmmc_id.clone(),
            title: line.title.clone(),
            family: line.family.clone(),
            family_name: line.family_name.clone(),
            weight: line.weight,
            is_own: line.is_own,
            result: mark.word(),
            is_provisional: mark == Mark::Met && line.is_provisional(),
            is_to_confirm: line.is_to_confirm(),
            is_met_by_claim: line.is_met_by_claim(),
            is_plan: line.is_plan(),
            is_plan_left_out: line.is_plan_left_out(),
            contradiction: line.contradiction(),
            done: line.done(),
            total: line.cells.len(),
            evidence: line.evidence(),
            owner: line.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
            changed_by: changed_by.unwrap_or_default(),
            changed_at,
            href: address(at, line),
        }
    }
}

impl PracticeView {
    /// What `said` says about the requirement.
    pub fn of(said: &Implementation, line: &Line, today: Day) -> Self {
        Self {
            owner_id: said.owner_id.map(|id| id.to_string()).unwrap_or_default(),
            owner: said.owner_name.clone().unwrap_or_default(),
            status: status(said.status),
            narrative: said.narrative.as_str().to_owned(),
            review_months: Interval { own: said.review_months, ..line.interval }.months(),
            reviewed_on: said.reviewed_on,
            next_review_on: line.next_review_on,
            is_overdue: line.next_review_on.is_some_and(|day| day < today),
            partial_case: said.partial_case.word(),
            claim: said.claim.as_ref().filter(|_| !line.is_own).map(|claim| ClaimView::of(&claim.0, today)),
            version: said.version,
            updated_at: said.updated_at,
        }
    }
}
