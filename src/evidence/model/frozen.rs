//! The evidence of a completed assessment and of closures on its POA&M, and the two files in which the DoD hashing tool
//! writes it down.

use super::EvidenceId;
use crate::kernel::{
    env::{Day, Timestamp},
    hash::Sha256,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the list of digests: the field "Hashed Data List" of eMASS.
pub const ARTIFACTS_LOG: &str = "CMMCAssessmentArtifacts.log";
/// The name of the digest of that list: the field "Hash Value" of eMASS.
pub const LOG_HASH: &str = "CMMCAssessmentLogHash.log";

/// What was fixed of an assessment.
#[derive(Debug, Serialize)]
pub struct Fixed {
    /// The title of the assessment.
    pub title: String,
    /// When it was completed, if it was.
    pub completed_at: Option<Timestamp>,
    /// The last day on which the law wants its evidence kept, if it gave a status.
    pub kept_until: Option<Day>,
    /// What it stands on: nothing of this changes any more.
    pub files: Vec<Frozen>,
    /// What shows that items of its POA&M are closed that were open when it was completed.
    pub closures: Vec<Frozen>,
}

impl Fixed {
    /// All pieces; one that is in both lists comes twice.
    pub fn all(&self) -> impl Iterator<Item = &Frozen> {
        self.files.iter().chain(&self.closures)
    }
}

/// A piece that a completed assessment stands on, or the closure of an item of its POA&M.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Frozen {
    /// Its id.
    pub id: EvidenceId,
    /// Its title.
    pub title: String,
    /// The name it is downloaded under.
    pub file_name: String,
    /// Where it is kept, if not here.
    pub place: String,
    /// The number of its version.
    pub number: i64,
    /// How large it is.
    pub size_bytes: i64,
    /// The digest of its bytes.
    pub sha256: Sha256,
    /// Whether its bytes were still the same when they were last compared.
    pub is_sound: Option<bool>,
    /// When that was.
    pub checked_at: Option<Timestamp>,
    /// Whether it belongs to what the assessment was completed with.
    pub is_part: bool,
    /// Whether it shows that an item was closed later, or that this was submitted.
    pub is_closure: bool,
}

/// The list of digests, byte for byte as `Get-FileHash` writes its table in ASCII with lines that end as on Windows.
pub fn artifacts_log(files: &[Frozen]) -> String {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for file in files {
        *count.entry(file.name()).or_default() += 1;
    }
    let path = |file: &Frozen| match count.get(file.name()) {
        Some(1) | None => file.name().to_owned(),
        Some(_) => format!("{}\\{}", file.id, file.name()),
    };
    table(files.iter().map(|file| (file.sha256, path(file))))
}

/// The digest of that list, in the same form.
pub fn log_hash(log: &str) -> String {
    table([(Sha256::of(log), ARTIFACTS_LOG.to_owned())].into_iter())
}

fn table(rows: impl Iterator<Item = (Sha256, String)>) -> String {
    let line = |a: &str, b: &str, c: &str| format!("{a:<15} {b:<70} {c}\r\n");
    let mut text = format!("\r\n{}{}", line("Algorithm", "Hash", "Path"), line("---------", "----", "----"));
    for (sha256, path) in rows {
        text.push_str(&line("SHA256", &sha256.to_string().to_uppercase(), &ascii(&path)));
    }
    text.push_str("\r\n");
    text
}

/// What is not ASCII becomes a question mark, and what would begin another line too.
fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' }).collect()
}

impl Frozen {
    fn name(&self) -> &str {
        if self.place.is_empty() { &self.file_name } else { &self.place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(n: u128, name: &str) -> Frozen {
        Frozen {
            id: EvidenceId(uuid::Uuid::from_u128(n)),
            title: "Log".into(),
            file_name: name.into(),
            place: String::new(),
            number: 1,
            size_bytes: 3,
            sha256: Sha256::of("abc"),
            is_sound: None,
            checked_at: None,
            is_part: true,
            is_closure: false,
        }
    }

    /// SHA-256 of `abc`, from FIPS 180-4's example.
    const ABC: &str = "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";

    #[test]
    fn the_list_is_the_table_that_the_hashing_tool_writes() {
        let log = artifacts_log(&[file(1, "a b.txt"), file(2, "räport.txt")]);

        let gap = " ".repeat(7);
        let expected = format!(
            "\r\nAlgorithm{gap}Hash{}Path\r\n---------{gap}----{}----\r\n\
             SHA256{}{ABC}{gap}a b.txt\r\nSHA256{}{ABC}{gap}r?port.txt\r\n\r\n",
            " ".repeat(67),
            " ".repeat(67),
            " ".repeat(10),
            " ".repeat(10)
        );
        assert_eq!(log, expected);
        let hash = log_hash(&log);
        assert!(hash.contains(&Sha256::of(&log).to_string().to_uppercase()));
        assert!(hash.ends_with(&format!("{gap}{ARTIFACTS_LOG}\r\n\r\n")));
    }

    #[test]
    fn files_of_one_name_can_be_told_apart() {
        let log = artifacts_log(&[file(1, "a.txt"), file(2, "a.txt")]);

        assert!(log.contains("00000000-0000-0000-0000-000000000001\\a.txt"));
        assert!(log.contains("00000000-0000-0000-0000-000000000002\\a.txt"));
    }
}
