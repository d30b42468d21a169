//! What one does with the trail: read it, take it along, prove it whole.

use super::{
    model::{Filter, Line, Verdict, Walk},
    store,
};
use crate::access::{Access, Includes, ReadTrail, Scope};
use crate::kernel::{
    Result,
    db::{Conn, Db},
    id::OrgId,
    text::Slug,
};

/// Lines on one page.
pub const ROWS: usize = 100;
/// Lines read at a time where all are read.
const BATCH: i64 = 1000;

/// One page of the trail.
pub struct Lines {
    /// The lines of this page, newest first.
    pub rows: Vec<Line>,
    /// Whether there are older ones.
    pub has_more: bool,
}

/// The newest lines that fit `filter` and are older than the line `before`. What lies behind them is neither
/// read nor counted, so that a page of a long trail costs no more than one of a short trail.
pub async fn page(
    db: &Db,
    access: &Access<impl Includes<ReadTrail>>,
    filter: &Filter,
    before: i64,
) -> Result<Lines> {
    let mut rows =
        store::before(&mut db.read().await?, access.scope(), filter, before, ROWS as i64 + 1).await?;
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    Ok(Lines { rows, has_more })
}

/// The next lines that fit `filter` after the line `seq`, oldest first; none when there are no more.
pub async fn batch(db: &Db, scope: Scope, filter: &Filter, seq: i64) -> Result<Vec<Line>> {
    store::after(&mut db.read().await?, scope, filter, seq, BATCH).await
}

/// A chain, and whose it is.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Chain {
    /// The organisation; nil for the installation.
    pub org: OrgId,
    /// Its name.
    pub name: String,
}

/// Every chain there is: one per organisation, and the installation's own.
pub async fn chains(db: &Db) -> Result<Vec<Chain>> {
    chains_in(&mut db.read().await?).await
}

/// The same on a connection, or inside a unit of work.
pub async fn chains_in(conn: &mut Conn) -> Result<Vec<Chain>> {
    store::chains(conn).await
}

/// Those whose chain was taken away from under their lines.
pub async fn without_chain(db: &Db) -> Result<Vec<Chain>> {
    store::without_chain(&mut db.read().await?).await
}

/// One of those who are here, unless there is one called `slug` in addresses whose trail tells of `action`.
pub async fn any_but(conn: &mut Conn, slug: &Slug, action: &str) -> Result<Option<Chain>> {
    store::any_but(conn, slug, action).await
}

/// Walks a whole chain and names the first line that is not as it was written.
pub async fn verify(db: &Db, scope: Scope) -> Result<Verdict> {
    verify_in(&mut db.read().await?, scope).await
}

/// The same on a connection, or inside a unit of work.
pub async fn verify_in(conn: &mut Conn, scope: Scope) -> Result<Verdict> {
    // The end first: what is written meanwhile comes after it and is left for the next time.
    let end = store::end(conn, scope).await?;
    let mut walk = Walk::new(scope.org());
    loop {
        let lines = store::between(conn, scope, walk.seq(), end.seq, BATCH).await?;
        if lines.is_empty() {
            return Ok(walk.finish(end));
        }
        if let Some(broken) = lines.iter().find_map(|line| walk.step(line)) {
            return Ok(broken);
        }
    }
}
