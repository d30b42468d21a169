//! The key of the installation: given in production, made at the first start in development.

use crate::kernel::{env::Env, partial::Partial, private, secret::Secret};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    fs::File,
    io::{self, Read, Write},
    path::{Path, PathBuf},
};

/// How many bytes a key has at least.
pub const KEY_BYTES_MIN: usize = 32;

/// Fewer different characters than this in 32 say that no chance was involved.
const DIFFERENT_MIN: usize = 10;

/// The power of ten of the guesses that a key takes at least, as zxcvbn reckons them. It counts up to 19.3, where all
/// keys of pure chance stand.
const GUESSES_LOG10_MIN: f64 = 19.0;

/// How many characters are reckoned with: the work grows with the square of them.
const RECKONED_CHARS_MAX: usize = 100;

/// What stands in keys that were copied, named or typed along the keyboard. Six letters or more: shorter words come up
/// by chance in what `openssl rand -base64` prints.
const WORDS: [&str; 13] = [
    "change", "secret", "example", "password", "openssl", "replace", "random", "string", "muster", "default",
    "insert", "qwerty", "asdfgh",
];

/// Where the key of the installation comes from.
#[derive(Clone, Debug)]
pub enum SecretKey {
    /// The configuration holds it.
    Given(Secret<String>),
    /// It is kept in this file, which the first start makes. Development only.
    Kept(PathBuf),
}

impl SecretKey {
    /// The key's bytes. Makes the file of [`SecretKey::Kept`], readable by its owner only, if there is none yet.
    pub fn load(&self, env: &Env) -> io::Result<Secret<Vec<u8>>> {
        match self {
            Self::Given(text) => Ok(Secret::new(text.expose().clone().into_bytes())),
            Self::Kept(path) => match make(path, env) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => read(path),
                made => made,
            },
        }
    }
}

/// Two servers may do this at the same moment: the key of the first is the key, and neither sees half of it.
fn make(path: &Path, env: &Env) -> io::Result<Secret<Vec<u8>>> {
    if let Some(folder) = path.parent() {
        private::create_folders(folder)?;
    }
    let (partial, mut file) = Partial::create(path, env.new_id())?;
    let text = STANDARD.encode(env.bytes::<KEY_BYTES_MIN>());
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    partial.publish()?;
    Ok(Secret::new(text.into_bytes()))
}

fn read(path: &Path) -> io::Result<Secret<Vec<u8>>> {
    let mut text = String::new();
    File::open(path)?.read_to_string(&mut text)?;
    let key = text.trim();
    if key.len() < KEY_BYTES_MIN {
        let path = path.display();
        let problem = format!(
            "{path} holds no whole key. Put the whole one back from a backup of the data folder: what is sealed in \
             the database opens with no other. Remove the file only if nothing was ever set up with it; then the \
             next start makes a new key."
        );
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok(Secret::new(key.as_bytes().to_vec()))
}

/// Refuses keys that somebody could guess, with the words `in_use` for whoever has sealed with such a key already.
pub fn check(text: &str, in_use: &str) -> Result<Secret<String>, String> {
    let key = check_length(text)?;
    match weakness(text) {
        Some(why) => Err(format!("The key can be guessed: {why} {in_use}")),
        None => Ok(key),
    }
}

/// Refuses only what was never taken as a key: for one that seals nothing any more, but has to open what it sealed.
pub fn check_length(text: &str) -> Result<Secret<String>, String> {
    match text.len() {
        KEY_BYTES_MIN.. => Ok(Secret::new(text.to_owned())),
        bytes => Err(format!("The key is {bytes} bytes long; it has to be {KEY_BYTES_MIN} at least.")),
    }
}

const OF_WORDS: &str = "it repeats itself or is made of words.";

/// How somebody could guess a key, if they could.
pub fn weakness(text: &str) -> Option<&'static str> {
    let different = text.chars().collect::<std::collections::BTreeSet<_>>().len();
    let lower = text.to_ascii_lowercase();
    let is_of_words = WORDS.iter().any(|word| lower.contains(word)) || is_sentence(text.as_bytes());
    if different < DIFFERENT_MIN || is_of_words || is_one_block(text.as_bytes()) {
        return Some(OF_WORDS);
    }
    if is_in_order(text.as_bytes()) {
        return Some("most of its characters follow one another.");
    }
    if is_drawn(text) {
        return None;
    }
    let start: String = text.chars().take(RECKONED_CHARS_MAX).collect();
    (zxcvbn::zxcvbn(&start, &[]).guesses_log10() < GUESSES_LOG10_MIN).then_some(OF_WORDS)
}

/// Whether it is what a generator prints: 32 bytes or more that are no text, as hexadecimal digits, or in base64 with
/// all of its kinds of characters. Nobody types words so, and zxcvbn would keep its six megabytes of dictionaries for
/// good.
fn is_drawn(key: &str) -> bool {
    let has = |kind: fn(&char) -> bool| key.chars().any(|c| kind(&c));
    let has_all = has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit)
        && has(char::is_ascii_punctuation);
    let in_hex = hex::decode(key).ok().filter(|_| has(char::is_ascii_alphabetic));
    let bytes = in_hex.or_else(|| STANDARD.decode(key).ok().filter(|_| has_all)).unwrap_or_default();
    let of_text = bytes.iter().filter(|byte| (b' '..=b'~').contains(byte)).count();
    bytes.len() >= KEY_BYTES_MIN && of_text * 4 < bytes.len() * 3
}

