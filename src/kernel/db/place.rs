//! Whether SQLite's file is still the one that was opened. One that was deleted or replaced under a running program
//! goes on taking changes that nobody sees again once the program ends, and says nothing.

use sqlx::Error;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

/// Which file it is, whatever it is called.
type Identity = (u64, u64);

/// The place of a file, and which one was opened there.
#[derive(Clone)]
pub(super) struct Place {
    path: Arc<Path>,
    opened: Arc<OnceLock<Identity>>,
}

impl Place {
    /// The file at `path`, of which nothing is opened yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path: path.into(), opened: Arc::default() }
    }

    /// Notes that what is there now was opened, unless something was before.
    pub fn note_opened(&self) {
        if self.opened.get().is_none()
            && let Some(identity) = identity(&self.path)
        {
            self.opened.get_or_init(|| identity);
        }
    }

    /// Refuses to go on with a file that is no longer at its place.
    pub fn check(&self) -> Result<(), Error> {
        let Some(opened) = self.opened.get() else { return Ok(()) };
        let what_is_there = match identity(&self.path) {
            Some(now) if now == *opened => return Ok(()),
            Some(_) => {
                "another file is there now. Put the first one back, or start the program again to go on with \
                this one"
            }
            None => {
                "no file is there now. Do not stop the program before it is back: what it holds open may be the \
                last copy. Put the file back, or a copy of what it holds open, together with its -wal"
            }
        };
        let told = format!("{}, where the database was opened: {what_is_there}", self.path.display());
        Err(Error::Io(io::Error::new(io::ErrorKind::NotFound, told)))
    }
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

/// An open file can be neither deleted nor replaced here, so that it is there says enough.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().map(|_| (0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_or_another_is_refused_until_it_is_back() {
        let folder = tempfile::tempdir().unwrap();
        let (here, away) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let place = Place::new(here.clone());

        place.note_opened();
        place.check().unwrap();
        fs::write(&here, "one").unwrap();
        place.note_opened();
        place.check().unwrap();

        fs::rename(&here, &away).unwrap();
        assert!(place.check().unwrap_err().to_string().contains("no file is there now. Do not stop"));
        fs::write(&here, "two").unwrap();
        place.note_opened();
        assert!(place.check().unwrap_err().to_string().contains("another file is there now"));
        fs::rename(&away, &here).unwrap();
        place.check().unwrap();
    }
}
