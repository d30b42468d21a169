//! Hashes that other programs made, so that people keep their passwords when their organisation comes here: the
//! forms of Werkzeug, passlib and Django for bcrypt, PBKDF2 and scrypt. Each is replaced at the first sign-in.

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
    pbkdf2::{self, PBKDF2_HMAC_SHA1, PBKDF2_HMAC_SHA256, PBKDF2_HMAC_SHA512},
};
use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use std::{num::NonZeroU32, ops::RangeInclusive};

/// A hash in a form of another program's.
pub struct Foreign {
    scheme: Scheme,
    salt: Vec<u8>,
    wanted: Vec<u8>,
}

enum Scheme {
    Pbkdf2 { algorithm: pbkdf2::Algorithm, rounds: NonZeroU32 },
    Scrypt(scrypt::Params),
    Bcrypt { cost: u32, before: Before },
}

/// What is done to a password before bcrypt, which reads no more than 72 bytes.
enum Before {
    Nothing,
    /// Django: SHA-256 in hexadecimal digits.
    Digits,
    /// passlib, first version: SHA-256 in base64.
    Digest,
    /// passlib, second version: HMAC-SHA-256 with the salt as its key, in base64.
    Keyed(String),
}

/// More than these would keep a processor busy for seconds, or take more memory than a sign-in may.
const ROUNDS: RangeInclusive<u32> = 1..=10_000_000;
const BCRYPT_COST: RangeInclusive<u32> = 4..=16;
const SCRYPT_BYTES_MAX: u64 = 256 * 1024 * 1024;
const BCRYPT_BYTES: usize = 72;

/// Reads base64 with or without padding, also where its last bits are not zero.
const fn lenient(alphabet: &alphabet::Alphabet) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    GeneralPurpose::new(alphabet, config.with_decode_allow_trailing_bits(true))
}

const USUAL: GeneralPurpose = lenient(&alphabet::STANDARD);
const OF_BCRYPT: GeneralPurpose = lenient(&alphabet::BCRYPT);

impl Foreign {
    /// A hash in one of the known forms.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('$').collect();
        match *parts.as_slice() {
            [method, salt, digits] if method.contains(':') => of_werkzeug(method, salt, digits),
            ["pbkdf2_sha256", rounds, salt, sum] => of_django(PBKDF2_HMAC_SHA256, rounds, salt, sum),
            ["pbkdf2_sha1", rounds, salt, sum] => of_django(PBKDF2_HMAC_SHA1, rounds, salt, sum),
            ["scrypt", n, salt, r, p, sum] => {
                let params = scrypt_of(n.parse::<u64>().ok()?, r, p)?;
                made(Scheme::Scrypt(params), salt.into(), USUAL.decode(sum).ok()?)
            }
            ["bcrypt", "", version, cost, sum] => of_bcrypt(version, cost, sum, Before::Nothing),
            ["bcrypt_sha256", "", version, cost, sum] => of_bcrypt(version, cost, sum, Before::Digits),
            ["", "pbkdf2", rounds, salt, sum] => of_passlib(PBKDF2_HMAC_SHA1, rounds, salt, sum),
            ["", "pbkdf2-sha256", rounds, salt, sum] => of_passlib(PBKDF2_HMAC_SHA256, rounds, salt, sum),
            ["", "pbkdf2-sha512", rounds, salt, sum] => of_passlib(PBKDF2_HMAC_SHA512, rounds, salt, sum),
            ["", "scrypt", params, salt, sum] => of_passlib_scrypt(params, salt, sum),
            ["", "bcrypt-sha256", params, salt, sum] => of_passlib_bcrypt(params, salt, sum),
            ["", version, cost, sum] => of_bcrypt(version, cost, sum, Before::Nothing),
            _ => None,
        }
    }

    /// Whether `typed` is the password. Other programs do not normalise: it has to be as it came.
    pub fn fits(&self, typed: &str) -> bool {
        let typed = typed.as_bytes();
        let found = match &self.scheme {
            Scheme::Pbkdf2 { algorithm, rounds } => {
                return pbkdf2::verify(*algorithm, *rounds, &self.salt, typed, &self.wanted).is_ok();
            }
            Scheme::Scrypt(params) => {
                let mut found = vec![0; self.wanted.len()];
                scrypt::scrypt(typed, &self.salt, params, &mut found).ok().map(|()| found)
            }
            Scheme::Bcrypt { cost, before } => self.bcrypt(*cost, before, typed),
        };
        found.is_some_and(|found| {
            aws_lc_rs::constant_time::verify_slices_are_equal(&found, &self.wanted).is_ok()
        })
    }

    fn bcrypt(&self, cost: u32, before: &Before, typed: &[u8]) -> Option<Vec<u8>> {
        let mut input = match before {
            Before::Nothing => typed.to_vec(),
            Before::Digits => hex::encode(digest(&SHA256, typed)).into_bytes(),
            Before::Digest => in_base64(digest(&SHA256, typed).as_ref()),
            Before::Keyed(salt) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, salt.as_bytes());
                in_base64(hmac::sign(&key, typed).as_ref())
            }
        };
        // A zero ends it, as in the programs of C from which bcrypt comes.
        input.push(0);
        input.truncate(BCRYPT_BYTES);
        let salt = self.salt.as_slice().try_into().ok()?;
        Some(bcrypt::bcrypt(cost, salt, &input)[..self.wanted.len()].to_vec())
    }
}

