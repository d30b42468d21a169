//! Requirements of bodies of text, read.

use crate::access::Scope;
use crate::catalogue::{
    import::ParsedRequirement,
    model::{CatalogueId, Kept, OWN, Own, Requirement, RequirementId},
};
use crate::kernel::{
    Result,
    db::Conn,
    env::{Day, Timestamp},
};
use serde::Serialize;
use std::collections::HashMap;

/// The most requirements that are read of one body.
const LIMIT: i64 = 5_000;

/// One row of a list.
#[derive(Debug, Serialize, sqlx::FromRow)]
pub struct Listed {
    /// Its number.
    pub code: String,
    /// Its family.
    pub family: String,
    /// Its title.
    pub title: String,
    /// How many objectives it has.
    pub objectives: i64,
    /// Whether it is retired.
    pub is_retired: bool,
    /// Whether it has what was searched for.
    #[serde(skip)]
    pub is_hit: bool,
}

/// All requirements of a body, each knowing whether it has `pattern` in it.
pub async fn list(conn: &mut Conn, scope: Scope, id: CatalogueId, pattern: &str) -> Result<Vec<Listed>> {
    sql! {
        fetch_all, conn,
        "select r.code, r.family, r.title, r.retired_at is not null as is_retired,
                (select count(*) from objectives o
                 where o.org_id = r.org_id and o.requirement_id = r.id) as objectives,
                ($3 = '%' or lower(r.code) like $3 escape '!' or lower(r.title) like $3 escape '!'
                 or lower(r.statement) like $3 escape '!'
                 or exists (select 1 from objectives o where o.org_id = r.org_id and o.requirement_id = r.id
                            and lower(o.statement) like $3 escape '!')) as is_hit
         from requirements r
         where r.org_id = $1 and r.catalogue_id = $2
         order by r.place, r.code, r.id
         limit $4",
        scope.org(), id, pattern, LIMIT
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: RequirementId,
    code: String,
    family: String,
    title: String,
    statement: String,
    guidance: String,
    retired_at: Option<Timestamp>,
    version: i64,
    letter: Option<String>,
    text: Option<String>,
}

/// One requirement of the body `key` with its objectives.
pub async fn get(conn: &mut Conn, scope: Scope, key: &str, code: &str) -> Result<Option<Requirement>> {
    let rows: Vec<Row> = sql! {
        fetch_all, conn,
        "select r.id, r.code, r.family, r.title, r.statement, r.guidance, r.retired_at, r.version,
                o.letter, o.statement as text
         from catalogues c
         join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
         left join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where c.org_id = $1 and c.catalogue_key = $2 and r.code = $3
         order by o.place, o.letter
         limit 1000",
        scope.org(), key, code
    }?;
    let objectives = rows.iter().filter_map(|row| Some((row.letter.clone()?, row.text.clone()?))).collect();
    Ok(rows.into_iter().next().map(|row| Requirement {
        id: row.id,
        code: row.code,
        family: row.family,
        title: row.title,
        statement: row.statement,
        guidance: row.guidance,
        retired_at: row.retired_at,
        version: row.version,
        objectives,
    }))
}

/// The number in the body `key` that is `code`, or differs from it in capitals alone.
pub async fn alike(conn: &mut Conn, scope: Scope, key: &str, code: &str) -> Result<Option<String>> {
    let small = code.to_ascii_lowercase();
    let found: Option<(String,)> = sql! {
        fetch_optional, conn,
        "select r.code
         from catalogues c join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
         where c.org_id = $1 and c.catalogue_key = $2 and lower(r.code) = $3
         order by case when r.code = $4 then 0 else 1 end, r.code
         limit 1",
        scope.org(), key, small, code
    }?;
    Ok(found.map(|(code,)| code))
}

/// The numbers before and after `code` in its body.
pub async fn neighbours(
    conn: &mut Conn,
    scope: Scope,
    key: &str,
    code: &str,
) -> Result<(Option<String>, Option<String>)> {
    let found: Option<(Option<String>, Option<String>)> = sql! {
        fetch_optional, conn,
        "with ordered as (
            select r.code, lag(r.code) over (order by r.place, r.code) as before,
                   lead(r.code) over (order by r.place, r.code) as after
            from catalogues c join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
            where c.org_id = $1 and c.catalogue_key = $2)
         select before, after from ordered where code = $3",
        scope.org(), key, code
    }?;
    Ok(found.unwrap_or_default())
}

type Words = (RequirementId, i64, bool, String, String, String, String, String);

