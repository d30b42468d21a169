//! The table `assessments`.

use crate::access::Scope;
use crate::assessments::model::{Assessment, AssessmentId, Completion, Ended, Interval, Kin};
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Day,
    id::UserId,
    text::Line,
};
use serde_json::Value;
use sqlx::types::Json;

/// An assessment as lists show it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Head {
    /// The assessment, without the result that was kept with it.
    #[sqlx(flatten)]
    pub assessment: Assessment,
    /// The lead's name.
    pub lead: Option<String>,
    /// Objectives with a result.
    pub done: i64,
    /// The status that was kept when it was completed.
    pub kept_status: Option<String>,
    /// The score, if there was one.
    pub kept_score: Option<i64>,
    /// Else the best that was possible.
    pub kept_best: Option<i64>,
    /// And the worst.
    pub kept_worst: Option<i64>,
    /// The rule pack that the kept score was made with.
    pub kept_pack: Option<String>,
}

impl Head {
    /// What it has to do with the status of `other`, once it is completed: the same as `kin` finds.
    pub fn kin_of(&self, other: &Assessment) -> Option<Kin> {
        let it = &self.assessment;
        let (is_origin, is_before) = (it.id == other.id, other.copied_from == Some(it.id));
        let is_kin = is_origin || is_before || it.copied_from == Some(other.id);
        let completed_on = it.completed_on.filter(|_| is_kin)?;
        let (title, status) = (it.title.to_string(), self.kept_status.clone().unwrap_or_default());
        Some(Kin { is_origin, is_before, title, status, completed_on })
    }
}

/// An assessment as people call it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Named {
    /// Its id.
    pub id: AssessmentId,
    /// Its title.
    pub title: Line,
    /// The system's name.
    pub system: Line,
    /// The day it was completed on.
    pub completed_on: Option<Day>,
}

/// The names of all assessments of the organisation: `first` where it is one of them, then open ones, newest first.
pub async fn names(conn: &mut Conn, scope: Scope, first: Option<AssessmentId>) -> Result<Vec<Named>> {
    sql! {
        fetch_all, conn,
        "select a.id, a.title, s.name as system, a.completed_on
         from assessments a
         join systems s on s.org_id = a.org_id and s.id = a.system_id
         where a.org_id = $1
         order by case when a.id = $2 then 0 else 1 end, case when a.completed_on is null then 0 else 1 end,
            a.created_at desc, a.id desc
         limit 500",
        scope.org(), first
    }
}

/// All assessments of the organisation, open ones first, newest first.
pub async fn list(conn: &mut Conn, scope: Scope) -> Result<Vec<Head>> {
    sql! {
        fetch_all, conn,
        "select a.id, a.system_id, s.name as system, a.title, a.level, a.lead_id, a.level2_status,
            a.level2_score, a.copied_from, a.completed_on, a.completed_name, cast(null as jsonb) as result,
            a.version, a.created_at, u.name as lead,
            (select count(*) from findings f
             where f.org_id = a.org_id and f.assessment_id = a.id and f.result <> '') as done,
            a.result ->> 'status' as kept_status, cast(a.result ->> 'score' as bigint) as kept_score,
            cast(a.result ->> 'best' as bigint) as kept_best, cast(a.result ->> 'worst' as bigint) as kept_worst,
            a.result -> 'pack' ->> 'name' as kept_pack
         from assessments a
         join systems s on s.org_id = a.org_id and s.id = a.system_id
         left join users u on u.id = a.lead_id
         where a.org_id = $1
         order by case when a.completed_on is null then 0 else 1 end, a.created_at desc, a.id desc
         limit 500",
        scope.org()
    }
}

/// One assessment.
pub async fn get(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Assessment> {
    sql! {
        fetch_one, conn,
        "select a.id, a.system_id, s.name as system, a.title, a.level, a.lead_id, a.level2_status,
            a.level2_score, a.copied_from, a.completed_on, a.completed_name, a.result, a.version, a.created_at
         from assessments a
         join systems s on s.org_id = a.org_id and s.id = a.system_id
         where a.org_id = $1 and a.id = $2",
        scope.org(), id
    }
}

/// Completed assessments that have to do with the status of this one, or of the one that it was copied from while it is
/// open itself: the one that gave it, its copies, and the one before it.
pub async fn kin(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Vec<Kin>> {
    sql! {
        fetch_all, conn,
        "with o as (
            select case when completed_on is null then copied_from else id end as id,
                case when completed_on is null then null else copied_from end as before_id
            from assessments
            where org_id = $1 and id = $2
         )
         select a.id = o.id as is_origin, case when a.id = o.before_id then true else false end as is_before, a.title,
            coalesce(a.result ->> 'status', '') as status, a.completed_on
         from o join assessments a on a.id = o.id or a.id = o.before_id or a.copied_from = o.id
         where a.org_id = $1 and a.completed_on is not null
         order by a.completed_on, a.id
         limit 100",
        scope.org(), id
    }
}

/// The newest open assessment.
pub async fn latest_open(conn: &mut Conn, scope: Scope) -> Result<Option<AssessmentId>> {
    let found: Option<(AssessmentId,)> = sql! {
        fetch_optional, conn,
        "select id from assessments where org_id = $1 and completed_on is null
         order by created_at desc, id desc limit 1",
        scope.org()
    }?;
    Ok(found.map(|(id,)| id))
}

/// Adds an assessment.
pub async fn insert(tx: &mut Tx, scope: Scope, new: &Assessment) -> Result<()> {
    sql! {
        execute, tx,
        "insert into assessments (org_id, id, system_id, title, level, lead_id, level2_status, level2_score,
            copied_from, version, created_at, review_months)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
            coalesce((select nullif(review_months, 0) from assessments where org_id = $1 and id = $9), 12))",
        scope.org(), new.id, new.system_id, &new.title, new.level, new.lead_id, &new.level2_status,
        new.level2_score, new.copied_from, new.version, new.created_at
    }
    .map(drop)
}

