//! Backup codes: ten codes on paper for somebody who lost their phone. Each is 80 bits of chance behind a digit
//! that says which of the ten it is, so that each can have a salt of its own and a try costs one hash.

use crate::kernel::{Result, env::Env, hash::Sha256};
use aws_lc_rs::pbkdf2;
use std::num::NonZeroU32;

/// How many there are.
pub const COUNT: u8 = 10;
/// With so many left, or fewer, the person is told to make new ones.
pub const LOW: i64 = 3;

/// Letters that cannot be taken for one another (Crockford's base 32): 5 bits each.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LETTERS_PER_CODE: usize = 16;
/// PBKDF2 rounds. The codes are chance, not words, so this only has to make 2^80 guesses dearer still; salted
/// and hashed as NIST SP 800-63B-4, 3.1.2.2 wants it for less than 112 bits.
const ROUNDS: NonZeroU32 = NonZeroU32::new(100_000).expect("100,000 is not 0");

/// What is kept of a code.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Which of the ten.
    pub place: i64,
    /// Its own salt.
    pub salt: [u8; 16],
    /// Its hash.
    pub hash: Sha256,
}

/// A code as somebody typed it.
#[derive(Clone)]
pub struct Typed {
    /// Which of the ten it says it is.
    pub place: i64,
    letters: String,
}

/// Ten new codes as they are shown, once, and what is kept of them. Takes a moment.
pub async fn make(env: &Env) -> Result<Vec<(String, Kept)>> {
    let random: Vec<([u8; 10], [u8; 16])> = (0..COUNT).map(|_| (env.bytes(), env.bytes())).collect();
    let work = move || {
        let numbered = (0_u8..).zip(random);
        numbered.map(|(place, (chance, salt))| one(place, chance, salt)).collect()
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
}

fn one(place: u8, chance: [u8; 10], salt: [u8; 16]) -> (String, Kept) {
    let bits = chance.iter().fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let letter = |at: usize| {
        let five = (bits >> (5 * at)) & 31;
        char::from(LETTERS[usize::try_from(five).unwrap_or(0)])
    };
    let letters: String = (0..LETTERS_PER_CODE).map(letter).collect();
    let groups: Vec<&str> =
        (0..LETTERS_PER_CODE).step_by(4).filter_map(|at| letters.get(at..at + 4)).collect();
    let shown = format!("{place}-{}", groups.join("-"));
    let place = i64::from(place);
    (shown, Kept { place, salt, hash: hash_of(place, &letters, &salt) })
}

/// Reads a code, however it is written: with or without dashes, small or large, O for 0, I and L for 1.
pub fn parse(typed: &str) -> Option<Typed> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let read = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let read: String = plain.chars().map(read).collect();
    let is_code = read.len() == LETTERS_PER_CODE + 1 && read.bytes().all(|b| LETTERS.contains(&b));
    let place = read.chars().next()?.to_digit(10)?;
    is_code.then(|| Typed { place: i64::from(place), letters: read[1..].to_owned() })
}

impl Typed {
    /// The hash that the code has with this salt. Takes a moment.
    pub async fn hash(self, salt: Vec<u8>) -> Result<Sha256> {
        let work = move || hash_of(self.place, &self.letters, &salt);
        Ok(tokio::task::spawn_blocking(work).await.map_err(anyhow::Error::from)?)
    }
}

fn hash_of(place: i64, letters: &str, salt: &[u8]) -> Sha256 {
    let mut hash = [0; 32];
    let code = format!("{place}{letters}");
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, code.as_bytes(), &mut hash);
    Sha256(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::env::Timestamp;

    #[tokio::test]
    async fn a_code_is_known_again_however_it_is_written() {
        let made = make(&Env::fixed(Timestamp::UNIX_EPOCH, 7)).await.unwrap();
        let (shown, kept) = &made[3];

        assert_eq!((made.len(), shown.len(), &shown[..2]), (10, 21, "3-"));
        for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), shown.replace('0', "o")] {
            let typed = parse(&typed).unwrap();
            assert_eq!(typed.place, kept.place);
            assert_eq!(typed.hash(kept.salt.to_vec()).await.unwrap(), kept.hash);
        }
    }

    #[tokio::test]
    async fn no_two_codes_or_salts_are_the_same() {
        let made = make(&Env::fixed(Timestamp::UNIX_EPOCH, 7)).await.unwrap();
        let mut salts: Vec<_> = made.iter().map(|(_, kept)| kept.salt).collect();
        let mut codes: Vec<_> = made.iter().map(|(shown, _)| &shown[2..]).collect();
        salts.sort_unstable();
        salts.dedup();
        codes.sort_unstable();
        codes.dedup();

        assert_eq!((salts.len(), codes.len()), (10, 10));
    }

    #[test]
    fn nonsense_is_no_code() {
        for nonsense in
            ["", "123456", "A-0000-0000-0000-0000", "3-000U-0000-0000-0000", "３-0000-0000-0000-0000"]
        {
            assert!(parse(nonsense).is_none(), "{nonsense}");
        }
    }
}
