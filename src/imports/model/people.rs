//! Everybody whom a file may name.

use crate::access::{RightName, Role};
use crate::kernel::id::UserId;
use std::collections::HashMap;

/// Somebody of the organisation, or who was.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Person {
    /// The person.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether work can be given to them.
    pub is_active: bool,
    /// What they are here.
    pub role: Role,
}

/// Everybody of the organisation: a large file names the same few people thousands of times.
#[derive(Debug, Default)]
pub struct People {
    all: Vec<Person>,
    by_id: HashMap<UserId, usize>,
    by_address: HashMap<String, usize>,
    /// Those to whom work can be given.
    by_name: HashMap<String, Vec<usize>>,
}

fn key(text: &str) -> String {
    text.trim().to_lowercase()
}

impl People {
    /// These.
    pub fn of(all: Vec<Person>) -> Self {
        let mut people = Self::default();
        for (at, person) in all.iter().enumerate() {
            people.by_id.insert(person.id, at);
            people.by_address.insert(key(&person.email), at);
            if person.is_active {
                people.by_name.entry(key(&person.name)).or_default().push(at);
            }
        }
        Self { all, ..people }
    }

    /// Those to whom work can be given, by name.
    pub fn workers(&self) -> impl Iterator<Item = &Person> {
        let is_worker = |person: &&Person| person.is_active && RightName::ManageTasks.is_held_by(person.role);
        self.all.iter().filter(is_worker)
    }

    /// Whether somebody holds `right`, if only for what is their own.
    pub fn may(&self, user: UserId, right: RightName) -> bool {
        self.by_id.get(&user).is_some_and(|at| right.is_held_by(self.all[*at].role))
    }

    /// Somebody's name; nothing for somebody who is not known.
    pub fn name(&self, user: UserId) -> &str {
        self.by_id.get(&user).map_or("", |at| self.all[*at].name.as_str())
    }

    /// Somebody by address or name, or what is wrong with that.
    pub fn find(&self, raw: &str) -> Result<&Person, String> {
        let key = key(raw);
        if let Some(person) = self.by_address.get(&key).map(|at| &self.all[*at]) {
            return match person.is_active {
                true => Ok(person),
                false => {
                    Err(format!("{} cannot be given work here any more. Name somebody else.", person.name))
                }
            };
        }
        match self.by_name.get(&key).map(Vec::as_slice) {
            Some([at]) => Ok(&self.all[*at]),
            Some(_) => Err("Several people here are called that. Enter an e-mail address.".into()),
            None => Err(
                "Nobody here has this name or address. Say on the page of columns who it is, or invite them \
                first."
                    .into(),
            ),
        }
    }
}