/// Writes title, lead and Level 2 status over the version before.
pub async fn update(tx: &mut Tx, scope: Scope, changed: &Assessment) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update assessments set title = $4, lead_id = $5, level2_status = $6, level2_score = $7,
            version = $3 + 1
         where org_id = $1 and id = $2 and version = $3",
        scope.org(), changed.id, changed.version, &changed.title, changed.lead_id, &changed.level2_status,
        changed.level2_score
    }?;
    changed_one(rows)
}

/// Locks an open assessment with its result, and until when its evidence is kept.
pub async fn complete(
    tx: &mut Tx,
    scope: Scope,
    assessment: &Assessment,
    completion: &Completion,
    by: UserId,
    (result, kept_until): (Value, Option<Day>),
) -> Result<()> {
    let now = tx.now();
    let rows = sql! {
        execute, tx,
        "update assessments set completed_on = $4, completed_at = $5, completed_by = $6, completed_name = $7,
            result = $8, kept_until = $9, version = $3 + 1
         where org_id = $1 and id = $2 and version = $3 and completed_on is null",
        scope.org(), assessment.id, assessment.version, completion.on, now, by, &completion.name, Json(result),
        kept_until
    }?;
    changed_one(rows)
}

/// Unlocks a completed assessment. Its result stays in the trail. Intervals of 0 months, which only completed
/// assessments may still hold, become the longest one and the usual one: gives what was changed so.
pub async fn reopen(tx: &mut Tx, scope: Scope, assessment: &Assessment) -> Result<Ended> {
    let rows = sql! {
        execute, tx,
        "update assessments set completed_on = null, completed_at = null, completed_by = null,
            completed_name = '', result = null, kept_until = null, version = $3 + 1
         where org_id = $1 and id = $2 and version = $3 and completed_on is not null",
        scope.org(), assessment.id, assessment.version
    }?;
    changed_one(rows)?;
    let usual = sql! {
        execute, tx,
        "update assessments set review_months = $3 where org_id = $1 and id = $2 and review_months = 0",
        scope.org(), assessment.id, Interval::MONTHS_MAX
    }?;
    let requirements = sql! {
        execute, tx,
        "update implementations set review_months = null, version = version + 1
         where org_id = $1 and assessment_id = $2 and review_months = 0",
        scope.org(), assessment.id
    }?;
    Ok(Ended { is_usual: usual > 0, requirements })
}

/// Copies findings into a new assessment, with who decided them and when. Those with a result are marked to be
/// confirmed.
pub async fn copy_findings(tx: &mut Tx, scope: Scope, from: AssessmentId, to: AssessmentId) -> Result<u64> {
    sql! {
        execute, tx,
        "insert into findings (org_id, assessment_id, requirement, objective, result, is_examined,
            is_interviewed, is_tested, finding, is_to_confirm, version, updated_by, updated_at)
         select org_id, $3, requirement, objective, result, is_examined, is_interviewed, is_tested, finding,
            result <> '', 1, updated_by, updated_at
         from findings where org_id = $1 and assessment_id = $2
            and (result <> '' or finding <> '' or is_examined or is_interviewed or is_tested)",
        scope.org(), from, to
    }
}

/// Copies owners, narratives and the rest of what is said about each requirement.
pub async fn copy_implementations(
    tx: &mut Tx,
    scope: Scope,
    from: AssessmentId,
    to: AssessmentId,
) -> Result<u64> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into implementations (org_id, assessment_id, requirement, owner_id, status, narrative,
            review_months, reviewed_on, partial_case, claim, version, updated_at)
         select org_id, $3, requirement, owner_id, status, narrative, nullif(review_months, 0), reviewed_on,
            partial_case, claim, 1, $4
         from implementations where org_id = $1 and assessment_id = $2",
        scope.org(), from, to, now
    }
}

fn changed_one(rows: u64) -> Result<()> {
    if rows == 0 {
        return Err(Error::Conflict(
            "Somebody else changed this assessment meanwhile. Reload the page and look again.".into(),
        ));
    }
    Ok(())
}
