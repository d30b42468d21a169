//! The calendar as other programs read it: iCalendar, RFC 5545.

use super::Entry;
use crate::kernel::env::{Day, Timestamp};
use std::fmt::Write;

/// What a file of it says besides its entries.
pub struct Feed<'a> {
    /// What the calendar is called.
    pub name: &'a str,
    /// The public address of the installation, without a slash at its end.
    pub origin: &'a str,
    /// Where the organisation's pages are: `/o/contoso`.
    pub here: &'a str,
}

/// Octets of a line, without its end (RFC 5545 §3.1).
const LINE_BYTES_MAX: usize = 75;

/// The whole file. Each entry lasts the day it stands on, and takes nobody's time (RFC 5545 §3.6.1, §3.8.2.7).
pub fn write(feed: &Feed<'_>, entries: &[Entry]) -> String {
    let mut lines = Lines::default();
    lines.put("BEGIN", "VCALENDAR");
    lines.put("VERSION", "2.0");
    lines.put("PRODID", "-//Muster//Calendar//EN");
    lines.put("CALSCALE", "GREGORIAN");
    lines.text("NAME", feed.name);
    lines.text("X-WR-CALNAME", feed.name);
    lines.put("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    lines.put("X-PUBLISHED-TTL", "PT1H");
    let host = feed.origin.rsplit('/').next().unwrap_or_default();
    for entry in entries {
        let address = format!("{}{}{}", feed.origin, feed.here, entry.path);
        lines.put("BEGIN", "VEVENT");
        lines.text("UID", &format!("{}@{host}", entry.subject.replace(':', "-")));
        lines.put("DTSTAMP", &instant(entry.changed_at));
        lines.put("DTSTART;VALUE=DATE", &day(entry.day));
        lines.put("DTEND;VALUE=DATE", &day(entry.day.succ_opt().unwrap_or(entry.day)));
        lines.text("SUMMARY", &format!("{}: {}", entry.kind.label(), entry.title));
        lines.text("DESCRIPTION", &address);
        lines.put("URL", &address);
        lines.text("CATEGORIES", entry.kind.label());
        lines.put("TRANSP", "TRANSPARENT");
        lines.put("END", "VEVENT");
    }
    lines.put("END", "VCALENDAR");
    lines.0
}

fn day(day: Day) -> String {
    day.format("%Y%m%d").to_string()
}

fn instant(at: Timestamp) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A property whose value is text (RFC 5545 §3.3.11).
    fn text(&mut self, name: &str, value: &str) {
        self.put(name, &escaped(value));
    }

    /// A property, folded where its line is too long (RFC 5545 §3.1): never inside a character.
    fn put(&mut self, name: &str, value: &str) {
        let mut room = LINE_BYTES_MAX;
        for letter in name.chars().chain([':']).chain(value.chars()) {
            if letter.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LINE_BYTES_MAX - 1;
            }
            room -= letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }
}

/// Backslash, semicolon, comma and the end of a line have a way to be written; other controls have none.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\\' | ';' | ',' => {
                let _ = write!(safe, "\\{letter}");
            }
            '\n' => safe.push_str("\\n"),
            control if control.is_control() => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{super::Kind, *};
    use insta::assert_snapshot;

    fn entry(title: &str) -> Entry {
        Entry {
            kind: Kind::Task,
            subject: "task:1".into(),
            day: Day::from_ymd_opt(2026, 12, 31).unwrap(),
            title: title.into(),
            path: "/tasks/1".into(),
            person: None,
            person_name: None,
            changed_at: Timestamp::UNIX_EPOCH,
        }
    }

    fn written(title: &str) -> String {
        let feed =
            Feed { name: "Muster, Contoso", origin: "https://muster.example:8443", here: "/o/contoso" };
        write(&feed, &[entry(title)])
    }

    /// Puts folded lines together again, as a reader does.
    fn unfolded(text: &str) -> Vec<String> {
        text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_day_is_written_like_this() {
        assert_snapshot!(written("Review the accounts").replace("\r\n", "\n"), @r"
        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Muster//Calendar//EN
        CALSCALE:GREGORIAN
        NAME:Muster\, Contoso
        X-WR-CALNAME:Muster\, Contoso
        REFRESH-INTERVAL;VALUE=DURATION:PT1H
        X-PUBLISHED-TTL:PT1H
        BEGIN:VEVENT
        UID:task-1@muster.example:8443
        DTSTAMP:19700101T000000Z
        DTSTART;VALUE=DATE:20261231
        DTEND;VALUE=DATE:20270101
        SUMMARY:Task: Review the accounts
        DESCRIPTION:https://muster.example:8443/o/contoso/tasks/1
        URL:https://muster.example:8443/o/contoso/tasks/1
        CATEGORIES:Task
        TRANSP:TRANSPARENT
        END:VEVENT
        END:VCALENDAR
        ");
    }

    #[test]
    fn every_line_ends_with_crlf_and_has_at_most_75_octets() {
        for title in [
            "x".repeat(500),
            "ä".repeat(300),
            "漢".repeat(200),
            "🙂a".repeat(120),
            format!("x{}", "🙂".repeat(99)),
        ] {
            let text = written(&title);

            assert!(text.ends_with("END:VCALENDAR\r\n"));
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
            for line in text.split("\r\n") {
                assert!(line.len() <= 75, "{} octets: {line}", line.len());
            }
            assert!(unfolded(&text).contains(&format!("SUMMARY:Task: {title}")), "{text}");
        }
    }

    #[test]
    fn a_line_is_folded_only_where_it_has_to_be() {
        let lines = |letters: usize| {
            let mut lines = Lines::default();
            lines.put("X", &"a".repeat(letters));
            lines.0.matches("\r\n").count()
        };

        assert_eq!([lines(73), lines(74), lines(73 + 74), lines(73 + 75)], [1, 2, 2, 3]);
    }

    #[test]
    fn signs_that_mean_something_are_escaped_and_controls_are_not_let_through() {
        let lines = unfolded(&written("a,b;c\\d\ne\r\nf\u{7}g: \"h\""));

        assert!(lines.contains(&r#"SUMMARY:Task: a\,b\;c\\d\ne\nf g: "h""#.to_owned()), "{lines:?}");
    }

    #[test]
    fn nobody_can_put_a_property_of_their_own_into_it() {
        let lines = unfolded(&written("x\r\nEND:VEVENT\r\nATTACH:https://evil.example"));

        assert_eq!(lines.iter().filter(|line| line.starts_with("END:VEVENT")).count(), 1);
        assert!(!lines.iter().any(|line| line.starts_with("ATTACH")), "{lines:?}");
    }
}