fn in_base64(bytes: &[u8]) -> Vec<u8> {
    base64::engine::general_purpose::STANDARD.encode(bytes).into_bytes()
}

fn made(scheme: Scheme, salt: Vec<u8>, wanted: Vec<u8>) -> Option<Foreign> {
    (!salt.is_empty() && (16..=128).contains(&wanted.len())).then_some(Foreign { scheme, salt, wanted })
}

fn of_pbkdf2(algorithm: pbkdf2::Algorithm, rounds: &str, salt: Vec<u8>, wanted: Vec<u8>) -> Option<Foreign> {
    let rounds = rounds.parse().ok().filter(|rounds| ROUNDS.contains(rounds)).and_then(NonZeroU32::new)?;
    made(Scheme::Pbkdf2 { algorithm, rounds }, salt, wanted)
}

/// `pbkdf2:sha256:600000$salt$digits`, `scrypt:32768:8:1$salt$digits`; the salt is text.
fn of_werkzeug(method: &str, salt: &str, digits: &str) -> Option<Foreign> {
    let wanted = hex::decode(digits).ok()?;
    match *method.split(':').collect::<Vec<_>>().as_slice() {
        ["pbkdf2", name, rounds] => {
            let algorithm = match name {
                "sha1" => PBKDF2_HMAC_SHA1,
                "sha256" => PBKDF2_HMAC_SHA256,
                "sha512" => PBKDF2_HMAC_SHA512,
                _ => return None,
            };
            of_pbkdf2(algorithm, rounds, salt.into(), wanted)
        }
        ["scrypt", n, r, p] => {
            made(Scheme::Scrypt(scrypt_of(n.parse::<u64>().ok()?, r, p)?), salt.into(), wanted)
        }
        _ => None,
    }
}

/// `pbkdf2_sha256$rounds$salt$base64`; the salt is text.
fn of_django(algorithm: pbkdf2::Algorithm, rounds: &str, salt: &str, sum: &str) -> Option<Foreign> {
    of_pbkdf2(algorithm, rounds, salt.into(), USUAL.decode(sum).ok()?)
}

/// `$pbkdf2-sha256$rounds$salt$sum` in base64 with a dot for the plus.
fn of_passlib(algorithm: pbkdf2::Algorithm, rounds: &str, salt: &str, sum: &str) -> Option<Foreign> {
    let decode = |text: &str| USUAL.decode(text.replace('.', "+")).ok();
    of_pbkdf2(algorithm, rounds, decode(salt)?, decode(sum)?)
}

/// `$scrypt$ln=16,r=8,p=1$salt$sum`.
fn of_passlib_scrypt(params: &str, salt: &str, sum: &str) -> Option<Foreign> {
    let mut params = params.split(',');
    let mut next = |name: &str| params.next()?.strip_prefix(name);
    let (ln, r, p) = (next("ln=")?, next("r=")?, next("p=")?);
    let n = 1_u64.checked_shl(ln.parse().ok()?)?;
    made(Scheme::Scrypt(scrypt_of(n, r, p)?), USUAL.decode(salt).ok()?, USUAL.decode(sum).ok()?)
}

