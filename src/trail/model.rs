//! Lines of the trail, what one can ask of them, and what makes a chain whole.

use crate::kernel::{
    Result,
    chain::{self, Link},
    env::{Day, Timestamp},
    hash::Sha256,
    id::{OrgId, UserId},
    text,
};
use crate::web::forms::{Fields, Parser};
use chrono::{Days, NaiveTime};
use serde::Serialize;

/// One line of the trail as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    /// Place in the chain.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, if a person.
    pub actor_id: Option<UserId>,
    /// Who, by the name of then.
    pub actor_name: String,
    /// From where.
    pub address: String,
    /// What the browser said it is.
    pub device: String,
    /// What happened: `evidence.added`.
    pub action: String,
    /// To what: `evidence:<id>`.
    pub subject: String,
    /// What it was before and after, as JSON.
    pub detail: String,
    /// The link to the line before.
    pub hash: Sha256,
}

/// Which lines are asked for.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Filter {
    /// Part of a person's name or address.
    pub person: String,
    /// Part of the action, in words or as its code: `Finding saved`, `finding.saved`.
    pub action: String,
    /// Part of the subject, its id for example. A slash at its end stands for the end of a name.
    pub subject: String,
    /// First day, UTC.
    pub from: Option<Day>,
    /// Last day, UTC.
    pub to: Option<Day>,
}

impl Filter {
    /// Reads an address's query; days may be written as people write them.
    pub fn parse(fields: &Fields) -> Result<Self> {
        let mut parser = Parser::default();
        let from = parser.take("from", text::day(fields.text("from")));
        let to = parser.take("to", text::day(fields.text("to")));
        let word = |name| fields.text(name).trim().to_owned();
        let (from, to) = (from.flatten(), to.flatten());
        let in_order = from.zip(to).is_none_or(|(from, to)| from <= to);
        parser.check("to", in_order, "Choose a last day that is not before the first.");
        parser.finish(Some(Self {
            person: word("person"),
            action: word("action"),
            subject: word("subject"),
            from,
            to,
        }))
    }

    /// Whether anything is filtered at all.
    pub fn is_empty(&self) -> bool {
        [&self.person, &self.action, &self.subject].iter().all(|text| text.is_empty())
            && self.from.is_none()
            && self.to.is_none()
    }

    /// The instants between which lines are wanted: the first included, the second not.
    pub fn span(&self) -> (Timestamp, Timestamp) {
        let start = |day: Day| day.and_time(NaiveTime::MIN).and_utc();
        let after = |day: Day| start(day.checked_add_days(Days::new(1)).unwrap_or(day));
        (self.from.map_or(Timestamp::UNIX_EPOCH, start), after(self.to.unwrap_or(LAST_DAY)))
    }

    /// Patterns for lines about something else that name a requirement in their detail, its evidence for example:
    /// where the subject is `assessment/requirement/`, both are asked for. Else nothing is found by them.
    pub fn in_detail(&self) -> [String; 2] {
        let named = self.subject.strip_suffix('/').and_then(|subject| subject.rsplit_once('/'));
        named.map_or_else(Default::default, |(of, what)| {
            [anywhere(of), anywhere(&format!("\"requirement\":\"{what}\""))]
        })
    }
}

const LAST_DAY: Day = Day::from_ymd_opt(9999, 12, 30).expect("the calendar has this day");

