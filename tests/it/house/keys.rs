//! What is sealed can be sealed again with another key, because each of its columns is known.

use super::{code_lines, files};

/// Where something is sealed that is kept in no database, and why no change of keys needs to reach it.
const PASSING: &[&str] = &[
    // The secret of an authenticator app in the form that sets it up, for half an hour.
    "src/signin/actions/totp.rs",
];

#[test]
fn a_sealed_column_is_declared_so_that_the_change_of_keys_knows_it() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", ".rs") {
        for (at, line) in code_lines(&text) {
            let is_own = path.starts_with("src/kernel/seal/");
            if line.contains("SealedColumn::new(") && !is_own {
                wrong.push(format!("{path}:{at}: declare it by sealed_column!"));
            }
            if line.contains("Place::passing(") && !is_own && !PASSING.contains(&path.as_str()) {
                wrong.push(format!("{path}:{at}: is it really kept in no database?"));
            }
            if line.contains("LessSafeKey") && !is_own {
                wrong.push(format!("{path}:{at}: leave encryption to kernel::seal"));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
