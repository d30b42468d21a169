//! Counting in Redis, so that several Musters behind one address count together. Redis is asked for a moment
//! only: whatever it answers late, wrongly or not at all means that it is gone for a while.

use super::Counted;
use crate::kernel::{
    env::{Env, Timestamp},
    secret::Secret,
};
use anyhow::Context;
use chrono::TimeDelta;
use redis::{AsyncConnectionConfig, Client, RedisError, Script, aio::MultiplexedConnection};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A person at the door waits no longer than this for the count, however it fails.
const PATIENCE: Duration = Duration::from_millis(200);

/// Redis that did not answer is asked again after this time, by one request, while the others count locally.
const PAUSE: TimeDelta = TimeDelta::seconds(1);

/// One key space, and one slot of a cluster.
const PREFIX: &str = "muster:{limits}:";

/// GCRA: a key holds the time at which all that was counted will have been worn off, in milliseconds of
/// Redis' own clock, which is the same for all who count. The answer is how long to wait, 0 for not at all.
const GCRA: &str = "
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i, key in ipairs(KEYS) do
  local burst, every = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local worn_off = math.max(tonumber(redis.call('GET', key) or now), now)
  local wait = worn_off - now - (burst - 1) * every
  if wait > 0 then return wait end
  worn_off = worn_off + every
  redis.call('SET', key, string.format('%.0f', worn_off), 'PX', string.format('%.0f', worn_off - now))
end
return 0
";

/// Counts in Redis.
pub struct Redis {
    client: Client,
    script: Script,
    env: Env,
    link: Mutex<Link>,
}

enum Link {
    Up(MultiplexedConnection),
    /// Nobody asks before `until`.
    Down {
        until: Timestamp,
        is_told: bool,
    },
}

impl Redis {
    /// Does not connect yet.
    pub fn new(url: &Secret<String>, env: Env) -> anyhow::Result<Self> {
        // Whoever was first to choose a provider for this process is fine.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = Client::open(url.expose().as_str()).context("reading MUSTER_REDIS_URL")?;
        let link = Mutex::new(Link::Down { until: Timestamp::MIN_UTC, is_told: false });
        Ok(Self { client, script: Script::new(GCRA), env, link })
    }

    /// Counts all, in order, up to the first that has to wait. None: Redis did not answer.
    pub async fn count(&self, all: &[Counted]) -> Option<Duration> {
        let known = self.connection()?;
        let counted = tokio::time::timeout(PATIENCE, self.ask(known, all)).await;
        match counted {
            Ok(Ok(wait_ms)) => Some(Duration::from_millis(wait_ms)),
            Ok(Err(error)) => self.down(&error.to_string()),
            Err(_) => self.down("it did not answer in time"),
        }
    }

    async fn ask(&self, known: Known, all: &[Counted]) -> Result<u64, RedisError> {
        let mut connection = match known {
            Known::Connected(connection) => connection,
            Known::ToConnect => {
                let patience = AsyncConnectionConfig::new()
                    .set_connection_timeout(Some(PATIENCE))
                    .set_response_timeout(Some(PATIENCE));
                let fresh = self.client.get_multiplexed_async_connection_with_config(&patience).await?;
                self.up(&fresh);
                fresh
            }
        };
        let mut invocation = self.script.prepare_invoke();
        for Counted { key, rate } in all {
            let every_ms = u64::try_from(rate.every.as_millis()).unwrap_or(u64::MAX);
            invocation.key(format!("{PREFIX}{key}")).arg(rate.burst.get()).arg(every_ms);
        }
        invocation.invoke_async(&mut connection).await
    }

    /// The connection there is, or the task to make one. None while there is nothing to hope for.
    fn connection(&self) -> Option<Known> {
        let now = self.env.now();
        match &mut *self.link() {
            Link::Up(connection) => Some(Known::Connected(connection.clone())),
            Link::Down { until, .. } if now < *until => None,
            Link::Down { until, .. } => {
                *until = now + PAUSE;
                Some(Known::ToConnect)
            }
        }
    }

    fn up(&self, connection: &MultiplexedConnection) {
        let before = std::mem::replace(&mut *self.link(), Link::Up(connection.clone()));
        if matches!(before, Link::Down { is_told: true, .. }) {
            tracing::info!("Redis answers again: tries to sign in are counted together with the other nodes");
        }
    }

    fn down<T>(&self, cause: &str) -> Option<T> {
        let down = Link::Down { until: self.env.now() + PAUSE, is_told: true };
        let before = std::mem::replace(&mut *self.link(), down);
        if !matches!(before, Link::Down { is_told: true, .. }) {
            tracing::warn!(
                cause,
                "Redis (MUSTER_REDIS_URL) does not answer: tries to sign in are counted by this node alone, at \
                 half the rate, until it does"
            );
        }
        None
    }

    fn link(&self) -> MutexGuard<'_, Link> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Known {
    Connected(MultiplexedConnection),
    ToConnect,
}
