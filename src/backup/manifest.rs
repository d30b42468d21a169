//! What an archive says about itself: first its head, so that a reader knows at once whether it can read on; last
//! the list of all that is in it, so that nothing can be changed, lost or added unnoticed.

use crate::kernel::{env::Timestamp, hash::Sha256, id::OrgId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of the archive that this program writes. It reads this one and all before it.
pub const FORMAT: u32 = 1;

/// The name of the first member.
pub const HEAD: &str = "muster-backup.json";
/// The name of the last member.
pub const MANIFEST: &str = "manifest.json";

/// What a reader must know before anything else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The form of the archive.
    pub format: u32,
    /// The version of the program that made it.
    pub program: String,
    /// The last step of the schema that the database had taken.
    pub schema: i64,
    /// Which database it was made from.
    pub engine: String,
    /// When.
    pub made_at: Timestamp,
}

/// What is in the archive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The head again, so that it is covered too.
    pub head: Head,
    /// Every member but this one, in order.
    pub members: Vec<Listed>,
    /// Files that evidence names, and that were not there or damaged when the archive was made.
    pub missing: Vec<String>,
}

/// One member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// How many rows it holds; 0 where it is no table.
    pub rows: u64,
}

impl Listed {
    /// A member that was just written or read.
    pub fn new(name: String, bytes: u64, sha256: &Sha256, rows: u64) -> Self {
        Self { name, bytes, sha256: sha256.to_string(), rows }
    }
}

/// The member for the `number`th part of a table.
pub fn part_of(table: &str, number: u32) -> String {
    format!("tables/{table}/{number:06}.jsonl.zst")
}

/// The table that a member is a part of.
pub fn table_of(member: &str) -> Option<&str> {
    member.strip_prefix("tables/")?.split_once('/').map(|(table, _)| table)
}

/// The member for a file of evidence.
pub fn blob(org: OrgId, sha256: Sha256) -> String {
    format!("blobs/{org}/{sha256}")
}

/// The file of evidence that a member is, and whose.
pub fn blob_of(member: &str) -> Option<(OrgId, Sha256)> {
    let (org, sha256) = member.strip_prefix("blobs/")?.split_once('/')?;
    Some((org.parse().ok()?, Sha256::parse(sha256)?))
}

impl Manifest {
    /// Names the first member that is not as it was written, if any. `read` is what was in the archive.
    pub fn fault(&self, read: &[Listed]) -> Option<String> {
        let by_name = |members: &[Listed]| -> BTreeMap<String, Listed> {
            members.iter().map(|member| (member.name.clone(), member.clone())).collect()
        };
        let (listed, found) = (by_name(&self.members), by_name(read));
        if let Some(name) = listed.keys().find(|name| !found.contains_key(*name)) {
            return Some(format!("{name} is missing from the archive."));
        }
        if let Some(name) = found.keys().find(|name| !listed.contains_key(*name)) {
            return Some(format!("{name} was added to the archive after it was made."));
        }
        let (name, _) = listed.iter().find(|(name, member)| found.get(*name) != Some(*member))?;
        Some(format!("{name} is not as it was written: the archive is damaged or was changed."))
    }
}
