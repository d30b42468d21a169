//! Completing an assessment, which locks everything in it.

use super::{opened::Opened, place};
use crate::access::{Fresh, ManageAssessments};
use crate::assessments::{
    actions,
    model::{
        Completion, Conditional, Contradiction, Mark, Place,
        picture::{Line, Picture},
        queue::{Eye, Queue},
        standing::Standing,
    },
    score::CmmcStatus,
};
use crate::kernel::{
    Problems, Result,
    env::Day,
    text::{self, day},
};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{handler, http::StatusCode};
use serde::Serialize;

pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/complete", show);
    routes.post("/o/:org/assessments/:assessment/complete", complete);
}

const COMPLETE: &str = "assessments/complete.html";

#[derive(Debug, Serialize)]
struct Page<'a> {
    at: String,
    title: String,
    level: i64,
    standing: &'a Standing,
    contradiction: Option<Contradiction>,
    staying: Option<Staying>,
    unassessed: Vec<Gap<'a>>,
    confirm: Vec<Gap<'a>>,
    provisional: Vec<Gap<'a>>,
    own_unassessed: usize,
    started_on: Day,
    /// Whether the day that was typed lies before that one.
    is_early: bool,
    form: Form,
    problems: Problems,
    has_changed: bool,
}

/// What stays on the POA&M if this is completed with a Conditional status, and until when it may.
#[derive(Debug, Serialize)]
struct Staying {
    requirements: usize,
    since: Day,
    last: Day,
    days: i64,
}

/// A requirement with objectives that still want something.
#[derive(Debug, Serialize)]
struct Gap<'a> {
    id: &'a str,
    title: &'a str,
    count: usize,
    href: String,
}

#[derive(Debug, Default, Serialize)]
struct Form {
    name: String,
    on: String,
    accepts: bool,
    early: bool,
    digest: String,
}

impl<'a> Page<'a> {
    fn of(picture: &'a Picture, at: &str, eye: Eye) -> Result<Self> {
        let gaps = |queue: Queue| gaps(picture, at, eye, &queue);
        let open = |line: &&Line| line.is_own && line.done() < line.cells.len();
        Ok(Self {
            at: at.to_owned(),
            title: picture.assessment.title.to_string(),
            level: picture.assessment.level,
            standing: picture.standing()?,
            contradiction: picture.contradiction(),
            staying: Staying::of(picture, picture.standing()?, eye.today),
            unassessed: gaps(Queue::Open),
            confirm: gaps(Queue::Confirm),
            provisional: gaps(Queue::Provisional),
            own_unassessed: picture.lines().filter(open).count(),
            started_on: picture.assessment.created_at.date_naive(),
            is_early: false,
            form: Form {
                on: eye.today.to_string(),
                digest: picture.standing()?.digest()?,
                ..Form::default()
            },
            problems: Problems::new(),
            has_changed: false,
        })
    }

    /// The same with what somebody typed, and what the day in it changes.
    fn typed(self, form: Form, picture: &Picture) -> Self {
        let Ok(Some(on)) = day(&form.on) else { return Self { form, ..self } };
        let is_early = (in_force()..self.started_on).contains(&on);
        Self { form, is_early, staying: Staying::of(picture, self.standing, on), ..self }
    }
}

impl Staying {
    fn of(picture: &Picture, standing: &Standing, since: Day) -> Option<Self> {
        let status = CmmcStatus::named(&standing.status).filter(|_| picture.assessment.level < 3)?;
        let Conditional { last, .. } = Conditional::begun(status, since)?;
        let stays_open = |line: &&Line| line.is_on_poam && line.counts_as() == Mark::NotMet;
        let requirements = picture.lines().filter(stays_open).count();
        Some(Self { requirements, since, last, days: (last - since).num_days() })
    }
}

