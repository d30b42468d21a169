//! The days of all parts of the program, and the table `calendar_feeds`.

use super::model::{Dated, Said};
use crate::access::Scope;
use crate::kernel::{
    Result,
    db::{Conn, Tx},
    env::{Day, Timestamp},
    hash::Sha256,
    id::UserId,
};
use chrono::{Days, NaiveTime};
use uuid::Uuid;

/// Rows of one reading.
pub const ROWS: usize = 3000;

/// The longest time between two reviews of a requirement: `Interval::MONTHS_MAX`.
const REVIEW_DAYS_MAX: u64 = 366;

/// Tasks, requests, evidence, items of the POA&M and their milestones that are not done, from one day to another,
/// the earliest first, those up to `after` left out. Of items that stand in several assessments, that of the newest; of
/// evidence, the newest version.
pub async fn dated(
    conn: &mut Conn,
    scope: Scope,
    (from, to): (Day, Day),
    after: Option<&Dated>,
) -> Result<Vec<Dated>> {
    let (from, kind, id) =
        after.map_or((from, "", Uuid::nil()), |last| (last.day, last.kind.as_str(), last.id));
    sql! {
        fetch_all, conn,
        "with d as (
            select 'task' as kind, t.id, t.id as assessment_id, t.id as poam_id, '' as requirement, t.title,
                   t.due_on as day, case t.state when 'done' then t.reviewer_id else t.assignee_id end as person_id,
                   t.created_at as changed_at
            from tasks t
            where t.org_id = $1 and t.state in ('open', 'done') and t.due_on >= $2 and t.due_on <= $3
            union all
            select 'request', r.id, r.id, r.id, '', r.title, r.due_on, coalesce(r.person_id, r.created_by),
                   r.created_at
            from requests r
            where r.org_id = $1 and r.state in ('open', 'returned') and r.due_on >= $2 and r.due_on <= $3
            union all
            select 'evidence', e.id, e.id, e.id, '', e.title, e.valid_until, e.owner_id, e.created_at
            from evidence e
            where e.org_id = $1 and e.removed_at is null and e.replaced_by is null
              and e.valid_until >= $2 and e.valid_until <= $3
            union all
            select 'poam', p.id, p.assessment_id, p.id, p.requirement, p.weakness, p.due_on, p.responsible_id,
                   p.updated_at
            from poams p
            where p.org_id = $1 and p.state in ('open', 'submitted') and p.due_on >= $2 and p.due_on <= $3
              and not exists (select 1 from poams n
                              where n.org_id = p.org_id and n.id = p.id and n.assessment_id > p.assessment_id)
            union all
            select 'milestone', s.id, p.assessment_id, p.id, p.requirement, s.words, s.due_on, p.responsible_id,
                   p.updated_at
            from poam_milestones s
            join poams p on p.org_id = s.org_id and p.assessment_id = s.assessment_id and p.id = s.poam_id
            where s.org_id = $1 and s.done_on is null and s.due_on >= $2 and s.due_on <= $3
              and p.state in ('open', 'submitted')
              and not exists (select 1 from poams n
                              where n.org_id = p.org_id and n.id = p.id and n.assessment_id > p.assessment_id)
         )
         select d.kind, d.id, d.assessment_id, d.poam_id, d.requirement, d.title, d.day, d.person_id,
                u.name as person_name, d.changed_at
         from d left join users u on u.id = d.person_id
         where (d.day, d.kind, d.id) > ($2, $4, $5)
         order by d.day, d.kind, d.id
         limit 3000",
        scope.org(), from, to, kind, id
    }
}

