//! What stands in `findings` about reviews, and the evidence beside it.

use crate::access::Scope;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    id::UserId,
};
use crate::reviews::model::{Decision, Found, Proof, Returned, There};

/// What was found for the objectives of a requirement.
pub async fn found(conn: &mut Conn, scope: Scope, there: There<'_>) -> Result<Vec<Found>> {
    sql! {
        fetch_all, conn,
        "select f.objective, f.result, f.is_examined, f.is_interviewed, f.is_tested, f.finding, f.is_to_confirm,
            f.version, f.updated_by, u.name as updated_name, f.updated_at, f.review, f.review_reason,
            f.reviewed_version, f.reviewed_at, r.name as reviewer
         from findings f
         left join users u on u.id = f.updated_by
         left join users r on r.id = f.reviewed_by
         where f.org_id = $1 and f.assessment_id = $2 and f.requirement = $3
         order by f.objective limit 500",
        scope.org(), there.assessment, there.requirement
    }
}

/// The evidence of its objectives, by title.
pub async fn proofs(conn: &mut Conn, scope: Scope, there: There<'_>) -> Result<Vec<Proof>> {
    sql! {
        fetch_all, conn,
        "select l.objective, e.id, e.title, case when e.review = 'returned' then 'returned' else e.state end as state,
            e.valid_until, e.sha256
         from evidence_links l
         join evidence e on e.org_id = l.org_id and e.id = l.evidence_id
         where l.org_id = $1 and l.assessment_id = $2 and l.requirement = $3 and e.removed_at is null
         order by l.objective, e.title, e.id limit 1000",
        scope.org(), there.assessment, there.requirement
    }
}

/// Writes what somebody said over what was seen, the finding and what others said about it. Whoever recorded it finds
/// no row, nor is there one in a completed assessment.
pub async fn decide(
    tx: &mut Tx,
    scope: Scope,
    there: There<'_>,
    (seen, decision): (&Found, &Decision),
    reviewer: UserId,
) -> Result<()> {
    let now = tx.now();
    let reviewed = seen.opinion.reviewed_version.unwrap_or_default();
    let rows = sql! {
        execute, tx,
        "update findings
         set review = $6, review_reason = $7, reviewed_version = version, reviewed_by = $8, reviewed_at = $9
         where org_id = $1 and assessment_id = $2 and requirement = $3 and objective = $4 and version = $5
           and review = $10 and coalesce(reviewed_version, 0) = $11
           and result <> '' and not is_to_confirm and (updated_by is null or updated_by <> $8)
           and exists (select 1 from assessments a
                where a.org_id = $1 and a.id = $2 and a.completed_on is null)",
        scope.org(), there.assessment, there.requirement, &seen.objective, seen.version, decision.word(),
        decision.reason(), reviewer, now, &seen.opinion.review, reviewed
    }?;
    match rows {
        0 => Err(Error::Conflict(
            "This objective cannot be reviewed any more. Reload the page and look again.".into(),
        )),
        _ => Ok(()),
    }
}

/// What was returned in open assessments and is `user`'s to look at again: they recorded it, or the requirement is
/// theirs. What waits longest comes first.
pub async fn returned_to(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Vec<Returned>> {
    sql! {
        fetch_all, conn,
        "select f.assessment_id, a.title as assessment, f.requirement, f.objective, f.review_reason,
            r.name as reviewer, f.reviewed_at
         from findings f
         join assessments a on a.org_id = f.org_id and a.id = f.assessment_id and a.completed_on is null
         left join implementations i on i.org_id = f.org_id and i.assessment_id = f.assessment_id
            and i.requirement = f.requirement
         left join users r on r.id = f.reviewed_by
         where f.org_id = $1 and f.review = 'returned' and f.reviewed_version = f.version
           and (i.owner_id = $2 or f.updated_by = $2)
         order by f.reviewed_at, f.assessment_id, f.requirement, f.objective limit 200",
        scope.org(), user
    }
}
