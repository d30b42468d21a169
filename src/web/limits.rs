//! How often somebody may try: GCRA by `governor`, on the program's own clock.

use crate::kernel::{Error, Result, env::Env};
use governor::{
    Quota, RateLimiter,
    clock::{Clock, Reference},
    middleware::NoOpMiddleware,
    nanos::Nanos,
    state::keyed::DashMapStateStore,
};
use std::{net::IpAddr, num::NonZeroU32, sync::Arc, time::Duration};

/// Limits of the routes that take a credential.
#[derive(Clone)]
pub struct Limits(Arc<Inner>);

type Limiter = RateLimiter<String, DashMapStateStore<String>, EnvClock, NoOpMiddleware<Instant>>;

struct Inner {
    per_address: Limiter,
    per_account: Limiter,
    clock: EnvClock,
}

/// Tries at once from one address, and how long until there is one more.
const ADDRESS: (u32, Duration) = (10, Duration::from_secs(6));
/// Tries at once for one account, and how long until there is one more.
const ACCOUNT: (u32, Duration) = (10, Duration::from_secs(30));

impl Limits {
    /// Nobody has tried yet.
    pub fn new(env: Env) -> Self {
        let clock = EnvClock(env);
        let limiter = |(burst, every): (u32, Duration)| {
            let burst = NonZeroU32::new(burst).expect("a limit lets somebody in");
            let quota = Quota::with_period(every).expect("a limit has a period").allow_burst(burst);
            RateLimiter::new(quota, DashMapStateStore::default(), clock.clone())
        };
        Self(Arc::new(Inner {
            per_address: limiter(ADDRESS),
            per_account: limiter(ACCOUNT),
            clock: clock.clone(),
        }))
    }

    /// Counts a try for `account` (any word that names it) from `address`; `TooMany` when over the limit.
    pub fn count(&self, address: &str, account: Option<&str>) -> Result<()> {
        let now = self.0.clock.now();
        let wait = |not_until: governor::NotUntil<Instant>| Error::TooMany {
            retry_after_s: not_until.wait_time_from(now).as_secs() + 1,
        };
        self.0.per_address.check_key(&network(address)).map_err(wait)?;
        if let Some(account) = account {
            self.0.per_account.check_key(&account.to_owned()).map_err(wait)?;
        }
        Ok(())
    }

    /// Forgets those who have waited long enough.
    pub fn sweep(&self) {
        self.0.per_address.retain_recent();
        self.0.per_account.retain_recent();
    }
}

/// An IPv6 customer has a whole /64, so that is what is counted.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) if v6.to_ipv4_mapped().is_none() => {
            let s = v6.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
        _ => address.to_owned(),
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

    #[test]
    fn the_eleventh_try_waits_and_time_heals() {
        let env = Env::fixed(Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(20_000), 1);
        let limits = Limits::new(env.clone());
        for _ in 0..10 {
            limits.count("192.0.2.1", None).unwrap();
        }

        let refused = limits.count("192.0.2.1", None);
        limits.count("192.0.2.2", None).unwrap();
        env.advance(chrono::TimeDelta::seconds(7));

        assert!(matches!(refused, Err(Error::TooMany { retry_after_s: 1..=7 })), "{refused:?}");
        limits.count("192.0.2.1", None).unwrap();
    }

    #[test]
    fn one_account_is_limited_from_many_addresses() {
        let limits = Limits::new(Env::fixed(Timestamp::UNIX_EPOCH + chrono::TimeDelta::days(20_000), 1));
        for n in 0..10 {
            limits.count(&format!("192.0.2.{n}"), Some("dana@contoso.example")).unwrap();
        }
        assert!(limits.count("192.0.2.99", Some("dana@contoso.example")).is_err());
    }

    #[test]
    fn addresses_of_one_ipv6_network_count_together() {
        assert_eq!(network("2001:db8:1:2:3::4"), network("2001:db8:1:2:9::9"));
        assert_ne!(network("2001:db8:1:2:3::4"), network("2001:db8:1:3:3::4"));
    }
}
