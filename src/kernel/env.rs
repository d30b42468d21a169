//! The outside world that a pure program must ask for: what time it is, and luck.

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicI64, atomic::Ordering};

/// An instant, UTC, cut to microseconds because PostgreSQL keeps no more.
pub type Timestamp = DateTime<Utc>;

/// A calendar day.
pub type Day = NaiveDate;

/// Clock, ids and random bytes. The system's in the program, fixed ones in tests.
#[derive(Clone)]
pub struct Env {
    clock: Clock,
    rng: Arc<Mutex<ChaCha20Rng>>,
}

#[derive(Clone)]
enum Clock {
    /// The system's, with what it must be corrected by (microseconds) to agree with the database's.
    System(Arc<AtomicI64>),
    Fixed(Arc<Mutex<Timestamp>>),
}

fn unpoisoned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Env {
    /// The real clock, and random bytes from the operating system's generator.
    pub fn system() -> Self {
        let mut seed = [0; 32];
        // Straight from the system: gathering more noise of its own, as aws-lc does first, takes longer than all
        // else before the first answer.
        getrandom::fill(&mut seed).expect("the operating system gives random bytes");
        Self { clock: Clock::System(Arc::default()), rng: Arc::new(Mutex::new(ChaCha20Rng::from_seed(seed))) }
    }

    /// A clock that stands still and predictable luck, for tests and the demonstration's data.
    pub fn fixed(now: Timestamp, seed: u64) -> Self {
        Self {
            clock: Clock::Fixed(Arc::new(Mutex::new(now))),
            rng: Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))),
        }
    }

    /// Moves a fixed clock; the system's does not listen.
    pub fn advance(&self, by: TimeDelta) {
        if let Clock::Fixed(now) = &self.clock {
            *unpoisoned(now) += by;
        }
    }

    /// Makes the system's clock agree with `theirs`, the database's, so that several nodes agree.
    pub fn agree_with(&self, theirs: Timestamp) {
        if let Clock::System(offset) = &self.clock {
            let off = (theirs - self.now()).num_microseconds().unwrap_or(0);
            offset.fetch_add(off, Ordering::Relaxed);
        }
    }

    /// By how much the system's clock is corrected.
    pub fn corrected_by(&self) -> TimeDelta {
        match &self.clock {
            Clock::System(offset) => TimeDelta::microseconds(offset.load(Ordering::Relaxed)),
            Clock::Fixed(_) => TimeDelta::zero(),
        }
    }

    /// The instant.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    pub fn now(&self) -> Timestamp {
        match &self.clock {
            Clock::System(_) => (Utc::now() + self.corrected_by()).trunc_subsecs(6),
            Clock::Fixed(now) => *unpoisoned(now),
        }
    }

    /// The day, UTC.
    pub fn today(&self) -> Day {
        self.now().date_naive()
    }

    /// A UUIDv7: sorts by time.
    pub fn new_id(&self) -> uuid::Uuid {
        let random: [u8; 10] = self.bytes();
        let millis = u64::try_from(self.now().timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Random bytes, fit for keys and tokens.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        unpoisoned(&self.rng).fill_bytes(&mut bytes);
        bytes
    }

    /// A token of 256 random bits in URL-safe letters.
    pub fn token(&self) -> String {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_agrees_with_the_databases_however_often_it_is_asked() {
        let (env, right) = (Env::system(), Env::system());

        for hours in [3, 3, -2, 0] {
            let theirs = right.now() + TimeDelta::hours(hours);
            env.agree_with(theirs);

            let off = env.now() - theirs;
            assert!(off >= TimeDelta::zero() && off < TimeDelta::minutes(1), "{hours}: {off}");
            assert!((env.corrected_by() - TimeDelta::hours(hours)).abs() < TimeDelta::minutes(1));
        }
    }
}
