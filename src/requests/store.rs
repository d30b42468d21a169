//! The tables `requests` and `request_objectives`.

use super::model::{Assessment, Due, Filter, Former, Item, Listed, Objective, Request, RequestId, State};
use crate::access::Scope;
use crate::evidence::EvidenceId;
use crate::kernel::{
    Error, Result,
    db::{Conn, Tx},
    env::Day,
    hash::Sha256,
    text,
};
use uuid::Uuid;

/// Rows on one page; one more is read, to know whether there is another.
pub const ROWS: usize = 50;

/// A request. Another organisation's is `NotFound`.
pub async fn get(conn: &mut Conn, scope: Scope, id: RequestId) -> Result<Item> {
    sql! {
        fetch_one, conn,
        "select r.id, r.title, r.wanted, r.kind, r.due_on, r.person_id, r.outsider_name, r.outsider_email, r.note,
                r.assessment_id, r.repeat_months, r.renew_on, r.renews_id, r.after_id, r.evidence_id, r.state,
                r.submitted_at, r.decided_at, r.link_until, r.link_used_at, r.created_by, r.version, r.created_at,
                p.name as person_name, c.name as creator_name, a.title as assessment, e.title as evidence_title,
                e.review_reason as reason, w.name as reviewer_name, o.title as renews_title, n.id as next_id
         from requests r
         join users c on c.id = r.created_by
         left join users p on p.id = r.person_id
         left join assessments a on a.org_id = r.org_id and a.id = r.assessment_id
         left join evidence e on e.org_id = r.org_id and e.id = r.evidence_id and e.removed_at is null
         left join users w on w.id = e.reviewed_by
         left join evidence o on o.org_id = r.org_id and o.id = r.renews_id and o.removed_at is null
         left join requests n on n.org_id = r.org_id and n.after_id = r.id
         where r.org_id = $1 and r.id = $2",
        scope.org(), id
    }
}

/// The objectives that a request is for.
pub async fn objectives(conn: &mut Conn, scope: Scope, id: RequestId) -> Result<Vec<Objective>> {
    sql! {
        fetch_all, conn,
        "select requirement, objective from request_objectives
         where org_id = $1 and request_id = $2
         order by requirement, objective
         limit 1000",
        scope.org(), id
    }
}

/// A page of requests, the most pressing first, after `filter.after`.
pub async fn page(conn: &mut Conn, scope: Scope, filter: &Filter) -> Result<Vec<Listed>> {
    let ([one, other], after, pattern) = (filter.view.states(), filter.after, text::like(&filter.search));
    sql! {
        fetch_all, conn,
        "select r.id, r.title, r.due_on, r.state, p.name as person_name, r.outsider_name,
                (select count(*) from request_objectives o where o.org_id = r.org_id and o.request_id = r.id) as covers
         from requests r left join users p on p.id = r.person_id
         where r.org_id = $1 and r.state in ($2, $3) and (r.due_on, r.id) > ($4, $5)
           and lower(r.title) like $6 escape '!' and (r.person_id = $7 or $7 is null)
         order by r.due_on, r.id
         limit 51",
        scope.org(), one, other, after.due_on, after.id, pattern, filter.whose
    }
}

/// The assessments that evidence can still be brought to, the newest first.
pub async fn assessments(conn: &mut Conn, scope: Scope) -> Result<Vec<Assessment>> {
    sql! {
        fetch_all, conn,
        "select id, title from assessments
         where org_id = $1 and completed_at is null
         order by created_at desc, id desc
         limit 200",
        scope.org()
    }
}

