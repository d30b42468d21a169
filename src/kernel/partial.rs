//! A file while it is being written: it stands beside the one it becomes, under a name that no other run has, so that
//! nobody reads half of it.

use super::{env::Timestamp, private};
use chrono::TimeDelta;
use std::{
    ffi::OsStr,
    fs::{self, File},
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// As much of the file's name stands in that of its half: however long it is, there is room for the rest.
const NAME_CHARS: usize = 40;

/// How its name ends.
const ENDING: &str = ".partial";

/// A half that nobody has written to for so long is what a run that was killed left.
const LEFT_AFTER: TimeDelta = TimeDelta::days(1);

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
        let path = file.with_file_name(format!("{name}.{}{ENDING}", id.simple()));
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

/// Removes the halves in a folder that killed runs left there more than a day before `now`; gives their number. What
/// cannot be removed keeps nothing else from it. An empty path is the folder the program works in.
pub fn sweep(folder: &Path, now: Timestamp) -> io::Result<usize> {
    sweep_by(folder, now, |half| fs::remove_file(half))
}

fn sweep_by(folder: &Path, now: Timestamp, remove: impl Fn(&Path) -> io::Result<()>) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(or_here(folder))?.map_while(Result::ok) {
        if !is_half(&entry.file_name()) {
            continue;
        }
        let path = entry.path();
        let is_left = entry.metadata().and_then(|half| is_left(&half, now));
        match is_left.and_then(|is_left| if is_left { remove(&path).map(|()| 1) } else { Ok(0) }) {
            Ok(removed) => count += removed,
            // It was finished meanwhile, or somebody else swept.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => could_not_remove(&path, &error),
        }
    }
    Ok(count)
}

/// Whether nobody has written to this half for so long that nobody will.
fn is_left(half: &fs::Metadata, now: Timestamp) -> io::Result<bool> {
    Ok(half.is_file() && Timestamp::from(half.modified()?) < now - LEFT_AFTER)
}

/// Whether this is what `Partial` calls a half, with an id of the program's own.
fn is_half(name: &OsStr) -> bool {
    let id = name.to_str().and_then(|name| name.strip_suffix(ENDING)?.rsplit_once('.'));
    id.is_some_and(|(_, id)| id.len() == 32 && Uuid::try_parse(id).is_ok_and(|id| id.get_version_num() == 7))
}

/// Makes the names in a folder safe on the disk, as `sync_all` does the bytes of a file; an empty path is the folder
/// the program works in. Only Unix can say so: elsewhere a folder is not opened like a file.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(or_here(folder))?.sync_all() } else { Ok(()) }
}

fn or_here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn remove(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != ErrorKind::NotFound
    {
        could_not_remove(path, &error);
    }
}

fn could_not_remove(path: &Path, error: &io::Error) {
    tracing::warn!(%error, file = %path.display(), "a half-written file could not be removed");
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
    fn what_a_killed_run_left_goes_after_a_day_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let id = crate::kernel::env::Env::system().new_id();
        let left = half_of(&at("muster.backup"), id);
        let others = ["muster.backup", "muster.backup.partial", "notes.4711.partial"];
        for other in others {
            fs::write(at(other), "somebody's").unwrap();
        }
        let written = Timestamp::from(fs::metadata(&left).unwrap().modified().unwrap());
        let after = |hours| sweep(folder.path(), written + TimeDelta::hours(hours)).unwrap();

        assert_eq!((after(-1), after(23), left.exists()), (0, 0, true));
        assert_eq!((after(25), left.exists(), after(25)), (1, false, 0));

        assert_eq!(names(folder.path()), others);
        assert!(sweep(&at("gone"), written).is_err());
    }

    #[test]
    fn one_that_cannot_be_removed_keeps_no_other_from_it() {
        let folder = tempfile::tempdir().unwrap();
        let env = crate::kernel::env::Env::system();
        let left = ["theirs", "gone", "ours", "ours too"]
            .map(|name| half_of(&folder.path().join(name), env.new_id()));
        let written = Timestamp::from(fs::metadata(&left[0]).unwrap().modified().unwrap());
        let remove = |half: &Path| match half.file_name().unwrap().to_string_lossy().split('.').next() {
            Some("theirs") => Err(ErrorKind::PermissionDenied.into()),
            Some("gone") => Err(ErrorKind::NotFound.into()),
            _ => fs::remove_file(half),
        };

        let count = sweep_by(folder.path(), written + TimeDelta::hours(25), remove).unwrap();

        assert_eq!((count, left.map(|half| half.exists())), (2, [true, true, false, false]));
    }

    /// Half a file as a killed run leaves it.
    fn half_of(file: &Path, id: Uuid) -> PathBuf {
        let (partial, _) = Partial::create(file, id).unwrap();
        let path = partial.path.clone();
        std::mem::forget(partial);
        path
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
