//! The list of evidence.

use crate::access::Scope;
use crate::evidence::model::{Cursor, EvidenceId, Filter, Holder, Listed};
use crate::kernel::{Result, db::Conn, env::Day, text};
use uuid::Uuid;

/// Rows on one page; one more is read, to know whether there is another.
pub const ROWS: usize = 50;

/// The newest first, after `filter.after`: ids grow with time.
pub async fn newest(conn: &mut Conn, scope: Scope, filter: &Filter, today: Day) -> Result<Vec<Listed>> {
    let (kind, pattern) = (filter.kind.map_or("", |kind| kind.word()), text::like(&filter.search));
    let after = filter.after.as_ref().map_or(EvidenceId(Uuid::max()), |after| after.id);
    sql! {
        fetch_all, conn,
        "select e.id, e.title, e.kind, e.state, e.review, e.captured_on, e.valid_until, e.tags, e.number, e.version,
                coalesce(e.valid_until < $2, false) as is_stale, e.replaced_by is not null as is_replaced,
                e.place <> '' as is_reference, u.name as owner_name, '' as sort_key,
                (select count(*) from evidence_links l where l.org_id = e.org_id and l.evidence_id = e.id) as covers
         from evidence e
         left join users u on u.id = e.owner_id
         where e.org_id = $1 and e.id < $8 and e.removed_at is null
           and (lower(e.title) like $3 escape '!' or lower(e.file_name) like $3 escape '!'
                or lower(e.description) like $3 escape '!')
           and ($4 = '' or e.kind = $4)
           and ($5 = 'superseded') = (e.replaced_by is not null)
           and ($5 = '' or $5 = 'superseded' or ($5 = 'stale' and e.valid_until < $2)
                or (coalesce(e.valid_until >= $2, true)
                    and (($5 = 'final' and e.state = 'final') or ($5 = 'returned' and e.review = 'returned')
                         or ($5 = 'draft' and e.state = 'draft' and e.review <> 'returned')
                         or ($5 = e.review and e.state = 'final'))))
           and (e.owner_id = $6 or $6 is null)
           and ($7 = '' or e.tags like $7 escape '!')
         order by e.id desc
         limit 51",
        scope.org(), today, pattern, kind, filter.state, filter.owner, tag(filter), after
    }
}

/// By a column, from its beginning, after `filter.after`.
pub async fn up(conn: &mut Conn, scope: Scope, filter: &Filter, today: Day) -> Result<Vec<Listed>> {
    let (kind, pattern) = (filter.kind.map_or("", |kind| kind.word()), text::like(&filter.search));
    let after = filter.after.clone().unwrap_or(Cursor { key: String::new(), id: EvidenceId(Uuid::nil()) });
    sql! {
        fetch_all, conn,
        "select f.id, f.title, f.kind, f.state, f.review, f.captured_on, f.valid_until, f.tags, f.number, f.version,
                f.is_stale, f.is_replaced, f.is_reference, f.owner_name, f.sort_key,
                (select count(*) from evidence_links l where l.org_id = $1 and l.evidence_id = f.id) as covers
         from (select e.id, e.title, e.kind, e.state, e.review, e.captured_on, e.valid_until, e.tags, e.number,
                      e.version, coalesce(e.valid_until < $2, false) as is_stale,
                      e.replaced_by is not null as is_replaced, e.place <> '' as is_reference, u.name as owner_name,
                      case $8 when 'title' then lower(e.title)
                              when 'kind' then e.kind
                              when 'captured' then coalesce(cast(e.captured_on as text), '')
                              when 'valid' then coalesce(cast(e.valid_until as text), '')
                              else coalesce(lower(u.name), '') end as sort_key
               from evidence e
               left join users u on u.id = e.owner_id
               where e.org_id = $1 and e.removed_at is null
                 and (lower(e.title) like $3 escape '!' or lower(e.file_name) like $3 escape '!'
                      or lower(e.description) like $3 escape '!')
                 and ($4 = '' or e.kind = $4)
                 and ($5 = 'superseded') = (e.replaced_by is not null)
                 and ($5 = '' or $5 = 'superseded' or ($5 = 'stale' and e.valid_until < $2)
                      or (coalesce(e.valid_until >= $2, true)
                          and (($5 = 'final' and e.state = 'final') or ($5 = 'returned' and e.review = 'returned')
                               or ($5 = 'draft' and e.state = 'draft' and e.review <> 'returned')
                               or ($5 = e.review and e.state = 'final'))))
                 and (e.owner_id = $6 or $6 is null)
                 and ($7 = '' or e.tags like $7 escape '!')) f
         where (f.sort_key, f.id) > ($9, $10)
         order by f.sort_key, f.id
         limit 51",
        scope.org(), today, pattern, kind, filter.state, filter.owner, tag(filter), filter.sort.column, after.key,
        after.id
    }
}

