//! A file while it is being written: it stands beside the one it becomes, under a name that no other run has, so that
//! nobody reads half of it.

use super::private;
use std::{
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// As much of the file's name stands in that of its half: however long it is, there is room for the rest.
const NAME_CHARS: usize = 40;

/// Half a file. Dropping it removes it.
pub struct Partial {
    path: PathBuf,
    file: PathBuf,
    is_published: bool,
}

impl Partial {
    /// Begins what becomes `file`, which must not exist. Only its owner may read it.
    pub fn create(file: &Path, id: Uuid) -> io::Result<(Self, File)> {
        match fs::symlink_metadata(file) {
            // A link that leads nowhere is there, too.
            Ok(_) => return Err(ErrorKind::AlreadyExists.into()),
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            // What cannot even be looked for, such as a name that is too long, would else be told when all is written.
            Err(error) => return Err(error),
        }
        let name = file.file_name().ok_or(ErrorKind::InvalidFilename)?.to_string_lossy();
        let name: String = name.chars().take(NAME_CHARS).collect();
        let path = file.with_file_name(format!("{name}.{}.partial", id.simple()));
        let out = private::create_file(&path)?;
        Ok((Self { path, file: file.to_owned(), is_published: false }, out))
    }

    /// Gives it its name, unless something has that name meanwhile.
    pub fn publish(self) -> io::Result<()> {
        self.publish_by(|from, to| fs::hard_link(from, to))
    }

    fn publish_by(mut self, link: impl Fn(&Path, &Path) -> io::Result<()>) -> io::Result<()> {
        match link(&self.path, &self.file) {
            Ok(()) => remove(&self.path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(error),
            Err(_) => self.publish_without_links()?,
        }
        self.is_published = true;
        self.file.parent().map_or(Ok(()), sync_folder)
    }

    /// Some file systems have no links. There the name is taken by an empty file first, and only that is replaced.
    fn publish_without_links(&self) -> io::Result<()> {
        private::create_file(&self.file)?;
        fs::rename(&self.path, &self.file).inspect_err(|_| remove(&self.file))
    }
}

impl Drop for Partial {
    /// What was not finished is of no use to anybody.
    fn drop(&mut self) {
        if !self.is_published {
            remove(&self.path);
        }
    }
}

/// Makes the names in a folder safe on the disk, as `sync_all` does the bytes of a file; an empty path is the folder
/// the program works in. Only Unix can say so: elsewhere a folder is not opened like a file.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let is_here = folder.as_os_str().is_empty();
    if cfg!(unix) { File::open(if is_here { Path::new(".") } else { folder })?.sync_all() } else { Ok(()) }
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(file = %path.display(), "a half-written file could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn half(file: &Path, id: u128) -> Partial {
        let (partial, mut out) = Partial::create(file, Uuid::from_u128(id)).unwrap();
        write!(out, "archive {id}").unwrap();
        partial
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn the_first_to_finish_has_the_name_with_links_and_without() {
        let no_links = |_: &Path, _: &Path| Err(ErrorKind::Unsupported.into());
        for without_links in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("muster.backup");
            let (first, second) = (half(&file, 1), half(&file, 2));
            let publish = |it: Partial| if without_links { it.publish_by(no_links) } else { it.publish() };

            publish(second).unwrap();
            let late = publish(first).unwrap_err();

            assert_eq!(late.kind(), ErrorKind::AlreadyExists);
            assert_eq!(fs::read_to_string(&file).unwrap(), "archive 2");
            assert_eq!(names(folder.path()), ["muster.backup"]);
        }
    }

    #[test]
    fn one_that_is_given_up_takes_only_itself_away() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("muster.backup");
        let other = half(&file, 1);

        drop(half(&file, 2));

        assert_eq!(names(folder.path()), [format!("muster.backup.{}.partial", Uuid::from_u128(1).simple())]);
        other.publish().unwrap();
    }

    #[test]
    fn a_name_is_made_safe_wherever_it_is() {
        let folder = tempfile::tempdir().unwrap();

        for path in [folder.path(), Path::new(""), Path::new(".")] {
            sync_folder(path).unwrap();
        }
        assert_eq!(sync_folder(&folder.path().join("gone")).is_err(), cfg!(unix));
    }

    #[cfg(unix)]
    #[test]
    fn a_name_may_be_as_long_as_the_disk_takes_it_and_a_longer_one_is_told_before_anything_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let named = |length| folder.path().join("x".repeat(length));

        half(&named(255), 1).publish().unwrap();
        let error = Partial::create(&named(256), Uuid::from_u128(2)).err().unwrap();

        assert_eq!(error.kind(), ErrorKind::InvalidFilename);
        assert_eq!(names(folder.path()), ["x".repeat(255)]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_waits_under_the_name_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (file, elsewhere) = (folder.path().join("muster.backup"), folder.path().join("elsewhere"));
        std::os::unix::fs::symlink(&elsewhere, &file).unwrap();

        assert!(Partial::create(&file, Uuid::from_u128(1)).is_err());
        assert_eq!(names(folder.path()), ["muster.backup"]);
    }
}