/// A pattern for `lower(…) like … escape '\'` that finds `word` anywhere.
pub fn anywhere(word: &str) -> String {
    let escaped = word.to_ascii_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// The same for an email address: without its sign only for how one begins, because the rest is that of everybody.
pub fn of_mail(person: &str) -> String {
    let pattern = anywhere(person);
    if person.contains('@') { pattern } else { pattern[1..].to_owned() }
}

/// The same for an action whose points and underscores are blanks, as people read it.
pub fn in_words(action: &str) -> String {
    let words = action.to_ascii_lowercase().replace("poa&m", "poam").replace(['.', '_'], " ");
    anywhere(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What a walk along a chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every line is as it was written.
    Whole {
        /// How many lines.
        lines: i64,
        /// The last link. Kept somewhere else, it also proves that no lines were taken off the end.
        head: Sha256,
    },
    /// Somebody worked on it with other tools.
    Broken {
        /// The first line that is not as it was written.
        seq: i64,
        /// What is wrong there.
        how: Break,
    },
}

/// How a chain can be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Break {
    /// The line's content does not fit its hash.
    Changed,
    /// The line is gone.
    Missing,
    /// The chain's end does not fit its last line.
    End,
    /// The line stands before the first or after the last: the program never wrote it.
    Stray,
}

/// Where a chain ends.
#[derive(Clone, Copy, Debug)]
pub struct End {
    /// Its last line, as the chain itself says; 0 for none.
    pub seq: i64,
    /// The link of that line.
    pub hash: Sha256,
    /// The first line that is none of the chain: one before its first, else the next after its last.
    pub stray: Option<i64>,
}

impl std::fmt::Display for Break {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Changed => "is not as it was written",
            Self::Missing => "is gone",
            Self::End => "should be the last, but lines were taken off the end",
            Self::Stray => "stands outside the chain, so it was put in with another tool",
        })
    }
}

/// A walk along a chain, line after line.
pub struct Walk {
    org: OrgId,
    seq: i64,
    hash: Sha256,
}

impl Walk {
    /// Before the first line.
    pub fn new(org: OrgId) -> Self {
        Self { org, seq: 0, hash: chain::start(org) }
    }

    /// The last line that was good; 0 before the first.
    pub fn seq(&self) -> i64 {
        self.seq
    }

    /// Takes the next line; gives the verdict if it is broken.
    pub fn step(&mut self, line: &Line) -> Option<Verdict> {
        let seq = self.seq + 1;
        if line.seq != seq {
            return Some(Verdict::Broken { seq, how: Break::Missing });
        }
        let link = Link {
            org: self.org,
            seq,
            at: line.at,
            actor_id: line.actor_id,
            actor_name: &line.actor_name,
            address: &line.address,
            device: &line.device,
            action: &line.action,
            subject: &line.subject,
            detail: &line.detail,
        };
        if chain::hash(&self.hash, &link) != line.hash {
            return Some(Verdict::Broken { seq, how: Break::Changed });
        }
        (self.seq, self.hash) = (seq, line.hash);
        None
    }

    /// After the last line there is: does it end where the chain's `end` says, and is there nothing else?
    pub fn finish(self, end: End) -> Verdict {
        if self.seq < end.seq {
            return Verdict::Broken { seq: self.seq + 1, how: Break::Missing };
        }
        if (self.seq, self.hash) != (end.seq, end.hash) {
            return Verdict::Broken { seq: self.seq, how: Break::End };
        }
        match end.stray {
            Some(seq) => Verdict::Broken { seq, how: Break::Stray },
            None => Verdict::Whole { lines: self.seq, head: self.hash },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::of(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    #[test]
    fn a_filter_reads_days_and_refuses_a_span_that_runs_backwards() {
        let filter = Filter::parse(&fields(&[("from", "2026-03-02"), ("to", "3/2/2026")])).unwrap();
        let (from, to) = filter.span();
        assert_eq!((to - from).num_hours(), 24);
        assert!(Filter::parse(&fields(&[("from", "2026-03-02"), ("to", "2026-03-01")])).is_err());
        assert!(Filter::parse(&fields(&[])).unwrap().is_empty());
    }

    #[test]
    fn signs_that_mean_something_to_like_are_taken_literally() {
        assert_eq!(anywhere("100%_\\X"), r"%100\%\_\\x%");
        assert_eq!(in_words(" Member.role_changed 100%"), r"%member role changed 100\%%");
    }
}
