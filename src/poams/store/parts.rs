//! What belongs to an item: its milestones and its evidence.

use crate::access::{Owned, Scope};
use crate::evidence::EvidenceId;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Day,
    text::Line,
};
use crate::poams::model::{Milestone, MilestoneId, MilestoneTask, Offer, Poam, Proof};
use uuid::Uuid;

/// Milestones in order, and evidence by title.
#[derive(Debug, Default)]
pub struct Parts {
    /// The milestones.
    pub milestones: Vec<Milestone>,
    /// The evidence.
    pub evidence: Vec<Proof>,
    /// Tasks about a milestone, by title.
    pub tasks: Vec<MilestoneTask>,
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    id: Uuid,
    of_id: Uuid,
    place: i64,
    words: String,
    day: Option<Day>,
    done_on: Option<Day>,
    version: i64,
    state: String,
}

/// The milestones and the evidence of an item, and the tasks about its milestones, in one statement.
pub async fn parts(conn: &mut Conn, scope: Scope, it: &Poam) -> Result<Parts> {
    let rows: Vec<Row> = sql! {
        fetch_all, conn,
        "select 'milestone' as kind, id, id as of_id, place, words, due_on as day, done_on, version, '' as state
         from poam_milestones
         where org_id = $1 and assessment_id = $2 and poam_id = $3
         union all
         select 'evidence', e.id, e.id, 0, e.title, e.valid_until, null, 0, e.state
         from poam_evidence l
         join evidence e on e.org_id = l.org_id and e.id = l.evidence_id and e.removed_at is null
         where l.org_id = $1 and l.assessment_id = $2 and l.poam_id = $3
         union all
         select 'task', t.id, t.milestone_id, 0, t.title, t.due_on, null, 0, t.state
         from tasks t
         where t.org_id = $1 and t.milestone_id in (
            select m.id from poam_milestones m where m.org_id = $1 and m.assessment_id = $2 and m.poam_id = $3)
         order by kind, place, words, id limit 1000",
        scope.org(), it.assessment_id, it.id
    }?;
    let mut parts = Parts::default();
    for row in rows {
        match (row.kind.as_str(), row.day) {
            ("milestone", Some(due_on)) => parts.milestones.push(milestone(row, due_on)?),
            ("task", Some(due_on)) => parts.tasks.push(MilestoneTask {
                id: row.id,
                milestone_id: MilestoneId(row.of_id),
                title: row.words,
                due_on,
                state: row.state,
            }),
            _ => parts.evidence.push(Proof {
                id: EvidenceId(row.id),
                title: row.words,
                state: row.state,
                valid_until: row.day,
            }),
        }
    }
    Ok(parts)
}

fn milestone(row: Row, due_on: Day) -> Result<Milestone> {
    let words = Line::parse(&row.words, "").map_err(|fault| Error::Internal(anyhow::anyhow!("{fault}")))?;
    let Row { id, place, done_on, version, .. } = row;
    Ok(Milestone { id: MilestoneId(id), place, words, due_on, done_on, version })
}

/// Evidence to choose from: what is linked, what serves the requirement, then the newest (ids grow with time).
pub async fn offers(
    conn: &mut Conn,
    scope: Scope,
    it: &Poam,
    pattern: &str,
    today: Day,
) -> Result<Vec<Offer>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.file_name, e.state, e.captured_on,
            coalesce(e.valid_until < $6, false) as is_stale,
            exists (select 1 from poam_evidence l
                    where l.org_id = e.org_id and l.assessment_id = $2 and l.poam_id = $3 and l.evidence_id = e.id)
                as is_linked,
            exists (select 1 from evidence_links l
                    where l.org_id = e.org_id and l.assessment_id = $2 and l.requirement = $4
                      and l.evidence_id = e.id) as is_near
         from evidence e
         where e.org_id = $1 and e.removed_at is null and e.replaced_by is null
           and (lower(e.title) like $5 escape '!' or lower(e.file_name) like $5 escape '!'
                or lower(e.description) like $5 escape '!')
         order by is_linked desc, is_near desc, e.id desc
         limit 100",
        scope.org(), it.assessment_id, it.id, &it.requirement, pattern, today
    }
}

/// Lets evidence show the end of an open item; false if it does already, or is not there.
pub async fn link(tx: &mut Tx, scope: Scope, it: &Owned<Poam>, evidence: EvidenceId) -> Result<bool> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "insert into poam_evidence (org_id, assessment_id, poam_id, evidence_id, created_at)
         select p.org_id, p.assessment_id, p.id, e.id, $5
         from poams p
         join evidence e on e.org_id = p.org_id and e.id = $4 and e.removed_at is null
         where p.org_id = $1 and p.assessment_id = $2 and p.id = $3 and p.state = 'open'
           and (p.responsible_id = $6 or $6 is null)
         on conflict do nothing",
        scope.org(), it.assessment_id, it.id, evidence, now, scope.owner()
    }?;
    Ok(rows == 1)
}

/// Takes evidence away from an open item; false if it was not linked.
pub async fn unlink(tx: &mut Tx, scope: Scope, it: &Owned<Poam>, evidence: EvidenceId) -> Result<bool> {
    let rows = sql! {
        execute, tx,
        "delete from poam_evidence
         where org_id = $1 and assessment_id = $2 and poam_id = $3 and evidence_id = $4
           and exists (select 1 from poams p
                where p.org_id = $1 and p.assessment_id = $2 and p.id = $3 and p.state = 'open'
                  and (p.responsible_id = $5 or $5 is null))",
        scope.org(), it.assessment_id, it.id, evidence, scope.owner()
    }?;
    Ok(rows == 1)
}
