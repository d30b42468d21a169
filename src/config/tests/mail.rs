//! Where letters may go.

use super::{production, read, told};
use crate::mail::{Tls, Way};
use std::path::Path;

#[test]
fn without_a_mail_server_development_keeps_letters_and_production_warns() {
    let (here, there) = (read(&[]).unwrap(), production(&[]).unwrap());

    assert!(matches!(&here.mail.way, Way::Folder(folder) if folder == Path::new("./data/mail")));
    assert!(matches!(there.mail.way, Way::Nowhere));
    assert_eq!(there.mail.from.to_string(), "Muster <muster@muster.example.com>");
    assert!(there.warnings.iter().any(|warning| warning.starts_with("MUSTER_MAIL_HOST")));
    assert!(here.warnings.is_empty());
}

#[test]
fn letters_travel_encrypted_in_production_unless_they_stay_on_the_machine() {
    let to = |host| production(&[("MUSTER_MAIL_HOST", host), ("MUSTER_MAIL_TLS", "none")]);

    assert_eq!(told(to("smtp.example.com"))[0].0, "MUSTER_MAIL_TLS");
    for near in ["localhost", "127.0.0.1", "[::1]"] {
        assert!(to(near).is_ok(), "{near}");
    }
    let encrypted = production(&[("MUSTER_MAIL_HOST", "smtp.example.com")]).unwrap();
    assert!(matches!(encrypted.mail.way, Way::Smtp(smtp) if smtp.tls == Tls::StartTls && smtp.port == 587));
}

#[test]
fn a_user_of_the_mail_server_has_a_password_and_it_is_never_shown() {
    let host = ("MUSTER_MAIL_HOST", "smtp.example.com");
    let user = ("MUSTER_MAIL_USER", "muster");

    let config = production(&[host, user, ("MUSTER_MAIL_PASSWORD", "open sesame")]).unwrap();

    let shown: String = config.redacted().iter().map(|line| format!("{line}")).collect();
    assert!(shown.contains("MUSTER_MAIL_PASSWORD=set") && !shown.contains("sesame"), "{shown}");
    assert!(!format!("{config:?}").contains("sesame"));
    assert_eq!(told(production(&[host, user]))[0].0, "MUSTER_MAIL_PASSWORD");
}

#[test]
fn a_file_of_certificates_is_read_at_start_or_told() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n").unwrap();
    let with =
        |path: &str| read(&[("MUSTER_MAIL_HOST", "smtp.example.com"), ("MUSTER_MAIL_CERTIFICATES", path)]);

    assert!(told(with(file.path().to_str().unwrap()))[0].1.contains("no list of certificates"));
    assert!(told(with("/nowhere/ca.pem"))[0].1.contains("cannot be read"));
}

#[test]
fn all_that_is_wrong_with_the_way_to_a_mail_server_is_told_at_once() {
    let wrong = production(&[
        ("MUSTER_MAIL_HOST", "smtp.example.com"),
        ("MUSTER_MAIL_TLS", "none"),
        ("MUSTER_MAIL_PORT", "0"),
        ("MUSTER_MAIL_USER", "muster"),
        ("MUSTER_MAIL_FROM", "nobody"),
        ("MUSTER_MAIL_CERTIFICATES", "/nowhere/ca.pem"),
    ]);

    let mut names: Vec<_> = told(wrong).into_iter().map(|(name, _)| name).collect();
    names.sort();
    assert_eq!(
        names,
        [
            "MUSTER_MAIL_CERTIFICATES",
            "MUSTER_MAIL_FROM",
            "MUSTER_MAIL_PASSWORD",
            "MUSTER_MAIL_PORT",
            "MUSTER_MAIL_TLS"
        ]
    );
}
