//! The register in pages: the rows after one that is known, however many there are before it.

use crate::access::Scope;
use crate::assessments::AssessmentId;
use crate::kernel::{Result, db::Conn, env::Day};
use crate::poams::model::{
    PoamId,
    register::{Cursor, Filter, Of, Row, Sort},
};
use uuid::Uuid;

/// Rows on one page; one more is read, to know whether there is another.
pub const ROWS: usize = 50;

/// The first due first, after `after`.
pub async fn first_due(
    conn: &mut Conn,
    scope: Scope,
    assessment: AssessmentId,
    (filter, today): (&Filter, Day),
    after: Option<&Cursor>,
) -> Result<Vec<Row>> {
    let (key, id) = after.map_or(("", PoamId(Uuid::nil())), |after| (after.key.as_str(), after.id));
    // Nothing was due before this day.
    let day = key.parse().unwrap_or(Day::from_ymd_opt(1000, 1, 1).unwrap_or(today));
    sql! {
        fetch_all, conn,
        "select p.id, p.requirement, p.weakness, p.due_on, p.state, r.name as responsible,
            cast(p.due_on as text) as sort_key,
            (select count(*) from poam_milestones m
             where m.org_id = p.org_id and m.assessment_id = p.assessment_id and m.poam_id = p.id) as steps,
            (select count(m.done_on) from poam_milestones m
             where m.org_id = p.org_id and m.assessment_id = p.assessment_id and m.poam_id = p.id) as done,
            (select min(m.due_on) from poam_milestones m
             where m.org_id = p.org_id and m.assessment_id = p.assessment_id and m.poam_id = p.id
               and m.done_on is null) as next_on
         from poams p
         left join users r on r.id = p.responsible_id
         where p.org_id = $1 and p.assessment_id = $2 and (p.due_on, p.id) > ($3, $4)
           and ($5 = '' or p.state = $5 or ($5 = 'active' and p.state in ('open', 'submitted'))
                or ($5 = 'overdue' and p.state in ('open', 'submitted') and p.due_on < $6))
           and ($7 = '' or p.requirement = $7) and (p.responsible_id = $8 or $8 is null)
         order by p.due_on, p.id
         limit 51",
        scope.org(), assessment, day, id, &filter.state, today, &filter.requirement, filter.responsible
    }
}

/// By a column from its beginning, after `after`. Numbers in the ids of requirements count as numbers: 3.1.9 comes
/// before 3.1.10.
pub async fn up(
    conn: &mut Conn,
    scope: Scope,
    assessment: AssessmentId,
    (filter, today): (&Filter, Day),
    (sort, after): (Sort, Option<&Cursor>),
) -> Result<Vec<Row>> {
    let (key, id) = after.map_or(("", PoamId(Uuid::nil())), |after| (after.key.as_str(), after.id));
    sql! {
        fetch_all, conn,
        "select k.id, k.requirement, k.weakness, k.due_on, k.state, k.responsible, k.sort_key,
            (select count(*) from poam_milestones m
             where m.org_id = $1 and m.assessment_id = $2 and m.poam_id = k.id) as steps,
            (select count(m.done_on) from poam_milestones m
             where m.org_id = $1 and m.assessment_id = $2 and m.poam_id = k.id) as done,
            (select min(m.due_on) from poam_milestones m
             where m.org_id = $1 and m.assessment_id = $2 and m.poam_id = k.id and m.done_on is null) as next_on
         from (select f.id, f.requirement, f.weakness, f.due_on, f.state, f.responsible,
                  case $7 when 'requirement'
                          then case when length(f.place) = 6 then substr(f.place, 1, 5) || '0' || substr(f.place, 6)
                               else f.place end
                          when 'state' then case f.state when 'open' then '1' when 'submitted' then '2'
                               when 'closed' then '3' else '4' end
                          when 'responsible' then coalesce(lower(f.responsible), '')
                          else cast(f.due_on as text) end as sort_key
               from (select p.id, p.requirement, p.weakness, p.due_on, p.state, r.name as responsible,
                        case when p.requirement like '__.L3-3._.%' then '3.0' || substr(p.requirement, 9)
                             when p.requirement like '__.L3-%' then substr(p.requirement, 7)
                             when p.requirement like '3._.%' then '3.0' || substr(p.requirement, 3)
                             else p.requirement end as place
                     from poams p
                     left join users r on r.id = p.responsible_id
                     where p.org_id = $1 and p.assessment_id = $2
                       and ($3 = '' or p.state = $3 or ($3 = 'active' and p.state in ('open', 'submitted'))
                            or ($3 = 'overdue' and p.state in ('open', 'submitted') and p.due_on < $4))
                       and ($5 = '' or p.requirement = $5) and (p.responsible_id = $6 or $6 is null)) f) k
         where (k.sort_key, k.id) > ($8, $9)
         order by k.sort_key, k.id
         limit 51",
        scope.org(), assessment, &filter.state, today, &filter.requirement, filter.responsible, sort.by.word(), key,
        id
    }
}

