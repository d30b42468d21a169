//! How far imports are that this process carries out just now. It is not kept: a change that is not committed yet has
//! no place in the database, and what became of it afterwards has.

use crate::imports::model::BatchId;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How far each is: rows done, and rows in all.
#[derive(Clone, Default)]
pub struct Progress(Arc<Mutex<HashMap<BatchId, (usize, usize)>>>);

impl Progress {
    /// How far one is; none if this process is not at it.
    pub fn of(&self, id: BatchId) -> Option<(usize, usize)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).copied()
    }

    pub(super) fn note(&self, id: BatchId, done: usize, total: usize) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (done, total));
    }

    pub(super) fn forget(&self, id: BatchId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }
}
