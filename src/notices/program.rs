//! Reminders that the program itself writes, for the demonstration: those of a day that has passed. No letter is sent.

use super::{
    model::{Event, Key, due, window},
    store,
};
use crate::access::Scope;
use crate::calendar;
use crate::kernel::{Result, db::Tx, id::UserId};
use std::collections::HashSet;

/// Reminds everybody of what is due by now and was not told yet.
pub async fn remind_in(tx: &mut Tx, scope: Scope) -> Result<()> {
    let on = tx.now().date_naive();
    let people = store::people(tx, scope).await?;
    let rules =
        people.iter().find_map(|one| one.rules.as_ref()).map(|rules| rules.0.clone()).unwrap_or_default();
    let days = window(&rules, on);
    let entries = calendar::entries_in(tx, scope, days).await?;
    let known: HashSet<Key> = store::known(tx, scope, days).await?.into_iter().collect();
    let mut notices = 0;
    for due in due(&entries, &people, &rules, on).iter().filter(|due| !known.contains(&due.key())) {
        notices += usize::from(store::insert(tx, scope, due, true).await?);
    }
    match notices {
        0 => Ok(()),
        _ => tx.record(scope.org(), Event::Sent { on, notices, letters: 0 }).await,
    }
}

/// Notes that somebody has read what they were reminded of so far.
pub async fn read_in(tx: &mut Tx, scope: Scope, user: UserId) -> Result<()> {
    store::read_all(tx, scope, user).await.map(drop)
}