/// Evidence that is to be asked for anew, with the last request that it answered.
pub async fn former(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Option<Former>> {
    sql! {
        fetch_optional, conn,
        "select e.id, e.title, e.kind, e.valid_until, e.owner_id, r.wanted, r.person_id, r.outsider_name,
                r.outsider_email, r.repeat_months
         from evidence e
         left join requests r on r.org_id = e.org_id and r.evidence_id = e.id
         where e.org_id = $1 and e.id = $2 and e.removed_at is null
         order by r.created_at desc, r.id desc
         limit 1",
        scope.org(), id
    }
}

/// The last request that comes again, was answered with a version of this evidence and has no next one yet.
pub async fn comes_again(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Option<RequestId>> {
    let found: Option<(RequestId,)> = sql! {
        fetch_optional, conn,
        "select r.id from requests r
         join evidence e on e.org_id = r.org_id and e.id = r.evidence_id
         join evidence o on o.org_id = r.org_id and o.id = $2
              and coalesce(o.first_id, o.id) = coalesce(e.first_id, e.id)
         where r.org_id = $1 and r.state = 'accepted' and r.repeat_months is not null
           and not exists (select 1 from requests n where n.org_id = r.org_id and n.after_id = r.id)
         order by r.created_at desc, r.id desc
         limit 1",
        scope.org(), id
    }?;
    Ok(found.map(|(id,)| id))
}

/// Whether the next version of this evidence is asked for by a request that comes again.
pub async fn is_on_its_way(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<bool> {
    let found: Option<(RequestId,)> = sql! {
        fetch_optional, conn,
        "select r.id from requests r
         join evidence e on e.org_id = r.org_id and e.id = r.renews_id
         join evidence o on o.org_id = r.org_id and o.id = $2
              and coalesce(o.first_id, o.id) = coalesce(e.first_id, e.id)
         where r.org_id = $1 and r.state in ('open', 'submitted', 'returned') and r.repeat_months is not null
         order by r.id
         limit 1",
        scope.org(), id
    }?;
    Ok(found.is_some())
}

/// What a piece of evidence serves in the newest of its open assessments.
pub async fn served(conn: &mut Conn, scope: Scope, id: EvidenceId) -> Result<Vec<(Uuid, String, String)>> {
    sql! {
        fetch_all, conn,
        "select l.assessment_id, l.requirement, l.objective
         from evidence_links l
         where l.org_id = $1 and l.evidence_id = $2
           and l.assessment_id = (select a.id from evidence_links o
                                  join assessments a on a.org_id = o.org_id and a.id = o.assessment_id
                                  where o.org_id = $1 and o.evidence_id = $2 and a.completed_at is null
                                  order by a.created_at desc, a.id desc
                                  limit 1)
         order by l.requirement, l.objective
         limit 100",
        scope.org(), id
    }
}

/// Evidence to choose from, the newest first, by words of its title and file name.
pub async fn offers(
    conn: &mut Conn,
    scope: Scope,
    search: &str,
    today: Day,
) -> Result<Vec<(EvidenceId, String, String, Option<Day>)>> {
    sql! {
        fetch_all, conn,
        "select id, title, file_name, captured_on from evidence
         where org_id = $1 and removed_at is null and replaced_by is null and state = 'final'
           and review <> 'returned' and coalesce(valid_until >= $3, true)
           and (lower(title) like $2 escape '!' or lower(file_name) like $2 escape '!')
         order by id desc
         limit 50",
        scope.org(), text::like(search), today
    }
}

/// Accepted requests after `after` that may be due again: their day has come, or what came in runs out before `soon`.
pub async fn due_again(
    conn: &mut Conn,
    scope: Scope,
    (today, soon): (Day, Day),
    after: RequestId,
) -> Result<Vec<Due>> {
    sql! {
        fetch_all, conn,
        "select r.id, r.title, r.wanted, r.kind, r.due_on, r.person_id, r.outsider_name, r.outsider_email, r.note,
                r.assessment_id, r.repeat_months, r.renew_on, r.renews_id, r.after_id, r.evidence_id, r.state,
                r.submitted_at, r.decided_at, r.link_until, r.link_used_at, r.created_by, r.version, r.created_at,
                e.valid_until,
                (r.person_id is null or exists (select 1 from members m
                                                where m.org_id = r.org_id and m.user_id = r.person_id
                                                  and m.deactivated_at is null)) as is_member
         from requests r
         left join evidence e on e.org_id = r.org_id and e.id = r.evidence_id
             and e.removed_at is null and e.replaced_by is null
         where r.org_id = $1 and r.state = 'accepted' and r.repeat_months is not null
           and (r.renew_on <= $2 or e.valid_until <= $3) and r.id > $4
           and not exists (select 1 from requests n where n.org_id = r.org_id and n.after_id = r.id)
         order by r.id
         limit 200",
        scope.org(), today, soon, after
    }
}

/// Adds a request; 0 rows if another came after the same one already.
pub async fn insert(tx: &mut Tx, scope: Scope, it: &Request) -> Result<u64> {
    sql! {
        execute, tx,
        "insert into requests
            (org_id, id, title, wanted, kind, due_on, person_id, outsider_name, outsider_email, note, assessment_id,
             repeat_months, renews_id, after_id, state, link_until, created_by, version, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
         on conflict (org_id, after_id) do nothing",
        scope.org(), it.id, &it.title, &it.wanted, it.kind, it.due_on, it.person_id, &it.outsider_name,
        &it.outsider_email, &it.note, it.assessment_id, it.repeat_months, it.renews_id, it.after_id, it.state,
        it.link_until, it.created_by, it.version, it.created_at
    }
}

/// Says that a request is for an objective.
pub async fn insert_objective(tx: &mut Tx, scope: Scope, id: RequestId, one: &Objective) -> Result<()> {
    sql! {
        execute, tx,
        "insert into request_objectives (org_id, request_id, requirement, objective) values ($1, $2, $3, $4)",
        scope.org(), id, &one.requirement, &one.objective
    }?;
    Ok(())
}

/// Writes what may change of a request over the version before; `Conflict` if somebody else was faster.
pub async fn update(tx: &mut Tx, scope: Scope, it: &Request) -> Result<()> {
    let rows = sql! {
        execute, tx,
        "update requests
         set due_on = $3, state = $4, submitted_at = $5, link_until = $6, link_used_at = $7, version = $8
         where org_id = $1 and id = $2 and version = $9",
        scope.org(), it.id, it.due_on, it.state, it.submitted_at, it.link_until, it.link_used_at, it.version,
        it.version - 1
    }?;
    match rows {
        0 => Err(Error::Conflict("Somebody else changed this request meanwhile.".into())),
        _ => Ok(()),
    }
}

/// Says what came in.
pub async fn answered(tx: &mut Tx, scope: Scope, id: RequestId, evidence: EvidenceId) -> Result<()> {
    sql! {
        execute, tx,
        "update requests set evidence_id = $3 where org_id = $1 and id = $2",
        scope.org(), id, evidence
    }?;
    Ok(())
}

/// Gives the upload link another secret; the one before opens nothing any more.
pub async fn put_link(tx: &mut Tx, scope: Scope, id: RequestId, token: Sha256) -> Result<()> {
    sql! {
        execute, tx,
        "update requests set link_hash = $3 where org_id = $1 and id = $2",
        scope.org(), id, token
    }?;
    Ok(())
}

/// Notes that whoever was asked is told of the decision; 0 rows if they were already.
pub async fn tell_once(tx: &mut Tx, scope: Scope, id: RequestId) -> Result<u64> {
    sql! {
        execute, tx,
        "update requests set told_at = decided_at
         where org_id = $1 and id = $2 and state = $3 and (told_at is null or told_at < decided_at)",
        scope.org(), id, State::Returned
    }
}
