//! What the program is told by its environment and by the words after its name.

use super::*;

const KEY: &str = "q8Zx1kLw93Nfj2HdS7bVt5RcYp0MgXuE4Ia6ToPz";

fn check(set: &[(&str, &str)]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    end(muster(folder.path(), set, "check-config"), "")
}

#[test]
fn production_refuses_all_that_is_weak_at_once() {
    let weak = [
        ("MUSTER_ENV", "production"),
        ("MUSTER_BASE_URL", "http://muster.example.com"),
        ("MUSTER_SECRET_KEY", "short"),
        ("MUSTER_LOG", "debug"),
    ];
    let folder = tempfile::tempdir().unwrap();

    for command in ["check-config", "serve"] {
        let ended = end(muster(folder.path(), &weak, command), "");

        ended.assert(2, "MUSTER_BASE_URL: ").assert(2, "MUSTER_SECRET_KEY: ").assert(2, "MUSTER_LOG: ");
        ended.assert(2, "3 fault(s)").assert(2, "Example: MUSTER_BASE_URL=https://muster.example.com");
        assert!(ended.said.is_empty() && !ended.complained.contains("short"), "{}", ended.complained);
    }
    check(&[("MUSTER_ENV", "production")]).assert(2, "MUSTER_BASE_URL").assert(2, "MUSTER_SECRET_KEY");
    let guessable = "change-me-change-me-change-me-change-me";
    let set = [
        ("MUSTER_ENV", "production"),
        ("MUSTER_BASE_URL", "https://m.example"),
        ("MUSTER_SECRET_KEY", guessable),
    ];
    check(&set).assert(2, "MUSTER_SECRET_KEY: The key can be guessed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_key_is_followed_by_another_while_what_it_sealed_still_opens() {
    let other = KEY.replace("q8Zx1kLw", "mT4rB6yN");
    let (both, new) = (format!("2027={other}n, first={KEY}"), format!("2027={other}n"));
    for backend in Backend::BOTH {
        let Some(console) = Console::empty(backend).await else { continue };
        let run = |words: &str, secret_key: &str, keys: &str| {
            let mut command = console.command(words);
            command.env("MUSTER_SECRET_KEY", secret_key).env("MUSTER_KEYS", keys);
            end(command, "")
        };
        run("migrate", KEY, "").assert(0, "done");
        run("keys pepper", KEY, "").assert(0, "is used for every password");

        run("keys rotate", &other, &new).assert(1, "Or give that one to MUSTER_KEYS as first=…");
        run("keys rotate", &other, &both).assert(0, "The key “first” is not needed any more");
        run("keys pepper", &other, &new).assert(0, "is used for every password");
    }
}

#[test]
fn a_former_key_that_can_be_guessed_is_taken_and_warned_of() {
    let keys = format!("2027={KEY}, first=0123456789abcdef0123456789abcdef");

    let ended = check(&[("MUSTER_KEYS", &keys)]);

    ended.assert(0, "Look at this: MUSTER_KEYS: The key “first” can be guessed. Run `muster keys rotate`");
}

#[test]
fn production_takes_plain_http_on_loopback_only() {
    for (base, status) in [
        ("http://127.0.0.1:8080", 0),
        ("http://localhost:8080", 0),
        ("http://[::1]:8080", 0),
        ("http://192.0.2.7", 2),
        ("http://localhost.example.com", 2),
        ("https://muster.example.com", 0),
    ] {
        let set = [("MUSTER_ENV", "production"), ("MUSTER_BASE_URL", base), ("MUSTER_SECRET_KEY", KEY)];
        check(&set).assert(status, "MUSTER_BASE_URL");
    }
}

#[test]
fn a_sound_configuration_is_shown_without_its_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    std::fs::write(&key, format!("{KEY}\n")).unwrap();
    let database = "postgres://muster:hidden-word@database.example.com/muster?sslmode=verify-full";
    let set = [
        ("MUSTER_ENV", "production"),
        ("MUSTER_BASE_URL", "https://muster.example.com"),
        ("MUSTER_SECRET_KEY_FILE", key.to_str().unwrap()),
        ("MUSTER_DATABASE_URL", database),
        ("MUSTER_SPELT_WRONG", "1"),
    ];

    let ended = check(&set);

    ended
        .assert(0, "The configuration is sound.")
        .assert(0, "MUSTER_SPELT_WRONG: Muster knows no such variable");
    ended.assert(0, "MUSTER_SECRET_KEY=").assert(0, "(from a file)").assert(0, "database.example.com");
    assert!(!ended.said.contains(KEY) && !ended.said.contains("hidden-word"), "{}", ended.said);
}

