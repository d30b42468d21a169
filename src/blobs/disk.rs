//! Files and folders, with the waiting that makes them durable. Everything here blocks.

use crate::kernel::{hash::Hasher, partial::sync_folder, private};
use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

const INCOMING: &str = "incoming";
const LOCK: &str = "lock";

/// Makes the folder of the store and what belongs in it.
pub fn prepare(folder: &Path) -> io::Result<()> {
    make_folder(&folder.join(INCOMING))?;
    private::open_as(OpenOptions::new().write(true).create(true).truncate(false)).open(folder.join(LOCK))?;
    sync_folder(folder)
}

/// Waits until nobody removes, then keeps others from removing for as long as the file is open.
pub fn share_lock(folder: &Path) -> io::Result<File> {
    let lock = File::open(folder.join(LOCK))?;
    lock.lock_shared()?;
    Ok(lock)
}

/// Keeps everybody else from the store for as long as the file is open; none if somebody is using it.
pub fn try_lock(folder: &Path) -> io::Result<Option<File>> {
    let lock = File::open(folder.join(LOCK))?;
    taken(lock.try_lock()).map(|is_ours| is_ours.then_some(lock))
}

fn taken(tried: Result<(), TryLockError>) -> io::Result<bool> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The first file found below `folder` that is neither the lock nor on its way in. Folders alone are nobody's: a store
/// that was emptied leaves them.
pub fn something(folder: &Path) -> io::Result<Option<PathBuf>> {
    let incoming = folder.join(INCOMING);
    let mut folders = vec![folder.to_owned()];
    while let Some(within) = folders.pop() {
        for entry in fs::read_dir(&within)? {
            let entry = entry?;
            let path = entry.path();
            let is_ours = path == incoming
                || path == folder.join(LOCK)
                || (within == incoming && is_temp(&entry.file_name()));
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if !is_ours {
                return Ok(Some(path));
            }
        }
    }
    Ok(None)
}

/// Whether a file on its way in may be called so: the number of a process, and one of its own.
fn is_temp(name: &OsStr) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = name.to_str().and_then(|name| name.split_once('-'));
    numbers.is_some_and(|(process, number)| is_number(process) && is_number(number))
}

/// Removes temporary files that no process has open; gives their number.
pub fn sweep(folder: &Path) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder.join(INCOMING))? {
        let entry = entry?;
        if !is_temp(&entry.file_name()) {
            continue;
        }
        let path = entry.path();
        if taken(File::open(&path)?.try_lock())? {
            fs::remove_file(&path)?;
            count += 1;
        }
    }
    Ok(count)
}

/// A file on its way in. Dropping it removes it.
pub struct Temp {
    file: File,
    path: PathBuf,
    hasher: Hasher,
    is_placed: bool,
}

impl Temp {
    /// An empty file with a name that no other has, locked so that a sweep leaves it alone.
    pub fn create(folder: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(INCOMING).join(format!("{}-{number}", std::process::id()));
            match private::open_as(OpenOptions::new().read(true).write(true).create_new(true)).open(&path) {
                Ok(file) => {
                    let temp = Self { file, path, hasher: Hasher::new(), is_placed: false };
                    temp.file.lock()?;
                    return Ok(temp);
                }
                // Left behind by a process of the same number, until the next sweep.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes more bytes.
    pub fn take(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hasher.update(bytes);
        self.file.write_all(bytes)
    }

    /// Another handle of the same file.
    pub fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// The digest of what was taken so far, which begins anew.
    pub fn digest(&mut self) -> crate::kernel::hash::Sha256 {
        std::mem::take(&mut self.hasher).finish()
    }

    /// Gives the file, whose bytes are safe on the disk already, its final name below `folder`. After that
    /// the name is safe too. A file that is there already is replaced, which heals a damaged one.
    pub fn place(mut self, folder: &Path, name: &str) -> io::Result<()> {
        let to = folder.join(name);
        let parent = to.parent().ok_or(io::ErrorKind::InvalidInput)?;
        make_folder(parent)?;
        fs::rename(&self.path, &to)?;
        self.is_placed = true;
        sync_folder(parent)
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.is_placed
            && let Err(error) = fs::remove_file(&self.path)
        {
            tracing::warn!(%error, "an unfinished upload could not be removed; the next start tries again");
        }
    }
}

/// Makes a folder and those above it, each safe on the disk before the next.
fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(parent) = folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    match private::folder().create(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    folder.parent().map_or(Ok(()), sync_folder)
}
