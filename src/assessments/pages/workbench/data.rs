//! What the workbench shows.

use super::{
    super::place::{self, Here},
    form::{
        Saved, Show, WorkForm, draft, form, letter, name, objective_words, official_text, overtaken,
        poam_page, saved, why_not,
    },
};
use crate::access::{Access, Includes, Read};
use crate::assessments::{
    actions::{self, Pictures},
    model::{
        Finding, Opinion, Place,
        picture::{Cell, Line, Picture},
        queue::{Eye, Neighbours, Queue},
    },
};
use crate::catalogue::{self, wording};
use crate::evidence::{self, Offer, Target};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::ui::Ui;
use serde::Serialize;

/// Everything on the page.
#[derive(Debug, Serialize)]
pub struct Work {
    is_fragment: bool,
    at: String,
    action: String,
    queue: String,
    queue_label: String,
    queues: Vec<QueueLink>,
    position: usize,
    total: usize,
    done: (usize, usize),
    line: LineView,
    name: String,
    letter: String,
    words: Option<wording::Wording>,
    line_words: Option<wording::Wording>,
    official: Option<catalogue::Official>,
    official_text: String,
    cells: Vec<RibbonCell>,
    form: WorkForm,
    is_typed: bool,
    refused: String,
    saved: Option<Saved>,
    way_back: Option<String>,
    theirs: Option<Saved>,
    problems: Problems,
    is_to_confirm: bool,
    returned: Option<Opinion>,
    drafted_at: Option<String>,
    evidence: Vec<Offer>,
    why_not: String,
    previous: Option<String>,
    next: Option<String>,
    next_open: Option<String>,
    previous_line: Option<String>,
    next_line: Option<String>,
    carry: Option<String>,
    evidence_new: String,
    history: Option<String>,
}

#[derive(Debug, Serialize)]
struct QueueLink {
    label: String,
    count: usize,
    href: String,
    is_current: bool,
}

#[derive(Debug, Serialize)]
struct LineView {
    id: String,
    cmmc_id: String,
    title: String,
    family: String,
    family_name: String,
    weight: Option<i32>,
    result: &'static str,
    is_met_by_claim: bool,
    owner: String,
    href: String,
    narrative_href: String,
    is_on_poam: bool,
    /// Where it stands on the POA&M, or is put there.
    poam_href: Option<String>,
}

#[derive(Debug, Serialize)]
struct RibbonCell {
    href: String,
    letter: String,
    result: &'static str,
    current: bool,
}

impl Work {
    /// Loads the page of `here`, and the surroundings it is shown in.
    pub async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        here: &Here,
        show: Show,
    ) -> Result<(Ui, Self)> {
        let place = here.place();
        let mut opened = actions::open_place(db, access, here.assessment, &place).await?;
        let picture = actions::picture_of(db, pictures, access, opened.assessment.clone()).await?;
        let (line, _) = picture.cell(&place).ok_or(Error::NotFound)?;
        let target =
            Target { assessment: here.assessment.0, requirement: &line.id, objective: &place.objective };
        let mut conn = db.read().await?;
        let today = db.env().today();
        let evidence = evidence::beside(&mut conn, access.scope(), target, access.user(), today).await?;
        let official = actions::text_of(&mut conn, access.scope(), &picture, line).await?;
        drop(conn);
        let eye = Eye { user: access.user(), today };
        let bar = actions::bar(&picture, &ui.here());
        let scene = Scene { at: &bar.at, picture: &picture, line, here, queue: &show.queue, eye };
        let around = show.queue.around(eye, &picture, &place);
        let previous_text = if show.carry { scene.before(db, access).await? } else { None };
        let why_not = why_not(&ui, &picture, line, access);
        let mut work = scene.work(around, &opened.finding);
        work.is_fragment = ui.is_fragment();
        work.evidence = evidence;
        // Whoever cannot link is offered nothing.
        work.evidence.retain(|item| item.is_linked || why_not.is_empty());
        let can_undo = why_not.is_empty() && opened.finding.can_be_undone(access.user(), db.env().now());
        if show.offers_undo && can_undo {
            work.way_back = Some(place::way_back(&work.action, opened.finding.version, &show.queue));
        }
        opened.draft = draft(&opened, &work.evidence);
        work.official_text = official_text(official.as_ref(), here);
        work.official = official;
        work.history = place::history(&ui, here.assessment, &line.id);
        work.why_not = why_not;
        work.is_typed = show.typed.is_some();
        let is_draft = !work.is_typed && previous_text.is_none();
        let drafted = opened.draft.as_ref().filter(|_| previous_text.is_none());
        work.drafted_at = drafted.map(|(_, at)| at.format("%H:%M UTC").to_string());
        let theirs = show.theirs.or_else(|| overtaken(&opened, access.user()).filter(|_| is_draft));
        work.form = form(&opened, previous_text, show.typed.as_ref(), theirs.as_ref());
        work.theirs = theirs.as_ref().map(saved);
        work.problems = show.problems;
        work.refused = show.refused;
        Ok((ui.at("work").about(bar), work))
    }
}