/// The open assessments whose first reviews may be due from one day to another, each with how many requirements
/// something is said of; every completed one; and what is practised for requirements whose reviews may be due then.
/// Those up to `after` are left out. Where an assessment was copied, the reviews go on in the copy. A retired
/// requirement has none.
pub async fn said(
    conn: &mut Conn,
    scope: Scope,
    (from, to): (Day, Day),
    after: Option<&Said>,
) -> Result<Vec<Said>> {
    let since = from.checked_sub_days(Days::new(REVIEW_DAYS_MAX)).unwrap_or(from);
    let until = to.checked_add_days(Days::new(1)).unwrap_or(to);
    let [first, end] = [since, until].map(|day| day.and_time(NaiveTime::MIN).and_utc());
    let (kind, assessment, requirement) = after.map_or(("", Uuid::nil(), ""), |last| {
        (last.kind.as_str(), last.assessment_id, last.requirement.as_str())
    });
    sql! {
        fetch_all, conn,
        "with running as (
            select a.id, a.copied_from, a.system_id, s.name as system, a.level, a.review_months, a.completed_at,
                   a.created_at, a.completed_on is null as is_open,
                   a.completed_on is null and a.created_at >= $2 and a.created_at < $3 as is_first_due
            from assessments a
            join systems s on s.org_id = a.org_id and s.id = a.system_id
            where a.org_id = $1
              and not exists (select 1 from assessments n where n.org_id = a.org_id and n.copied_from = a.id)
         ), own as (
            select r.code, r.retired_at
            from requirements r
            join catalogues c on c.org_id = r.org_id and c.id = r.catalogue_id and c.catalogue_key = 'own'
            where r.org_id = $1
         ), d as (
            select 'practice' as kind, a.id as assessment_id, a.copied_from, a.system_id, a.system, a.level,
                   i.requirement, coalesce(i.review_months, a.review_months) as months, i.reviewed_on as day,
                   cast(null as date) as kept_until, i.claim as body, a.is_open, i.owner_id as person_id,
                   u.name as person_name, i.updated_at as changed_at, a.created_at as started_at,
                   cast(0 as bigint) as practised, cast(0 as bigint) as own_left
            from implementations i
            join running a on a.id = i.assessment_id
            left join users u on u.id = i.owner_id
            where i.org_id = $1
              and (i.claim is not null or (a.is_first_due and i.reviewed_on is null)
                   or (a.is_open and i.reviewed_on >= $4 and i.reviewed_on <= $5))
              and not exists (select 1 from own o
                              where o.code = i.requirement and o.retired_at is not null
                                and (a.is_open or o.retired_at <= a.completed_at))
            union all
            select 'begun', a.id, a.copied_from, a.system_id, a.system, a.level, '', a.review_months, null, null, null,
                   true, null, null, a.created_at, a.created_at,
                   (select count(*) from implementations i
                    where i.org_id = $1 and i.assessment_id = a.id
                      and not exists (select 1 from own o where o.code = i.requirement)),
                   (select count(*) from own o
                    where o.retired_at is null
                      and not exists (select 1 from implementations i
                                      where i.org_id = $1 and i.assessment_id = a.id and i.requirement = o.code))
            from running a where a.is_first_due
            union all
            select 'completed', a.id, a.copied_from, a.system_id, s.name, a.level, '', null, a.completed_on,
                   a.kept_until, a.result, false, a.lead_id, u.name, a.completed_at, a.created_at, 0, 0
            from assessments a
            join systems s on s.org_id = a.org_id and s.id = a.system_id
            left join users u on u.id = a.lead_id
            where a.org_id = $1 and a.completed_on is not null and a.completed_at is not null
         )
         select d.kind, d.assessment_id, d.copied_from, d.system_id, d.system, d.level, d.requirement, d.months, d.day,
                d.kept_until, d.body, d.is_open, d.person_id, d.person_name, d.changed_at, d.started_at,
                d.practised, d.own_left
         from d
         where (d.kind, d.assessment_id, d.requirement) > ($6, $7, $8)
         order by d.kind, d.assessment_id, d.requirement
         limit 3000",
        scope.org(), first, end, since, to, kind, assessment, requirement
    }
}

/// When somebody's link was made, and whether it shows only what is theirs.
pub async fn feed(conn: &mut Conn, scope: Scope, user: UserId) -> Result<Option<(Timestamp, bool)>> {
    sql! {
        fetch_optional, conn,
        "select created_at, is_mine_only from calendar_feeds where org_id = $1 and user_id = $2",
        scope.org(), user
    }
}

/// Makes somebody's link, in the place of the one before.
pub async fn put_feed(
    tx: &mut Tx,
    scope: Scope,
    user: UserId,
    (token, is_mine_only): (Sha256, bool),
) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into calendar_feeds (org_id, user_id, token_hash, is_mine_only, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict (org_id, user_id) do update
         set token_hash = excluded.token_hash, is_mine_only = excluded.is_mine_only, created_at = excluded.created_at",
        scope.org(), user, token, is_mine_only, now
    }?;
    Ok(())
}

/// Takes somebody's link away; 0 rows if there is none.
pub async fn remove_feed(tx: &mut Tx, scope: Scope, user: UserId) -> Result<u64> {
    sql! { execute, tx, "delete from calendar_feeds where org_id = $1 and user_id = $2", scope.org(), user }
}
