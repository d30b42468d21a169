//! What lies at the top of the tree: what was agreed with the customer, and nothing else.

use muster::config::VARIABLES;
use std::{collections::BTreeSet, fs, path::Path};

const AGREED: [&str; 10] = [
    "Cargo.toml",
    "Dockerfile",
    "README.md",
    "assets",
    "compose.yml",
    "e2e",
    "migrations",
    "src",
    "templates",
    "tests",
];
/// Lock files, what Cargo builds with, the licence, and what building and running leave behind.
const BESIDE: [&str; 5] = ["Cargo.lock", "LICENSE", "build.rs", "data", "target"];

fn at(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

#[test]
fn the_top_level_is_what_was_agreed() {
    let found: BTreeSet<String> = fs::read_dir(at(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();

    let missing: Vec<_> = AGREED.iter().filter(|name| !found.contains(**name)).collect();
    let extra: Vec<_> = found
        .iter()
        .filter(|name| !AGREED.contains(&name.as_str()) && !BESIDE.contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing {missing:?}, not agreed {extra:?}");
}

/// What the image sets, what comes from files, and what names a file that somebody would have to bring in.
const NOT_PASSED_ON: [&str; 7] = [
    "MUSTER_ENV",
    "MUSTER_LISTEN",
    "MUSTER_DATA_DIR",
    "MUSTER_LOG_FORMAT",
    "MUSTER_DATABASE_URL",
    "MUSTER_SECRET_KEY",
    "MUSTER_MAIL_CERTIFICATES",
];

#[test]
fn compose_passes_on_every_setting_that_it_does_not_make_itself() {
    let compose = fs::read_to_string(at("compose.yml")).unwrap();
    let is_passed_on = |name: &&str| compose.contains(&format!("      {name}: ${{{name}:-"));
    let names: BTreeSet<&str> = VARIABLES.iter().map(|variable| variable.name).collect();

    let passed_on: BTreeSet<&str> = names.iter().copied().filter(|name| is_passed_on(name)).collect();

    let expected: BTreeSet<&str> = names.difference(&BTreeSet::from(NOT_PASSED_ON)).copied().collect();
    assert_eq!(passed_on, expected);
    for name in ["MUSTER_DATABASE_URL_FILE", "MUSTER_SECRET_KEY_FILE"] {
        assert!(compose.contains(&format!("{name}: /run/secrets/")), "{name}");
    }
}

#[test]
fn the_rust_version_is_said_and_no_file_forces_a_download() {
    let cargo = fs::read_to_string(at("Cargo.toml")).unwrap();
    let licence = fs::read_to_string(at("LICENSE")).unwrap();

    assert!(cargo.contains("\nrust-version = \""), "{cargo}");
    assert!(licence.contains("Apache License") && licence.contains("Version 2.0"));
    for forcing in ["rust-toolchain", "rust-toolchain.toml", ".cargo/config.toml"] {
        assert!(!at(forcing).exists(), "{forcing}");
    }
}

#[test]
fn the_readme_opens_with_the_two_commands_and_a_picture() {
    let readme = fs::read_to_string(at("README.md")).unwrap();
    let place = |text: &str| readme.find(text).unwrap_or_else(|| panic!("no {text:?} in README.md"));

    let (demo, tests, picture) = (place("cargo run -- demo"), place("tests/run"), place("]("));

    assert!(demo < tests && tests < picture && demo < 1200, "{demo} {tests} {picture}");
    let file = readme[picture + 2..].split(')').next().unwrap();
    assert!(at(file).is_file(), "{file}");
}
