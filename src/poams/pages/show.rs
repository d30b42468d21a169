//! One item with its milestones.

use super::{
    There,
    data::{ProofView, StepView, View},
    form::MilestoneForm,
};
use crate::access::{Access, Grant, Includes, Read, RightName};
use crate::assessments::{Pictures, segment};
use crate::kernel::{Problems, Result, db::Db};
use crate::poams::{
    actions,
    model::{Clock, State},
};
use crate::web::{
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

/// The template of an item.
pub const SHOW: &str = "poams/show.html";

/// The page.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/:assessment/poams/:poam", show);
}

/// Everything on the page.
#[derive(Serialize)]
pub struct Page {
    at: String,
    title: String,
    it: View,
    steps: Vec<StepView>,
    done: usize,
    clock: Option<Clock>,
    may_edit: bool,
    may_withdraw: bool,
    evidence: Vec<ProofView>,
    /// Whether the reader may validate its closure or reopen it.
    may_close: bool,
    /// Why it cannot be reopened.
    stays_closed: Option<&'static str>,
    /// Whether the reader submitted the closure, and so is not the second person.
    is_own: bool,
    /// Why the law does not allow the item any more; empty where it does.
    unlawful: String,
    result: &'static str,
    history: Option<String>,
    /// What was typed for a new milestone.
    form: MilestoneForm,
    problems: Problems,
}

#[handler]
async fn show(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    Path(there): Path<There>,
) -> Result<Reply> {
    let (ui, page) = Page::load(ui, &db, &pictures, &access, there).await?;
    ui.show(SHOW, "poam", page)
}

impl Page {
    /// Loads the item at `there`, and the surroundings it is shown in.
    pub async fn load(
        ui: Ui,
        db: &Db,
        pictures: &Pictures,
        access: &Access<impl Includes<Read>>,
        there: There,
    ) -> Result<(Ui, Self)> {
        let (ui, picture, at) = super::open(ui, db, pictures, access, there.assessment).await?;
        let (it, parts) = actions::item(db, access, there.assessment, there.poam).await?;
        let milestones = &parts.milestones;
        let (today, line) = (db.env().today(), picture.line(&it.requirement));
        let is_mine = match ui.may(RightName::EditPoams) {
            Grant::No => false,
            Grant::Own => it.responsible_id == Some(access.user()),
            Grant::All => true,
        };
        let may_edit = is_mine && it.state == State::Open;
        let verdict = line.and_then(|line| line.poam_verdict(line.partial_case));
        let unlawful = verdict.filter(|verdict| !verdict.allowed && it.state.counts());
        let subject = format!("poam:{}/{}", it.assessment_id, it.id);
        let history = || format!("{}/trail?subject={}", ui.here(), segment(&subject));
        let page = Self {
            title: picture.assessment.title.to_string(),
            steps: milestones.iter().map(|one| StepView::of(one, &parts.tasks, today)).collect(),
            done: milestones.iter().filter(|one| one.done_on.is_some()).count(),
            clock: actions::clock(db, access, &picture).await?.filter(|_| it.state.counts()),
            may_edit,
            may_withdraw: may_edit && !picture.assessment.is_locked(),
            evidence: parts.evidence.iter().map(|one| ProofView::of(one, today)).collect(),
            may_close: ui.may(RightName::ClosePoams) == Grant::All,
            stays_closed: actions::stays_closed(db, access, &picture, &it).await?,
            is_own: it.submitted_by == Some(access.user()),
            unlawful: unlawful.map(|v| format!("{} ({})", v.words, v.citation)).unwrap_or_default(),
            result: line.map_or("unassessed", |line| line.mark().word()),
            history: (ui.may(RightName::ReadTrail) != Grant::No).then(history),
            form: MilestoneForm::default(),
            problems: Problems::new(),
            it: View::of(&at, &it, line, today),
            at,
        };
        Ok((ui, page))
    }

    /// The same with a milestone that was typed, and what is wrong with it.
    pub fn refused(self, form: MilestoneForm, problems: Problems) -> Self {
        Self { form, problems, ..self }
    }
}
