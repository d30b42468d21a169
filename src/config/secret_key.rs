//! The key of the installation: given in production, made at the first start in development.

use crate::kernel::{private, secret::Secret};
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

/// Where the key of the installation comes from.
#[derive(Clone, Debug)]
pub enum SecretKey {
    /// The configuration holds it.
    Given(Secret<String>),
    /// It is kept in this file, which the first start makes. Development only.
    Kept(PathBuf),
}

impl SecretKey {
    /// The key's bytes. Makes the file of [`SecretKey::Kept`], readable by its owner only, out of `fresh`
    /// bytes if there is none yet.
    pub fn load(&self, fresh: impl FnOnce() -> [u8; KEY_BYTES_MIN]) -> io::Result<Secret<Vec<u8>>> {
        match self {
            Self::Given(text) => Ok(Secret::new(text.expose().clone().into_bytes())),
            Self::Kept(path) => match make(path, fresh) {
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => read(path),
                made => made,
            },
        }
    }
}

fn make(path: &Path, fresh: impl FnOnce() -> [u8; KEY_BYTES_MIN]) -> io::Result<Secret<Vec<u8>>> {
    if let Some(folder) = path.parent() {
        private::create_folders(folder)?;
    }
    let mut file = private::create_file(path)?;
    let text = STANDARD.encode(fresh());
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(Secret::new(text.into_bytes()))
}

fn read(path: &Path) -> io::Result<Secret<Vec<u8>>> {
    let mut text = String::new();
    File::open(path)?.read_to_string(&mut text)?;
    let key = text.trim();
    if key.len() < KEY_BYTES_MIN {
        let path = path.display();
        let problem =
            format!("{path} holds no whole key. Remove it and start again: a new one will be made.");
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok(Secret::new(key.as_bytes().to_vec()))
}

/// Refuses keys that somebody could guess.
pub fn check(text: &str) -> Result<Secret<String>, String> {
    if text.len() < KEY_BYTES_MIN {
        return Err(format!("The key is {} bytes long; it has to be {KEY_BYTES_MIN} at least.", text.len()));
    }
    let different = text.chars().collect::<std::collections::BTreeSet<_>>().len();
    let lower = text.to_ascii_lowercase();
    let is_placeholder =
        ["change", "secret", "example", "password", "openssl"].iter().any(|w| lower.contains(w));
    if different < DIFFERENT_MIN || is_placeholder {
        return Err("The key can be guessed: it repeats itself or is made of words.".to_owned());
    }
    Ok(Secret::new(text.to_owned()))
}
