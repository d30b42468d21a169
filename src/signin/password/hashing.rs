//! The machine that hashes passwords: argon2id (RFC 9106), as many at once as there are permits.
//! Each permit keeps one block of memory and uses it again, because giving such blocks back and asking for new
//! ones makes the process grow; after a quiet while they go back to the system.

use super::Password;
use crate::kernel::{Error, Result, env::Env};
use argon2::{
    Algorithm, Argon2, Block, Params, PasswordHash, Version,
    password_hash::phc::{Output, ParamsString, Salt},
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64, atomic::Ordering},
    time::Duration,
};
use tokio::sync::Semaphore;

/// What one hash costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

/// Makes and checks hashes of passwords. One per program.
#[derive(Clone)]
pub struct Hashing(Arc<Inner>);

struct Inner {
    params: Params,
    permits: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    buffers: Mutex<Vec<Vec<Block>>>,
    hashes: AtomicU64,
}

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// After so long without a hash the memory goes back to the system.
const QUIET: Duration = Duration::from_secs(4);

impl Hashing {
    /// A machine for `permits` hashes at once, in front of which at most `queue` more may wait.
    pub fn new(cost: Cost, permits: usize, queue: usize) -> Result<Self> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(HASH_BYTES))
            .map_err(|error| anyhow::anyhow!("the cost of passwords: {error}"))?;
        Ok(Self(Arc::new(Inner {
            params,
            permits: Arc::new(Semaphore::new(permits)),
            queue: Arc::new(Semaphore::new(permits + queue)),
            buffers: Mutex::default(),
            hashes: AtomicU64::new(0),
        })))
    }

    /// The PHC string of a new hash.
    pub async fn hash(&self, env: &Env, password: &Password) -> Result<String> {
        let salt: [u8; SALT_BYTES] = env.bytes();
        let params = self.0.params.clone();
        let output = self.run(params.clone(), password.clone(), salt.to_vec()).await?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(broken)?,
            salt: Some(Salt::new(&salt).map_err(broken)?),
            hash: Some(Output::new(&output).map_err(broken)?),
        };
        Ok(hash.to_string())
    }

    /// Whether `password` is the one of `stored`. Without one, as for an unknown address, it works as hard
    /// and says no.
    pub async fn verify(&self, password: &Password, stored: Option<&str>) -> Result<bool> {
        let Some(stored) = stored else {
            self.run(self.0.params.clone(), password.clone(), vec![0; SALT_BYTES]).await?;
            return Ok(false);
        };
        let stored = PasswordHash::new(stored).map_err(broken)?;
        let params = Params::try_from(&stored).map_err(broken)?;
        let (Some(salt), Some(wanted)) = (stored.salt, stored.hash) else {
            return Err(anyhow::anyhow!("a stored password has no salt or no hash").into());
        };
        let output = self.run(params, password.clone(), salt.as_ref().to_vec()).await?;
        Ok(aws_lc_rs::constant_time::verify_slices_are_equal(&output, wanted.as_bytes()).is_ok())
    }

    /// Whether `stored` was made at another cost than today's.
    pub fn is_outdated(&self, stored: &str) -> bool {
        let theirs = PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok());
        let cost = |p: &Params| (p.m_cost(), p.t_cost(), p.p_cost());
        theirs.is_none_or(|theirs| cost(&theirs) != cost(&self.0.params))
    }

    /// One hash, off the threads that answer requests. Refused at once where too many wait already. The
    /// permits go with the work, so that a caller who hangs up does not let one more in.
    async fn run(&self, params: Params, password: Password, salt: Vec<u8>) -> Result<Vec<u8>> {
        let busy = |_| Error::Unavailable("too many passwords wait to be checked".into());
        let place = self.0.queue.clone().try_acquire_owned().map_err(busy)?;
        let permit = self.0.permits.clone().acquire_owned().await.map_err(|error| anyhow::anyhow!(error))?;
        let inner = self.0.clone();
        let work = move || {
            let mut memory = unpoisoned(&inner.buffers).pop().unwrap_or_default();
            memory.resize(params.block_count(), Block::new());
            let mut output = vec![0; params.output_len().unwrap_or(HASH_BYTES)];
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let done = argon2.hash_password_into_with_memory(
                password.0.as_bytes(),
                &salt,
                &mut output,
                memory.as_mut_slice(),
            );
            unpoisoned(&inner.buffers).push(memory);
            inner.hashes.fetch_add(1, Ordering::Relaxed);
            drop((permit, place));
            done.map(|()| output)
        };
        let done = tokio::task::spawn_blocking(work).await.map_err(|error| anyhow::anyhow!(error))?;
        self.give_back_when_quiet();
        done.map_err(broken)
    }

    fn give_back_when_quiet(&self) {
        let (inner, seen) = (self.0.clone(), self.0.hashes.load(Ordering::Relaxed));
        tokio::spawn(async move {
            tokio::time::sleep(QUIET).await;
            if inner.hashes.load(Ordering::Relaxed) == seen {
                unpoisoned(&inner.buffers).clear();
            }
        });
    }
}

fn unpoisoned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

fn broken(error: impl std::fmt::Display) -> Error {
    anyhow::anyhow!("argon2: {error}").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::env::Timestamp;

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };

    fn env() -> Env {
        Env::fixed(Timestamp::UNIX_EPOCH, 1)
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_in_any_spelling_of_the_same_letters_and_no_other() {
        let hashing = Hashing::new(CHEAP, 1, 4).unwrap();
        let password = Password::given("caf\u{e9} opens at seven").unwrap();
        let stored = hashing.hash(&env(), &password).await.unwrap();

        let decomposed = Password::given("cafe\u{301} opens at seven").unwrap();
        let other = Password::given("Caf\u{e9} opens at seven").unwrap();

        assert!(hashing.verify(&decomposed, Some(&stored)).await.unwrap());
        assert!(!hashing.verify(&other, Some(&stored)).await.unwrap());
        assert!(!hashing.verify(&password, None).await.unwrap());
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
    }

    #[tokio::test]
    async fn a_hash_of_another_cost_still_fits_and_is_outdated() {
        let password = Password::given("correct horse battery staple").unwrap();
        let old = Hashing::new(CHEAP, 1, 4).unwrap();
        let new = Hashing::new(Cost { memory_kib: 128, passes: 2 }, 1, 4).unwrap();
        let stored = old.hash(&env(), &password).await.unwrap();

        assert!(new.verify(&password, Some(&stored)).await.unwrap());
        assert!(new.is_outdated(&stored) && !old.is_outdated(&stored));
    }

    #[tokio::test]
    async fn who_comes_when_the_queue_is_full_is_turned_away_and_memory_is_shared() {
        let hashing = Hashing::new(Cost { memory_kib: 8192, passes: 1 }, 1, 2).unwrap();
        let password = Password::given("correct horse battery staple").unwrap();
        let tries = (0..8).map(|_| hashing.verify(&password, None));

        let answers = futures_util::future::join_all(tries).await;

        let refused = answers.iter().filter(|a| matches!(a, Err(Error::Unavailable(_)))).count();
        assert_eq!(refused, 5, "one works and two wait");
        assert_eq!(unpoisoned(&hashing.0.buffers).len(), 1, "one permit has one block of memory");
    }
}
