//! Reminding people: what is due is compared with what was written, the rest is written, and the letters about it are
//! asked for in the same transaction. Whoever comes second, or again after a crash, finds nothing left to write. What
//! was missed while no server ran comes in one letter, also to whoever wants one each.

use super::super::{
    model::{Due, Event, Item, Key, Person, Rules, due, window},
    store,
};
use crate::access::{Access, ManageNotices, Scope};
use crate::calendar::{self, Entry};
use crate::kernel::{
    Result,
    audit::Actor,
    db::{Db, Tx},
    env::Day,
    text::Email,
};
use crate::mail::{self, Letter};
use crate::news::Mail;
use crate::organisations::{self, Organisation};
use chrono::TimeDelta;
use serde_json::json;
use std::collections::HashSet;

/// Lines of a letter; the page has all.
const LINES_MAX: usize = 40;
/// How long reminders are kept: longer than the longest rule reaches.
const KEPT: TimeDelta = TimeDelta::days(800);

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Reminders that were written.
    pub notices: usize,
    /// Letters that were asked for.
    pub letters: usize,
}

/// What a day looks like to the one who reminds.
struct Situation {
    day: Day,
    people: Vec<Person>,
    rules: Rules,
    entries: Vec<Entry>,
    known: HashSet<Key>,
    /// Whether letters of the day go out although today's went out already.
    is_by_hand: bool,
}

/// Reminds the people of one organisation, if there is something to say.
pub async fn remind(db: &Db, scope: Scope) -> Result<Sent> {
    look(db, scope, false).await?.act(db, scope, Actor::program()).await
}

/// The same now, because somebody asks for it: the day begins at midnight, and whoever had their letter gets another.
pub async fn remind_now(db: &Db, access: &Access<ManageNotices>) -> Result<Sent> {
    look(db, access.scope(), true).await?.act(db, access.scope(), access.actor()).await
}

/// What that would send: each person with what they would be told, and how many waited before. Four statements.
pub async fn preview(db: &Db, access: &Access<ManageNotices>) -> Result<Vec<(Person, Vec<Item>)>> {
    let it = look(db, access.scope(), true).await?;
    let fresh = it.fresh();
    let of = |person: &Person| {
        let theirs = fresh.iter().filter(|due| due.person.id == person.id);
        (person.clone(), theirs.map(|due| Item::planned(due, it.day)).collect::<Vec<_>>())
    };
    let told = |(person, items): &(Person, Vec<Item>)| !items.is_empty() || person.waiting > 0;
    Ok(it.people.iter().map(of).filter(told).collect())
}

async fn look(db: &Db, scope: Scope, is_by_hand: bool) -> Result<Situation> {
    let (mut conn, now) = (db.read().await?, db.env().now());
    let people = store::people(&mut conn, scope).await?;
    let rules =
        people.iter().find_map(|one| one.rules.as_ref()).map(|rules| rules.0.clone()).unwrap_or_default();
    let day = if is_by_hand { now.date_naive() } else { rules.day(now) };
    let days = window(&rules, day);
    let entries = calendar::entries_in(&mut conn, scope, days).await?;
    let known = store::known(&mut conn, scope, days).await?.into_iter().collect();
    Ok(Situation { day, people, rules, entries, known, is_by_hand })
}

impl Situation {
    /// What is due and was not written yet.
    fn fresh(&self) -> Vec<Due<'_>> {
        let mut all = due(&self.entries, &self.people, &self.rules, self.day);
        all.retain(|due| !self.known.contains(&due.key()));
        all
    }

    fn awaits_letter(&self, person: &Person) -> bool {
        self.is_by_hand || person.digest_on.is_none_or(|last| last < self.day)
    }

    async fn act(&self, db: &Db, scope: Scope, actor: Actor) -> Result<Sent> {
        let fresh = self.fresh();
        let waits = |person: &Person| person.waiting > 0 && self.awaits_letter(person);
        if fresh.is_empty() && !self.people.iter().any(waits) {
            return Ok(Sent::default());
        }
        let mut tx = db.begin_alone(actor, scope.org()).await?;
        let org = organisations::get_in(&mut tx, scope).await?;
        let mut sent = Sent::default();
        for due in &fresh {
            let is_single = due.person.mail == Mail::Single && !due.is_late(self.day);
            if !store::insert(&mut tx, scope, due, is_single || due.person.mail == Mail::None).await? {
                continue;
            }
            sent.notices += 1;
            if is_single {
                let item = Item::planned(due, self.day);
                sent.letters += usize::from(write(&mut tx, scope, due.person, &[item], &org).await?);
            }
        }
        for person in self.people.iter().filter(|person| self.awaits_letter(person)) {
            sent.letters += usize::from(self.digest(&mut tx, scope, person, &org).await?);
        }
        if sent == Sent::default() {
            return Ok(sent);
        }
        let before = tx.now() - KEPT;
        store::forget(&mut tx, scope, before).await?;
        let Sent { notices, letters } = sent;
        tx.commit(scope.org(), Event::Sent { on: self.day, notices, letters }).await?;
        Ok(sent)
    }

    /// The letter of the day of one person; false if there is nothing to say, or another node said it.
    async fn digest(&self, tx: &mut Tx, scope: Scope, person: &Person, org: &Organisation) -> Result<bool> {
        let waiting = store::waiting(tx, scope, person.id).await?;
        if waiting.is_empty() {
            return Ok(false);
        }
        let is_first = store::insert_digest(tx, scope, person.id, self.day).await?;
        if !is_first && !self.is_by_hand {
            return Ok(false);
        }
        store::settle(tx, scope, person.id).await?;
        if person.mail == Mail::None {
            return Ok(false);
        }
        let items: Vec<_> = waiting.iter().map(|notice| Item::of(notice, self.day)).collect();
        write(tx, scope, person, &items, org).await
    }
}

async fn write(
    tx: &mut Tx,
    scope: Scope,
    person: &Person,
    items: &[Item],
    org: &Organisation,
) -> Result<bool> {
    let Ok(to) = Email::parse(&person.email) else { return Ok(false) };
    let shown = &items[..items.len().min(LINES_MAX)];
    let data = json!({
        "items": shown, "count": items.len(), "more": items.len() - shown.len(),
        "here": format!("/o/{}", org.slug.as_str()), "organisation": org.name,
    });
    mail::send_in(tx, Letter::new("reminder", &to, person.name.as_str(), data).of(scope.org())).await?;
    Ok(true)
}
