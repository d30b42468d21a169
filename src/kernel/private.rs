//! Files and folders that nobody but their owner may look into, whatever the machine's own rule for new ones is.
//! What is there already keeps the rights that somebody gave it.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    path::Path,
};

/// Makes a file, which must not exist: not even as a link that leads nowhere.
pub fn create_file(path: &Path) -> io::Result<File> {
    open_as(OpenOptions::new().write(true).create_new(true)).open(path)
}

/// The same options, under which a new file is its owner's alone.
#[cfg(unix)]
pub fn open_as(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// The same options; who may read is not said in modes here.
#[cfg(not(unix))]
pub fn open_as(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

/// Makes a folder and those above it, as far as they are not there.
pub fn create_folders(path: &Path) -> io::Result<()> {
    folder().recursive(true).create(path)
}

/// How a new folder is made.
#[cfg(unix)]
pub fn folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// How a new folder is made.
#[cfg(not(unix))]
pub fn folder() -> DirBuilder {
    DirBuilder::new()
}
