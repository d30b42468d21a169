//! What can be typed at a terminal.

use super::*;
use std::{io::Read, net::TcpListener};

fn parse(line: &str) -> Result<Command, Misuse> {
    Command::parse(line.split_whitespace())
}

#[test]
fn every_command_is_understood() {
    let file = || PathBuf::from("a.json");
    for (line, command) in [
        ("", Command::Help),
        ("--help", Command::Help),
        ("help", Command::Help),
        ("migrate --down 2 --help", Command::Help),
        ("--version", Command::Version),
        ("-V", Command::Version),
        ("serve", Command::Serve),
        ("demo", Command::Demo),
        ("migrate", Command::Migrate(Migrate::Up)),
        ("migrate --check", Command::Migrate(Migrate::Check)),
        ("migrate --down 2", Command::Migrate(Migrate::Down(2))),
        ("migrate --down=2", Command::Migrate(Migrate::Down(2))),
        ("check-config", Command::CheckConfig),
        ("health", Command::Health),
        ("score a.json", Command::Score { file: file(), is_table: false }),
        ("score --table a.json", Command::Score { file: file(), is_table: true }),
        (
            "catalogue import a.json --organisation contoso",
            Command::ImportCatalogue { file: file(), organisation: "contoso".into() },
        ),
        (
            "people import a.json --organisation contoso",
            Command::ImportPeople { file: file(), organisation: "contoso".into() },
        ),
        ("backup a.json", Command::Backup { file: file() }),
        ("restore a.json", Command::Restore { file: file() }),
        ("rescue lead@contoso.example", Command::Rescue { email: "lead@contoso.example".into() }),
        ("mail test me@example.com", Command::MailTest { address: "me@example.com".into() }),
        ("trail verify", Command::VerifyTrail),
        ("keys rotate", Command::RotateKeys),
        ("keys pepper", Command::ChangePepper),
        ("seed", Command::Seed(Size::default())),
        (
            "seed --requirements 500 --evidence 20000 --tasks 5000 --audit 100000",
            Command::Seed(Size { requirements: 500, evidence: 20_000, tasks: 5_000, audit: 100_000 }),
        ),
        ("routes", Command::Routes),
    ] {
        assert_eq!(parse(line), Ok(command), "{line}");
    }
}

#[test]
fn an_unknown_command_is_named_and_help_offered() {
    let told = |line| parse(line).unwrap_err().to_string();

    assert_eq!(told("sevre"), "Muster has no command “sevre”.\nmuster --help shows what there is.");
    assert_eq!(
        told("trail erase"),
        "Muster has no command “trail erase”.\nmuster --help shows what there is."
    );
    assert_eq!(told("trail"), "Muster has no command “trail”.\nmuster --help shows what there is.");
}

#[test]
fn a_command_with_too_little_or_too_much_says_how_it_is_written() {
    for line in [
        "score",
        "score a b",
        "backup",
        "catalogue import a.json",
        "rescue",
        "routes extra",
        "seed now",
        "rescue a@b.example --tasks 1",
        "serve --table",
    ] {
        let told = parse(line).unwrap_err().to_string();

        let name = line.split(' ').next().unwrap();
        assert!(told.contains("is written like this:\n  muster ") && told.contains(name), "{line}: {told}");
    }
    assert!(parse("migrate --check --down 1").unwrap_err().to_string().contains("muster migrate --down N"));
    assert!(parse("migrate --down 0").is_err());
}

#[test]
fn unknown_options_and_numbers_that_are_none_are_refused() {
    for line in ["--loud", "serve --port 80", "migrate --down two", "migrate --down"] {
        assert!(parse(line).is_err(), "{line}");
    }
}

#[test]
fn the_help_shows_every_command_and_each_can_be_typed_as_shown() {
    let text = help();

    for (usage, _) in COMMANDS {
        let line = usage.replace(['[', ']'], "").replace(" N", " 120");
        assert!(text.contains(usage), "{usage}");
        assert!(parse(&line).is_ok(), "{line}");
    }
}

#[test]
fn the_configuration_is_shown_with_its_warnings() {
    let mut config = Config::from_map(&|_| None).unwrap();
    config.warnings.push("MUSTER_X: Muster knows no such variable.".into());

    let text = check_config(&config);

    assert!(text.contains("MUSTER_LISTEN=127.0.0.1:8080 (default)\n"), "{text}");
    assert!(text.contains("\nLook at this: MUSTER_X: Muster knows no such variable.\n"), "{text}");
}

/// Asks a server that gives one canned answer, and returns the result with what the server was asked.
fn ask(answer: &'static str) -> (io::Result<()>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let config = Config::from_map(&|name| match name {
        "MUSTER_LISTEN" => Some(format!("0.0.0.0:{port}")),
        "MUSTER_BASE_URL" => Some("https://muster.example.com".to_owned()),
        _ => None,
    });
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = vec![0; 1024];
        let length = stream.read(&mut asked).unwrap();
        stream.write_all(answer.as_bytes()).unwrap();
        String::from_utf8_lossy(&asked[..length]).into_owned()
    });
    let result = health(&config.unwrap().http);
    (result, server.join().unwrap())
}

#[test]
fn a_running_muster_is_asked_under_its_own_name() {
    let (result, asked) = ask("HTTP/1.1 200 OK\r\n\r\n");

    assert!(result.is_ok(), "{result:?}");
    assert!(asked.starts_with("GET /status HTTP/1.1\r\nHost: muster.example.com\r\n"), "{asked}");
}

#[test]
fn an_unwell_muster_is_reported() {
    let (result, _) = ask("HTTP/1.1 503 Service Unavailable\r\n\r\n");

    assert_eq!(result.unwrap_err().to_string(), "it answered HTTP/1.1 503");
}