/// The requirements of the level with objectives in `queue`. Own requirements do not stand against anything.
fn gaps<'a>(picture: &'a Picture, at: &str, eye: Eye, queue: &Queue) -> Vec<Gap<'a>> {
    let mut gaps = Vec::<Gap<'_>>::new();
    for (line, cell) in picture.cells().filter(|(line, cell)| !line.is_own && queue.holds(eye, line, cell)) {
        if let Some(gap) = gaps.last_mut().filter(|gap| gap.id == line.id) {
            gap.count += 1;
            continue;
        }
        let here = Place { requirement: line.id.clone(), objective: cell.objective.clone() };
        gaps.push(Gap { id: &line.id, title: &line.title, count: 1, href: place::address(at, &here, queue) });
    }
    gaps
}

#[handler]
async fn show(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<ManageAssessments>,
    _fresh: Fresh,
) -> Result<Reply> {
    let bar = actions::bar(&picture, &ui.here());
    if picture.assessment.is_locked() {
        return Ok(ui.go_silently(&bar.at));
    }
    let page = Page::of(&picture, &bar.at, Eye { user: access.user(), today: db.env().today() })?;
    ui.at("overview").about(bar).show(COMPLETE, "complete_form", page)
}

#[handler]
async fn complete(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<ManageAssessments>,
    _fresh: Fresh,
    fields: Fields,
) -> Result<Reply> {
    let id = picture.assessment.id;
    let (bar, today) = (actions::bar(&picture, &ui.here()), db.env().today());
    picture.assessment.open()?;
    let mut page = Page::of(&picture, &bar.at, Eye { user: access.user(), today })?;
    let (at, ui) = (bar.at.clone(), ui.at("overview").about(bar));
    page.has_changed = page.form.digest != fields.text("digest");
    let form = Form {
        name: fields.text("name").to_owned(),
        on: fields.text("on").to_owned(),
        // What somebody accepted about another result says nothing about this one.
        accepts: fields.is_on("accepts") && !page.has_changed,
        // As what somebody said about another day.
        early: !fields.text("early").is_empty() && fields.text("early") == fields.text("on"),
        digest: page.form.digest.clone(),
    };
    let mut page = page.typed(form, &picture);
    if page.has_changed {
        return ui.again(StatusCode::CONFLICT, COMPLETE, "complete_form", page);
    }
    match problems(parse(&page, today))? {
        Ok(completion) => {
            actions::complete(&db, &access, id, completion, page.standing, access.changes()).await?;
            Ok(ui.go(&at, Flash::ok("Completed. Everything in this assessment is locked now.")))
        }
        Err(problems) => {
            page.problems = problems;
            ui.show_problems(COMPLETE, "complete_form", page)
        }
    }
}

fn parse(page: &Page<'_>, today: Day) -> Result<Completion> {
    let mut parser = Parser::default();
    let is_whole = page.unassessed.is_empty() && page.confirm.is_empty();
    let open =
        "Objectives are still open. Assess and confirm all of them first; they are listed on this page.";
    parser.check("form", is_whole, open);
    let name = parser
        .take("name", text::Line::parse(&page.form.name, "Type the name of the lead who completes it."));
    let on = parser.take("on", day(&page.form.on).and_then(|on| not_later(on, today)));
    // What was done on paper may be recorded later, so it is asked and not refused.
    let is_meant = !page.is_early || page.form.early;
    let asked = "Tick that it was carried out before it was started here, or correct the day above.";
    parser.check("early", is_meant, asked);
    let knows = page.provisional.is_empty() || page.form.accepts;
    parser.check(
        "accepts",
        knows,
        "Tick that you complete it without a score, or first bring evidence in final form for what is listed.",
    );
    parser.finish(name.zip(on).map(|(name, on)| Completion { name, on }))
}

/// The day on which 32 CFR part 170 took effect (89 FR 83092).
fn in_force() -> Day {
    Day::from_ymd_opt(2024, 12, 16).unwrap_or_default()
}

fn not_later(on: Option<Day>, today: Day) -> Result<Day, String> {
    match on {
        Some(on) if on < in_force() => Err(format!(
            "Enter {} or a later day: no assessment before 32 CFR part 170 took effect leads to a status.",
            in_force()
        )),
        Some(on) if on <= today => Ok(on),
        Some(_) => Err("Enter today or a day before: an assessment is completed once it is done.".into()),
        None => Err("Enter the day it was completed, like 2026-11-21.".into()),
    }
}
