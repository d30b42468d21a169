//! The tables `tasks` and `task_comments`.

mod given;
mod mine;

pub use given::insert_ten_given;
pub use mine::of_person;

use super::model::{Comment, CommentId, Cursor, Dated, Filter, Item, Listed, Milestone, Task, TaskId, Whose};
use crate::access::{Owned, Scope};
use crate::evidence::EvidenceId;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Day,
    id::UserId,
    text::{self, Paragraph},
};
use crate::poams::MilestoneId;

/// Rows on one page; one more is read, to know whether there is another.
pub const ROWS: usize = 50;

/// A task. Another organisation's is `NotFound`.
pub async fn get(conn: &mut Conn, scope: Scope, id: TaskId) -> Result<Item> {
    sql! {
        fetch_one, conn,
        "select t.id, t.title, t.description, t.requirement, t.objective, t.evidence_id, t.milestone_id, t.assignee_id,
                t.reviewer_id, t.due_on, t.priority, t.repeats, t.series_on, t.next_id, t.state, t.done_by,
                t.done_at, t.closed_by, t.closed_at, t.created_by, t.version, t.created_at,
                a.name as assignee_name, r.name as reviewer_name, c.name as creator_name, d.name as doer_name,
                e.title as evidence_title
         from tasks t
         join users c on c.id = t.created_by
         left join users a on a.id = t.assignee_id
         left join users r on r.id = t.reviewer_id
         left join users d on d.id = t.done_by
         left join evidence e on e.org_id = t.org_id and e.id = t.evidence_id
         where t.org_id = $1 and t.id = $2",
        scope.org(), id
    }
}

/// All tasks of the organisation, the oldest first, each with when it was changed last and what it names. Where
/// assessments were copied, the milestone is that of the newest.
pub async fn all(conn: &mut Conn, scope: Scope) -> Result<Vec<Dated>> {
    sql! {
        fetch_all, conn,
        "select t.id, t.title, t.description, t.requirement, t.objective, t.evidence_id, t.milestone_id,
                t.assignee_id, t.reviewer_id, t.due_on, t.priority, t.repeats, t.series_on, t.next_id, t.state,
                t.done_by, t.done_at, t.closed_by, t.closed_at, t.created_by, t.version, t.created_at,
                coalesce(t.updated_at, t.created_at) as updated_at, a.name as assignee_name,
                a.email as assignee_email, r.name as reviewer_name, r.email as reviewer_email,
                e.title as evidence_title,
                (select s.words from poam_milestones s where s.org_id = t.org_id and s.id = t.milestone_id
                 order by s.assessment_id desc limit 1) as milestone_words
         from tasks t
         left join users a on a.id = t.assignee_id
         left join users r on r.id = t.reviewer_id
         left join evidence e on e.org_id = t.org_id and e.id = t.evidence_id
         where t.org_id = $1
         order by t.created_at, t.id",
        scope.org()
    }
}