/// Whether a blank stands between two letters. Keys of chance, in base64 or hexadecimal digits, have none.
fn is_sentence(key: &[u8]) -> bool {
    let parted =
        |it: &[u8]| it[0].is_ascii_alphabetic() && it[1].is_ascii_whitespace() && it[2].is_ascii_alphabetic();
    key.windows(3).any(parted)
}

/// Whether it is one block again and again, the last time perhaps not to its end.
fn is_one_block(key: &[u8]) -> bool {
    (1..=key.len() / 2).any(|block| key.iter().zip(&key[block..]).all(|(a, b)| a == b))
}

/// Whether most characters are the next, or the one before, of the character to their left. In a key of pure chance
/// one in eight is.
fn is_in_order(key: &[u8]) -> bool {
    let most = |step: fn(u8) -> u8| {
        let follow = |pair: &&[u8]| pair[1] == pair[0] || pair[1] == step(pair[0]);
        2 * key.windows(2).filter(follow).count() > key.len()
    };
    most(|byte| byte.wrapping_add(1)) || most(|byte| byte.wrapping_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::env::Timestamp;
    use std::collections::BTreeSet;

    fn env(seed: u64) -> Env {
        Env::fixed(Timestamp::UNIX_EPOCH, seed)
    }

    #[test]
    fn the_key_of_a_development_installation_is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let key = SecretKey::Kept(folder.path().join("new/secret.key"));

        let first = key.load(&env(7)).unwrap();
        let second = key.load(&env(8)).unwrap();

        assert_eq!(first.expose(), second.expose());
        assert!(first.expose().len() >= 32);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = folder.path().join("new/secret.key").metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn all_who_start_at_once_have_the_same_key() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let key = SecretKey::Kept(folder.path().join("secret.key"));
            let start = std::sync::Barrier::new(8);
            let load = |seed| {
                start.wait();
                key.load(&env(seed)).unwrap().expose().clone()
            };
            let load = &load;

            let keys: BTreeSet<_> = std::thread::scope(|all| {
                let starting: Vec<_> = (0..8).map(|seed| all.spawn(move || load(seed))).collect();
                starting.into_iter().map(|one| one.join().unwrap()).collect()
            });

            assert_eq!(keys.len(), 1);
            assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing half is left");
        }
    }

    #[test]
    fn half_a_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("secret.key"), "abc").unwrap();

        let answer = SecretKey::Kept(folder.path().join("secret.key")).load(&env(7));

        let told = answer.unwrap_err().to_string();
        assert!(told.contains("holds no whole key. Put the whole one back from a backup"), "{told}");
        assert!(told.contains("only if nothing was ever set up with it"), "{told}");
    }

    #[test]
    fn a_key_that_is_counted_out_or_one_block_again_and_again_is_refused() {
        for (weak, why) in [
            ("abcdefghijklmnopqrstuvwxyz0123456789", "follow one another"),
            ("9876543210zyxwvutsrqponmlkjihgfedcba", "follow one another"),
            ("aabbccddeeffgghhiijjkkllmmnnooppqqrr", "follow one another"),
            ("0123456789abcdef0123456789abcdef0123456789", "repeats itself"),
            ("q3N0xv7RkZ5tq3N0xv7RkZ5tq3N0xv7RkZ5t", "repeats itself"),
        ] {
            assert!(check(weak, "").unwrap_err().contains(why), "{weak}");
            check_length(weak).unwrap();
        }
        let of_chance = (0..2000).map(|seed| env(seed).bytes::<KEY_BYTES_MIN>());
        for key in of_chance {
            let (long, short) = (STANDARD.encode(key), hex::encode(&key[..16]));
            assert!(!is_one_block(long.as_bytes()) && !is_in_order(long.as_bytes()), "{long}");
            assert!(!is_one_block(short.as_bytes()) && !is_in_order(short.as_bytes()), "{short}");
        }
    }

    #[test]
    fn a_key_of_words_is_refused_and_one_of_chance_is_not() {
        for weak in [
            "REPLACE_THIS_WITH_A_LONG_RANDOM_STRING",
            "qwertyuiopasdfghjklzxcvbnmqwerty",
            "correct horse battery staple correct horse battery",
        ] {
            assert!(check(weak, "").unwrap_err().contains("made of words"), "{weak}");
            check_length(weak).unwrap();
        }
        let typed = "PleaseTakeAnotherKeyBeforeYouGoToWork2026byall11";
        assert!(STANDARD.decode(typed).is_ok() && !is_drawn(typed), "a phrase may be base64, too");
        assert!(
            !is_drawn(&STANDARD.encode(typed)) && !is_drawn(&hex::encode(typed)),
            "or be written as such"
        );
        assert!(!is_drawn(&"1234567890".repeat(7)), "digits are typed");
        for key in (0..50).map(|seed| env(seed).bytes::<KEY_BYTES_MIN>()) {
            for text in [STANDARD.encode(key), hex::encode(key), hex::encode(&key[..16])] {
                assert_eq!(weakness(&text), None, "{text}");
                let is_short = text.len() == 32;
                assert!(is_short != is_drawn(&text), "{text}");
            }
        }
    }
}
