//! Who may do what. The only place that can make a `Scope`, so the only way to anybody's data.

mod caller;
mod features;
mod feed;
mod giver;
mod guard;
mod rights;

pub use caller::{Caller, FRESH_FOR, Fresh, ProviderId, Strength};
pub use features::{Feature, FeaturesOff};
pub use feed::{Feed, feed};
pub use giver::{Giver, upload_link};
pub use guard::{Membership, PlaceFound, Visit, opened};
pub use rights::*;

use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Db, Tx},
    id::{OrgId, UserId},
};
use std::marker::PhantomData;

/// How far a proof reaches inside the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everything of the organisation.
    Organisation,
    /// Only what is this person's own.
    Own(UserId),
}

/// An organisation this request was proved to belong to, and how far the proof reaches in it.
/// Stores take this, never an `OrgId`.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    org: OrgId,
    reach: Reach,
}

impl Scope {
    /// The organisation, first in every statement.
    pub fn org(self) -> OrgId {
        self.org
    }
    /// The owner to bind in a statement that changes something: `($n is null or owner_id = $n)`.
    pub fn owner(self) -> Option<UserId> {
        match self.reach {
            Reach::Organisation => None,
            Reach::Own(user) => Some(user),
        }
    }
    /// The whole of `org`, for the program's own work: set-up, demonstration, commands at the console.
    /// Handlers cannot use it: a test reads the sources and finds it only where it belongs.
    pub fn of_the_program(org: OrgId) -> Self {
        Self { org, reach: Reach::Organisation }
    }
    /// Proves that `record` is within this reach; else says whose it is.
    pub fn own<T: Owners>(self, record: T) -> Result<Owned<T>> {
        match self.reach {
            Reach::Organisation => Ok(Owned(record)),
            Reach::Own(user) if record.owners().contains(&Some(user)) => Ok(Owned(record)),
            Reach::Own(_) => {
                let is_nobodys = record.owners().iter().all(Option::is_none);
                let told = if is_nobodys { T::NOBODYS } else { T::NOT_YOURS };
                Err(Error::Forbidden(told.to_owned()))
            }
        }
    }
}

/// A right that a proof is about.
pub trait Right: Send + Sync + 'static {
    /// Its row in the table of rights.
    const RIGHT: RightName;
}

/// `impl Includes<A> for B`: whoever holds the right `B` also holds `A`.
pub trait Includes<R>: Right {}
impl<R: Right> Includes<R> for R {}

/// Proof that the caller holds the right `R` in one organisation.
pub struct Access<R> {
    actor: Actor,
    user: UserId,
    scope: Scope,
    changes: i64,
    role: Role,
    right: PhantomData<R>,
}

impl<R: Right> Access<R> {
    /// Who acts, for the trail.
    pub fn actor(&self) -> Actor {
        self.actor.clone()
    }
    /// Starts a change of the organisation, which nobody else is changing until it ends. All of them stand in line from
    /// their first statement: whoever writes rows first and waits for the trail then can wait for somebody who waits
    /// for the rows.
    pub async fn begin(&self, db: &Db) -> Result<Tx> {
        db.begin_alone(self.actor(), self.scope.org()).await
    }
    /// The person.
    pub fn user(&self) -> UserId {
        self.user
    }
    /// What stores take.
    pub fn scope(&self) -> Scope {
        self.scope
    }
    /// A number that grows with every change in the organisation: the key of its caches.
    pub fn changes(&self) -> i64 {
        self.changes
    }
    /// The person's role here.
    pub fn role(&self) -> Role {
        self.role
    }
    /// Proves that `record`, which the person may see, is also theirs to change; else says whose it is.
    pub fn own<T: Owners>(&self, record: T) -> Result<Owned<T>> {
        self.scope.own(record)
    }
}

/// A record that belongs to people.
pub trait Owners {
    /// What to tell somebody who may see it and not change it.
    const NOT_YOURS: &'static str;
    /// The same where it belongs to nobody.
    const NOBODYS: &'static str = Self::NOT_YOURS;
    /// Whoever may change it with only their own reach.
    fn owners(&self) -> Vec<Option<UserId>>;
}

/// A record that the caller was proved to be allowed to change. Only `Scope::own` makes one, and a
/// scope comes from a proof.
#[derive(Debug)]
pub struct Owned<T>(T);

impl<T> std::ops::Deref for Owned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> Owned<T> {
    /// The same record, changed: still proved.
    #[must_use]
    pub fn map(self, change: impl FnOnce(T) -> T) -> Self {
        Self(change(self.0))
    }
    /// The same record, changed if the change is allowed.
    pub fn try_map<E>(self, change: impl FnOnce(T) -> Result<T, E>) -> Result<Self, E> {
        change(self.0).map(Self)
    }
    /// The record alone, to show it.
    pub fn into_inner(self) -> T {
        self.0
    }
}
