//! The names of 32 CFR 170.4, and the short words that results give as reasons.

use crate::catalogue::builtin::Level;
use serde::{Serialize, Serializer};
use std::fmt;

/// A status, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CmmcStatus {
    /// Level 1, all met, assessed by the organisation itself.
    FinalLevel1Self,
    /// Level 2 with open items, assessed by the organisation itself.
    ConditionalLevel2Self,
    /// Level 2, all met, assessed by the organisation itself.
    FinalLevel2Self,
    /// Level 2 with open items, assessed by a third-party organisation.
    ConditionalLevel2C3pao,
    /// Level 2, all met, assessed by a third-party organisation.
    FinalLevel2C3pao,
    /// Level 3 with open items.
    ConditionalLevel3,
    /// Level 3, all met.
    FinalLevel3,
    /// The result allows no status.
    NoStatus,
    /// Without a system security plan not even a score.
    NoScore,
    /// Something is not assessed yet.
    Incomplete,
}

impl CmmcStatus {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::FinalLevel1Self,
        Self::ConditionalLevel2Self,
        Self::FinalLevel2Self,
        Self::ConditionalLevel2C3pao,
        Self::FinalLevel2C3pao,
        Self::ConditionalLevel3,
        Self::FinalLevel3,
        Self::NoStatus,
        Self::NoScore,
        Self::Incomplete,
    ];

    /// The name of 32 CFR 170.4.
    pub fn name(self) -> &'static str {
        match self {
            Self::FinalLevel1Self => "Final Level 1 (Self)",
            Self::ConditionalLevel2Self => "Conditional Level 2 (Self)",
            Self::FinalLevel2Self => "Final Level 2 (Self)",
            Self::ConditionalLevel2C3pao => "Conditional Level 2 (C3PAO)",
            Self::FinalLevel2C3pao => "Final Level 2 (C3PAO)",
            Self::ConditionalLevel3 => "Conditional Level 3 (DIBCAC)",
            Self::FinalLevel3 => "Final Level 3 (DIBCAC)",
            Self::NoStatus => "No CMMC Status",
            Self::NoScore => "No CMMC Score",
            Self::Incomplete => "Incomplete",
        }
    }

    /// The status of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The level it is a status of, if it is one.
    pub fn level(self) -> Option<Level> {
        match self {
            Self::FinalLevel1Self => Some(Level::One),
            Self::ConditionalLevel2Self
            | Self::FinalLevel2Self
            | Self::ConditionalLevel2C3pao
            | Self::FinalLevel2C3pao => Some(Level::Two),
            Self::ConditionalLevel3 | Self::FinalLevel3 => Some(Level::Three),
            Self::NoStatus | Self::NoScore | Self::Incomplete => None,
        }
    }

    /// The Final status that a close-out turns it into, if it is a Conditional one.
    pub fn closed_out(self) -> Option<Self> {
        match self {
            Self::ConditionalLevel2Self => Some(Self::FinalLevel2Self),
            Self::ConditionalLevel2C3pao => Some(Self::FinalLevel2C3pao),
            Self::ConditionalLevel3 => Some(Self::FinalLevel3),
            _ => None,
        }
    }
}

impl fmt::Display for CmmcStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Serialize for CmmcStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The kind of status a result allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Eligibility {
    /// A Final one.
    Final,
    /// A Conditional one.
    Conditional,
    /// None.
    NotEligible,
}

/// Why a status is out of reach. In the order of their names, which is the order results list them in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Reason {
    /// Level 1 wants everything.
    #[serde(rename = "LEVEL1_ALL_MUST_BE_MET")]
    Level1AllMustBeMet,
    /// Level 3 starts from a full Level 2.
    #[serde(rename = "LEVEL2_FINAL_C3PAO_PREREQUISITE")]
    Level2FinalC3paoPrerequisite,
    /// Something not met may by name not stand on the plan.
    #[serde(rename = "POAM_EXCLUDED_REQUIREMENT")]
    PoamExcludedRequirement,
    /// Something not met is not on the plan.
    #[serde(rename = "POAM_MISSING")]
    PoamMissing,
    /// Something not met is worth too much for the plan.
    #[serde(rename = "POAM_VALUE_OVER_1")]
    PoamValueOver1,
    /// The score is too low.
    #[serde(rename = "SCORE_BELOW_0.8")]
    ScoreBelowThreshold,
    /// No system security plan.
    #[serde(rename = "SSP_ABSENT")]
    SspAbsent,
    /// Something is open.
    #[serde(rename = "UNASSESSED")]
    Unassessed,
}

impl Reason {
    /// The word that results give.
    pub fn name(self) -> &'static str {
        match self {
            Self::Level1AllMustBeMet => "LEVEL1_ALL_MUST_BE_MET",
            Self::Level2FinalC3paoPrerequisite => "LEVEL2_FINAL_C3PAO_PREREQUISITE",
            Self::PoamExcludedRequirement => "POAM_EXCLUDED_REQUIREMENT",
            Self::PoamMissing => "POAM_MISSING",
            Self::PoamValueOver1 => "POAM_VALUE_OVER_1",
            Self::ScoreBelowThreshold => "SCORE_BELOW_0.8",
            Self::SspAbsent => "SSP_ABSENT",
            Self::Unassessed => "UNASSESSED",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REASONS: [Reason; 8] = [
        Reason::Unassessed,
        Reason::SspAbsent,
        Reason::ScoreBelowThreshold,
        Reason::PoamValueOver1,
        Reason::PoamMissing,
        Reason::PoamExcludedRequirement,
        Reason::Level2FinalC3paoPrerequisite,
        Reason::Level1AllMustBeMet,
    ];

    #[test]
    fn reasons_sort_as_their_names_do() {
        let mut reasons = REASONS;
        let mut names = REASONS.map(Reason::name);

        reasons.sort_unstable();
        names.sort_unstable();

        assert_eq!(reasons.map(Reason::name), names);
    }

    #[test]
    fn reasons_are_written_by_their_names() {
        for reason in REASONS {
            assert_eq!(serde_json::to_value(reason).ok(), Some(reason.name().into()));
        }
    }

    #[test]
    fn a_close_out_leads_to_the_final_status_of_the_same_level() {
        for status in CmmcStatus::ALL {
            assert_eq!(CmmcStatus::named(status.name()), Some(status));
            assert_eq!(status.closed_out().is_some(), status.name().starts_with("Conditional"));
            if let Some(closed) = status.closed_out() {
                assert_eq!(closed.name(), status.name().replace("Conditional", "Final"));
            }
        }
    }
}
