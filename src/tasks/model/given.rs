//! Tasks that are given together.

use super::{Task, TaskId, Terms};
use crate::kernel::{env::Timestamp, id::UserId};

/// The version that a new task has.
pub const FIRST: i64 = 1;

/// A task that somebody gives just now. Who and when is the same for all that are given together, so no single one
/// says it.
#[derive(Clone, Debug)]
pub struct Given {
    /// Its id.
    pub id: TaskId,
    /// What it is.
    pub terms: Terms,
}

impl Given {
    /// The task, given by `by`.
    pub fn task(&self, by: UserId, at: Timestamp) -> Task {
        Task::new(self.id, self.terms.clone(), by, at)
    }
}
