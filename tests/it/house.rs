//! Tests of the house itself: that it keeps the shape it was given, whatever is built in it.

mod contrast;
mod database;
mod floors;
mod keys;
mod routes;
mod sizes;
mod templates;
mod tree;
mod weight;

use std::path::{Path, PathBuf};

/// Every file below `folder` of the project that ends in `suffix`, as (path from the project's root, text).
pub fn files(folder: &str, suffix: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut found, mut folders) = (Vec::new(), vec![root.join(folder)]);
    while let Some(folder) = folders.pop() {
        let entries =
            std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.to_str().is_some_and(|name| name.ends_with(suffix)) {
                found.push((relative(root, &path), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "there is no {suffix} in {folder}");
    found
}

fn relative(root: &Path, path: &Path) -> String {
    let path: PathBuf = path.strip_prefix(root).unwrap().into();
    path.to_str().unwrap().replace('\\', "/")
}

/// The lines of a source file that are not comments, with their numbers.
pub fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Every whole word in `line` that follows `prefix`: `words("use crate::web::ui", "crate::")` is `web`.
pub fn words_after<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let starts = line.match_indices(prefix).filter(|(at, _)| !line[..*at].ends_with(is_letter));
    let word = |at: usize| {
        let rest = &line[at + prefix.len()..];
        rest.split(|c| !is_letter(c))
            .next()
            .filter(|word| !word.is_empty())
            .unwrap_or(&rest[..1.min(rest.len())])
    };
    starts.map(|(at, _)| word(at)).collect()
}
