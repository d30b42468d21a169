//! What the trail says about evidence.

use super::{Evidence, EvidenceId, Target, Validity, Verdict};
use crate::kernel::{audit::Entry, hash::Sha256};
use serde_json::{Value, json};
use uuid::Uuid;

/// What happened to evidence.
pub enum Event<'a> {
    /// A file was added.
    Added(&'a Evidence),
    /// What is known about it was changed.
    Changed {
        /// As it was.
        before: &'a Evidence,
        /// As it is.
        after: &'a Evidence,
    },
    /// A newer version took its place.
    Superseded(&'a Evidence, &'a Evidence),
    /// A version was added after another.
    VersionAdded {
        /// The one before.
        before: &'a Evidence,
        /// The new one.
        after: &'a Evidence,
        /// How many objectives moved on to it.
        served: usize,
    },
    /// What an objective stands on moved on from a version to the newer one. Nobody linked it.
    CarriedOver(&'a Evidence, &'a Evidence, Target<'a>),
    /// It was accepted or returned.
    Reviewed {
        /// As it was.
        before: &'a Evidence,
        /// As it is.
        after: &'a Evidence,
    },
    /// The bytes of a completed assessment were compared with their digests.
    Verified {
        /// Which.
        assessment: Uuid,
        /// How many files.
        files: usize,
        /// Which are damaged or gone.
        damaged: &'a [Sha256],
    },
    /// Stored bytes are not what was put in, or gone.
    Damaged(Sha256),
    /// How long the kinds of evidence are valid was changed.
    ValidityChanged {
        /// As it was.
        before: &'a Validity,
        /// As it is.
        after: &'a Validity,
    },
    /// It was removed; it had served these objectives.
    Removed(&'a Evidence, Vec<String>),
    /// It serves an objective now.
    Linked(EvidenceId, Target<'a>),
    /// It serves an objective no longer.
    Unlinked(EvidenceId, Target<'a>),
}

impl From<Event<'_>> for Entry {
    fn from(event: Event<'_>) -> Self {
        let (action, id, detail) = match event {
            Event::ValidityChanged { before, after } => {
                return Self {
                    action: "evidence.validity_changed",
                    subject: "evidence:validity".into(),
                    detail: json!({ "before": before, "after": after }),
                };
            }
            Event::Verified { assessment, files, damaged } => {
                return Self {
                    action: "evidence.verified",
                    subject: format!("assessment:{assessment}"),
                    detail: json!({ "files": files, "damaged": damaged }),
                };
            }
            Event::Damaged(sha256) => {
                return Self {
                    action: "evidence.damaged",
                    subject: format!("file:{sha256}"),
                    detail: json!({ "sha256": sha256 }),
                };
            }
            Event::Reviewed { before, after } => {
                let action = match after.review {
                    Verdict::Accepted => "evidence.accepted",
                    _ => "evidence.returned",
                };
                (action, after.id, json!({ "before": decided(before), "after": decided(after) }))
            }
            Event::Added(it) => {
                ("evidence.added", it.id, json!({ "file": file(it), "details": details(it) }))
            }
            Event::Superseded(before, after) => {
                ("evidence.superseded", before.id, json!({ "by": after.id, "number": after.number }))
            }
            Event::VersionAdded { before, after, served } => (
                "evidence.version_added",
                after.id,
                json!({ "of": before.id, "number": after.number, "file": file(after), "details": details(after),
                        "objectives": served }),
            ),
            Event::CarriedOver(before, after, target) => {
                let mut detail = place(target);
                (detail["before"], detail["after"]) = (version(before), version(after));
                ("evidence.carried_over", after.id, detail)
            }
            Event::Changed { before, after } => {
                ("evidence.changed", after.id, json!({ "before": details(before), "after": details(after) }))
            }
            Event::Removed(it, served) => (
                "evidence.removed",
                it.id,
                json!({ "file": file(it), "details": details(it), "served": served }),
            ),
            Event::Linked(id, target) => ("evidence.linked", id, place(target)),
            Event::Unlinked(id, target) => ("evidence.unlinked", id, place(target)),
        };
        Entry { action, subject: format!("evidence:{id}"), detail }
    }
}

fn file(it: &Evidence) -> Value {
    json!({
        "name": it.file_name,
        "media_type": it.media_type,
        "size_bytes": it.size_bytes,
        "sha256": it.sha256,
        "place": it.place,
    })
}

fn version(it: &Evidence) -> Value {
    json!({ "evidence": it.id, "number": it.number })
}

fn decided(it: &Evidence) -> Value {
    json!({ "review": it.review, "reason": it.review_reason })
}

fn details(it: &Evidence) -> Value {
    json!({
        "title": it.title,
        "description": it.description,
        "kind": it.kind,
        "state": it.state,
        "captured_on": it.captured_on,
        "valid_until": it.valid_until,
        "owner_id": it.owner_id,
        "tags": it.tags,
    })
}

fn place(target: Target<'_>) -> Value {
    json!({
        "assessment": target.assessment,
        "requirement": target.requirement,
        "objective": target.objective,
    })
}
