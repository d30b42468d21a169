//! What a configuration may and may not say.

mod dotenv;
mod mail;
mod passkeys;

use super::*;
use std::{io::Write, time::Duration};

const KEY: &str = "q3N0xv7RkZ5tYb1Lw8Jd2Fh6Ms4Gp9Ca+eUiOyTr";

fn read(pairs: &[(&str, &str)]) -> Result<Config, Vec<Fault>> {
    let find = |name: &str| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
    Config::from_map(&find)
}

fn production(extra: &[(&'static str, &'static str)]) -> Result<Config, Vec<Fault>> {
    let base = [
        ("MUSTER_ENV", "production"),
        ("MUSTER_BASE_URL", "https://muster.example.com"),
        ("MUSTER_SECRET_KEY", KEY),
    ];
    let kept = base.iter().filter(|(name, _)| extra.iter().all(|(n, _)| n != name));
    read(&kept.chain(extra).copied().collect::<Vec<_>>())
}

/// Variable and problem of each fault.
fn told(result: Result<Config, Vec<Fault>>) -> Vec<(String, String)> {
    result.expect_err("faults").into_iter().map(|fault| (fault.variable, fault.problem)).collect()
}

#[test]
fn an_empty_environment_is_a_working_development_installation() {
    let config = read(&[]).unwrap();

    assert_eq!(config.stage, Stage::Development);
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.http.origin(), "http://localhost:8080");
    assert_eq!(config.http.upload_bytes_max, 10_485_760);
    assert_eq!(config.database.url.expose(), "sqlite://./data/muster.db");
    assert_eq!(config.storage.blobs, Path::new("./data/blobs"));
    assert_eq!(config.signin.session_idle, Duration::from_secs(3600));
    assert_eq!(config.signin.session_life, Duration::from_secs(86_400));
    assert!(!config.signin.is_open_to_all);
    assert_eq!((config.signin.hashing.memory_kib, config.signin.hashing.passes), (65_536, 3));
    assert_eq!(config.warnings, Vec::<String>::new());
}

#[test]
fn the_variables_read_are_exactly_those_of_the_table_and_in_its_order() {
    let read: Vec<_> = read(&[]).unwrap().redacted().iter().map(|line| line.name).collect();

    assert_eq!(read, VARIABLES.iter().map(|variable| variable.name).collect::<Vec<_>>());
}

#[test]
fn every_example_but_those_of_keys_is_accepted() {
    let is_key = |name: &str| matches!(name, "MUSTER_SECRET_KEY" | "MUSTER_KEYS");
    for variable in VARIABLES.iter().filter(|variable| !is_key(variable.name)) {
        let answer = production(&[(variable.name, variable.example)]);

        assert!(answer.is_ok(), "{}: {answer:?}", variable.name);
    }
}

#[test]
fn the_example_of_the_key_is_no_key() {
    let answer = production(&[("MUSTER_SECRET_KEY", variables::SECRET_KEY.example)]);

    assert_eq!(told(answer).len(), 1);
}

#[test]
fn all_faults_are_told_at_once() {
    let wrong = [
        ("MUSTER_LISTEN", "here"),
        ("MUSTER_BASE_URL", "ftp://example.com"),
        ("MUSTER_TRUSTED_PROXIES", "10.0.0.1/8"),
        ("MUSTER_PROXY_HEADER", "x-real-ip"),
        ("MUSTER_REDIS_URL", "localhost:6379"),
        ("MUSTER_CONNECTIONS_MAX", "7"),
        ("MUSTER_UPLOAD_BYTES_MAX", "ten"),
        ("MUSTER_BLOBS", "s3://bucket"),
        ("MUSTER_DATABASE_URL", "mysql://x"),
        ("MUSTER_DATABASE_CONNECTIONS", "0"),
        ("MUSTER_SECRET_KEY", "short"),
        ("MUSTER_SESSION_IDLE_MINUTES", "61"),
        ("MUSTER_SESSION_HOURS", "25"),
        ("MUSTER_REGISTRATION", "yes"),
        ("MUSTER_HASHES_AT_ONCE", "-1"),
        ("MUSTER_ARGON2_MEMORY_KIB", "7"),
        ("MUSTER_ARGON2_PASSES", "many"),
        ("MUSTER_MAIL_HOST", "smtp://mail.example.com"),
        ("MUSTER_MAIL_TLS", "perhaps"),
        ("MUSTER_MAIL_PORT", "0"),
        ("MUSTER_MAIL_FROM", "muster"),
        ("MUSTER_LOG", "muster=loud"),
        ("MUSTER_LOG_FORMAT", "xml"),
    ];

    let told = told(read(&wrong));

    let variables: Vec<_> = told.iter().map(|(variable, _)| variable.as_str()).collect();
    assert_eq!(variables, wrong.map(|(variable, _)| variable));
}

#[test]
fn a_fault_says_what_is_wrong_and_gives_an_example() {
    let faults = read(&[("MUSTER_SESSION_HOURS", "25")]).unwrap_err();

    let text = faults[0].to_string();
    assert_eq!(
        text,
        "MUSTER_SESSION_HOURS: “25” is not a whole number from 1 to 24. Example: MUSTER_SESSION_HOURS=12"
    );
}

