//! What a claim must fulfil before its requirement counts as MET.

use super::Claim;

impl Claim {
    /// The word of its kind in forms.
    pub fn word(&self) -> &'static str {
        match self {
            Self::EnduringException { .. } => "enduring_exception",
            Self::TemporaryDeficiency { .. } => "temporary_deficiency",
            Self::DodCioAdjudication { .. } => "dod_cio_adjudication",
        }
    }

    /// The claim that a form describes: its kind, which of its statements are ticked, and its note.
    pub fn described(kind: &str, is_on: impl Fn(&str) -> bool, note: String) -> Option<Self> {
        match kind {
            "enduring_exception" => Some(Self::EnduringException {
                in_ssp: is_on("exception_in_ssp"),
                mitigations_described: is_on("mitigations_described"),
                note,
            }),
            "temporary_deficiency" => Some(Self::TemporaryDeficiency {
                operational_plan: is_on("operational_plan"),
                reviews: is_on("reviews"),
                progress: is_on("progress"),
                arose_after_implementation: is_on("arose_after_implementation"),
                isolated_rollout_issue: is_on("isolated_rollout_issue"),
                note,
            }),
            "dod_cio_adjudication" => Some(Self::DodCioAdjudication {
                in_ssp: is_on("adjudication_in_ssp"),
                environment_changed: is_on("environment_changed"),
                note,
            }),
            _ => None,
        }
    }

    /// Its statements that are ticked, by the names that `described` reads.
    pub fn ticked(&self) -> Vec<&'static str> {
        let all: Vec<(&'static str, bool)> = match self {
            Self::EnduringException { in_ssp, mitigations_described, .. } => {
                vec![("exception_in_ssp", *in_ssp), ("mitigations_described", *mitigations_described)]
            }
            Self::TemporaryDeficiency {
                operational_plan,
                reviews,
                progress,
                arose_after_implementation,
                isolated_rollout_issue,
                ..
            } => vec![
                ("operational_plan", *operational_plan),
                ("reviews", *reviews),
                ("progress", *progress),
                ("arose_after_implementation", *arose_after_implementation),
                ("isolated_rollout_issue", *isolated_rollout_issue),
            ],
            Self::DodCioAdjudication { in_ssp, environment_changed, .. } => {
                vec![("adjudication_in_ssp", *in_ssp), ("environment_changed", *environment_changed)]
            }
        };
        all.into_iter().filter(|(_, is_on)| *is_on).map(|(name, _)| name).collect()
    }

    /// What keeps it from counting as MET, by name; nothing if it does. The rules: 32 CFR 170.24(b)(1)(i) and
    /// (ii), 170.24(c)(2)(i)(B)(8), 170.4.
    pub fn missing(&self) -> Vec<&'static str> {
        let conditions: Vec<(&'static str, bool)> = match self {
            Self::EnduringException { in_ssp, mitigations_described, .. } => {
                vec![("exception_in_ssp", *in_ssp), ("mitigations_described", *mitigations_described)]
            }
            Self::TemporaryDeficiency {
                operational_plan,
                reviews,
                progress,
                arose_after_implementation,
                isolated_rollout_issue,
                ..
            } => vec![
                ("operational_plan", *operational_plan),
                ("reviews", *reviews),
                ("progress", *progress),
                // One of the two is enough: it broke later, or it concerns a very limited part of a roll-out.
                ("origin", *arose_after_implementation || *isolated_rollout_issue),
            ],
            Self::DodCioAdjudication { in_ssp, environment_changed, .. } => {
                vec![("adjudication_in_ssp", *in_ssp), ("environment_unchanged", !*environment_changed)]
            }
        };
        conditions.into_iter().filter(|(_, holds)| !holds).map(|(name, _)| name).collect()
    }

    /// Whether the requirement counts as MET by it.
    pub fn holds(&self) -> bool {
        self.missing().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(kind: &str, ticked: &[&str]) -> Claim {
        Claim::described(kind, |name| ticked.contains(&name), "Say what it is.".into()).unwrap()
    }

    #[test]
    fn an_enduring_exception_needs_the_plan_and_its_mitigations() {
        assert_eq!(claim("enduring_exception", &["exception_in_ssp"]).missing(), ["mitigations_described"]);
        assert!(claim("enduring_exception", &["exception_in_ssp", "mitigations_described"]).holds());
    }

    #[test]
    fn a_temporary_deficiency_that_never_worked_is_no_deficiency_but_a_gap() {
        let planned = ["operational_plan", "reviews", "progress"];
        assert_eq!(claim("temporary_deficiency", &planned).missing(), ["origin"]);
        for origin in ["arose_after_implementation", "isolated_rollout_issue"] {
            assert!(claim("temporary_deficiency", &[&planned[..], &[origin]].concat()).holds());
        }
        assert_eq!(
            claim("temporary_deficiency", &["operational_plan", "arose_after_implementation"]).missing(),
            ["reviews", "progress"]
        );
    }

    #[test]
    fn an_adjudication_ends_when_the_environment_changes() {
        assert!(claim("dod_cio_adjudication", &["adjudication_in_ssp"]).holds());
        assert_eq!(
            claim("dod_cio_adjudication", &["adjudication_in_ssp", "environment_changed"]).missing(),
            ["environment_unchanged"]
        );
    }

    #[test]
    fn what_a_form_ticks_is_what_the_claim_says() {
        for (kind, ticked) in [
            ("enduring_exception", vec!["mitigations_described"]),
            ("temporary_deficiency", vec!["reviews", "isolated_rollout_issue"]),
            ("dod_cio_adjudication", vec!["adjudication_in_ssp", "environment_changed"]),
        ] {
            let described = claim(kind, &ticked);
            assert_eq!((described.word(), described.ticked()), (kind, ticked));
        }
        assert_eq!(Claim::described("", |_| true, String::new()), None);
    }
}