/// By a column, from its end, after `filter.after`.
pub async fn down(conn: &mut Conn, scope: Scope, filter: &Filter, today: Day) -> Result<Vec<Listed>> {
    let (kind, pattern) = (filter.kind.map_or("", |kind| kind.word()), text::like(&filter.search));
    let after = filter.after.clone().unwrap_or(Cursor { key: LAST.into(), id: EvidenceId(Uuid::max()) });
    sql! {
        fetch_all, conn,
        "select f.id, f.title, f.kind, f.state, f.review, f.captured_on, f.valid_until, f.tags, f.number, f.version,
                f.is_stale, f.is_replaced, f.is_reference, f.owner_name, f.sort_key,
                (select count(*) from evidence_links l where l.org_id = $1 and l.evidence_id = f.id) as covers
         from (select e.id, e.title, e.kind, e.state, e.review, e.captured_on, e.valid_until, e.tags, e.number,
                      e.version, coalesce(e.valid_until < $2, false) as is_stale,
                      e.replaced_by is not null as is_replaced, e.place <> '' as is_reference, u.name as owner_name,
                      case $8 when 'title' then lower(e.title)
                              when 'kind' then e.kind
                              when 'captured' then coalesce(cast(e.captured_on as text), '')
                              when 'valid' then coalesce(cast(e.valid_until as text), '')
                              else coalesce(lower(u.name), '') end as sort_key
               from evidence e
               left join users u on u.id = e.owner_id
               where e.org_id = $1 and e.removed_at is null
                 and (lower(e.title) like $3 escape '!' or lower(e.file_name) like $3 escape '!'
                      or lower(e.description) like $3 escape '!')
                 and ($4 = '' or e.kind = $4)
                 and ($5 = 'superseded') = (e.replaced_by is not null)
                 and ($5 = '' or $5 = 'superseded' or ($5 = 'stale' and e.valid_until < $2)
                      or (coalesce(e.valid_until >= $2, true)
                          and (($5 = 'final' and e.state = 'final') or ($5 = 'returned' and e.review = 'returned')
                               or ($5 = 'draft' and e.state = 'draft' and e.review <> 'returned')
                               or ($5 = e.review and e.state = 'final'))))
                 and (e.owner_id = $6 or $6 is null)
                 and ($7 = '' or e.tags like $7 escape '!')) f
         where (f.sort_key, f.id) < ($9, $10)
         order by f.sort_key desc, f.id desc
         limit 51",
        scope.org(), today, pattern, kind, filter.state, filter.owner, tag(filter), filter.sort.column, after.key,
        after.id
    }
}

/// Stands behind every text that people type.
const LAST: &str = "\u{10ffff}";

/// A pattern that finds the tag asked for among words between spaces; nothing where none is.
fn tag(filter: &Filter) -> String {
    match filter.tag.as_str() {
        "" => String::new(),
        word => {
            let pattern = text::like(word);
            format!("% {} %", pattern.trim_start_matches('%').strip_suffix('%').unwrap_or_default())
        }
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