fn scrypt_of(n: u64, r: &str, p: &str) -> Option<scrypt::Params> {
    let (r, p) = (r.parse::<u32>().ok()?, p.parse::<u32>().ok().filter(|p| (1..=16).contains(p))?);
    let bytes = n.checked_mul(128)?.checked_mul(r.into())?;
    let fits = n.is_power_of_two() && bytes <= SCRYPT_BYTES_MAX;
    fits.then(|| scrypt::Params::new(u8::try_from(n.ilog2()).ok()?, r, p).ok())?
}

/// `$2b$12$` and 53 letters: the salt, then the sum.
fn of_bcrypt(version: &str, cost: &str, sum: &str, before: Before) -> Option<Foreign> {
    let (salt, sum) = sum.split_at_checked(22)?;
    let cost = cost.parse().ok().filter(|cost| BCRYPT_COST.contains(cost))?;
    let (salt, wanted) = (OF_BCRYPT.decode(salt).ok()?, OF_BCRYPT.decode(sum).ok()?);
    let is_whole = matches!(version, "2a" | "2b" | "2y") && salt.len() == 16 && wanted.len() == 23;
    is_whole.then(|| made(Scheme::Bcrypt { cost, before }, salt, wanted))?
}

/// `$bcrypt-sha256$v=2,t=2b,r=12$salt$sum`, and before that `$bcrypt-sha256$2a,12$salt$sum`.
fn of_passlib_bcrypt(params: &str, salt: &str, sum: &str) -> Option<Foreign> {
    let (version, cost, before) = match *params.split(',').collect::<Vec<_>>().as_slice() {
        ["v=2", version, cost] => {
            (version.strip_prefix("t=")?, cost.strip_prefix("r=")?, Before::Keyed(salt.to_owned()))
        }
        [version, cost] => (version, cost, Before::Digest),
        _ => return None,
    };
    of_bcrypt(version, cost, &format!("{salt}{sum}"), before)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each made by the program it is named after, at a low cost.
    const VECTORS: &[(&str, &str)] = &[
        (
            "Werkzeug",
            "pbkdf2:sha256:1000$Y7aDX7BK$eb8473c99a9e75c6e526ade4378e31f8645bd1c5043dd86525b995525a800a65",
        ),
        (
            "Werkzeug",
            "pbkdf2:sha512:1000$vEY5xjcY$b9947390101759210ab59b0afe11e765f7c3df4347d6dd69949c8084afa60369\
             15b89c21e046cbfcd6a47fb3044e40a9f1e2ac2e7e838ba448e9209150b67888",
        ),
        ("Werkzeug", "pbkdf2:sha1:1000$AUciGNU5$cb2549a89e364dcb0a1edc1df613f047f9d2164b"),
        (
            "Werkzeug",
            "scrypt:1024:8:1$freZKdPmhpGKO2BI$7be1bce220d38617106269342f3983ec3655df180df7da9057bb30b6526322d1\
             c93a84a2289fb1d21611de2adfed77992cedf188aab94de663a7d1df574ec8d2",
        ),
        ("passlib", "$pbkdf2$1000$sJYSQmjNGWOsVSpFyDlnzA$6Qk659Ld1DklZSQ7r4tDIDg2F/Q"),
        ("passlib", "$pbkdf2-sha256$1000$zVkr5bx3jpFSCuGcc05pLQ$aSk6.vkfXxOXyssAvdavEhU2xyqiDyHcXcdiXsmi7lo"),
        (
            "passlib",
            "$pbkdf2-sha512$1000$di5lrFUqBQCg1Nq7dw5hTA$EcVIMNQV8nIZG4EylHJJUsAmzJyiQwrtdBxrSYWtg1zUJ/cStfhbRkTJ\
             Kj.40oEYkeS3Q.5cz/aU0pWvf3fn4g",
        ),
        (
            "passlib",
            "$scrypt$ln=10,r=8,p=1$v1cqBWCs1bpX6l0LQSiltA$iUrR6mEHZSa3MI9RXL1klAKL5VzwvImXMpBd8vb2Mfk",
        ),
        ("passlib", "$2b$04$IKwT7yNqX3pm08fP7LXPVOfIByASrmtfiGwqHk3lN080eAVoNRrYe"),
        ("passlib", "$2y$04$X.sZghAR2bm/5PTpnW7r8uDZUlhrkjrTVxQKCSHsYHamgOldyHpfi"),
        ("passlib", "$2a$04$xQDUB/CwnxEZyni6YXTiYuPLj/oTuvpVQulWnXeI3PlvJ0BQEjYRG"),
        ("passlib", "$bcrypt-sha256$v=2,t=2b,r=4$J5t46UTJLFVWU.9/T2k3fe$MDLGQp7QjYJVEoQJIuyQOtv8fauJ8QS"),
        ("passlib", "$bcrypt-sha256$2a,4$osx.00lXNkdviIjZJ07Owu$Ve2mv2SRy6BvOQO2EJp5jmmJk9JU/SC"),
        ("Django", "pbkdf2_sha256$1000$saltsalt$ni8dxUtRR4Ybz3HPdmEQzSwr9L5ZGuYwAqnaQ8ZQS7U="),
        ("Django", "pbkdf2_sha1$1000$saltsalt$2226fXI1wtJzjpvxEv8agFAogEA="),
        (
            "Django",
            "scrypt$1024$saltsalt$8$5$eaqlim6DLJCZrdig3VIU9GQVZqMa9sDu2Qw/mOjZT5APsMn1VcIEshEzUdtIJumMCDQBrfC4sOLD\
             wT8KsUK/xw==",
        ),
        ("Django", "bcrypt_sha256$$2b$04$m6FITaFLOBEBRAP1Ixfbbu6Dec2Kkgb1yG4WKuVuCIPB.Jd.YqVH."),
        ("Django", "bcrypt$$2b$04$R5dTgv73HT0xFjkjUUGdz.vs0g.tI2W1ciXIq1RE4E0w3rh8J.T.S"),
    ];

    const PASSWORD: &str = "Eleven quiet milling machines, gr\u{fc}n";

    #[test]
    fn every_form_of_every_program_is_read() {
        for (program, text) in VECTORS {
            let foreign = Foreign::parse(text).unwrap_or_else(|| panic!("{program}: {text}"));

            assert!(foreign.fits(PASSWORD), "{program}: {text}");
            for wrong in ["", "eleven quiet milling machines, gr\u{fc}n", &PASSWORD[..PASSWORD.len() - 1]] {
                assert!(!foreign.fits(wrong), "{program}: {text} takes {wrong:?}");
            }
        }
    }

    #[test]
    fn bcrypt_reads_the_first_72_bytes_as_it_did_where_the_hash_was_made() {
        let long = Foreign::parse("$2b$04$JWVWURSLJUGXPUsPsqdqceDyEgG4W2wvR4Lug9tq.XnktIdzgIGwK").unwrap();

        assert!(long.fits(&"x".repeat(80)) && long.fits(&"x".repeat(72)));
        assert!(!long.fits(&"x".repeat(71)));
    }

    #[test]
    fn what_is_no_such_hash_or_costs_too_much_is_not_read() {
        for bad in [
            "",
            "secret",
            "$1$salt$digest",
            "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "pbkdf2:md5:1000$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "pbkdf2:sha256:0$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "pbkdf2:sha256:99999999$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "scrypt:1000:8:1$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "scrypt:16777216:8:1$salt$5f4dcc3b5aa765d61d8327deb882cf99",
            "$scrypt$ln=70,r=8,p=1$v1cqBWCs1bpX6l0LQSiltA$iUrR6mEHZSa3MI9RXL1klAKL5VzwvImXMpBd8vb2Mfk",
            "$2b$31$IKwT7yNqX3pm08fP7LXPVOfIByASrmtfiGwqHk3lN080eAVoNRrYe",
            "$2x$04$IKwT7yNqX3pm08fP7LXPVOfIByASrmtfiGwqHk3lN080eAVoNRrYe",
            "$2b$04$IKwT7yNqX3pm08fP7LXPVO",
            "pbkdf2_sha256$1000$saltsalt$AAAA",
            "pbkdf2_sha256$1000$$ni8dxUtRR4Ybz3HPdmEQzSwr9L5ZGuYwAqnaQ8ZQS7U=",
            "äöü$äöü$äöü$äöü",
        ] {
            assert!(Foreign::parse(bad).is_none(), "{bad}");
        }
    }
}
