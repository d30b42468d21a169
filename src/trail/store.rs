//! The trail's SQL. Nothing here writes: lines come from the kernel.

use super::{
    actions::Chain,
    model::{self, End, Filter, Line},
};
use crate::access::Scope;
use crate::kernel::{Result, chain, db::Conn, hash::Sha256, text::Slug};

/// Lines that fit `filter` and come before the line `seq`, newest first.
pub async fn before(
    conn: &mut Conn,
    scope: Scope,
    filter: &Filter,
    seq: i64,
    limit: i64,
) -> Result<Vec<Line>> {
    let ((from, to), [of, what]) = (filter.span(), filter.in_detail());
    sql! {
        fetch_all, conn,
        "select seq, at, actor_id, actor_name, address, device, action, subject, detail, hash from audit_log
         where org_id = $1 and seq < $2
           and (lower(actor_name) like $3 escape '\\'
                or actor_id in (select u.id from members m join users u on u.id = m.user_id
                                where m.org_id = $1 and lower(u.email) like $9 escape '\\'))
           and replace(replace(lower(action), '.', ' '), '_', ' ') like $4 escape '\\'
           and (lower(subject || '/') like $5 escape '\\'
                or $11 <> '' and lower(detail) like $11 escape '\\' and lower(subject || detail) like $10 escape '\\')
           and at >= $6 and at < $7
         order by seq desc
         limit $8",
        scope.org(), seq,
        model::anywhere(&filter.person), model::in_words(&filter.action), model::anywhere(&filter.subject),
        from, to, limit, model::of_mail(&filter.person), of, what
    }
}

/// Lines that fit `filter` and come after the line `seq`, oldest first.
pub async fn after(
    conn: &mut Conn,
    scope: Scope,
    filter: &Filter,
    seq: i64,
    limit: i64,
) -> Result<Vec<Line>> {
    let ((from, to), [of, what]) = (filter.span(), filter.in_detail());
    sql! {
        fetch_all, conn,
        "select seq, at, actor_id, actor_name, address, device, action, subject, detail, hash from audit_log
         where org_id = $1 and seq > $2
           and (lower(actor_name) like $3 escape '\\'
                or actor_id in (select u.id from members m join users u on u.id = m.user_id
                                where m.org_id = $1 and lower(u.email) like $9 escape '\\'))
           and replace(replace(lower(action), '.', ' '), '_', ' ') like $4 escape '\\'
           and (lower(subject || '/') like $5 escape '\\'
                or $11 <> '' and lower(detail) like $11 escape '\\' and lower(subject || detail) like $10 escape '\\')
           and at >= $6 and at < $7
         order by seq
         limit $8",
        scope.org(), seq,
        model::anywhere(&filter.person), model::in_words(&filter.action), model::anywhere(&filter.subject),
        from, to, limit, model::of_mail(&filter.person), of, what
    }
}

/// All lines from the one after `seq` to the line `last`, oldest first.
pub async fn between(conn: &mut Conn, scope: Scope, seq: i64, last: i64, limit: i64) -> Result<Vec<Line>> {
    sql! {
        fetch_all, conn,
        "select seq, at, actor_id, actor_name, address, device, action, subject, detail, hash from audit_log
         where org_id = $1 and seq > $2 and seq <= $3
         order by seq
         limit $4",
        scope.org(), seq, last, limit
    }
}

/// The end of the chain as the chain itself says, and the first line that stands outside of it. One statement, so
/// that a line that is written meanwhile is no stray one: it comes together with the chain's new end.
pub async fn end(conn: &mut Conn, scope: Scope) -> Result<End> {
    let (seq, hash, stray): (Option<i64>, Option<Sha256>, Option<i64>) = sql! {
        fetch_one, conn,
        "select c.seq, c.hash,
                coalesce(
                    (select min(l.seq) from audit_log l where l.org_id = $1 and l.seq < 1),
                    (select min(l.seq) from audit_log l where l.org_id = $1 and l.seq > coalesce(c.seq, 0))
                ) as stray
         from (select 1 as one) here left join chains c on c.org_id = $1",
        scope.org()
    }?;
    let never_begun = || chain::start(scope.org());
    Ok(End { seq: seq.unwrap_or(0), hash: hash.unwrap_or_else(never_begun), stray })
}

/// Every chain, and whose it is; the installation's own has no organisation.
pub async fn chains(conn: &mut Conn) -> Result<Vec<Chain>> {
    sql! {
        fetch_all, conn,
        "select c.org_id as org, coalesce(o.name, 'The installation itself') as name
         from chains c left join organisations o on o.id = c.org_id
         order by c.org_id
         limit 100000"
    }
}

/// Whose chain is gone, though there is an organisation for it or a line of it. Looks at every line.
pub async fn without_chain(conn: &mut Conn) -> Result<Vec<Chain>> {
    sql! {
        fetch_all, conn,
        "select k.org_id as org, coalesce(o.name, 'An organisation that is gone') as name
         from (select id as org_id from organisations union select org_id from audit_log) k
         left join organisations o on o.id = k.org_id
         where not exists (select 1 from chains c where c.org_id = k.org_id)
         order by k.org_id
         limit 100000"
    }
}

/// One of the organisations, if there are any and none of them, called `slug` in addresses, has a line about `action`.
pub async fn any_but(conn: &mut Conn, slug: &Slug, action: &str) -> Result<Option<Chain>> {
    sql! {
        fetch_optional, conn,
        "select o.id as org, o.name from organisations o
         where not exists (
             select 1 from audit_log l join organisations d on d.id = l.org_id where d.slug = $1 and l.action = $2
         )
         order by o.name, o.id
         limit 1",
        slug, action
    }
}
