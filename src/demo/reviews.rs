//! How the company's people look at each other's work: what a second person accepted and returned, and the record of
//! reviews.

use super::{read, scene::Scene};
use crate::kernel::{Result, db::Tx, env::Timestamp, text::Paragraph};
use crate::reviews::program::{self, NewReview, Outcome, There};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviews {
    #[serde(rename = "look")]
    looks: Vec<Look>,
    #[serde(rename = "record")]
    records: Vec<Record>,
}

/// Somebody looked at what another found for a requirement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    ago: i64,
    who: String,
    requirement: String,
    #[serde(default)]
    returned: BTreeMap<String, String>,
}

/// Somebody reviewed a requirement.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    ago: i64,
    who: String,
    requirement: String,
    outcome: String,
    notes: String,
}

/// What somebody did.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Look(&'static Look),
    Record(&'static Record),
}

static REVIEWS: LazyLock<Reviews> = LazyLock::new(|| {
    toml::from_str(include_str!("reviews.toml")).expect("the demonstration's files are well formed")
});

/// All of it, with the days on which it happened.
pub fn deeds() -> impl Iterator<Item = (i64, Deed)> {
    let looks = REVIEWS.looks.iter().map(|look| (look.ago, Deed::Look(look)));
    looks.chain(REVIEWS.records.iter().map(|record| (record.ago, Deed::Record(record))))
}

/// Does it.
pub async fn play(scene: &mut Scene, tx: &mut Tx, at: Timestamp, deed: Deed) -> Result<()> {
    let (scope, assessment) = (scene.scope, scene.work()?.id);
    match deed {
        Deed::Look(look) => {
            let by = scene.goes_on(tx, at, &look.who)?;
            let there = There { assessment, requirement: &look.requirement };
            let returned = look
                .returned
                .iter()
                .map(|(objective, why)| Ok((objective.as_str(), read(Paragraph::parse(why))?)));
            program::look_in(tx, scope, there, &returned.collect::<Result<_>>()?, by).await
        }
        Deed::Record(record) => {
            let by = scene.goes_on(tx, at, &record.who)?;
            let there = There { assessment, requirement: &record.requirement };
            let outcome = Outcome::parse(&record.outcome);
            let new = NewReview {
                reviewed_on: at.date_naive(),
                outcome: read(outcome.ok_or_else(|| format!("no outcome {}", record.outcome)))?,
                notes: read(Paragraph::parse(&record.notes))?,
            };
            program::record_in(tx, scope, there, new, by).await
        }
    }
}
