//! What happened in three months, in the order in which it did.

use super::data::{
    Again, Assessment, COMPANY, Deficiency, Exception, FILES, File, LEVEL1, LEVEL2, Look, Planned,
    Requirement, SavedPlan, TASKS, Task,
};
use super::days::{Days, moment};
use super::requests;
use crate::kernel::env::{Day, Timestamp};

/// The day the company began with Muster.
const BEGAN: i64 = 101;
/// When people were reminded, and when they looked at it.
const REMINDED: [i64; 3] = [21, 10, 1];
const READ: [(i64, &str); 3] = [(20, "dana"), (9, "dana"), (9, "lee")];

/// Something that somebody did.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// The first version of a file, or its last.
    Bring(&'static File, bool),
    Accept(&'static File),
    Return(&'static File, &'static str),
    Begin(&'static Assessment, i64),
    Write(&'static Assessment, &'static Requirement),
    Decide(&'static Assessment, &'static Requirement, usize),
    Again(&'static Requirement, &'static Again),
    Complete(&'static Assessment),
    Own,
    Except(&'static Requirement, &'static Exception),
    Defer(&'static Requirement, &'static Deficiency),
    Review(&'static Requirement, &'static Look),
    SecondLook(super::reviews::Deed),
    Enter(&'static Requirement, &'static Planned),
    Tick(&'static Requirement),
    Submit(&'static Requirement, &'static Planned),
    Close(&'static Requirement, &'static str),
    Give(&'static Task),
    Done(&'static Task),
    Reopen(&'static Task, &'static str, &'static str),
    Confirm(&'static Task, &'static str),
    Say(&'static Task, &'static str, &'static str),
    Plan(&'static SavedPlan),
    Request(requests::Deed),
    Remind,
    Read(&'static str),
}

impl Deed {
    /// What comes first on a day on which several things happen: nobody decides on evidence that is not there yet.
    fn rank(self) -> u8 {
        match self {
            Self::Bring(..) => 0,
            Self::Accept(_) | Self::Return(..) => 1,
            Self::Begin(..) | Self::Request(_) => 2,
            Self::Write(..) | Self::Decide(..) | Self::Again(..) | Self::Own => 3,
            Self::Complete(_) | Self::Except(..) | Self::Defer(..) | Self::Enter(..) => 4,
            Self::Review(..) | Self::Tick(_) | Self::SecondLook(_) => 5,
            Self::Submit(..) | Self::Plan(_) => 6,
            Self::Close(..) | Self::Give(_) => 7,
            Self::Done(_) => 8,
            Self::Reopen(..) | Self::Confirm(..) => 9,
            Self::Say(..) => 10,
            Self::Remind => 11,
            Self::Read(_) => 12,
        }
    }
}

/// When the company is set up.
pub fn began(days: Days) -> Timestamp {
    moment(days.ago(BEGAN), 0, 1)
}

/// Everything that happened after that.
pub fn all(days: Days) -> Vec<(Timestamp, Deed)> {
    let mut deeds = Vec::new();
    FILES.iter().for_each(|file| files(&mut deeds, file));
    for (assessment, level) in [(&*LEVEL1, 1), (&*LEVEL2, 2)] {
        assess(&mut deeds, assessment, level);
    }
    TASKS.iter().for_each(|task| tasks(&mut deeds, task));
    deeds.extend(requests::deeds());
    deeds.push((COMPANY.own.ago, Deed::Own));
    deeds.extend(COMPANY.plans.iter().map(|plan| (plan.ago, Deed::Plan(plan))));
    deeds.extend(REMINDED.map(|ago| (ago, Deed::Remind)));
    deeds.extend(READ.map(|(ago, who)| (ago, Deed::Read(who))));
    deeds.extend(super::reviews::deeds().map(|(ago, deed)| (ago, Deed::SecondLook(deed))));
    let mut dated: Vec<(Day, u8, i64, Deed)> =
        deeds.into_iter().map(|(ago, deed)| (days.ago(ago), deed.rank(), -ago, deed)).collect();
    dated.sort_by_key(|(day, rank, ago, _)| (*day, *rank, *ago));
    let days_work = dated.chunk_by(|a, b| a.0 == b.0);
    days_work
        .flat_map(|work| work.iter().enumerate().map(|(n, it)| (moment(it.0, n, work.len()), it.3)))
        .collect()
}

type Deeds = Vec<(i64, Deed)>;

fn files(deeds: &mut Deeds, file: &'static File) {
    if let Some(first) = file.first {
        deeds.push((first, Deed::Bring(file, true)));
    }
    // What is older than the company's Muster was brought when it began.
    deeds.push((file.captured.min(BEGAN - 3), Deed::Bring(file, false)));
    deeds.extend(file.accepted.map(|ago| (ago, Deed::Accept(file))));
    deeds.extend(file.returned.iter().map(|(ago, why)| (*ago, Deed::Return(file, why.as_str()))));
}

fn assess(deeds: &mut Deeds, it: &'static Assessment, level: i64) {
    deeds.push((it.begun, Deed::Begin(it, level)));
    let steps = i64::try_from(it.requirements.len()).unwrap_or(1).saturating_sub(1).max(1);
    for (n, one) in (0..).zip(&it.requirements) {
        let ago = one.ago.unwrap_or(it.first - n * (it.first - it.last) / steps);
        deeds.push((ago, Deed::Write(it, one)));
        deeds.extend((0..one.objectives().len()).map(|objective| (ago, Deed::Decide(it, one, objective))));
        deeds.extend(one.again.iter().map(|again| (again.ago, Deed::Again(one, again))));
        deeds.extend(one.exception.as_ref().map(|it| (it.ago, Deed::Except(one, it))));
        if let Some(it) = &one.deficiency {
            deeds.push((it.ago, Deed::Defer(one, it)));
            deeds.extend(it.reviews.iter().map(|look| (look.ago, Deed::Review(one, look))));
        }
        one.poam.iter().for_each(|planned| poams(deeds, one, planned));
    }
    deeds.extend(it.completed.as_ref().map(|completed| (completed.days_ago, Deed::Complete(it))));
}

fn poams(deeds: &mut Deeds, one: &'static Requirement, it: &'static Planned) {
    deeds.push((it.ago, Deed::Enter(one, it)));
    deeds.extend(it.done.iter().map(|ago| (*ago, Deed::Tick(one))));
    deeds.extend(it.submitted.as_ref().map(|submitted| (submitted.ago, Deed::Submit(one, it))));
    deeds.extend(it.closed.as_ref().map(|closed| (closed.ago, Deed::Close(one, &closed.who))));
}

fn tasks(deeds: &mut Deeds, task: &'static Task) {
    deeds.push((task.given, Deed::Give(task)));
    deeds.extend(task.done.iter().map(|ago| (*ago, Deed::Done(task))));
    deeds.extend(task.reopened.iter().map(|(ago, who, why)| (*ago, Deed::Reopen(task, who, why))));
    deeds.extend(task.confirmed.iter().map(|(ago, who)| (*ago, Deed::Confirm(task, who))));
    deeds.extend(task.said.iter().map(|(ago, who, text)| (*ago, Deed::Say(task, who, text))));
}
