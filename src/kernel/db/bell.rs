//! Wakes whoever waits for work, the moment the work is committed.

use std::sync::{Arc, atomic::AtomicU64, atomic::Ordering};
use tokio::sync::Notify;

/// Rung when a unit of work that leaves work behind is committed. Shared by all clones of a database.
#[derive(Clone, Default)]
pub struct Bell(Arc<Inner>);

#[derive(Default)]
struct Inner {
    notify: Notify,
    rung: AtomicU64,
}

impl Bell {
    /// Wakes one who listens; if nobody does, the next one to listen is woken at once.
    pub(super) fn ring(&self) {
        self.0.rung.fetch_add(1, Ordering::Relaxed);
        self.0.notify.notify_one();
    }

    /// Waits until the bell rings.
    pub async fn heard(&self) {
        self.0.notify.notified().await;
    }

    /// How often it has been rung.
    pub fn rung(&self) -> u64 {
        self.0.rung.load(Ordering::Relaxed)
    }
}
