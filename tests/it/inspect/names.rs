//! File names as they come from browsers, cleaned.

use muster::evidence::inspect::clean_name;
use proptest::prelude::*;

#[test]
fn a_good_name_stays_as_it_is() {
    for name in ["Access review 2024.pdf", "Prüfung – Büro (2).docx", "写真.png", "a.tar.log", "100 %.csv"]
    {
        assert_eq!(clean_name(name), name);
    }
}

#[test]
fn names_that_mislead_or_harm_are_cleaned() {
    for (raw, clean) in [
        ("C:\\Users\\Ann\\plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\x.txt", "x.txt"),
        ("/", "file"),
        ("", "file"),
        ("...", "file"),
        ("..", "file"),
        (" . . ", "file"),
        (".htaccess", "htaccess"),
        ("a.pdf.", "a.pdf"),
        ("a.pdf   ", "a.pdf"),
        ("a.exe\0.pdf", "a.exe.pdf"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
        ("\u{202e}fdp.exe", "fdp.exe"),
        ("a\u{200b}b\u{feff}.txt", "ab.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1.log.txt", "_Com1.log.txt"),
        ("lpt¹.pdf", "_lpt¹.pdf"),
        ("console.log", "console.log"),
        ("a\"b<c>d|e?f*.txt", "a_b_c_d_e_f_.txt"),
        ("e\u{301}.txt", "é.txt"),
        ("a∕b.txt", "a_b.txt"),
        ("  two   words .txt", "two words .txt"),
        ("folder/", "folder"),
    ] {
        assert_eq!(clean_name(raw), clean, "{raw:?}");
    }
}

#[test]
fn a_long_name_keeps_its_extension() {
    let clean = clean_name(&format!("{}.docx", "ä".repeat(500)));

    assert_eq!(clean.chars().count(), 120);
    assert!(clean.ends_with("ä.docx"));
}

#[test]
fn a_long_name_without_a_real_extension_is_cut_at_its_end() {
    assert_eq!(clean_name(&format!("a.{}", "b".repeat(500))).chars().count(), 120);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn every_name_becomes_a_safe_one_and_stays_so(raw in "[\\PC\\x00-\\x20./\\\\\u{200b}-\u{202e}]{0,150}") {
        let clean = clean_name(&raw);

        prop_assert!((1..=120).contains(&clean.chars().count()));
        let harmful = ['/', '\\', '\0', '\r', '\n', '\u{202e}'];
        prop_assert!(!clean.contains(harmful));
        prop_assert!(!clean.starts_with('.') && !clean.ends_with('.'));
        prop_assert_eq!(clean_name(&clean), clean);
    }
}
