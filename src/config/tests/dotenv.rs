//! What the file `.env` may say, and names that nobody knows.

use super::{KEY, told};
use crate::config::{Config, Fault};
use std::time::Duration;

fn with_dotenv(text: &str, set: &[(&str, &str)]) -> Result<Config, Vec<Fault>> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(".env");
    std::fs::write(&path, text).unwrap();
    let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::from_env_and(set, &path)
}

#[test]
fn in_development_a_file_fills_what_is_not_set() {
    let text = "MUSTER_SESSION_HOURS=3\nMUSTER_LISTEN='127.0.0.1:9000'\nPATH=/nowhere\n";
    let config = with_dotenv(text, &[("MUSTER_SESSION_HOURS", "4")]).unwrap();

    assert_eq!(config.signin.session_life, Duration::from_secs(4 * 3600));
    assert_eq!(config.http.listen.port(), 9000);
}

#[test]
fn production_does_not_read_that_file_and_it_cannot_turn_production_on() {
    let in_production = with_dotenv(
        "MUSTER_SESSION_HOURS=nonsense",
        &[("MUSTER_ENV", "production"), ("MUSTER_BASE_URL", "https://a.example"), ("MUSTER_SECRET_KEY", KEY)],
    );
    let turned_on = told(with_dotenv("MUSTER_ENV=production", &[]));

    assert!(in_production.is_ok());
    assert_eq!(turned_on[0].0, "MUSTER_ENV");
}

#[test]
fn a_misspelt_variable_and_an_open_way_to_the_database_are_warned_of() {
    let pairs = [("MUSTER_SESSION_HOUR", "3"), ("MUSTER_DATABASE_URL", "postgres://muster@db/muster")];
    let warnings = with_dotenv("", &pairs).unwrap().warnings;

    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].starts_with("MUSTER_DATABASE_URL"), "{warnings:?}");
    assert!(warnings[1].starts_with("MUSTER_SESSION_HOUR:"), "{warnings:?}");
}

#[test]
fn what_is_wrong_with_the_file_hides_nothing_else_and_is_told_by_line() {
    let text = "# ours\n\nMUSTER_SESSION_HOURS=99\nhush hush\nMUSTER_LISTEN=\"127.0.0.1:1\"\nMUSTER_ENV='production '\n\
                MUSTER_LOG=\"not closed\nto the end\n";

    let told = told(with_dotenv(text, &[("MUSTER_SESION_HOURS", "3"), ("MUSTER_CONNECTIONS_MAX", "0")]));

    let names: Vec<_> = told.iter().map(|(name, _)| name.as_str()).collect();
    let wrong = [
        ".env",
        "MUSTER_ENV",
        ".env",
        "MUSTER_CONNECTIONS_MAX",
        "MUSTER_SESSION_HOURS",
        "MUSTER_SESION_HOURS",
    ];
    assert_eq!(names, wrong, "{told:?}");
    assert!(
        told[0].1.starts_with("Line 4 is not name=value, such as MUSTER_LISTEN=0.0.0.0:8080."),
        "{told:?}"
    );
    assert!(told[2].1.starts_with("Line 7 is not name=value"), "{told:?}");
    assert!(told[5].1.contains("Is it misspelt?"), "{told:?}");
    assert!(!format!("{told:?}").contains("hush"), "{told:?}");
}

#[test]
fn only_what_has_an_example_shows_one() {
    let shown: Vec<_> = with_dotenv("nonsense\n", &[("MUSTER_SESSION_HOURS", "99")])
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();

    assert!(shown[0].starts_with(".env: Line 1 ") && !shown[0].contains("Example:"), "{shown:?}");
    assert!(shown[1].ends_with("Example: MUSTER_SESSION_HOURS=12"), "{shown:?}");
}
