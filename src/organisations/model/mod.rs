//! What an organisation is, which files it takes as evidence, and what its trail says about it.

mod color;

pub use color::{COLORS, Color, Initials, Marking, NewSettings};

use crate::access::{FeaturesOff, Role};
use crate::kernel::{
    audit::Entry,
    env::Timestamp,
    id::OrgId,
    text::{Line, Slug},
};
use serde::Serialize;
use serde_json::{Value, json};

/// A company whose compliance is tracked.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Organisation {
    /// Its id.
    pub id: OrgId,
    /// Its word in addresses.
    pub slug: Slug,
    /// Its name.
    pub name: Line,
    /// Which kinds of file it takes as evidence.
    pub evidence_kinds: EvidenceKinds,
    /// By which its pages are told from others'.
    pub color: Color,
    /// The letters beside its name, where it has a color.
    pub initials: Initials,
    /// What stands on top of its pages.
    pub banner: Marking,
    /// What stands below what it prints, and in files it hands over.
    pub imprint: Marking,
    /// What it does without.
    pub features_off: FeaturesOff,
    /// Counts the changes of name and looks.
    pub version: i64,
    /// Counts the changes of the kinds of file.
    pub files_version: i64,
    /// Counts the changes of what it does without.
    pub features_version: i64,
    /// When it was set up.
    pub created_at: Timestamp,
}

/// An organisation that a person belongs to, and what they are in it.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Place {
    /// The organisation's word in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Its color's word, or empty.
    pub color: String,
    /// Its letters.
    pub initials: String,
    /// The person's role in it.
    pub role: Role,
}

/// Every kind of file that can be evidence: the ending of its name, and what people call it.
pub const EVIDENCE_KINDS: &[(&str, &str)] = &[
    ("pdf", "PDF document"),
    ("png", "PNG picture"),
    ("jpeg", "JPEG picture"),
    ("gif", "GIF picture"),
    ("webp", "WebP picture"),
    ("txt", "Plain text"),
    ("csv", "Table as CSV"),
    ("log", "Log file"),
    ("md", "Markdown text"),
    ("json", "JSON export"),
    ("eml", "Saved e-mail"),
    ("docx", "Word document"),
    ("xlsx", "Excel workbook"),
    ("pptx", "PowerPoint slides"),
    ("odt", "OpenDocument text"),
    ("ods", "OpenDocument spreadsheet"),
    ("odp", "OpenDocument slides"),
    ("doc", "Word document, before 2007"),
    ("xls", "Excel workbook, before 2007"),
    ("ppt", "PowerPoint slides, before 2007"),
];

/// The kinds an organisation takes as evidence: endings with commas between them; empty is every kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize)]
#[sqlx(transparent)]
#[serde(transparent)]
pub struct EvidenceKinds(String);

impl EvidenceKinds {
    /// The ticked `endings`; all of them is the same as no restriction. None at all is refused.
    pub fn parse(endings: &[&str]) -> Result<Self, String> {
        let known: Vec<&str> = EVIDENCE_KINDS
            .iter()
            .map(|(ending, _)| *ending)
            .filter(|known| endings.contains(known))
            .collect();
        match known.len() {
            0 => Err("Choose at least one kind of file.".into()),
            n if n == EVIDENCE_KINDS.len() => Ok(Self::default()),
            _ => Ok(Self(known.join(","))),
        }
    }

    /// Whether a file of this kind is taken; `ending` is one of `EVIDENCE_KINDS`.
    pub fn takes(&self, ending: &str) -> bool {
        self.endings().contains(&ending)
    }

    /// The endings that are taken.
    pub fn endings(&self) -> Vec<&str> {
        match self.0.as_str() {
            "" => EVIDENCE_KINDS.iter().map(|(ending, _)| *ending).collect(),
            list => list.split(',').collect(),
        }
    }
}

/// What happened to an organisation.
pub enum Event<'a> {
    /// It was set up.
    Created(&'a Organisation),
    /// Its name or its looks were changed.
    Changed {
        /// As it was.
        before: &'a Organisation,
        /// As it is.
        after: &'a Organisation,
    },
    /// It takes other files as evidence.
    FilesChanged {
        /// As it was.
        before: &'a Organisation,
        /// As it is.
        after: &'a Organisation,
    },
    /// It does without something, or has it again.
    FeaturesChanged {
        /// As it was.
        before: &'a Organisation,
        /// As it is.
        after: &'a Organisation,
    },
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let looks = |org: &Organisation| {
            json!({
                "name": org.name, "color": org.color, "initials": org.initials,
                "banner": org.banner, "imprint": org.imprint,
            })
        };
        let files = |org: &Organisation| json!({ "evidence_kinds": org.evidence_kinds.endings() });
        let features = |org: &Organisation| json!({ "switched_off": org.features_off.labels() });
        let change = |before: Value, after: Value| json!({ "before": before, "after": after });
        let (action, org, detail) = match event {
            Event::Created(org) => {
                ("organisation.created", org, json!({ "name": org.name, "slug": org.slug }))
            }
            Event::Changed { before, after } => {
                ("organisation.changed", after, change(looks(before), looks(after)))
            }
            Event::FilesChanged { before, after } => {
                ("organisation.files_changed", after, change(files(before), files(after)))
            }
            Event::FeaturesChanged { before, after } => {
                ("organisation.features_changed", after, change(features(before), features(after)))
            }
        };
        Entry { action, subject: format!("organisation:{}", org.id), detail }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_kinds_ticked_is_no_restriction_and_none_is_refused() {
        let all: Vec<&str> = EVIDENCE_KINDS.iter().map(|(ending, _)| *ending).collect();

        assert_eq!(EvidenceKinds::parse(&all), Ok(EvidenceKinds::default()));
        assert!(EvidenceKinds::parse(&[]).is_err() && EvidenceKinds::parse(&["exe"]).is_err());
    }

    #[test]
    fn a_narrowed_list_takes_only_what_is_on_it() {
        let kinds = EvidenceKinds::parse(&["png", "pdf", "svg"]).unwrap();

        assert!(kinds.takes("pdf") && kinds.takes("png") && !kinds.takes("docx") && !kinds.takes("svg"));
        assert!(EvidenceKinds::default().takes("docx"));
    }
}
