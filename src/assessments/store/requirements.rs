//! Statements over one requirement with all that belongs to it.

use crate::access::Scope;
use crate::assessments::model::{Assessment, AssessmentId, Claim, Implementation, PartialCase, Status};
use crate::kernel::{
    Result,
    db::Conn,
    env::{Day, Timestamp},
    id::UserId,
    text::Paragraph,
};
use sqlx::types::Json;

/// One requirement of one assessment.
pub struct OpenedRequirement {
    /// The assessment.
    pub assessment: Assessment,
    /// What is said about the requirement; blank, of version 0, where there is nothing yet.
    pub implementation: Implementation,
    /// How many reviews of it are on record.
    pub reviews: i64,
    /// What came of the one on the day of the last review: `as_recorded`, `needs_work`, or nothing.
    pub outcome: String,
}

#[derive(sqlx::FromRow)]
struct OpenedRow {
    #[sqlx(flatten)]
    assessment: Assessment,
    owner_id: Option<UserId>,
    owner_name: Option<String>,
    status: Option<Status>,
    narrative: Option<Paragraph>,
    review_months: Option<i64>,
    reviewed_on: Option<Day>,
    partial_case: Option<PartialCase>,
    claim: Option<Json<Claim>>,
    said_version: Option<i64>,
    updated_at: Option<Timestamp>,
    reviews: i64,
    outcome: Option<String>,
}

/// Opens a requirement in one statement. Whether it exists is for the catalogue to say.
pub async fn open_requirement(
    conn: &mut Conn,
    scope: Scope,
    id: AssessmentId,
    requirement: &str,
) -> Result<OpenedRequirement> {
    let row: OpenedRow = sql! {
        fetch_one, conn,
        "select a.id, a.system_id, s.name as system, a.title, a.level, a.lead_id, a.level2_status,
            a.level2_score, a.copied_from, a.completed_on, a.completed_name, a.result, a.version,
            a.created_at, i.owner_id, u.name as owner_name, i.status, i.narrative, i.review_months, i.reviewed_on,
            i.partial_case, i.claim, i.version as said_version, i.updated_at,
            (select count(*) from requirement_reviews v
             where v.org_id = $1 and v.assessment_id = $2 and v.requirement = $3) as reviews,
            (select v.outcome from requirement_reviews v
             where v.org_id = $1 and v.assessment_id = $2 and v.requirement = $3 and v.reviewed_on = i.reviewed_on
             order by v.id desc limit 1) as outcome
         from assessments a
         join systems s on s.org_id = a.org_id and s.id = a.system_id
         left join implementations i on i.org_id = a.org_id and i.assessment_id = a.id and i.requirement = $3
         left join users u on u.id = i.owner_id
         where a.org_id = $1 and a.id = $2",
        scope.org(), id, requirement
    }?;
    let implementation = Implementation {
        requirement: requirement.to_owned(),
        owner_id: row.owner_id,
        owner_name: row.owner_name,
        status: row.status.unwrap_or_default(),
        narrative: row.narrative.unwrap_or_default(),
        review_months: row.review_months,
        reviewed_on: row.reviewed_on,
        partial_case: row.partial_case.unwrap_or_default(),
        claim: row.claim,
        version: row.said_version.unwrap_or_default(),
        updated_at: row.updated_at.unwrap_or_default(),
    };
    let outcome = row.outcome.unwrap_or_default();
    Ok(OpenedRequirement { assessment: row.assessment, implementation, reviews: row.reviews, outcome })
}
