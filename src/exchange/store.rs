//! Reads what the tables consist of. Each statement gives a whole table; nothing here is cut into pages, because a
//! file is complete or it is worth nothing.

use crate::access::Scope;
use crate::assessments::{AssessmentId, Place};
use crate::evidence::{State, Tags, Verdict};
use crate::kernel::{
    Result,
    db::Conn,
    env::{Day, Timestamp},
    hash::Sha256,
};
use uuid::Uuid;

/// How a requirement is met.
#[derive(Debug, sqlx::FromRow)]
pub struct Practice {
    pub requirement: String,
    pub status: String,
    pub narrative: String,
    pub review_months: Option<i64>,
    pub reviewed_on: Option<Day>,
    pub owner_email: Option<String>,
}

/// What was found about an objective.
#[derive(Debug, sqlx::FromRow)]
pub struct Found {
    pub requirement: String,
    pub objective: String,
    pub is_examined: bool,
    pub is_interviewed: bool,
    pub is_tested: bool,
    pub finding: String,
}

/// A piece of evidence.
#[derive(Debug, sqlx::FromRow)]
pub struct Piece {
    pub id: Uuid,
    pub title: String,
    pub description: String,
    pub kind: String,
    pub state: State,
    pub captured_on: Option<Day>,
    pub valid_until: Option<Day>,
    pub owner: Option<String>,
    pub added_by: String,
    pub file_name: String,
    pub media_type: String,
    pub size_bytes: i64,
    pub sha256: Sha256,
    pub place: String,
    pub created_at: Timestamp,
    pub review: Verdict,
    pub tags: Tags,
    pub number: i64,
    pub replaced_by: Option<Uuid>,
}

/// That a piece of evidence is linked to an objective.
#[derive(Debug, sqlx::FromRow)]
pub struct Link {
    pub evidence_id: Uuid,
    #[sqlx(flatten)]
    pub place: Place,
}

/// An item of the POA&M.
#[derive(Debug, sqlx::FromRow)]
pub struct Item {
    pub id: Uuid,
    pub requirement: String,
    pub weakness: String,
    pub root_cause: String,
    pub resources: String,
    pub cost_usd: Option<i64>,
    pub responsible: Option<String>,
    pub due_on: Day,
    pub state: String,
    pub closure: String,
    pub closed_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub submitted_by: Option<String>,
    pub submitted_at: Option<Timestamp>,
    pub closed_by: Option<String>,
}

/// A step of an item of the POA&M.
#[derive(Debug, sqlx::FromRow)]
pub struct Milestone {
    pub poam_id: Uuid,
    pub words: String,
    pub due_on: Day,
    pub done_on: Option<Day>,
}

/// How each requirement of an assessment is met, as far as anybody said.
pub async fn practices(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Practice>> {
    sql! {
        fetch_all, conn,
        "select i.requirement, i.status, i.narrative, i.review_months, i.reviewed_on, u.email as owner_email
         from implementations i left join users u on u.id = i.owner_id
         where i.org_id = $1 and i.assessment_id = $2",
        scope.org(), assessment
    }
}

/// What was found in an assessment.
pub async fn findings(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Found>> {
    sql! {
        fetch_all, conn,
        "select requirement, objective, is_examined, is_interviewed, is_tested, finding
         from findings where org_id = $1 and assessment_id = $2",
        scope.org(), assessment
    }
}

/// All evidence of the organisation, the oldest first.
pub async fn evidence(conn: &mut Conn, scope: Scope) -> Result<Vec<Piece>> {
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.description, e.kind, e.state, e.captured_on, e.valid_until, o.name as owner,
                a.name as added_by, e.file_name, e.media_type, e.size_bytes, e.sha256, e.place,
                e.created_at, e.review, e.tags, e.number, e.replaced_by
         from evidence e
         join users a on a.id = e.added_by
         left join users o on o.id = e.owner_id
         where e.org_id = $1 and e.removed_at is null
         order by e.created_at, e.id",
        scope.org()
    }
}

/// What the evidence of an assessment is linked to.
pub async fn links(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Link>> {
    sql! {
        fetch_all, conn,
        "select evidence_id, requirement, objective
         from evidence_links where org_id = $1 and assessment_id = $2",
        scope.org(), assessment
    }
}

/// All items of an assessment's POA&M, the oldest first.
pub async fn poams(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Item>> {
    sql! {
        fetch_all, conn,
        "select p.id, p.requirement, p.weakness, p.root_cause, p.resources, p.cost_usd, u.name as responsible,
                p.due_on, p.state, p.closure, p.closed_at, p.created_at, s.name as submitted_by, p.submitted_at,
                c.name as closed_by
         from poams p
         left join users u on u.id = p.responsible_id
         left join users s on s.id = p.submitted_by
         left join users c on c.id = p.closed_by
         where p.org_id = $1 and p.assessment_id = $2
         order by p.created_at, p.id",
        scope.org(), assessment
    }
}

/// The steps of an assessment's POA&M, those of one item in their order.
pub async fn milestones(conn: &mut Conn, scope: Scope, assessment: AssessmentId) -> Result<Vec<Milestone>> {
    sql! {
        fetch_all, conn,
        "select poam_id, words, due_on, done_on
         from poam_milestones where org_id = $1 and assessment_id = $2
         order by poam_id, place, id",
        scope.org(), assessment
    }
}