/// Everything that stands in a body, to compare a file with.
pub async fn kept(conn: &mut Conn, scope: Scope, id: CatalogueId) -> Result<Vec<Kept>> {
    let rows: Vec<Words> = sql! {
        fetch_all, conn,
        "select id, place, retired_at is not null as is_retired, code, family, title, statement, guidance
         from requirements
         where org_id = $1 and catalogue_id = $2
         order by place, code, id
         limit $3",
        scope.org(), id, LIMIT
    }?;
    let objectives: Vec<(RequirementId, String, String)> = sql! {
        fetch_all, conn,
        "select o.requirement_id, o.letter, o.statement
         from requirements r join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where r.org_id = $1 and r.catalogue_id = $2
         order by o.requirement_id, o.place, o.letter
         limit 100000",
        scope.org(), id
    }?;
    let mut of: HashMap<RequirementId, Vec<(String, String)>> = HashMap::new();
    for (id, letter, text) in objectives {
        of.entry(id).or_default().push((letter, text));
    }
    let kept = |(id, place, is_retired, code, family, title, statement, guidance): Words| {
        let objectives = of.remove(&id).unwrap_or_default();
        let words = ParsedRequirement { code, family, title, statement, guidance, objectives };
        Kept { id, place, is_retired, words }
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// All own requirements in use, whole.
pub async fn own(conn: &mut Conn, scope: Scope) -> Result<Vec<Own>> {
    let rows: Vec<(String, String, String, String, String, String)> = sql! {
        fetch_all, conn,
        "select r.code, r.family, r.title, r.statement, o.letter, o.statement as text
         from catalogues c
         join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
         join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where c.org_id = $1 and c.catalogue_key = $2 and r.retired_at is null
         order by r.place, r.code, o.place, o.letter
         limit 200000",
        scope.org(), OWN
    }?;
    let mut own: Vec<Own> = Vec::new();
    for (code, family, title, statement, letter, text) in rows {
        match own.last_mut().filter(|it| it.code == code) {
            Some(it) => it.objectives.push((letter, text)),
            None => own.push(Own { code, family, title, statement, objectives: vec![(letter, text)] }),
        }
    }
    Ok(own)
}

/// What stands in the requirements in use that an assessment may ask for: whether it is the organisation's own, its
/// number, and all its words. NIST SP 800-171 and 172 number them from 3, CMMC with the level; SP 800-53 does neither.
pub async fn words(conn: &mut Conn, scope: Scope) -> Result<Vec<(bool, String, String)>> {
    sql! {
        fetch_all, conn,
        "select c.catalogue_key = $2 as is_own, r.code,
                r.statement || ' ' || r.guidance || ' ' || coalesce(string_agg(o.statement, ' '), '') as words
         from catalogues c
         join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
         left join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where c.org_id = $1 and r.retired_at is null
           and (c.catalogue_key = $2 or r.code like '3.%' or r.code like '%.L_-%')
         group by c.catalogue_key, r.id, r.code, r.statement, r.guidance
         limit $3",
        scope.org(), OWN, LIMIT
    }
}

/// All own requirements in use without their texts: a third of the bytes and one row each.
pub async fn outline(conn: &mut Conn, scope: Scope) -> Result<Vec<Own>> {
    let rows: Vec<(String, String, String, String)> = sql! {
        fetch_all, conn,
        "select r.code, r.family, r.title, string_agg(o.letter, ' ' order by o.place, o.letter) as letters
         from catalogues c
         join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
         join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where c.org_id = $1 and c.catalogue_key = $2 and r.retired_at is null
         group by r.place, r.code, r.family, r.title
         order by r.place, r.code
         limit 5000",
        scope.org(), OWN
    }?;
    let own = |(code, family, title, letters): (String, String, String, String)| Own {
        code,
        family,
        title,
        statement: String::new(),
        objectives: letters.split(' ').map(|letter| (letter.to_owned(), String::new())).collect(),
    };
    Ok(rows.into_iter().map(own).collect())
}

/// One piece of official text: a requirement in one body, one row for each objective.
#[derive(Clone, sqlx::FromRow)]
pub struct OfficialRow {
    /// The body's key.
    pub catalogue_key: String,
    /// What the body is called.
    pub title: String,
    /// Its file.
    pub source: String,
    /// The day of its publication.
    pub source_on: Option<Day>,
    /// When it was imported.
    pub imported_at: Timestamp,
    /// The requirement's number.
    pub code: String,
    /// Its statement.
    pub statement: String,
    /// Its guidance.
    pub guidance: String,
    /// An objective's letter.
    pub letter: Option<String>,
    /// Its text.
    pub text: Option<String>,
}

/// What the imported bodies say about up to four numbers, the newest body first.
pub async fn official(conn: &mut Conn, scope: Scope, codes: [&str; 4]) -> Result<Vec<OfficialRow>> {
    let [first, second, third, fourth] = codes;
    sql! {
        fetch_all, conn,
        "select c.catalogue_key, c.title, c.source, c.source_on, c.imported_at, r.code, r.statement, r.guidance,
                o.letter, o.statement as text
         from catalogues c
         join requirements r on r.org_id = c.org_id and r.catalogue_id = c.id
         left join objectives o on o.org_id = r.org_id and o.requirement_id = r.id
         where c.org_id = $1 and c.catalogue_key <> $2 and r.code in ($3, $4, $5, $6)
         order by c.imported_at desc, c.id, r.place, r.code, o.place, o.letter
         limit 2000",
        scope.org(), OWN, first, second, third, fourth
    }
}