/// The title of a piece of evidence that a task is to be about; none if there is no such piece.
pub async fn evidence_title(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Option<String>> {
    let found: Option<(String,)> = sql! {
        fetch_optional, conn,
        "select title from evidence where org_id = $1 and id = $2 and removed_at is null",
        scope.org(), id
    }?;
    Ok(found.map(|(title,)| title))
}

/// A milestone that a task is, or is to be, about; none if it is not there. Where assessments were copied, that of
/// the newest.
pub async fn milestone(conn: &mut Conn, scope: Scope, id: MilestoneId) -> Result<Option<Milestone>> {
    sql! {
        fetch_optional, conn,
        "select s.id as milestone_id, s.words as milestone_words, s.due_on as milestone_due_on,
                p.requirement as milestone_requirement, s.assessment_id as milestone_assessment_id,
                s.poam_id as milestone_poam_id
         from poam_milestones s
         join poams p on p.org_id = s.org_id and p.assessment_id = s.assessment_id and p.id = s.poam_id
         where s.org_id = $1 and s.id = $2
         order by s.assessment_id desc
         limit 1",
        scope.org(), id
    }
}

/// What is to be done or confirmed, the most pressing first, after `filter.after`.
pub async fn page(conn: &mut Conn, scope: Scope, filter: &Filter, today: Day) -> Result<Vec<Listed>> {
    let after = filter.after.unwrap_or(Cursor::START);
    let (pattern, is_free) = (text::like(&filter.search), filter.whose == Whose::Nobody);
    sql! {
        fetch_all, conn,
        "select t.id, t.title, t.requirement, t.objective, t.due_on, t.priority, t.state, t.assignee_id, t.reviewer_id,
                t.done_by, t.version, a.name as assignee_name,
                (select s.assessment_id from poam_milestones s where s.org_id = t.org_id and s.id = t.milestone_id
                 order by s.assessment_id desc limit 1) as assessment_id
         from tasks t left join users a on a.id = t.assignee_id
         where t.org_id = $1 and t.state = $2 and (t.due_on, t.id) > ($3, $4)
           and lower(t.title) like $5 escape '!'
           and (t.assignee_id = $6 or $6 is null) and (not $7 or t.assignee_id is null)
           and (not $8 or t.due_on < $9)
         order by t.due_on, t.id
         limit 51",
        scope.org(), filter.state, after.due_on, after.id, pattern, filter.whose.user(), is_free,
        filter.is_overdue, today
    }
}

/// What is closed, the latest first, after `filter.after`.
pub async fn closed(conn: &mut Conn, scope: Scope, filter: &Filter) -> Result<Vec<Listed>> {
    let after = filter.after.unwrap_or(Cursor::END);
    let (pattern, is_free) = (text::like(&filter.search), filter.whose == Whose::Nobody);
    sql! {
        fetch_all, conn,
        "select t.id, t.title, t.requirement, t.objective, t.due_on, t.priority, t.state, t.assignee_id, t.reviewer_id,
                t.done_by, t.version, a.name as assignee_name,
                (select s.assessment_id from poam_milestones s where s.org_id = t.org_id and s.id = t.milestone_id
                 order by s.assessment_id desc limit 1) as assessment_id
         from tasks t left join users a on a.id = t.assignee_id
         where t.org_id = $1 and t.state = 'closed' and (t.due_on, t.id) < ($2, $3)
           and lower(t.title) like $4 escape '!'
           and (t.assignee_id = $5 or $5 is null) and (not $6 or t.assignee_id is null)
         order by t.due_on desc, t.id desc
         limit 51",
        scope.org(), after.due_on, after.id, pattern, filter.whose.user(), is_free
    }
}

/// What was said about a task, the first first.
pub async fn comments(conn: &mut Conn, scope: Scope, id: TaskId) -> Result<Vec<Comment>> {
    sql! {
        fetch_all, conn,
        "select c.id, u.name as author_name, c.body, c.created_at
         from task_comments c join users u on u.id = c.author_id
         where c.org_id = $1 and c.task_id = $2
         order by c.id
         limit 500",
        scope.org(), id
    }
}

/// Adds a task.
pub async fn insert(tx: &mut Tx, scope: Scope, it: &Task) -> Result<()> {
    sql! {
        execute, tx,
        "insert into tasks
            (org_id, id, title, description, requirement, objective, evidence_id, assignee_id, reviewer_id, due_on,
             priority, repeats, series_on, state, done_by, done_at, closed_by, closed_at, created_by, version,
             created_at, milestone_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
        scope.org(), it.id, &it.title, &it.description, &it.about.requirement, &it.about.objective,
        it.about.evidence_id, it.assignee_id, it.reviewer_id, it.due_on, it.priority, it.repeats.kept(),
        it.series_on, it.state, it.done_by, it.done_at, it.closed_by, it.closed_at, it.created_by, it.version,
        it.created_at, it.about.milestone_id
    }?;
    Ok(())
}

/// Writes a task over the version before; `Conflict` if somebody else was faster.
pub async fn update(tx: &mut Tx, scope: Scope, it: &Owned<Task>) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update tasks
         set title = $3, description = $4, requirement = $5, objective = $6, evidence_id = $7, assignee_id = $8,
             reviewer_id = $9, due_on = $10, priority = $11, repeats = $12, series_on = $13, next_id = $14,
             state = $15, done_by = $16, done_at = $17, closed_by = $18, closed_at = $19, version = $20,
             updated_at = $23, milestone_id = $24
         where org_id = $1 and id = $2 and version = $21
           and (assignee_id = $22 or reviewer_id = $22 or created_by = $22 or $22 is null)",
        scope.org(), it.id, &it.title, &it.description, &it.about.requirement, &it.about.objective,
        it.about.evidence_id, it.assignee_id, it.reviewer_id, it.due_on, it.priority, it.repeats.kept(),
        it.series_on, it.next_id, it.state, it.done_by, it.done_at, it.closed_by, it.closed_at, it.version,
        it.version - 1, scope.owner(), now, it.about.milestone_id
    }?;
    match rows {
        0 => Err(Error::Conflict("Somebody else changed this task meanwhile.".into())),
        _ => Ok(()),
    }
}

/// Adds what somebody says about a task.
pub async fn insert_comment(
    tx: &mut Tx,
    scope: Scope,
    (task, author): (TaskId, UserId),
    body: &Paragraph,
) -> Result<()> {
    let (id, now) = (CommentId(tx.env().new_id()), tx.now());
    sql! {
        execute, tx,
        "insert into task_comments (org_id, id, task_id, author_id, body, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        scope.org(), id, task, author, body, now
    }?;
    Ok(())
}
