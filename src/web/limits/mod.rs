//! How often somebody may try: so many tries at once from one address and for one account, then one after a
//! while. Several Musters behind one address count together in Redis; while Redis does not answer each of
//! them counts alone, at half the rate, so that nothing is ever open.

mod local;
mod redis;

use crate::kernel::{Error, Result, env::Env, secret::Secret};
use local::Local;
use redis::Redis;
use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

/// Limits of the routes that take a credential.
#[derive(Clone)]
pub struct Limits(Arc<Inner>);

struct Inner {
    per_address: Local,
    per_account: Local,
    advice: Local,
    shared: Option<Redis>,
    told: Local,
    told_in_all: Local,
}

/// Tries at once, and how long until there is one more.
#[derive(Clone, Copy)]
struct Rate {
    burst: NonZeroU32,
    every: Duration,
}

impl Rate {
    const fn new(burst: u32, every_s: u64) -> Self {
        Self {
            burst: NonZeroU32::new(burst).expect("a limit lets somebody in"),
            every: Duration::from_secs(every_s),
        }
    }

    /// Half as many at once, each after twice the time.
    fn halved(self) -> Self {
        Self { burst: NonZeroU32::new(self.burst.get() / 2).unwrap_or(self.burst), every: self.every * 2 }
    }
}

const ADDRESS: Rate = Rate::new(10, 6);
const ACCOUNT: Rate = Rate::new(10, 30);

/// Advice on a password that is being typed: far more than anybody types, and little enough that nobody can keep a
/// processor busy with it.
const ADVICE: Rate = Rate { every: Duration::from_millis(500), ..Rate::new(120, 1) };

/// One line in the trail an hour about the same one who is refused, and sixty about all of them.
const TOLD: Rate = Rate::new(1, 3600);
const TOLD_IN_ALL: Rate = Rate::new(60, 60);

/// One count of a try: whose, and at what rate.
struct Counted {
    key: String,
    rate: Rate,
}

impl Limits {
    /// Counts in this process alone. Nobody has tried yet.
    pub fn new(env: Env) -> Self {
        Self::with(env, None)
    }

    /// Counts in the Redis at `url`, together with all others that do. An error names what is wrong with
    /// the address; whether Redis is there is another question, and does not matter here.
    pub fn shared(env: Env, url: &Secret<String>) -> anyhow::Result<Self> {
        let redis = Redis::new(url, env.clone())?;
        Ok(Self::with(env, Some(redis)))
    }

    fn with(env: Env, shared: Option<Redis>) -> Self {
        let rate = |rate: Rate| if shared.is_some() { rate.halved() } else { rate };
        Self(Arc::new(Inner {
            per_address: Local::new(rate(ADDRESS), &env),
            per_account: Local::new(rate(ACCOUNT), &env),
            advice: Local::new(ADVICE, &env),
            told: Local::new(TOLD, &env),
            told_in_all: Local::new(TOLD_IN_ALL, &env),
            shared,
        }))
    }

    /// Counts a try for `account` (any word that names it) from `address`; `TooMany` when over the limit.
    pub async fn count(&self, address: &str, account: Option<&str>) -> Result<()> {
        let network = network(address);
        if let Some(redis) = &self.0.shared {
            let of_address = Counted { key: format!("address:{network}"), rate: ADDRESS };
            let of_account =
                account.map(|account| Counted { key: format!("account:{account}"), rate: ACCOUNT });
            let counted: Vec<_> = [of_address].into_iter().chain(of_account).collect();
            if let Some(wait) = redis.count(&counted).await {
                return if wait.is_zero() { Ok(()) } else { Err(too_many(wait)) };
            }
        }
        self.0.per_address.count(&network).map_err(too_many)?;
        account.map_or(Ok(()), |account| self.0.per_account.count(account).map_err(too_many))
    }

