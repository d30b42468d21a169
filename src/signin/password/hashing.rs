//! The machine that hashes passwords: argon2id (RFC 9106), as many at once as there are permits.
//! Each permit keeps one block of memory and uses it again, because giving such blocks back and asking for new
//! ones makes the process grow; after a quiet while they go back to the system.

use super::{Password, foreign::Foreign, pepper::Peppers};
use crate::kernel::{Error, Result, env::Env, hash::Sha256};
use argon2::{
    Algorithm, Argon2, Block, KeyId, Params, ParamsBuilder, PasswordHash, Version,
    password_hash::phc::{Output, ParamsString, Salt},
};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tokio::sync::{Semaphore, oneshot};

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
    peppers: RwLock<Peppers>,
    decoys: RwLock<Vec<String>>,
}

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// After so long without a hash the memory goes back to the system.
const QUIET: Duration = Duration::from_secs(4);
const FREE_FOR: Duration = Duration::from_secs(2);
/// A block so large that the allocator looks at all it holds.
const NUDGE_BYTES: usize = 4 << 20;

/// How far hashing stands behind, on Linux's scale of 0 to 19.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

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
            peppers: RwLock::default(),
            decoys: RwLock::default(),
        })))
    }

    /// From now on new hashes are made with the newest of these, and old ones checked with theirs.
    pub fn season(&self, peppers: Peppers) {
        *self.0.peppers.write().unwrap_or_else(PoisonError::into_inner) = peppers;
    }

    /// From now on some addresses that nobody has cost as much as these hashes of other programs: see
    /// [`Hashing::verify_nobody`].
    pub fn imitate(&self, foreign: Vec<String>) {
        *self.0.decoys.write().unwrap_or_else(PoisonError::into_inner) = foreign;
    }

    fn peppers(&self) -> Peppers {
        self.0.peppers.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The PHC string of a new hash.
    pub async fn hash(&self, env: &Env, password: &Password) -> Result<String> {
        let salt: [u8; SALT_BYTES] = env.bytes();
        let pepper = self.peppers().newest();
        let params = self.params_with(pepper)?;
        let output = self.argon2(params.clone(), pepper, password, salt.to_vec()).await?;
        let hash = PasswordHash {
            algorithm: Algorithm::Argon2id.ident(),
            version: Some(Version::V0x13.into()),
            params: ParamsString::try_from(&params).map_err(broken)?,
            salt: Some(Salt::new(&salt).map_err(broken)?),
            hash: Some(Output::new(&output).map_err(broken)?),
        };
        Ok(hash.to_string())
    }

    fn params_with(&self, pepper: Option<i64>) -> Result<Params> {
        let Some(pepper) = pepper else { return Ok(self.0.params.clone()) };
        let (ours, mut params) = (&self.0.params, ParamsBuilder::new());
        params.m_cost(ours.m_cost()).t_cost(ours.t_cost()).p_cost(ours.p_cost()).output_len(HASH_BYTES);
        params.keyid(KeyId::new(pepper.to_string().as_bytes()).map_err(broken)?);
        params.build().map_err(broken)
    }

    /// Whether `password` is the one of `stored`, ours or another program's. Without one it works as hard and
    /// says no.
    pub async fn verify(&self, password: &Password, stored: Option<&str>) -> Result<bool> {
        let Some(stored) = stored else {
            let pepper = self.peppers().newest();
            self.argon2(self.0.params.clone(), pepper, password, vec![0; SALT_BYTES]).await?;
            return Ok(false);
        };
        if let Some(foreign) = Foreign::parse(stored) {
            let typed = password.typed.clone();
            return self.work(move |_| foreign.fits(&typed)).await;
        }
        let stored = PasswordHash::new(stored).map_err(broken)?;
        let params = Params::try_from(&stored).map_err(broken)?;
        let (Some(salt), Some(wanted)) = (stored.salt, stored.hash) else {
            return Err(anyhow::anyhow!("a stored password has no salt or no hash").into());
        };
        let pepper = pepper_of(&params)?;
        let output = self.argon2(params, pepper, password, salt.as_ref().to_vec()).await?;
        Ok(aws_lc_rs::constant_time::verify_slices_are_equal(&output, wanted.as_bytes()).is_ok())
    }

    /// Works as hard as for somebody, for an `address` that has no password here. As long as there are hashes of
    /// other programs, which cost something else than ours, every second such address costs as much as one of
    /// them, and always the same one: so the time tells nobody whether an address is somebody's.
    pub async fn verify_nobody(&self, password: &Password, address: &str) -> Result<bool> {
        let decoy = {
            let decoys = self.0.decoys.read().unwrap_or_else(PoisonError::into_inner);
            let Sha256([toss, which, ..]) = Sha256::of(format!("decoy {address}"));
            let at = usize::from(which) % decoys.len().max(1);
            decoys.get(at).filter(|_| toss % 2 == 0).cloned()
        };
        self.verify(password, decoy.as_deref()).await.map(|_| false)
    }

    /// Whether `stored` was made at another cost than today's, with another pepper, or by another program.
    pub fn is_outdated(&self, stored: &str) -> bool {
        let theirs = PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok());
        let cost = |p: &Params| (p.m_cost(), p.t_cost(), p.p_cost());
        theirs.is_none_or(|theirs| {
            let pepper = pepper_of(&theirs).ok().flatten();
            cost(&theirs) != cost(&self.0.params) || pepper != self.peppers().newest()
        })
    }

    /// Whether the pepper of `stored` is at hand. Another node may have made a new one.
    pub fn knows(&self, stored: &str) -> bool {
        let theirs = PasswordHash::new(stored).ok().and_then(|hash| Params::try_from(&hash).ok());
        let pepper = theirs.and_then(|theirs| pepper_of(&theirs).ok().flatten());
        pepper.is_none_or(|pepper| self.peppers().has(pepper))
    }

    async fn argon2(
        &self,
        params: Params,
        pepper: Option<i64>,
        password: &Password,
        salt: Vec<u8>,
    ) -> Result<Vec<u8>> {
        let unknown = || anyhow::anyhow!("a stored password has a pepper that is not here");
        let input = self.peppers().applied(pepper, password).ok_or_else(unknown)?;
        let work = move |memory: &mut Vec<Block>| {
            memory.resize(params.block_count(), Block::new());
            let mut output = vec![0; params.output_len().unwrap_or(HASH_BYTES)];
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let done =
                argon2.hash_password_into_with_memory(&input, &salt, &mut output, memory.as_mut_slice());
            done.map(|()| output)
        };
        self.work(work).await?.map_err(broken)
    }

    /// One hash, off the threads that answer requests. Refused at once where too many wait already. The
    /// permits go with the work, so that a caller who hangs up does not let one more in.
    async fn work<T: Send + 'static>(
        &self,
        hash: impl FnOnce(&mut Vec<Block>) -> T + Send + 'static,
    ) -> Result<T> {
        let busy = |_| Error::Unavailable("too many passwords wait to be checked".into());
        let place = self.0.queue.clone().try_acquire_owned().map_err(busy)?;
        let permit = self.0.permits.clone().acquire_owned().await.map_err(|error| anyhow::anyhow!(error))?;
        let inner = self.0.clone();
        let work = move || {
            step_back();
            let mut memory = unpoisoned(&inner.buffers).pop().unwrap_or_default();
            let done = hash(&mut memory);
            unpoisoned(&inner.buffers).push(memory);
            inner.hashes.fetch_add(1, Ordering::Relaxed);
            drop((permit, place));
            done
        };
        let (tell, told) = oneshot::channel();
        // A thread of its own, because it cannot take back the priority it gave away. Whoever hung up is not told.
        std::thread::Builder::new()
            .name("password".into())
            .spawn(move || tell.send(work()))
            .map_err(|error| anyhow::anyhow!("a thread to hash on: {error}"))?;
        let done = told.await.map_err(|error| anyhow::anyhow!(error))?;
        self.give_back_when_quiet();
        Ok(done)
    }

    /// How many hashes were worked out so far, which tests hold sign-ins to.
    pub fn hashes(&self) -> u64 {
        self.0.hashes.load(Ordering::Relaxed)
    }

    fn give_back_when_quiet(&self) {
        let (inner, seen) = (self.0.clone(), self.0.hashes.load(Ordering::Relaxed));
        tokio::spawn(async move {
            tokio::time::sleep(QUIET).await;
            if inner.hashes.load(Ordering::Relaxed) == seen {
                unpoisoned(&inner.buffers).clear();
                // The allocator hands over what was free for a second, and only when it is next at work.
                tokio::time::sleep(FREE_FOR).await;
                drop(std::hint::black_box(Vec::<u8>::with_capacity(NUDGE_BYTES)));
            }
        });
    }
}

/// Lets the threads that answer requests go before this one: where passwords keep all processors busy, a page would
/// otherwise wait for its turn at every step. Where it cannot be, pages are slower while people sign in.
pub fn step_back() {
    // Elsewhere the priority is the whole program's.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(NICENESS);
}

fn unpoisoned<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pepper that a hash names.
fn pepper_of(params: &Params) -> Result<Option<i64>> {
    match params.keyid() {
        [] => Ok(None),
        id => Ok(Some(std::str::from_utf8(id).ok().and_then(|id| id.parse().ok()).ok_or_else(unnamed)?)),
    }
}

fn unnamed() -> anyhow::Error {
    anyhow::anyhow!("a stored password names no pepper of ours")
}

fn broken(error: impl std::fmt::Display) -> Error {
    anyhow::anyhow!("argon2: {error}").into()
}

#[cfg(test)]
mod tests;
