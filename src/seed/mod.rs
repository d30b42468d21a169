//! A company of any size, for trying how Muster bears it: as many requirements, pieces of evidence, tasks and
//! lines of the trail as somebody asks for. Nothing in it is left to luck: the same sizes give the same company.
//! It is written through the same code as everything else.

mod size;
mod write;

pub use size::{Size, TooSmall};

use crate::access::Scope;
use crate::blobs::Blobs;
use crate::evidence::{self, NewFile};
use crate::kernel::{
    Error, Result,
    audit::{Actor, Entry},
    db::Db,
    id::OrgId,
    text::{Email, Line, Slug},
};
use crate::organisations;
use serde_json::json;

/// How many different files there are; evidence shares them.
const FILES: usize = 50;

/// What was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded {
    /// The organisation's word in addresses.
    pub slug: Slug,
    /// Its administrator, who comes in by `muster rescue`.
    pub email: Email,
}

/// Makes a company of that size, beside whatever is there.
pub async fn load(db: &Db, blobs: &Blobs, size: Size) -> Result<Seeded> {
    let slug = free_slug(db).await?;
    let org = OrgId(db.env().new_id());
    // Bytes first: until the rows that name them are committed, what is kept here holds them in the store.
    let mut files: Vec<NewFile> = Vec::new();
    for number in 0..FILES.min(size.evidence) {
        let text =
            format!("Record {number} of {}: accounts were looked through, none was stale.\n", slug.as_str());
        files.push(evidence::keep_file(blobs, org, &format!("record-{number}.txt"), text.as_bytes()).await?);
    }
    let email = read(Email::parse(&format!("lead@{}.example", slug.as_str())))?;
    let mut tx = db.begin(Actor::console()).await?;
    organisations::create_as_in(&mut tx, org, read(Line::parse("Seed Works", ""))?, slug.clone()).await?;
    write::all(&mut tx, Scope::of_the_program(org), &email, &files, size).await?;
    let entry = Entry {
        action: "seed.loaded",
        subject: format!("organisation:{org}"),
        detail: json!({
            "requirements": size.requirements, "evidence": size.evidence, "tasks": size.tasks,
            "audit": size.audit
        }),
    };
    let lines = tx.commit_counted(org, entry).await?;
    lengthen(db, org, lines..size.audit as i64).await?;
    Ok(Seeded { slug, email })
}

/// Adds lines to the trail that say nothing but their number; what was written before has lines, which count.
async fn lengthen(db: &Db, org: OrgId, numbers: std::ops::Range<i64>) -> Result<()> {
    if numbers.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin(Actor::console()).await?;
    let line = |number: i64| Entry {
        action: "seed.line",
        subject: format!("organisation:{org}"),
        detail: json!({ "number": number }),
    };
    for number in numbers.start + 1..numbers.end {
        tx.record(org, line(number)).await?;
    }
    tx.commit(org, line(numbers.end)).await
}

/// `seed`, or the first of `seed-2`, `seed-3` and so on that nobody has.
async fn free_slug(db: &Db) -> Result<Slug> {
    let mut conn = db.read().await?;
    let mut number = 1;
    loop {
        let slug = if number == 1 { Slug::of("seed") } else { Slug::of(&format!("seed-{number}")) };
        if !organisations::exists(&mut conn, &slug).await? {
            return Ok(slug);
        }
        number += 1;
    }
}

/// A text of our own that must be well formed.
fn read<T>(parsed: Result<T, String>) -> Result<T> {
    parsed.map_err(|problem| Error::Internal(anyhow::anyhow!("a text of the seeded company: {problem}")))
}
