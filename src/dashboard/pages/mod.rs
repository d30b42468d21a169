//! The page of the dashboard.

mod parts;

use super::{
    actions::{self, Ages, Found},
    model::{Aging, Ahead, BurnDown, Change, Course, ends},
};
use crate::access::{Access, Feature, Grant, Read, RightName};
use crate::assessments::{self, AssessmentId, Ends, Lasting, Picture, Pictures, segment};
use crate::kernel::{
    Result,
    db::Db,
    env::{Day, Timestamp},
};
use crate::poams;
use crate::web::{
    forms::Query,
    routes::Routes,
    ui::{Reply, Ui},
};
use parts::{Bar, Counts, Deed, Waiting};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

/// The page.
pub fn routes(routes: &mut Routes) {
    routes.only_with(Feature::Dashboards, |routes| {
        routes.get("/o/:org/assessments/:assessment/dashboard", show);
    });
}

/// Changes of the score that are shown before all are asked for.
const CHANGES: usize = 12;
/// Items of the POA&M that are drawn; its register has all.
const BARS: usize = 25;
/// Points of the story whose evidence is read: those changes, and what lies between them without moving the score.
const TOLD: i64 = 120;
/// The same where all changes are asked for.
const ALL_TOLD: i64 = 2000;

#[derive(Serialize)]
struct Dashboard {
    at: String,
    title: String,
    today: Day,
    level: i64,
    score: String,
    status_name: String,
    lasting: Option<Lasting>,
    maximum: Option<i32>,
    needed: Option<i32>,
    rule_pack: String,
    course: Option<Course>,
    ahead: Vec<Ahead>,
    story: Vec<Linked>,
    /// How many changes there are in all.
    changes: usize,
    /// What the score was after the last change, if evidence moved it since.
    moved_from: Option<String>,
    burn_down: BurnDown,
    aging: Aging,
    /// The first due.
    poams: Vec<Bar>,
    on_poam: usize,
    /// The last day for a close-out.
    closing: Option<Day>,
    tasks: Vec<Waiting>,
    counts: Counts,
    reads_trail: bool,
    activity: Vec<Deed>,
}

/// A change of the score and the page of what changed it.
#[derive(Serialize)]
struct Linked {
    #[serde(flatten)]
    change: Change,
    href: String,
}

#[handler]
async fn show(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    ages: Data<&Ages>,
    access: Access<Read>,
    Path((_, id)): Path<(String, AssessmentId)>,
    query: Query,
) -> Result<Reply> {
    let picture = assessments::picture(&db, &pictures, &access, id).await?;
    let reads_trail = ui.may(RightName::ReadTrail) == Grant::All;
    let told = if query.0.is_on("all") { ALL_TOLD } else { TOLD };
    let found = actions::read(&db, &ages, &access, id, (reads_trail, told)).await?;
    let bar = assessments::bar(&picture, &ui.here());
    let lasting = assessments::lasting(&db, &access, &picture).await?;
    let closing = match picture.assessment.is_locked() {
        true => lasting.as_ref().and_then(|it| it.closing),
        // A copy stands under the clock of what it was copied from.
        false => poams::clock(&db, &access, &picture).await?.map(|clock| clock.last),
    };
    let mut page = Dashboard::of((&ui.here(), &bar.at), &picture, &found, (db.env().now(), closing))?;
    (page.reads_trail, page.lasting) = (reads_trail, lasting);
    if !query.0.is_on("all") {
        page.story.truncate(CHANGES);
    }
    ui.at("dashboard").about(bar).show("dashboard/index.html", "main", page)
}

impl Dashboard {
    fn of(
        (here, at): (&str, &str),
        picture: &Picture,
        Found { points, facts, aged }: &Found,
        (now, closing): (Timestamp, Option<Day>),
    ) -> Result<Self> {
        let (standing, changes, today) = (picture.standing()?, Change::all(points, facts), now.date_naive());
        let stand = Ends::of(picture)?;
        let left = points.first().filter(|last| (last.best, last.worst) != (stand.best, stand.worst));
        // What is completed stays as it is.
        let ahead = match picture.assessment.is_locked() {
            true => Vec::new(),
            false => Ahead::all(picture, &parts::dues(facts, today))?,
        };
        let mut poams = Bar::all(at, facts, today, closing);
        let on_poam = poams.len();
        poams.truncate(BARS);
        Ok(Self {
            at: at.to_owned(),
            title: picture.assessment.title.to_string(),
            today,
            level: picture.assessment.level,
            score: ends(stand.score, stand.best, stand.worst),
            status_name: stand.status,
            lasting: None,
            maximum: standing.maximum,
            needed: standing.needed,
            rule_pack: standing.pack.name.clone(),
            course: Course::of(picture, points, &ahead, now)?,
            ahead,
            changes: changes.len(),
            story: changes.into_iter().map(|change| Linked::of(at, change)).collect(),
            moved_from: left.map(|last| ends(last.score, last.best, last.worst)),
            burn_down: BurnDown::of(picture, points, now)?,
            aging: Aging::of(aged, today),
            poams,
            on_poam,
            closing,
            tasks: Waiting::all(here, facts, today),
            counts: Counts::of(facts),
            reads_trail: false,
            activity: Deed::all(here, facts),
        })
    }
}

impl Linked {
    fn of(at: &str, change: Change) -> Self {
        let requirement = segment(&change.requirement);
        let href = match change.objective.as_str() {
            "" => format!("{at}/requirements/{requirement}"),
            objective => format!("{at}/work/{requirement}/{}", segment(objective)),
        };
        Self { change, href }
    }
}
