//! The company at one moment of its history: who is there, what was made so far, and what time it is.

use super::{
    data::{COMPANY, Task},
    days::Days,
    read,
};
use crate::access::Scope;
use crate::assessments::program::{Piece, SystemId, Work};
use crate::evidence::NewFile;
use crate::kernel::{
    Result,
    audit::Actor,
    db::Tx,
    env::{Env, Timestamp},
    id::UserId,
};
use crate::poams::program::PoamId;
use crate::requests::RequestId;
use crate::tasks::TaskId;
use std::collections::HashMap;

/// Ids by the short names that the files use.
pub type Keys<T> = HashMap<&'static str, T>;

/// The company so far.
pub struct Scene {
    pub scope: Scope,
    pub days: Days,
    pub env: Env,
    pub people: Keys<UserId>,
    /// The bytes of each file: its first version, its last.
    pub kept: HashMap<(&'static str, bool), NewFile>,
    pub evidence: Keys<Piece>,
    pub system: Option<SystemId>,
    pub level1: Option<Work>,
    pub level2: Option<Work>,
    pub poams: Keys<PoamId>,
    pub requests: Keys<RequestId>,
    /// The task of a series that is open by now.
    pub tasks: Keys<TaskId>,
}

impl Scene {
    /// Somebody, by their short name.
    pub fn person(&self, key: &str) -> Result<UserId> {
        read(self.people.get(key).copied().ok_or_else(|| format!("nobody is called {key}")))
    }

    /// Somebody, or nobody for an empty name.
    pub fn somebody(&self, key: &str) -> Result<Option<UserId>> {
        if key.is_empty() { Ok(None) } else { self.person(key).map(Some) }
    }

    /// A piece of evidence as it stands by now.
    pub fn piece(&self, key: &str) -> Result<Piece> {
        read(self.evidence.get(key).copied().ok_or_else(|| format!("there is no file {key} yet")))
    }

    /// The assessment that is at work.
    pub fn work(&mut self) -> Result<&mut Work> {
        read(self.level2.as_mut().ok_or_else(|| "Level 2 has not begun yet".to_owned()))
    }

    /// The task that is open by now.
    pub fn task(&self, told: &Task) -> Result<TaskId> {
        let known = self.tasks.get(told.title.as_str()).copied();
        read(known.ok_or_else(|| format!("nobody gave the task {} yet", told.title)))
    }

    /// The item of a requirement on the POA&M.
    pub fn item(&self, requirement: &str) -> Result<PoamId> {
        let known = self.poams.get(requirement).copied();
        read(known.ok_or_else(|| format!("{requirement} is not on the POA&M yet")))
    }

    /// Goes on at `at`, with what somebody does then.
    pub fn goes_on(&self, tx: &mut Tx, at: Timestamp, key: &str) -> Result<UserId> {
        self.env.advance(at - self.env.now());
        let user = self.person(key)?;
        tx.goes_on_as(Actor {
            user: Some(user),
            name: name(key).into(),
            address: address(key),
            device: AGENT.into(),
        });
        Ok(user)
    }

    /// Goes on at `at`, with what the program does by itself.
    pub fn goes_on_alone(&self, tx: &mut Tx, at: Timestamp) {
        self.env.advance(at - self.env.now());
        tx.goes_on_as(Actor::program());
    }
}

/// What all of them work with.
const AGENT: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0";

/// The name of somebody.
pub fn name(key: &str) -> &'static str {
    COMPANY.people.iter().find(|person| person.key == key).map_or("", |person| &person.name)
}

/// Where somebody sits: an address of RFC 5737, which belongs to nobody.
fn address(key: &str) -> String {
    let place = COMPANY.people.iter().position(|person| person.key == key).unwrap_or_default();
    format!("192.0.2.{}", 20 + place)
}
