//! How a requirement is met: its owner, how far it is, and what the score must know.

use super::{Claim, Practice};
use crate::kernel::{
    env::{Day, Timestamp},
    id::UserId,
    text::Paragraph,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

/// How far a requirement is put into practice. Says nothing about its result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has said.
    #[default]
    #[sqlx(rename = "")]
    #[serde(rename = "")]
    Unsaid,
    /// It is planned.
    Planned,
    /// Parts of it are done.
    Partial,
    /// It is done.
    Implemented,
    /// It does not apply.
    NotApplicable,
}

impl Status {
    /// Reads the word of a form.
    pub fn parse(word: &str) -> Self {
        match word {
            "planned" => Self::Planned,
            "partial" => Self::Partial,
            "implemented" => Self::Implemented,
            "not_applicable" => Self::NotApplicable,
            _ => Self::Unsaid,
        }
    }
}

/// The two cases in which a requirement that is NOT MET costs 3 points and not 5 (32 CFR 170.24(c)(2)).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::Type, Serialize, Deserialize)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum PartialCase {
    /// Neither.
    #[default]
    #[sqlx(rename = "")]
    #[serde(rename = "")]
    None,
    /// 3.5.3: multifactor authentication for remote and privileged users only.
    MfaRemoteAndPrivileged,
    /// 3.13.11: encryption is employed but not FIPS-validated.
    EncryptionNotFips,
}

impl PartialCase {
    /// Reads the word of a form, if it is the case of `requirement`.
    pub fn parse(word: &str, requirement: &str) -> Self {
        match (word, requirement) {
            ("mfa_remote_and_privileged", "3.5.3") => Self::MfaRemoteAndPrivileged,
            ("encryption_not_fips", "3.13.11") => Self::EncryptionNotFips,
            _ => Self::None,
        }
    }
    /// The word in forms and in the scoring file; empty for neither.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "",
            Self::MfaRemoteAndPrivileged => "mfa_remote_and_privileged",
            Self::EncryptionNotFips => "encryption_not_fips",
        }
    }
}

/// How one requirement is met, and what the score must know beside its findings.
#[derive(Clone, Debug, sqlx::FromRow, Serialize)]
pub struct Implementation {
    /// The requirement's id.
    pub requirement: String,
    /// Who answers for it.
    pub owner_id: Option<UserId>,
    /// That person's name.
    pub owner_name: Option<String>,
    /// How far it is.
    pub status: Status,
    /// How we do it.
    pub narrative: Paragraph,
    /// Months between two reviews: its own; none is as usual in its assessment.
    pub review_months: Option<i64>,
    /// When it was last reviewed.
    pub reviewed_on: Option<Day>,
    /// Which partial case holds.
    pub partial_case: PartialCase,
    /// Why it counts as MET nevertheless.
    pub claim: Option<Json<Claim>>,
    /// How often it was changed; 0 when there is nothing yet.
    pub version: i64,
    /// When.
    pub updated_at: Timestamp,
}

impl Implementation {
    /// Nothing said about `requirement` yet.
    pub fn blank(requirement: &str, at: Timestamp) -> Self {
        Self {
            requirement: requirement.to_owned(),
            owner_id: None,
            owner_name: None,
            status: Status::Unsaid,
            narrative: Paragraph::default(),
            review_months: None,
            reviewed_on: None,
            partial_case: PartialCase::None,
            claim: None,
            version: 0,
            updated_at: at,
        }
    }

    /// The same with another claim, or none.
    #[must_use]
    pub fn claimed(self, claim: Option<Claim>, at: Timestamp) -> Self {
        Self { claim: claim.map(Json), version: self.version + 1, updated_at: at, ..self }
    }

    /// The same with what somebody wrote.
    #[must_use]
    pub fn written(self, practice: Practice, at: Timestamp) -> Self {
        Self {
            status: practice.status,
            narrative: practice.narrative,
            review_months: practice.review_months,
            reviewed_on: practice.reviewed_on,
            partial_case: practice.partial_case,
            claim: practice.claim.map(Json),
            version: self.version + 1,
            updated_at: at,
            ..self
        }
    }
}

impl crate::access::Owners for Implementation {
    const NOT_YOURS: &'static str = "You can read \
         this requirement but not change it: it has another owner. Ask the compliance lead to make \
         you its owner.";
    const NOBODYS: &'static str = "You can read \
         this requirement but not change it: it has no owner. Ask the compliance lead to make you its owner.";
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.owner_id]
    }
}