#[test]
fn production_says_what_it_misses() {
    let told = told(read(&[("MUSTER_ENV", "production")]));

    let missing = |name: &str| (name.to_owned(), "It has to be set.".to_owned());
    assert_eq!(told, [missing("MUSTER_BASE_URL"), missing("MUSTER_SECRET_KEY")]);
}

#[test]
fn production_refuses_what_is_weak() {
    for (variable, value) in [
        ("MUSTER_BASE_URL", "http://muster.example.com"),
        ("MUSTER_BASE_URL", "http://10.0.0.5"),
        ("MUSTER_SECRET_KEY", "0123456789abcdef"),
        ("MUSTER_SECRET_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ("MUSTER_SECRET_KEY", "please-change-me-please-change-me-please"),
        ("MUSTER_LOG", "debug"),
        ("MUSTER_LOG", "info,muster=trace"),
        ("MUSTER_LOG", "muster"),
        ("MUSTER_ARGON2_MEMORY_KIB", "8192"),
    ] {
        let told = told(production(&[(variable, value)]));

        assert_eq!(told.len(), 1, "{variable}={value}");
        assert_eq!(told[0].0, variable);
    }
}

#[test]
fn production_takes_plain_http_on_this_machine_only() {
    for base in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
        let config = production(&[("MUSTER_BASE_URL", base)]).unwrap();

        assert!(config.http.is_loopback() && !config.http.is_https(), "{base}");
    }
}

#[test]
fn a_base_address_has_no_path_and_no_password() {
    for base in ["https://a.example/muster", "https://a.example/?x", "https://me:pw@a.example", "a.example"] {
        assert_eq!(told(production(&[("MUSTER_BASE_URL", Box::leak(base.into()))])).len(), 1, "{base}");
    }
}

#[test]
fn sizes_are_written_as_people_write_them() {
    for (text, bytes) in [("2048", 2048), ("10 MB", 10_485_760), ("1GB", 1 << 30), ("64 kib", 65_536)] {
        let config = read(&[("MUSTER_UPLOAD_BYTES_MAX", text)]).unwrap();

        assert_eq!(config.http.upload_bytes_max, bytes, "{text}");
    }
}

#[test]
fn no_secret_appears_in_what_is_shown() {
    let url = "postgres://muster:hush%40hush@db.example.com:5433/muster?password=hush&sslmode=require";
    let config = production(&[("MUSTER_DATABASE_URL", url)]).unwrap();

    let lines: Vec<_> = config.redacted().iter().map(ToString::to_string).collect();
    let all = format!("{}{config:?}", lines.join("\n"));

    assert!(!all.contains("hush") && !all.contains(KEY), "{all}");
    assert!(all.contains("MUSTER_DATABASE_URL=postgres://…@db.example.com:5433/muster\n"), "{all}");
    assert!(all.contains("MUSTER_SECRET_KEY=set\n"), "{all}");
}

#[test]
fn a_wrong_secret_is_not_repeated_in_its_fault() {
    let told =
        told(production(&[("MUSTER_SECRET_KEY", "tiny-hush"), ("MUSTER_DATABASE_URL", "hush://hush")]));

    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(_, problem)| !problem.contains("hush")), "{told:?}");
}

#[test]
fn a_secret_can_come_from_a_file_but_not_from_two_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key");
    std::fs::File::create(&path).unwrap().write_all(format!("{KEY}\n").as_bytes()).unwrap();
    let path = path.to_str().unwrap();

    let config = read(&[("MUSTER_SECRET_KEY_FILE", path)]).unwrap();
    let twice = told(read(&[("MUSTER_SECRET_KEY_FILE", path), ("MUSTER_SECRET_KEY", KEY)]));
    let gone = told(read(&[("MUSTER_SECRET_KEY_FILE", "/nowhere/key")]));

    assert!(matches!(&config.signin.secret_key, SecretKey::Given(key) if key.expose() == KEY));
    assert!(twice[0].1.starts_with("It is set twice"), "{twice:?}");
    assert!(gone[0].1.starts_with("The file “/nowhere/key”"), "{gone:?}");
}

#[test]
fn a_near_or_encrypted_database_is_not_warned_of() {
    for url in
        ["postgres://m@127.0.0.1/m", "postgres:///m", "postgres://m@db/m?sslmode=verify-full", "sqlite:x.db"]
    {
        let config = read(&[("MUSTER_DATABASE_URL", url)]).unwrap();

        assert_eq!(config.warnings, Vec::<String>::new(), "{url}");
    }
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let read = read(&[("MUSTER_SESSION_HOURS", "")]).unwrap();
    assert_eq!(read.signin.session_life, Duration::from_secs(86_400));
}

#[test]
fn the_reference_names_every_variable_and_its_file() {
    let text = reference();

    assert!(VARIABLES.iter().all(|variable| text.contains(&format!("`{}`", variable.name))), "{text}");
    assert!(text.contains("`MUSTER_SECRET_KEY_FILE`"), "{text}");
}

#[test]
fn a_file_is_no_folder() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");

    for name in ["MUSTER_DATA_DIR", "MUSTER_BLOBS"] {
        assert_eq!(told(read(&[(name, file)])), [(name.to_owned(), format!("“{file}” is not a folder."))]);
    }
}
