//! What the trail says about the catalogue.

use super::{Counts, Requirement, Written};
use crate::kernel::audit::Entry;
use serde_json::{Value, json};

/// What happened to the catalogue.
pub enum Event<'a> {
    /// A file was applied.
    Imported {
        /// The body it renewed or began.
        key: &'a str,
        /// What that is called.
        title: &'a str,
        /// The file's name.
        source: &'a str,
        /// Its SHA-256.
        sha256: &'a str,
        /// What it changed.
        counts: Counts,
        /// How many withdrawn requirements were left out.
        withdrawn: usize,
    },
    /// An own requirement was written.
    Created(&'a str, &'a Written),
    /// An own requirement was written anew.
    Changed(&'a Requirement, &'a Written),
    /// An own requirement is asked no longer.
    Retired(&'a Requirement),
    /// An own requirement is asked again.
    Restored(&'a Requirement),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let (action, subject, detail) = match event {
            Event::Imported { key, title, source, sha256, counts, withdrawn } => {
                let detail = json!({
                    "title": title, "source": source, "sha256": sha256,
                    "added": counts.added, "changed": counts.changed, "left": counts.left,
                    "removed": counts.gone, "withdrawn": withdrawn,
                });
                ("catalogue.imported", format!("catalogue:{key}"), detail)
            }
            Event::Created(code, new) => {
                ("requirement.created", format!("requirement:{code}"), json!({ "after": written(new) }))
            }
            Event::Changed(before, after) => (
                "requirement.changed",
                format!("requirement:{}", before.code),
                json!({ "before": standing(before), "after": written(after) }),
            ),
            Event::Retired(it) => {
                ("requirement.retired", format!("requirement:{}", it.code), json!({ "title": it.title }))
            }
            Event::Restored(it) => {
                ("requirement.restored", format!("requirement:{}", it.code), json!({ "title": it.title }))
            }
        };
        Entry { action, subject, detail }
    }
}

fn written(it: &Written) -> Value {
    let objectives: Vec<_> =
        it.objectives.iter().map(|(letter, text)| format!("{letter}: {}", text.as_str())).collect();
    json!({
        "family": it.family, "title": it.title, "statement": it.statement,
        "objectives": objectives.join("\n"),
    })
}

fn standing(it: &Requirement) -> Value {
    let objectives: Vec<_> = it.objectives.iter().map(|(letter, text)| format!("{letter}: {text}")).collect();
    json!({
        "family": it.family, "title": it.title, "statement": it.statement,
        "objectives": objectives.join("\n"),
    })
}
