//! One piece of evidence, and its file.

use super::super::{
    actions,
    model::{EvidenceId, Item, Past, Standing, Target, Use, Version},
};
use crate::access::{Access, Grant, Owners, Read, RightName};
use crate::blobs::Blobs;
use crate::kernel::{Result, db::Db, env::Timestamp};
use crate::web::ui::{Reply, Ui};
use poem::{
    Body, handler,
    http::{HeaderValue, header},
    web::{Data, Path},
};
use serde::Serialize;
use serde_json::Value;

const SHOW: &str = "evidence/show.html";

#[derive(Serialize)]
struct Show {
    it: Item,
    is_stale: bool,
    standing: Standing,
    may_change: bool,
    uses: Vec<Used>,
    history: Vec<Told>,
    versions: Vec<Version>,
    /// Whether the place it is kept at can be followed.
    is_link: bool,
}

/// A line of the past.
#[derive(Serialize)]
struct Told {
    at: Timestamp,
    actor_name: String,
    action: String,
    /// The objective, or the fields that were changed.
    what: String,
}

#[derive(Serialize)]
struct Used {
    #[serde(flatten)]
    at: Use,
    href: String,
}

/// What is known about it, what it serves, and its past.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Reply> {
    let (it, uses, history, versions) = actions::one(&db, &access, id).await?;
    let may_change = match ui.may(RightName::EditEvidence) {
        Grant::All => true,
        Grant::Own => it.evidence.owners().contains(&Some(access.user())),
        Grant::No => false,
    };
    let today = db.env().today();
    let (is_stale, standing) = (it.evidence.is_stale(today), it.evidence.standing(today));
    let here = ui.here();
    let history = history.into_iter().map(Told::of).collect();
    let uses = uses.into_iter().map(|at| Used { href: workbench(&here, at.target()), at }).collect();
    ui.at("evidence").show(
        SHOW,
        "main",
        Show {
            is_link: it.evidence.place.as_str().starts_with("https://"),
            it,
            is_stale,
            standing,
            may_change,
            uses,
            history,
            versions,
        },
    )
}

impl Told {
    fn of(past: Past) -> Self {
        let detail: Value = serde_json::from_str(&past.detail).unwrap_or_default();
        let word = |name: &str| detail[name].as_str().unwrap_or_default();
        let what = match (detail["before"].as_object(), word("requirement"), word("objective")) {
            (Some(before), ..) => {
                let is_other = |name: &&String| before.get(*name) != detail["after"].get(*name);
                let names: Vec<_> = before
                    .keys()
                    .filter(is_other)
                    .map(|name| name.replace("_id", "").replace('_', " "))
                    .collect();
                names.join(", ")
            }
            (None, "", _) => String::new(),
            (None, requirement, objective) => {
                Target { assessment: Default::default(), requirement, objective }.to_string()
            }
        };
        Self { at: past.at, actor_name: past.actor_name, action: past.action, what }
    }
}

/// Where the objective is assessed.
pub fn workbench(here: &str, at: Target<'_>) -> String {
    let part = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let (requirement, objective) = (part(at.requirement), part(at.objective));
    format!("{here}/assessments/{}/work/{requirement}/{objective}", at.assessment)
}

/// Its bytes, always as a file to save: whatever it holds, it never runs as a page of ours.
#[handler]
pub async fn file(
    ui: Ui,
    db: Data<&Db>,
    blobs: Data<&Blobs>,
    access: Access<Read>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Reply> {
    let (it, outgoing) = actions::file(&db, &blobs, &access, id).await?;
    let size = outgoing.size();
    let body = Body::from_bytes_stream(outgoing.into_stream());
    let mut reply = ui.file(&it.evidence.media_type, &it.evidence.file_name, body);
    let headers = reply.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    Ok(reply)
}