    /// Counts a question for advice from `address`, apart from all tries, so that it uses none of them up; `TooMany`
    /// when over the limit. In this process alone: what it guards is this process's time.
    pub fn count_advice(&self, address: &str) -> Result<()> {
        self.0.advice.count(&network(address)).map_err(too_many)
    }

    /// Whether a refusal of `whom` (an address, or any word that names an account) is still worth a line in
    /// the trail: somebody who goes on trying must not be able to fill it.
    pub fn is_worth_telling(&self, whom: &str) -> bool {
        self.0.told.count(&network(whom)).is_ok() && self.0.told_in_all.count("all").is_ok()
    }

    /// Looks for Redis, where one is configured, so that the log tells at the start whether it answers.
    pub async fn look_for_redis(&self) {
        if let Some(redis) = &self.0.shared {
            redis.count(&[]).await;
        }
    }

    /// Forgets those who have waited long enough.
    pub fn sweep(&self) {
        let inner = &self.0;
        let all = [&inner.per_address, &inner.per_account, &inner.advice, &inner.told, &inner.told_in_all];
        for limit in all {
            limit.sweep();
        }
    }
}

/// Whole seconds, rounded up, because a person who waits as long as told must not be refused again.
fn too_many(wait: Duration) -> Error {
    Error::TooMany { retry_after_s: wait.as_secs() + 1 }
}

/// An IPv6 customer has a whole /64, so that is what is counted.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(v6)) => {
            let s = v6.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
        Ok(IpAddr::V4(v4)) => v4.to_string(),
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::env::Timestamp;
    use chrono::TimeDelta;

    fn env() -> Env {
        Env::fixed(Timestamp::UNIX_EPOCH + TimeDelta::days(20_000), 1)
    }

    #[tokio::test]
    async fn the_eleventh_try_waits_and_time_heals() {
        let env = env();
        let limits = Limits::new(env.clone());
        for _ in 0..10 {
            limits.count("192.0.2.1", None).await.unwrap();
        }

        let refused = limits.count("192.0.2.1", None).await;
        limits.count("192.0.2.2", None).await.unwrap();
        env.advance(TimeDelta::seconds(7));

        assert!(matches!(refused, Err(Error::TooMany { retry_after_s: 1..=7 })), "{refused:?}");
        limits.count("192.0.2.1", None).await.unwrap();
    }

    #[tokio::test]
    async fn one_account_is_limited_from_many_addresses() {
        let limits = Limits::new(env());
        for n in 0..10 {
            limits.count(&format!("192.0.2.{n}"), Some("dana@contoso.example")).await.unwrap();
        }
        assert!(limits.count("192.0.2.99", Some("dana@contoso.example")).await.is_err());
    }

    #[tokio::test]
    async fn advice_is_counted_apart_from_tries() {
        let env = env();
        let limits = Limits::new(env.clone());
        for _ in 0..120 {
            limits.count_advice("192.0.2.1").unwrap();
        }

        let refused = limits.count_advice("192.0.2.1");
        limits.count_advice("192.0.2.2").unwrap();
        limits.count("192.0.2.1", None).await.unwrap();
        env.advance(TimeDelta::seconds(60));

        assert!(matches!(refused, Err(Error::TooMany { retry_after_s: 1 })), "{refused:?}");
        assert_eq!((0..200).filter(|_| limits.count_advice("192.0.2.1").is_ok()).count(), 120);
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:9::9"));
        assert_ne!(network("2001:db8:1:2:3::4"), network("2001:db8:1:3:3::4"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }

    #[test]
    fn who_is_refused_all_day_is_told_of_once_an_hour_and_a_crowd_sixty_times() {
        let env = env();
        let limits = Limits::new(env.clone());

        let of_one = (0..50).filter(|_| limits.is_worth_telling("192.0.2.1")).count();
        let of_many = (0..250).filter(|n| limits.is_worth_telling(&format!("198.51.100.{n}"))).count();
        env.advance(TimeDelta::minutes(61));

        assert_eq!((of_one, of_many), (1, 59));
        assert!(limits.is_worth_telling("192.0.2.1"));
    }
}
