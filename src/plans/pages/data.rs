//! What the pages of plans show.

use super::Opened;
use crate::access::{Grant, RightName};
use crate::assessments::{Picture, segment};
use crate::kernel::{Problems, Result, env::Day, env::Timestamp, id::UserId};
use crate::plans::model::{Candidate, Fixes, Left, Outlook, Plan, Way, Ways, candidates};
use serde::Serialize;

/// The bench.
#[derive(Serialize)]
pub struct Bench {
    pub at: String,
    /// Where the form of ticks is answered: the bench itself, or the page of a kept plan.
    pub action: String,
    pub title: String,
    /// The rule pack that scores and ways are reckoned with.
    pub rule_pack: String,
    pub today: Day,
    pub is_locked: bool,
    pub may_save: bool,
    pub groups: Vec<Group>,
    pub ticked: Vec<String>,
    pub outlook: Outlook,
    pub left: Vec<Linked<Left>>,
    pub ways: WayTable,
    pub plans: Vec<Kept>,
    /// The kept plan that is open, if one is.
    pub plan: Option<Kept>,
    pub form: Form,
    pub problems: Problems,
    pub is_conflict: bool,
}

/// What stands in the form that keeps a plan.
#[derive(Debug, Default, Serialize)]
pub struct Form {
    pub title: String,
    pub version: i64,
}

/// Candidates under a heading.
#[derive(Serialize)]
pub struct Group {
    pub kind: &'static str,
    pub rows: Vec<Row>,
}

/// A candidate and whether it is ticked.
#[derive(Serialize)]
pub struct Row {
    #[serde(flatten)]
    one: Candidate,
    href: String,
    is_ticked: bool,
    is_overdue: bool,
}

/// Something about a requirement, and where its page is.
#[derive(Serialize)]
pub struct Linked<T> {
    #[serde(flatten)]
    one: T,
    href: String,
}

/// The cheapest ways, as links that tick them.
#[derive(Serialize)]
pub struct WayTable {
    rows: Vec<WayRow>,
    forced: usize,
    beside: Vec<String>,
}

#[derive(Serialize)]
struct WayRow {
    kind: &'static str,
    fixes: usize,
    points: i32,
    work: usize,
    score: Option<i32>,
    href: String,
}

/// A kept plan in a list.
#[derive(Clone, Serialize)]
pub struct Kept {
    pub id: String,
    pub href: String,
    pub title: String,
    pub fixes: usize,
    pub author: String,
    pub updated_at: Timestamp,
    pub is_mine: bool,
}

impl Kept {
    /// `plan` on a page of the assessment at `at`, for this person.
    pub fn of(at: &str, plan: &Plan, user: UserId) -> Self {
        Self {
            id: plan.id.to_string(),
            href: format!("{at}/plans/{}", plan.id),
            title: plan.title.to_string(),
            fixes: plan.fixes.count(),
            author: plan.author.clone(),
            updated_at: plan.updated_at,
            is_mine: plan.author_id == user,
        }
    }
}

impl Bench {
    /// The bench with these ticks; `plan` is the kept one that is open.
    pub fn of(
        opened: &Opened,
        ticked: &Fixes,
        plan: Option<&Plan>,
        user: UserId,
        today: Day,
    ) -> Result<Self> {
        let Opened { ui, picture, at, plans, dues } = opened;
        let grant = ui.may(RightName::EditPoams);
        let is_own = |plan: &Plan| grant == Grant::All || (grant == Grant::Own && plan.author_id == user);
        let is_locked = picture.assessment.is_locked();
        let all = candidates(picture, dues)?;
        let outlook = Outlook::of(picture, ticked, dues)?;
        let plan_shown = plan.map(|plan| Kept::of(at, plan, user));
        Ok(Self {
            action: plan_shown.as_ref().map_or_else(|| format!("{at}/plans"), |plan| plan.href.clone()),
            at: at.clone(),
            title: picture.assessment.title.to_string(),
            rule_pack: picture.standing()?.pack.name.clone(),
            today,
            is_locked,
            may_save: !is_locked && plan.map_or(grant != Grant::No, is_own),
            ticked: ticked.ids().into_iter().map(str::to_owned).collect(),
            left: outlook.left.iter().map(|left| Linked::of(at, left.clone(), &left.id)).collect(),
            groups: groups(at, all, ticked, today),
            outlook,
            ways: WayTable::of(at, picture)?,
            plans: plans.iter().map(|plan| Kept::of(at, plan, user)).collect(),
            form: plan.map_or_else(Form::default, |plan| Form {
                title: plan.title.to_string(),
                version: plan.version,
            }),
            plan: plan_shown,
            problems: Problems::new(),
            is_conflict: false,
        })
    }
}

impl<T> Linked<T> {
    fn of(at: &str, one: T, requirement: &str) -> Self {
        Self { one, href: format!("{at}/requirements/{}", segment(requirement)) }
    }
}

fn groups(at: &str, all: Vec<Candidate>, ticked: &Fixes, today: Day) -> Vec<Group> {
    let row = |one: Candidate| Row {
        href: format!("{at}/requirements/{}", segment(&one.id)),
        is_ticked: ticked.has(&one.id),
        is_overdue: one.due_on.is_some_and(|day| day < today),
        one,
    };
    let (not_met, open): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.is_not_met);
    let group = |kind, rows: Vec<Candidate>| Group { kind, rows: rows.into_iter().map(row).collect() };
    let groups = [group("not_met", not_met), group("open", open)];
    groups.into_iter().filter(|group| !group.rows.is_empty()).collect()
}

impl WayTable {
    fn of(at: &str, picture: &Picture) -> Result<Self> {
        if picture.assessment.is_locked() {
            return Ok(Self { rows: Vec::new(), forced: 0, beside: Vec::new() });
        }
        let ways = Ways::of(picture)?;
        let row = |kind, way: &Way| WayRow {
            kind,
            fixes: way.fixes.len(),
            points: way.points,
            work: way.work,
            score: way.score,
            href: ticks(&format!("{at}/plans"), &way.fixes()),
        };
        let mut rows = Vec::new();
        if let Some((fewest, least)) = &ways.conditional {
            rows.push(row("fewest", fewest));
            // One row says it where one way is both.
            if fewest.fixes != least.fixes {
                rows.push(row("least", least));
            }
        }
        rows.push(row("all", &ways.all));
        Ok(Self { rows, forced: ways.forced, beside: ways.beside })
    }
}

/// The address of `page` with these ticks.
pub fn ticks(page: &str, fixes: &Fixes) -> String {
    let pairs: Vec<_> =
        [("shown", "1")].into_iter().chain(fixes.ids().into_iter().map(|id| ("fix", id))).collect();
    format!("{page}?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