/// By a column from its end, after `after`.
pub async fn down(
    conn: &mut Conn,
    scope: Scope,
    assessment: AssessmentId,
    (filter, today): (&Filter, Day),
    (sort, after): (Sort, Option<&Cursor>),
) -> Result<Vec<Row>> {
    let (key, id) = after.map_or((LAST, PoamId(Uuid::max())), |after| (after.key.as_str(), after.id));
    sql! {
        fetch_all, conn,
        "select k.id, k.requirement, k.weakness, k.due_on, k.state, k.responsible, k.sort_key,
            (select count(*) from poam_milestones m
             where m.org_id = $1 and m.assessment_id = $2 and m.poam_id = k.id) as steps,
            (select count(m.done_on) from poam_milestones m
             where m.org_id = $1 and m.assessment_id = $2 and m.poam_id = k.id) as done,
            (select min(m.due_on) from poam_milestones m
             where m.org_id = $1 and m.assessment_id = $2 and m.poam_id = k.id and m.done_on is null) as next_on
         from (select f.id, f.requirement, f.weakness, f.due_on, f.state, f.responsible,
                  case $7 when 'requirement'
                          then case when length(f.place) = 6 then substr(f.place, 1, 5) || '0' || substr(f.place, 6)
                               else f.place end
                          when 'state' then case f.state when 'open' then '1' when 'submitted' then '2'
                               when 'closed' then '3' else '4' end
                          when 'responsible' then coalesce(lower(f.responsible), '')
                          else cast(f.due_on as text) end as sort_key
               from (select p.id, p.requirement, p.weakness, p.due_on, p.state, r.name as responsible,
                        case when p.requirement like '__.L3-3._.%' then '3.0' || substr(p.requirement, 9)
                             when p.requirement like '__.L3-%' then substr(p.requirement, 7)
                             when p.requirement like '3._.%' then '3.0' || substr(p.requirement, 3)
                             else p.requirement end as place
                     from poams p
                     left join users r on r.id = p.responsible_id
                     where p.org_id = $1 and p.assessment_id = $2
                       and ($3 = '' or p.state = $3 or ($3 = 'active' and p.state in ('open', 'submitted'))
                            or ($3 = 'overdue' and p.state in ('open', 'submitted') and p.due_on < $4))
                       and ($5 = '' or p.requirement = $5) and (p.responsible_id = $6 or $6 is null)) f) k
         where (k.sort_key, k.id) < ($8, $9)
         order by k.sort_key desc, k.id desc
         limit 51",
        scope.org(), assessment, &filter.state, today, &filter.requirement, filter.responsible, sort.by.word(), key,
        id
    }
}

/// Stands behind every text that people type.
const LAST: &str = "\u{10ffff}";

/// The requirements that have items, each with how many of them count and how many of those are overdue.
pub async fn counts(conn: &mut Conn, scope: Scope, assessment: AssessmentId, today: Day) -> Result<Vec<Of>> {
    sql! {
        fetch_all, conn,
        "select requirement, count(*) filter (where state in ('open', 'submitted')) as active,
            count(*) filter (where state in ('open', 'submitted') and due_on < $3) as overdue
         from poams
         where org_id = $1 and assessment_id = $2
         group by requirement
         order by requirement
         limit 1000",
        scope.org(), assessment, today
    }
}
