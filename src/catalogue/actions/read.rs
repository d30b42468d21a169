//! What the catalogue tells its pages and the domains after it.

use crate::access::{Access, Includes, Read, Scope};
use crate::catalogue::{
    builtin::{self, Level},
    model::{Body, OWN, Official, Own, Requirement, Words},
    store::{
        bodies as body_store,
        requirements::{self, Listed, OfficialRow},
    },
};
use crate::kernel::{
    Error, Result,
    db::{Conn, Db},
    text,
};
use std::collections::BTreeMap;

/// Everything the organisation brought to the catalogue.
pub async fn bodies(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Body>> {
    body_store::list(&mut db.read().await?, access.scope()).await
}

/// The body of this key. `NotFound` if there is none.
pub async fn body(db: &Db, access: &Access<impl Includes<Read>>, key: &str) -> Result<Body> {
    body_store::get(&mut db.read().await?, access.scope(), key).await?.ok_or(Error::NotFound)
}

/// The requirements of a body, each knowing whether it has `search` in it.
pub async fn listed(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    body: &Body,
    search: &str,
) -> Result<Vec<Listed>> {
    requirements::list(&mut db.read().await?, access.scope(), body.id, &text::like(search)).await
}

/// One requirement of a body. `NotFound` if there is none.
pub async fn texts(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    key: &str,
    code: &str,
) -> Result<Requirement> {
    requirements::get(&mut db.read().await?, access.scope(), key, code).await?.ok_or(Error::NotFound)
}

/// The numbers before and after a requirement in its body.
pub async fn neighbours(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    key: &str,
    code: &str,
) -> Result<(Option<String>, Option<String>)> {
    requirements::neighbours(&mut db.read().await?, access.scope(), key, code).await
}

/// All official texts about a built-in requirement, for its page.
pub async fn official(db: &Db, access: &Access<impl Includes<Read>>, id: &str) -> Result<Vec<Official>> {
    official_bodies(&mut db.read().await?, access.scope(), id).await
}

/// The official text of a built-in requirement, if somebody imported it: one statement. Where several bodies have
/// it, the newest with objectives speaks, or else the newest. Level 1 is read in the text of Level 2.
pub async fn official_text(conn: &mut Conn, scope: Scope, id: &str) -> Result<Option<Official>> {
    Ok(best(official_bodies(conn, scope, id).await?))
}

/// The same of every Level 2 requirement that a requirement of Level 1 consists of, by their ids; of any other
/// requirement only its own. One statement.
pub async fn official_texts(conn: &mut Conn, scope: Scope, id: &str) -> Result<BTreeMap<String, Official>> {
    let Some(asked) = builtin::requirement(id) else { return Ok(BTreeMap::new()) };
    let parts: Vec<&builtin::Requirement> = match asked.level {
        Level::One => asked.sources.iter().filter_map(|source| builtin::requirement(source)).collect(),
        Level::Two | Level::Three => vec![asked],
    };
    let rows = requirements::official(conn, scope, codes(asked)).await?;
    let of = |part: &&builtin::Requirement| {
        let names = [part.id, part.sources[0]];
        let mine = rows.iter().filter(|row| names.contains(&row.code.as_str())).cloned();
        Some((part.id.to_owned(), best(together(mine, part))?))
    };
    Ok(parts.iter().filter_map(of).collect())
}

/// What the organisation wrote about a requirement of its own. One or two statements.
pub async fn own_text(conn: &mut Conn, scope: Scope, code: &str) -> Result<Option<Requirement>> {
    requirements::get(conn, scope, OWN, code).await
}

async fn official_bodies(conn: &mut Conn, scope: Scope, id: &str) -> Result<Vec<Official>> {
    let Some(asked) = builtin::requirement(id) else { return Ok(Vec::new()) };
    let rows = requirements::official(conn, scope, codes(asked)).await?;
    Ok(together(rows.into_iter(), asked))
}

/// The numbers under which a publication may have it.
fn codes(asked: &builtin::Requirement) -> [&str; 4] {
    let mut codes = [asked.id; 4];
    for (code, source) in codes[1..].iter_mut().zip(&asked.sources) {
        *code = source;
    }
    codes
}

fn together(rows: impl Iterator<Item = OfficialRow>, asked: &builtin::Requirement) -> Vec<Official> {
    let mut texts: Vec<Official> = Vec::new();
    let mut last = (String::new(), String::new());
    for row in rows {
        let is_first = last != (row.catalogue_key.clone(), row.code.clone());
        last = (row.catalogue_key.clone(), row.code.clone());
        if texts.last().is_none_or(|it| it.key != row.catalogue_key) {
            texts.push(begin(&row));
        }
        if let Some(text) = texts.last_mut() {
            add(text, row, asked, is_first);
        }
    }
    texts
}

/// The newest with objectives, or else the newest.
fn best(mut texts: Vec<Official>) -> Option<Official> {
    let best = texts.iter().position(|it| !it.objectives.is_empty()).unwrap_or(0);
    (!texts.is_empty()).then(|| texts.swap_remove(best))
}

fn begin(row: &OfficialRow) -> Official {
    Official {
        key: row.catalogue_key.clone(),
        title: row.title.clone(),
        source: row.source.clone(),
        source_on: row.source_on,
        imported_at: row.imported_at,
        statement: String::new(),
        guidance: String::new(),
        objectives: Default::default(),
    }
}

/// Visitors at Level 1 are three requirements of the publication: each says its number then.
fn add(text: &mut Official, row: OfficialRow, asked: &builtin::Requirement, is_first: bool) {
    let is_one_of_several = asked.sources.len() > 1 && row.code != asked.id;
    if is_first {
        for (whole, part) in [(&mut text.statement, &row.statement), (&mut text.guidance, &row.guidance)] {
            if !part.is_empty() {
                let between = if whole.is_empty() { "" } else { "\n\n" };
                let number = if is_one_of_several { format!("{}: ", row.code) } else { String::new() };
                whole.push_str(&format!("{between}{number}{part}"));
            }
        }
    }
    if let (Some(letter), Some(words)) = (row.letter, row.text) {
        let is_named_by_source = asked.level == Level::One && row.code != asked.id;
        let key = if is_named_by_source { format!("{}[{letter}]", row.code) } else { letter };
        text.objectives.insert(key, words);
    }
}

/// The words to search of everything that the organisation brought and an assessment may ask for. One statement.
pub async fn words(conn: &mut Conn, scope: Scope) -> Result<Words> {
    let mut words = Words::default();
    for (is_own, code, text) in requirements::words(conn, scope).await? {
        words.add(is_own, &code, &text);
    }
    Ok(words)
}

/// The own requirements in use, in order: one statement.
pub async fn own_requirements(conn: &mut Conn, scope: Scope) -> Result<Vec<Own>> {
    requirements::own(conn, scope).await
}

/// The same without statements and texts, for lists and scores: one statement, one narrow row each.
pub async fn own_outline(conn: &mut Conn, scope: Scope) -> Result<Vec<Own>> {
    requirements::outline(conn, scope).await
}
