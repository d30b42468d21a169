//! How long somebody waits who tried in vain: rules without a database.
//!
//! Tries are counted for the address that was typed, so an address nobody has behaves as any other. A browser
//! in which the person was signed in before has a count of its own: strangers who guess cannot shut it out.

use super::known::Known;
use crate::kernel::{Error, Result, env::Timestamp, hash::Sha256, text::Email};
use chrono::TimeDelta;

/// What somebody tries to prove who they are with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, sqlx::Type, serde::Serialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A password.
    Password,
    /// A code of an authenticator app.
    Totp,
    /// A backup code.
    Code,
    /// A code that was sent by mail.
    Mail,
    /// A passkey.
    Passkey,
}

impl Kind {
    /// What it is called.
    pub fn label(self) -> &'static str {
        match self {
            Self::Password => "Password",
            Self::Totp => "Authenticator app",
            Self::Code => "Backup codes",
            Self::Mail => "Code by mail",
            Self::Passkey => "Passkey",
        }
    }
}

/// When wrong tries lock, and for how long: what the organisations of the installation decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LockRule {
    /// After this many wrong tries in a row, and again after as many more.
    pub after: i64,
    /// For so long; then it opens by itself.
    pub lasts: TimeDelta,
}

impl Default for LockRule {
    fn default() -> Self {
        Self { after: FAILURES_MAX, lasts: TimeDelta::minutes(30) }
    }
}

/// NIST SP 800-63B-4 §3.2.2: so many wrong tries in a row switch a way of signing in off, until the person has
/// come in by another, or somebody has unlocked it.
pub const FAILURES_MAX: i64 = 100;

/// What follows from one more wrong try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Nothing is tried before this time has passed.
    pub delay: TimeDelta,
    /// Whether that is more than the slowing down of everybody who mistypes.
    pub is_lock: bool,
}

/// How long to wait after the `failures`th wrong try in a row.
pub fn wait(kind: Kind, failures: i64, rule: LockRule) -> Wait {
    let delay = match kind {
        // Six digits are soon guessed through: three tries for each step of the clock, ten an hour.
        Kind::Totp | Kind::Mail if failures % 10 == 0 => TimeDelta::hours(1),
        Kind::Totp | Kind::Mail if failures % 3 == 0 => TimeDelta::seconds(30),
        Kind::Totp | Kind::Mail => TimeDelta::zero(),
        Kind::Password | Kind::Code | Kind::Passkey => match failures {
            ..=3 => TimeDelta::seconds(1),
            4..=9 => TimeDelta::seconds(5),
            10..=24 => TimeDelta::seconds(30),
            _ => TimeDelta::minutes(5),
        },
    };
    match failures % rule.after.max(1) {
        0 => Wait { delay: delay.max(rule.lasts), is_lock: true },
        _ => Wait { delay, is_lock: failures == FAILURES_MAX },
    }
}

/// Whose tries are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The SHA-256 of the address that was typed.
    pub subject: Sha256,
    /// The kind of proof.
    pub kind: Kind,
    /// A browser the person is known in, or all strange ones together.
    pub device: Sha256,
}

impl Target {
    /// All browsers that are strange to a person.
    pub const STRANGE: Sha256 = Sha256([0; 32]);

    /// The tries of the browser `known` at the `kind` of proof of `email`.
    pub fn new(email: &Email, kind: Kind, known: &Known) -> Self {
        let device = known.device_of(email).unwrap_or(Self::STRANGE);
        Self { subject: Sha256::of(email.as_str()), kind, device }
    }
}

/// How it stands with a target that somebody has failed at.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Standing {
    /// Wrong tries in a row.
    pub failures: i64,
    /// When the next try may be made.
    pub open_at: Timestamp,
}

/// Leave to try once. Whatever comes of it has to be told to `failed_in` or `succeeded_in`.
#[must_use]
#[derive(Clone, Copy, Debug)]
pub struct Try {
    /// Whose.
    pub target: Target,
    /// Wrong tries in a row before this one.
    pub failures: i64,
}

impl Try {
    /// Leave to try at `now`; `TooMany` while it is shut.
    pub fn begin(target: Target, standing: Option<Standing>, now: Timestamp) -> Result<Self> {
        let Some(Standing { failures, open_at }) = standing else { return Ok(Self { target, failures: 0 }) };
        match open_at - now {
            left if left > TimeDelta::zero() => Err(refusal(left)),
            _ => Ok(Self { target, failures }),
        }
    }

    /// Whether even the right answer counts as a wrong one: this way of signing in is switched off.
    pub fn is_switched_off(&self) -> bool {
        self.failures >= FAILURES_MAX
    }
}

/// Too early by `left`.
pub fn refusal(left: TimeDelta) -> Error {
    let seconds = left.num_milliseconds().max(0).unsigned_abs().div_ceil(1000);
    Error::TooMany { retry_after_s: seconds.max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(kind: Kind, failures: i64) -> i64 {
        wait(kind, failures, LockRule::default()).delay.num_seconds()
    }

    #[test]
    fn delays_of_a_password_grow_from_a_second_to_five_minutes() {
        for (failures, expected) in [
            (1, 1),
            (3, 1),
            (4, 5),
            (9, 5),
            (10, 30),
            (24, 30),
            (25, 300),
            (99, 300),
            (100, 1800),
            (101, 300),
        ] {
            assert_eq!(seconds(Kind::Password, failures), expected, "{failures}");
        }
    }

    #[test]
    fn a_code_has_three_tries_a_step_and_ten_an_hour() {
        for (failures, expected) in
            [(1, 0), (2, 0), (3, 30), (6, 30), (9, 30), (10, 3600), (11, 0), (20, 3600)]
        {
            assert_eq!(seconds(Kind::Totp, failures), expected, "{failures}");
        }
    }

    #[test]
    fn an_organisations_rule_locks_again_and_again_and_the_hundredth_is_a_lock_by_any_rule() {
        let rule = LockRule { after: 5, lasts: TimeDelta::minutes(15) };
        let locks: Vec<_> = (1..=16).filter(|n| wait(Kind::Password, *n, rule).is_lock).collect();
        let odd = LockRule { after: 7, ..rule };

        assert_eq!(locks, [5, 10, 15]);
        assert_eq!(wait(Kind::Password, 5, rule).delay, TimeDelta::minutes(15));
        assert_eq!(
            wait(Kind::Password, 30, LockRule { lasts: TimeDelta::minutes(1), ..rule }).delay.num_minutes(),
            5
        );
        assert!(wait(Kind::Password, FAILURES_MAX, odd).is_lock);
        assert!(!wait(Kind::Password, 99, LockRule::default()).is_lock);
    }

    #[test]
    fn who_waits_as_long_as_told_is_let_try() {
        let now = Timestamp::UNIX_EPOCH;
        let target = Target { subject: Sha256::of("a"), kind: Kind::Password, device: Target::STRANGE };
        let standing =
            |left_ms| Some(Standing { failures: 4, open_at: now + TimeDelta::milliseconds(left_ms) });

        let early = Try::begin(target, standing(4_001), now);
        assert!(matches!(early, Err(Error::TooMany { retry_after_s: 5 })), "{early:?}");
        assert_eq!(Try::begin(target, standing(0), now).unwrap().failures, 4);
        assert_eq!(Try::begin(target, None, now).unwrap().failures, 0);
    }
}