/// What the parts of the page are made from.
struct Scene<'a> {
    at: &'a str,
    picture: &'a Picture,
    line: &'a Line,
    here: &'a Here,
    queue: &'a Queue,
    eye: Eye,
}

impl Scene<'_> {
    fn href(&self, place: &Place) -> String {
        place::address(self.at, place, self.queue)
    }

    /// The finding of the objective before this one in the same requirement.
    async fn before(&self, db: &Db, access: &Access<impl Includes<Read>>) -> Result<Option<Finding>> {
        let at = self.line.cells.iter().position(|cell| cell.objective == self.here.objective);
        let Some(before) = at.and_then(|n| n.checked_sub(1)).map(|n| &self.line.cells[n]) else {
            return Ok(None);
        };
        let mut place = self.here.place();
        place.objective.clone_from(&before.objective);
        let opened = actions::open_place(db, access, self.here.assessment, &place).await?;
        Ok(Some(opened.finding).filter(|finding| finding.version > 0))
    }

    fn queues(&self) -> Vec<QueueLink> {
        let family = Queue::Family(self.line.family.clone());
        Queue::OFFERED
            .iter()
            .chain([&family])
            .map(|queue| QueueLink {
                label: queue.label(),
                count: queue.count(self.eye, self.picture),
                href: match queue.word().as_str() {
                    "" => format!("{}/work", self.at),
                    word => format!("{}/work?queue={}", self.at, place::segment(word)),
                },
                is_current: queue == self.queue,
            })
            .collect()
    }

    fn neighbour_line(&self, step: isize) -> Option<String> {
        let at = self.picture.lines.iter().position(|line| line.id == self.line.id)?;
        let line = self.picture.lines.get(at.checked_add_signed(step)?)?;
        let objective = line.cells.first()?.objective.clone();
        Some(self.href(&Place { requirement: line.id.clone(), objective }))
    }

    fn work(&self, around: Neighbours, finding: &Finding) -> Work {
        let (line, place) = (self.line, self.here.place());
        let href = |place: &Place| self.href(place);
        let action = place::path(self.at, &place);
        let is_first = line.cells.first().is_some_and(|cell| cell.objective == place.objective);
        let query = format!(
            "assessment={}&requirement={}&objective={}&back={}",
            self.here.assessment,
            place::segment(&place.requirement),
            place::segment(&place.objective),
            place::segment(&href(&place)),
        );
        Work {
            is_fragment: false,
            at: self.at.to_owned(),
            queue: self.queue.word(),
            queue_label: self.queue.label(),
            queues: self.queues(),
            position: around.position,
            total: around.total,
            done: self.picture.progress(),
            line: self.line_view(),
            name: match line.is_own {
                true => place.to_string(),
                false => name(line, &place.objective),
            },
            letter: letter(&place.objective),
            words: objective_words(line, &place.objective),
            line_words: wording::lookup(&line.id, None).cloned(),
            official: None,
            official_text: String::new(),
            cells: self.ribbon(),
            form: WorkForm::default(),
            is_typed: false,
            refused: String::new(),
            saved: (finding.version > 0).then(|| saved(finding)),
            way_back: None,
            theirs: None,
            problems: Problems::new(),
            is_to_confirm: finding.is_to_confirm,
            returned: finding.opinion.returned(finding.version),
            drafted_at: None,
            evidence: Vec::new(),
            why_not: String::new(),
            previous: around.previous.as_ref().map(href),
            next: around.next.as_ref().map(href),
            next_open: around.next_open.as_ref().map(href),
            previous_line: self.neighbour_line(-1),
            next_line: self.neighbour_line(1),
            carry: (!is_first).then(|| {
                let joint = if self.queue == &Queue::All { '?' } else { '&' };
                format!("{}{joint}carry=1", href(&place))
            }),
            evidence_new: query,
            history: None,
            action,
        }
    }

    fn line_view(&self) -> LineView {
        let line = self.line;
        let href = format!("{}/requirements/{}", self.at, place::segment(&line.id));
        LineView {
            id: line.id.clone(),
            cmmc_id: line.cmmc_id.clone(),
            title: line.title.clone(),
            family: line.family.clone(),
            family_name: line.family_name.clone(),
            weight: line.weight,
            result: line.counts_as().word(),
            is_met_by_claim: line.is_met_by_claim(),
            owner: line.owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default(),
            narrative_href: format!("{href}#narrative"),
            is_on_poam: line.is_on_poam,
            poam_href: poam_page(line).map(|page| format!("{}/poams{page}", self.at)),
            href,
        }
    }

    fn ribbon(&self) -> Vec<RibbonCell> {
        let line = self.line;
        let cell = |cell: &Cell| RibbonCell {
            href: self.href(&Place { requirement: line.id.clone(), objective: cell.objective.clone() }),
            letter: letter(&cell.objective),
            result: cell.mark.word(),
            current: cell.objective == self.here.objective,
        };
        line.cells.iter().map(cell).collect()
    }
}
