//! Codes of authenticator apps (RFC 6238): six digits, a new code every 30 seconds, from a secret of 160 bits
//! that the app and we know.

use crate::kernel::{Error, Result, env::Timestamp, secret::Secret};
use totp_rs::{Algorithm, Builder, Totp};

/// How long a code is shown, in seconds.
const STEP_S: i64 = 30;
/// Codes of one step before and after are taken, because clocks differ a little.
const SKEW: u16 = 1;
/// A code of five minutes before or after is recognised, to tell how wrong the clock is. It is not taken.
const SKEW_TOLD: u16 = 10;

/// What a code turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// Right.
    Right {
        /// The step that it belongs to.
        step: i64,
        /// By how many seconds the app's clock is ahead of ours, as far as can be told; 0 within its own step.
        ahead_s: i64,
    },
    /// One of the same secret, but of another time.
    OfAnotherTime {
        /// The step that it belongs to.
        step: i64,
        /// By how many seconds the app's clock is ahead of ours.
        ahead_s: i64,
    },
    /// No code of this secret.
    Wrong,
}

/// The step of an instant.
pub fn step(at: Timestamp) -> i64 {
    at.timestamp().div_euclid(STEP_S)
}

/// Whether `typed` is a code of `secret` now. Spaces do not matter.
pub fn check(secret: &Secret<Vec<u8>>, typed: &str, now: Timestamp) -> Result<Code> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    let find = |skew| -> Result<Option<i64>> {
        let found = build(secret, "", skew)?.check(&typed, seconds);
        Ok(found.and_then(|step| i64::try_from(step).ok()))
    };
    if let Some(found) = find(SKEW)? {
        return Ok(Code::Right { step: found, ahead_s: ahead(found, now) });
    }
    Ok(find(SKEW_TOLD)?.map_or(Code::Wrong, |step| Code::OfAnotherTime { step, ahead_s: ahead(step, now) }))
}

/// From the middle of the code's step, because nobody knows when in it the code was read.
fn ahead(found: i64, now: Timestamp) -> i64 {
    if found == step(now) { 0 } else { found * STEP_S + STEP_S / 2 - now.timestamp() }
}

/// The code that an app shows at an instant.
pub fn at(secret: &Secret<Vec<u8>>, now: Timestamp) -> Result<String> {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Ok(build(secret, "", SKEW)?.generate(seconds).to_string())
}

/// The address that a QR code carries into an app.
pub fn address(secret: &Secret<Vec<u8>>, account: &str) -> Result<String> {
    build(secret, account, SKEW)?.to_url().map_err(broken)
}

/// The secret as a person types it: base 32 in groups of four.
pub fn in_groups(secret: &Secret<Vec<u8>>) -> Result<String> {
    let letters = build(secret, "", SKEW)?.secret().to_base32();
    let groups: Vec<&str> = (0..letters.len()).step_by(4).filter_map(|at| letters.get(at..at + 4)).collect();
    Ok(groups.join(" "))
}

fn build(secret: &Secret<Vec<u8>>, account: &str, skew: u16) -> Result<Totp> {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_skew(skew)
        .with_secret(secret.expose().clone())
        .with_issuer(Some("Muster"))
        .with_account_name(account.replace(':', " "))
        .build()
        .map_err(broken)
}

fn broken(error: totp_rs::TotpError) -> Error {
    Error::Internal(anyhow::anyhow!("a secret of an authenticator app: {error}"))
}

/// `40` → `about 40 seconds ahead of`; `-90` → `about 90 seconds behind`.
pub fn drift(ahead_s: i64) -> String {
    let size = ahead_s.unsigned_abs();
    let size = if size < 120 { format!("{size} seconds") } else { format!("{} minutes", size.div_ceil(60)) };
    format!("about {size} {}", if ahead_s > 0 { "ahead of" } else { "behind" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn secret() -> Secret<Vec<u8>> {
        Secret::new(b"12345678901234567890".to_vec())
    }

    fn instant(seconds: i64) -> Timestamp {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    /// RFC 6238, appendix B, the SHA-1 rows, cut to six digits.
    #[test]
    fn the_examples_of_the_standard_come_out() {
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
        ] {
            assert_eq!(at(&secret(), instant(seconds)).unwrap(), code);
            let right = Code::Right { step: seconds / 30, ahead_s: 0 };
            assert_eq!(check(&secret(), code, instant(seconds)).unwrap(), right);
        }
    }

    #[test]
    fn one_step_before_and_after_is_taken_and_the_drift_is_told() {
        let now = instant(2_000_000_000);
        let code = |seconds: i64| at(&secret(), instant(2_000_000_000 + seconds)).unwrap();
        let checked = |seconds: i64| check(&secret(), &code(seconds), now).unwrap();

        // 2,000,000,000 is 20 seconds into its step.
        assert_eq!(checked(30), Code::Right { step: 66_666_667, ahead_s: 25 });
        assert_eq!(checked(-30), Code::Right { step: 66_666_665, ahead_s: -35 });
        assert_eq!(checked(60), Code::OfAnotherTime { step: 66_666_668, ahead_s: 55 });
        assert_eq!(checked(-60), Code::OfAnotherTime { step: 66_666_664, ahead_s: -65 });
        assert_eq!(checked(360), Code::Wrong);
    }

    #[test]
    fn spaces_do_not_matter_and_nonsense_is_wrong() {
        let now = instant(59);
        assert_eq!(check(&secret(), " 287 082", now).unwrap(), Code::Right { step: 1, ahead_s: 0 });
        for nonsense in ["", "28708", "2870822", "+87082", "２８７０８２", "287O82"] {
            assert_eq!(check(&secret(), nonsense, now).unwrap(), Code::Wrong, "{nonsense}");
        }
    }

    #[test]
    fn the_secret_can_be_typed_and_scanned() {
        assert_eq!(in_groups(&secret()).unwrap(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let address = address(&secret(), "lena@contoso.example").unwrap();
        assert!(address.starts_with("otpauth://totp/Muster:lena%40contoso.example?"), "{address}");
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{address}");
    }

    #[test]
    fn drift_is_told_in_words() {
        assert_eq!(drift(40), "about 40 seconds ahead of");
        assert_eq!(drift(-185), "about 4 minutes behind");
    }
}
