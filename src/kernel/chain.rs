//! The hash chain of the trail: a line that was changed, removed or put in between breaks it.

use super::{
    env::Timestamp,
    hash::{Hasher, Sha256},
    id::{OrgId, UserId},
};

/// Everything of one line that its hash covers.
pub struct Link<'a> {
    /// Whose chain.
    pub org: OrgId,
    /// Place in the chain, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who, if a person.
    pub actor_id: Option<UserId>,
    /// Who, in words.
    pub actor_name: &'a str,
    /// From where.
    pub address: &'a str,
    /// With what.
    pub device: &'a str,
    /// What happened.
    pub action: &'a str,
    /// To what.
    pub subject: &'a str,
    /// The detail's exact bytes.
    pub detail: &'a str,
}

/// What the first line of a chain builds on.
pub fn start(org: OrgId) -> Sha256 {
    Sha256::of(format!("muster trail 1 {org}"))
}

/// SHA-256 over the hash before and each field with its length in front, so that no field can pose as two.
pub fn hash(before: &Sha256, link: &Link<'_>) -> Sha256 {
    let fields = [
        link.org.to_string(),
        link.seq.to_string(),
        link.at.timestamp_micros().to_string(),
        link.actor_id.map(|id| id.to_string()).unwrap_or_default(),
    ];
    let texts = [link.actor_name, link.address, link.device, link.action, link.subject, link.detail];
    let mut hasher = Hasher::new();
    hasher.update(&before.0);
    for field in fields.iter().map(String::as_str).chain(texts) {
        hasher.update(&(field.len() as u64).to_be_bytes());
        hasher.update(field.as_bytes());
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(subject: &'static str, detail: &'static str) -> Link<'static> {
        Link {
            org: OrgId::INSTALLATION,
            seq: 1,
            at: Timestamp::UNIX_EPOCH,
            actor_id: None,
            actor_name: "Dana",
            address: "127.0.0.1",
            device: "Lynx/2.9",
            action: "task.completed",
            subject,
            detail,
        }
    }

    #[test]
    fn text_moved_from_one_field_to_the_next_changes_the_hash() {
        let before = start(OrgId::INSTALLATION);
        assert_ne!(hash(&before, &link("ab", "c")), hash(&before, &link("a", "bc")));
        assert_eq!(hash(&before, &link("ab", "c")), hash(&before, &link("ab", "c")));
    }
}
