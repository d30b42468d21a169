//! Counting in this process: GCRA by `governor` on the program's own clock, for a bounded number of keys.

use super::Rate;
use crate::kernel::env::Env;
use governor::{
    Quota, RateLimiter,
    clock::{Clock, Reference},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::{StateStore, keyed::ShrinkableKeyedStateStore},
};
use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// So many keys are counted each for itself; about ten megabytes.
const KEYS_MAX: usize = 50_000;
/// Whoever comes then shares one of these counts with others, chosen in a way that nobody can foresee. So
/// somebody with very many addresses can neither fill the memory nor push out the counts of others.
const CROWDS: u64 = 4_096;
/// A full table is looked through for keys that can go, this often at most.
const TIDY_EVERY_S: i64 = 10;

/// One limit with a count for each key.
pub struct Local {
    limiter: RateLimiter<String, Keys, EnvClock, NoOpMiddleware<Instant>>,
    tidied_at: Mutex<chrono::DateTime<chrono::Utc>>,
    env: Env,
    keys_max: usize,
}

impl Local {
    /// Nobody has tried yet.
    pub fn new(rate: Rate, env: &Env) -> Self {
        Self::with_keys_max(rate, env, KEYS_MAX)
    }

    fn with_keys_max(rate: Rate, env: &Env, keys_max: usize) -> Self {
        let quota = Quota::with_period(rate.every).expect("a limit has a period").allow_burst(rate.burst);
        let keys = Keys { counts: Mutex::default(), keys_max, crowds: RandomState::new() };
        let limiter = RateLimiter::new(quota, keys, EnvClock(env.clone()));
        Self { limiter, tidied_at: Mutex::default(), env: env.clone(), keys_max }
    }

    /// Counts a try; the error is how long to wait.
    pub fn count(&self, key: &str) -> Result<(), Duration> {
        self.tidy();
        let now = EnvClock(self.env.clone()).now();
        self.limiter.check_key(&key.to_owned()).map_err(|not_until| not_until.wait_time_from(now))
    }

    /// Forgets those who have waited long enough.
    pub fn sweep(&self) {
        self.limiter.retain_recent();
    }

    fn tidy(&self) {
        if self.limiter.len() < self.keys_max {
            return;
        }
        let now = self.env.now();
        let mut tidied_at = unpoisoned(&self.tidied_at);
        if now - *tidied_at >= chrono::TimeDelta::seconds(TIDY_EVERY_S) {
            *tidied_at = now;
            drop(tidied_at);
            self.sweep();
        }
    }
}

fn unpoisoned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The counts, of which there are never more than `keys_max` and one for each crowd.
struct Keys {
    counts: Mutex<HashMap<String, Nanos>>,
    keys_max: usize,
    crowds: RandomState,
}

impl StateStore for Keys {
    type Key = String;

    fn measure_and_replace<T, F, E>(&self, key: &String, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut counts = unpoisoned(&self.counts);
        let crowd = || format!("crowd {}", self.crowds.hash_one(key) % CROWDS);
        let is_full = counts.len() >= self.keys_max && !counts.contains_key(key);
        let key = if is_full { crowd() } else { key.clone() };
        let (outcome, count) = f(counts.get(&key).copied())?;
        counts.insert(key, count);
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<String> for Keys {
    fn retain_recent(&self, drop_below: Nanos) {
        unpoisoned(&self.counts).retain(|_, count| *count > drop_below);
    }
    fn shrink_to_fit(&self) {
        unpoisoned(&self.counts).shrink_to_fit();
    }
    fn len(&self) -> usize {
        unpoisoned(&self.counts).len()
    }
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[derive(Clone)]
struct EnvClock(Env);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Instant(u64);

impl std::ops::Add<Nanos> for Instant {
    type Output = Self;
    fn add(self, nanos: Nanos) -> Self {
        Self(self.0.saturating_add(nanos.as_u64()))
    }
}

impl Reference for Instant {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_sub(earlier.0).into()
    }
    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.saturating_sub(duration.as_u64()))
    }
}

impl Clock for EnvClock {
    type Instant = Instant;
    fn now(&self) -> Instant {
        let nanos = self.0.now().timestamp_nanos_opt().unwrap_or(0);
        Instant(u64::try_from(nanos).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::env::Timestamp;
    use chrono::TimeDelta;

    #[test]
    fn a_flood_of_keys_neither_fills_the_memory_nor_frees_anybody_nor_shuts_newcomers_out() {
        let env = Env::fixed(Timestamp::UNIX_EPOCH + TimeDelta::days(20_000), 1);
        let local = Local::with_keys_max(Rate::new(2, 60), &env, 100);
        local.count("a guesser").unwrap();
        local.count("a guesser").unwrap();

        let let_in = (0..50_000).filter(|n| local.count(&format!("flood {n}")).is_ok()).count();

        assert!(local.limiter.len() <= 100 + CROWDS as usize, "{}", local.limiter.len());
        assert!(local.count("a guesser").is_err(), "the flood must not wash a count away");
        assert!(let_in <= 100 + 2 * CROWDS as usize, "{let_in} of a flood were let in");
        env.advance(TimeDelta::minutes(3));
        local.count("a newcomer after the flood").unwrap();
        assert!(local.limiter.len() < 100, "what is stale goes when room is needed");
    }
}
