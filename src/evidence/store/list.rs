//! The list of evidence.

use crate::access::Scope;
use crate::evidence::model::{Filter, Holder, Listed};
use crate::kernel::{Result, db::Conn, env::Day, text};

/// Rows on one page, unless everything is asked for.
pub const ROWS: i64 = 50;
/// Rows when everything is asked for.
pub const ROWS_ALL: i64 = 2000;

/// The rows that `filter` lets through, `limit` of them after the first `offset`; each knows how many there are.
/// Ids grow with time, so the newest come first where no column decides.
pub async fn page(
    conn: &mut Conn,
    scope: Scope,
    filter: &Filter,
    today: Day,
    limit: i64,
    offset: i64,
) -> Result<Vec<Listed>> {
    let (kind, pattern) = (filter.kind.map_or("", |kind| kind.word()), text::like(&filter.search));
    sql! {
        fetch_all, conn,
        "with found as (
            select e.id, e.title, e.kind, e.state, e.captured_on, e.valid_until, e.sha256,
                   coalesce(e.valid_until < $2, false) as is_stale, u.name as owner_name,
                   case $7 when 'title' then lower(e.title)
                           when 'kind' then e.kind
                           when 'captured' then coalesce(cast(e.captured_on as text), '')
                           when 'valid' then coalesce(cast(e.valid_until as text), '')
                           when 'owner' then coalesce(lower(u.name), '')
                           else '' end as sort_key
            from evidence e
            left join users u on u.id = e.owner_id
            where e.org_id = $1 and e.removed_at is null
              and (lower(e.title) like $3 escape '!' or lower(e.file_name) like $3 escape '!'
                   or lower(e.description) like $3 escape '!')
              and ($4 = '' or e.kind = $4)
              and ($5 = '' or ($5 = 'stale' and e.valid_until < $2)
                   or (e.state = $5 and coalesce(e.valid_until >= $2, true)))
              and (e.owner_id = $6 or $6 is null)
         ), shown as (
            select id, title, kind, state, captured_on, valid_until, sha256, is_stale, owner_name, sort_key,
                   count(*) over () as total
            from found
            order by case when $8 then '' else sort_key end, case when $8 then sort_key else '' end desc, id desc
            limit $9 offset $10
         )
         select s.id, s.title, s.kind, s.state, s.captured_on, s.valid_until, s.sha256, s.is_stale, s.owner_name,
                s.total, (select count(*) from evidence_links l
                          where l.org_id = $1 and l.evidence_id = s.id) as covers
         from shown s
         order by case when $8 then '' else s.sort_key end, case when $8 then s.sort_key else '' end desc, s.id desc",
        scope.org(), today, pattern, kind, filter.state, filter.owner, filter.sort.column, filter.sort.is_down,
        limit, offset
    }
}

/// Everybody who owns evidence.
pub async fn owners(conn: &mut Conn, scope: Scope) -> Result<Vec<Holder>> {
    sql! {
        fetch_all, conn,
        "select u.id, u.name from users u
         where exists (select 1 from evidence e
                       where e.org_id = $1 and e.owner_id = u.id and e.removed_at is null)
         order by u.name, u.id
         limit 1000",
        scope.org()
    }
}
