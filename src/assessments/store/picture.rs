//! One assessment in one statement.

use crate::access::Scope;
use crate::assessments::model::{AssessmentId, Claim};
use crate::kernel::{Result, db::Conn, env::Day, env::Timestamp, id::UserId};
use sqlx::types::Json;

/// One fact of an assessment. What its fields mean depends on `kind`; see `model::picture`.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// `finding`, `implementation`, `evidence`, `poam`, `own`, `member` or `interval`.
    pub kind: String,
    /// The requirement's id.
    pub requirement: String,
    /// The objective's letter.
    pub objective: String,
    /// A result, a status, a state or a family.
    pub word: String,
    /// A partial case, a title, or how far the review is.
    pub extra: String,
    /// A person.
    pub person: Option<UserId>,
    /// That person's name.
    pub name: String,
    /// A count, or months.
    pub number: i64,
    /// A yes or no.
    pub flag: bool,
    /// A day.
    pub day: Option<Day>,
    /// An instant.
    pub at: Option<Timestamp>,
    /// A claim.
    pub claim: Option<Json<Claim>>,
}

/// Everything a list, an overview or a score needs to know about one assessment, in one statement: findings,
/// implementations, counts of evidence, what is on the POA&M, the organisation's own requirements and its active
/// members. A completed assessment has the own requirements of the day it was completed, whatever was written or
/// retired since.
pub async fn rows(conn: &mut Conn, scope: Scope, id: AssessmentId) -> Result<Vec<Row>> {
    sql! {
        fetch_all, conn,
        "select 'finding' as kind, f.requirement as requirement, f.objective as objective, f.result as word,
            case when f.review = '' then '' when f.reviewed_version = f.version then f.review
                 when f.review = 'accepted' then 'changed' else '' end as extra,
            f.updated_by as person, coalesce(u.name, '') as name, f.version as number,
            f.is_to_confirm as flag, cast(null as date) as day, f.updated_at as at, cast(null as jsonb) as claim
         from findings f left join users u on u.id = f.updated_by
         where f.org_id = $1 and f.assessment_id = $2
         union all
         select 'implementation', i.requirement, '', i.status, i.partial_case, i.owner_id, coalesce(u.name, ''),
            coalesce(i.review_months, -1), false, i.reviewed_on, i.updated_at, i.claim
         from implementations i left join users u on u.id = i.owner_id
         where i.org_id = $1 and i.assessment_id = $2
         union all
         select 'evidence', l.requirement, l.objective, case when e.review = 'returned' then 'draft' else e.state end,
            '', null, '', count(*), false, min(e.valid_until), null, null
         from evidence_links l join evidence e on e.org_id = l.org_id and e.id = l.evidence_id
         where l.org_id = $1 and l.assessment_id = $2 and e.removed_at is null
         group by l.requirement, l.objective, case when e.review = 'returned' then 'draft' else e.state end
         union all
         select 'poam', p.requirement, '', '', '', null, '', count(*), true, null, null, null
         from poams p
         where p.org_id = $1 and p.assessment_id = $2 and p.state in ('open', 'submitted')
         group by p.requirement
         union all
         select 'own', r.code, o.letter, r.family, r.title, null, '', r.place * 1000 + o.place, false, null, null, null
         from requirements r
         join catalogues c on c.org_id = r.org_id and c.id = r.catalogue_id and c.catalogue_key = 'own'
         join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         join assessments a on a.org_id = r.org_id and a.id = $2
         where r.org_id = $1 and (
            (a.completed_at is null and r.retired_at is null)
            or (r.created_at <= a.completed_at and (r.retired_at is null or r.retired_at > a.completed_at)))
         union all
         select 'member', '', '', m.role, '', m.user_id, u.name, 0, true, null, null, null
         from members m join users u on u.id = m.user_id
         where m.org_id = $1 and m.deactivated_at is null
         union all
         select 'interval', '', '', '', '', null, '', a.review_months, false, null, null, null
         from assessments a where a.org_id = $1 and a.id = $2
         order by kind, number, requirement, objective, word, name, person
         limit 200000",
        scope.org(), id
    }
}

/// A fact of one of several open assessments.
#[derive(Debug, sqlx::FromRow)]
pub struct OpenRow {
    /// The assessment; none if it is a fact of all of them.
    pub assessment_id: Option<AssessmentId>,
    /// The fact.
    #[sqlx(flatten)]
    pub row: Row,
}

/// How many open assessments are read at once. More of them are rare, and then the newest matter.
pub const OPEN_MAX: usize = 20;

/// The same for the newest open assessments of the organisation, still in one statement.
pub async fn rows_of_open(conn: &mut Conn, scope: Scope) -> Result<Vec<OpenRow>> {
    sql! {
        fetch_all, conn,
        "with open as (
            select id from assessments where org_id = $1 and completed_on is null
            order by created_at desc, id desc limit 20)
         select f.assessment_id, 'finding' as kind, f.requirement as requirement, f.objective as objective,
            f.result as word, case when f.review = '' then '' when f.reviewed_version = f.version then f.review
                 when f.review = 'accepted' then 'changed' else '' end as extra,
            f.updated_by as person, coalesce(u.name, '') as name,
            f.version as number, f.is_to_confirm as flag, cast(null as date) as day, f.updated_at as at,
            cast(null as jsonb) as claim
         from findings f join open on open.id = f.assessment_id left join users u on u.id = f.updated_by
         where f.org_id = $1
         union all
         select i.assessment_id, 'implementation', i.requirement, '', i.status, i.partial_case, i.owner_id,
            coalesce(u.name, ''), coalesce(i.review_months, -1), false, i.reviewed_on, i.updated_at, i.claim
         from implementations i join open on open.id = i.assessment_id left join users u on u.id = i.owner_id
         where i.org_id = $1
         union all
         select l.assessment_id, 'evidence', l.requirement, l.objective,
            case when e.review = 'returned' then 'draft' else e.state end, '', null, '', count(*), false,
            min(e.valid_until), null, null
         from evidence_links l join open on open.id = l.assessment_id
         join evidence e on e.org_id = l.org_id and e.id = l.evidence_id
         where l.org_id = $1 and e.removed_at is null
         group by l.assessment_id, l.requirement, l.objective,
            case when e.review = 'returned' then 'draft' else e.state end
         union all
         select p.assessment_id, 'poam', p.requirement, '', '', '', null, '', count(*), true, null, null, null
         from poams p join open on open.id = p.assessment_id
         where p.org_id = $1 and p.state in ('open', 'submitted')
         group by p.assessment_id, p.requirement
         union all
         select null, 'own', r.code, o.letter, r.family, r.title, null, '', r.place * 1000 + o.place, false, null,
            null, null
         from requirements r
         join catalogues c on c.org_id = r.org_id and c.id = r.catalogue_id and c.catalogue_key = 'own'
         join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where r.org_id = $1 and r.retired_at is null
         union all
         select null, 'member', '', '', m.role, '', m.user_id, u.name, 0, true, null, null, null
         from members m join users u on u.id = m.user_id
         where m.org_id = $1 and m.deactivated_at is null
         union all
         select a.id, 'interval', '', '', '', '', null, '', a.review_months, false, null, null, null
         from assessments a join open on open.id = a.id where a.org_id = $1
         order by kind, number, requirement, objective, word, name, person, assessment_id
         limit 400000",
        scope.org()
    }
}
