//! Reading the calendar, and the link for other programs.

use super::{
    model::{Dated, Entry, Event, Feed, Filter, Month, Said, clocks, first_review, reviews, write},
    store,
};
use crate::access::{self, Access, Includes, Read, Scope};
use crate::kernel::{
    Error, Result,
    db::{Conn, Db},
    env::{Day, Timestamp},
    hash::Sha256,
    id::OrgId,
    kept::Kept,
};
use chrono::Days;
use std::sync::Arc;

/// How far back another program sees.
const FEED_DAYS_BACK: u64 = 60;
/// How far ahead: longer than artifacts are kept.
const FEED_DAYS_AHEAD: u64 = 366 * 7;

/// Everything from one day to another, however much that is, some thousands of rows at a time.
pub async fn entries_in(conn: &mut Conn, scope: Scope, days: (Day, Day)) -> Result<Vec<Entry>> {
    let (mut dated, mut said) = (Vec::new(), Vec::new());
    loop {
        let more = store::dated(conn, scope, days, dated.last()).await?;
        let is_last = more.len() < store::ROWS;
        dated.extend(more);
        if is_last {
            break;
        }
    }
    loop {
        let more = store::said(conn, scope, days, said.last()).await?;
        let is_last = more.len() < store::ROWS;
        said.extend(more);
        if is_last {
            break;
        }
    }
    Ok(entries(dated, said, days))
}

/// As much of it as a page shows, and whether there is more. Two statements.
async fn shown_in(conn: &mut Conn, scope: Scope, days: (Day, Day)) -> Result<(Vec<Entry>, bool)> {
    let dated = store::dated(conn, scope, days, None).await?;
    let said = store::said(conn, scope, days, None).await?;
    let is_cut = dated.len().max(said.len()) >= store::ROWS;
    Ok((entries(dated, said, days), is_cut))
}

fn entries(dated: Vec<Dated>, said: Vec<Said>, (from, to): (Day, Day)) -> Vec<Entry> {
    let (completed, said): (Vec<_>, Vec<_>) = said.into_iter().partition(|it| it.kind == "completed");
    let (begun, practised): (Vec<_>, Vec<_>) = said.iter().partition(|it| it.kind == "begun");
    let mut entries: Vec<Entry> = dated.into_iter().map(Entry::from).collect();
    entries.extend(practised.into_iter().flat_map(reviews));
    entries.extend(begun.into_iter().filter_map(first_review));
    entries.extend(clocks(&completed));
    entries.retain(|entry| (from..=to).contains(&entry.day));
    Entry::sort(&mut entries);
    entries
}

/// What stands in a month.
#[derive(Debug)]
pub struct Stands {
    /// All of it, day by day.
    pub entries: Vec<Entry>,
    /// Whether there is more than can be shown.
    pub is_cut: bool,
}

/// What stands in the months that were looked at: the same for all people of an organisation until its trail grows.
/// Whose entries somebody wants to see is asked of what is kept. Somebody who has left and changes their name elsewhere
/// keeps the old one here until then.
#[derive(Clone)]
pub struct Months(Arc<Kept<(OrgId, Day), i64, Stands>>);

/// Months kept at once; one of 20,000 pieces of evidence and 5,000 tasks is about 400 kB.
const KEPT: usize = 32;

impl Default for Months {
    fn default() -> Self {
        Self(Arc::new(Kept::new(KEPT)))
    }
}

/// What stands in `month`.
pub async fn month(
    db: &Db,
    months: &Months,
    access: &Access<impl Includes<Read>>,
    month: Month,
) -> Result<Arc<Stands>> {
    let key = (access.scope().org(), month.first());
    if let Some(kept) = months.0.get(&key, &access.changes()) {
        return Ok(kept);
    }
    let days = (month.first(), month.last());
    let (entries, is_cut) = shown_in(&mut db.read().await?, access.scope(), days).await?;
    let stands = Arc::new(Stands { entries, is_cut });
    months.0.put(key, access.changes(), &stands);
    Ok(stands)
}

/// When the caller's link was made, and whether it shows only what is theirs.
pub async fn link(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Option<(Timestamp, bool)>> {
    store::feed(&mut db.read().await?, access.scope(), access.user()).await
}

/// Makes a link for the caller's calendar program and gives its secret, which is told only now. One from before works
/// no more.
pub async fn make_link(db: &Db, access: &Access<impl Includes<Read>>, is_mine_only: bool) -> Result<String> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let (token, user) = (tx.env().token(), access.user());
    store::put_feed(&mut tx, access.scope(), user, (Sha256::of(&token), is_mine_only)).await?;
    tx.commit(access.scope().org(), Event::Made { user, is_mine_only }).await?;
    Ok(token)
}

/// Takes the caller's link away, if there is one.
pub async fn revoke_link(db: &Db, access: &Access<impl Includes<Read>>) -> Result<()> {
    let mut tx = access.begin(db).await?;
    match store::remove_feed(&mut tx, access.scope(), access.user()).await? {
        0 => Ok(()),
        _ => tx.commit(access.scope().org(), Event::Revoked(access.user())).await,
    }
}

/// The file that a calendar program gets with the secret of a link. `NotFound` where no link has it.
pub async fn feed(db: &Db, token: &str, (from, origin): ((&str, &str), &str)) -> Result<String> {
    let mut conn = db.read().await?;
    let found = access::feed(&mut conn, Sha256::of(token), from).await?.ok_or(Error::NotFound)?;
    let today = db.env().today();
    let days = (
        today.checked_sub_days(Days::new(FEED_DAYS_BACK)).unwrap_or(today),
        today.checked_add_days(Days::new(FEED_DAYS_AHEAD)).unwrap_or(today),
    );
    let mut entries = entries_in(&mut conn, found.access.scope(), days).await?;
    let filter = Filter { whose: found.is_mine_only.then(|| found.access.user()), kind: None };
    entries.retain(|entry| filter.lets(entry));
    let (name, here) = (format!("Muster, {}", found.name), format!("/o/{}", found.slug));
    Ok(write(&Feed { name: &name, origin, here: &here }, &entries))
}