#[test]
fn dotenv_speaks_in_development_and_not_in_production() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "MUSTER_LOG=trace\n").unwrap();
    let strict =
        [("MUSTER_ENV", "production"), ("MUSTER_BASE_URL", "https://m.example"), ("MUSTER_SECRET_KEY", KEY)];

    end(muster(folder.path(), &[], "check-config"), "").assert(0, "MUSTER_LOG=trace");
    end(muster(folder.path(), &[("MUSTER_LOG", "warn")], "check-config"), "").assert(0, "MUSTER_LOG=warn");
    end(muster(folder.path(), &strict, "check-config"), "").assert(0, "MUSTER_LOG=info (default)");
}

#[test]
fn words_that_make_no_command_are_explained() {
    let folder = tempfile::tempdir().unwrap();
    for (words, explained) in [
        ("frobnicate", "Muster has no command “frobnicate”"),
        ("score", "muster score FILE [--table]"),
        ("backup", "muster backup FILE"),
        ("migrate --down 0", "muster migrate --down N"),
        ("migrate --down x", "invalid digit"),
        ("migrate --check --down 1", "muster migrate --check"),
        ("serve --table", "muster serve"),
        ("catalogue import x.csv", "--organisation SLUG"),
    ] {
        let ended = end(muster(folder.path(), &[], words), "");
        ended.assert(2, explained);
        assert!(ended.said.is_empty(), "{}", ended.said);
    }
    end(muster(folder.path(), &[], "--help"), "").assert(0, "muster rescue EMAIL");
    end(muster(folder.path(), &[], "--version"), "").assert(0, env!("CARGO_PKG_VERSION"));
    assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "a command that failed made files");
}

#[test]
fn a_command_in_a_wrong_folder_says_so_and_makes_nothing_there() {
    let folder = tempfile::tempdir().unwrap();
    for words in [
        "backup there.backup",
        "rescue dana@contoso.example",
        "trail verify",
        "keys rotate",
        "keys pepper",
        "migrate --check",
        "migrate --down 1",
        "catalogue import x.csv --organisation contoso",
        "people import x.json --organisation contoso",
    ] {
        let ended = end(muster(folder.path(), &[], words), "");

        ended.assert(1, "There is no database at ./data/muster.db (MUSTER_DATA_DIR, MUSTER_DATABASE_URL).");
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none(), "{words} made files");
    }
}

#[test]
fn a_database_that_cannot_be_opened_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    for (url, place) in [
        ("sqlite:nowhere/muster.db", "nowhere/muster.db (MUSTER_DATABASE_URL, MUSTER_DATA_DIR)"),
        ("postgres://m:hush@127.0.0.1:1/m", "postgres://…@127.0.0.1:1/m (MUSTER_DATABASE_URL)"),
    ] {
        let ended = end(muster(folder.path(), &[("MUSTER_DATABASE_URL", url)], "migrate"), "");

        ended.assert(1, &format!("muster: opening the database at {place}: "));
        assert!(!ended.complained.contains("hush"), "{}", ended.complained);
    }
}

#[test]
fn a_score_is_printed_whatever_it_is_and_a_mistake_by_case_and_path() {
    let folder = tempfile::tempdir().unwrap();
    let score = |words: &str, file: &str| end(muster(folder.path(), &[], words), file);
    let worst = r#"{"id":"all","kind":"l2","default":"NOT_MET","findings":{"3.12.4":"MET"}}"#;
    std::fs::write(folder.path().join("worst.json"), worst).unwrap();

    for words in ["score -", "score worst.json"] {
        let ended = score(words, worst);
        ended.assert(0, "\"score\": -203").assert(0, "\"rule_pack\":");
        serde_json::from_str::<serde_json::Value>(&ended.said).unwrap();
    }
    score("score - --table", worst).assert(0, "-203").assert(0, "32 CFR 170.24(c)(2)");
    for (file, told) in [
        ("{", "this is not JSON"),
        (r#"{"id":"x","kind":"l2","findings":{"3.1.99":"MET"}}"#, r#"case "x", $.findings["3.1.99"]"#),
        (r#"{"id":"x","kind":"l2","findings":{"3.1.1":"FINE"}}"#, r#"case "x", $.findings["3.1.1"]"#),
        (
            r#"{"id":"x","kind":"l2","findings":{"3.1.1":{"objectives":{"z":"MET"}}}}"#,
            r#"case "x", $.findings["3.1.1"].objectives"#,
        ),
        (
            r#"{"format":"1","cases":[{"id":"a","kind":"l2"},{"id":"b","kind":"l9"}]}"#,
            r#"case "b", $.cases[1].kind"#,
        ),
        (r#"{"format":"2","cases":[]}"#, "$.format"),
        (r#"{"id":"x","kind":"l2","colour":"red"}"#, r#"case "x", $.colour"#),
    ] {
        let ended = score("score -", file);
        ended.assert(2, told).assert(2, "Nothing was scored");
        assert!(ended.said.is_empty(), "{}", ended.said);
    }
    score("score nowhere.json", "").assert(2, "nowhere.json");
}
