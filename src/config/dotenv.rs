//! The file `.env`, which in development says what the environment does not.

use super::{reader::Fault, variables as var};
use std::{
    cell::Cell,
    collections::BTreeMap,
    io::{self, ErrorKind, Read},
    path::Path,
};

/// Adds to `set` what the file says and `set` does not, if there is a file, and gives what is wrong with it. It cannot
/// turn production on, because production does not read it.
pub fn fill(set: &mut BTreeMap<String, String>, path: &Path) -> Vec<Fault> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Vec::new(),
        Err(error) => return vec![fault(format!("The file cannot be read: {error}."))],
    };
    let mut faults = Vec::new();
    for pair in pairs(&text) {
        match pair {
            Ok((name, value)) if name == var::ENV.name && value.trim() == "production" => {
                faults.push(Fault {
                    variable: name,
                    problem: "The file .env is for development. Set it where the program is started."
                        .to_owned(),
                    example: var::ENV.example,
                })
            }
            Ok((name, value)) if name.starts_with("MUSTER_") => {
                set.entry(name).or_insert(value);
            }
            Ok(_) => {}
            Err(problem) => faults.push(fault(problem)),
        }
    }
    faults
}

fn fault(problem: String) -> Fault {
    Fault { variable: ".env".to_owned(), problem, example: "" }
}

/// Every pair of the text; for a line that is none, which one it is. What stands there may be a secret.
fn pairs(text: &str) -> Vec<Result<(String, String), String>> {
    let read = Cell::new(0);
    let mut pairs = Vec::new();
    for pair in dotenvy::Iter::new(Lines { left: text.as_bytes(), read: &read }) {
        pairs.push(pair.map_err(|error| match error {
            dotenvy::Error::LineParse(line, _) => {
                let number = (read.get() + 1).saturating_sub(line.lines().count().max(1));
                format!(
                    "Line {number} is not name=value, such as {}={}.",
                    var::LISTEN.name,
                    var::LISTEN.example
                )
            }
            other => format!("The file cannot be read: {other}."),
        }));
    }
    pairs
}

/// Hands the text out line by line, and counts: whoever reads from it has read no further than the line they are at.
struct Lines<'a> {
    left: &'a [u8],
    read: &'a Cell<usize>,
}

impl Read for Lines<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let line = self.left.iter().position(|byte| *byte == b'\n').map_or(self.left.len(), |end| end + 1);
        let count = line.min(to.len());
        let (now, later) = self.left.split_at(count);
        to[..count].copy_from_slice(now);
        if count > 0 && (now.ends_with(b"\n") || later.is_empty()) {
            self.read.set(self.read.get() + 1);
        }
        self.left = later;
        Ok(count)
    }
}
