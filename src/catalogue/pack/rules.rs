//! Rules in plain words with their paragraphs: why points go, what bars a status, what a plan holds.

use serde::Deserialize;

/// One rule in plain words, with its paragraph.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The words, with `{requirement}` and the like to fill in.
    pub words: String,
    /// The paragraph.
    pub citation: String,
}

impl Rule {
    /// The words with everything filled in that they ask for. In one go: a score says them of every requirement that
    /// costs points, and is computed with every change.
    pub fn filled(&self, values: &[(&str, &str)]) -> String {
        let mut filled = String::with_capacity(self.words.len() + 64);
        let mut rest = self.words.as_str();
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, gap)| Some((before, gap.split_once('}')?)))
        {
            filled.push_str(before);
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            }
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

macro_rules! rules {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: Rule),+ }

        impl $name {
            /// All of them.
            pub fn all(&self) -> Vec<&Rule> {
                vec![$(&self.$field),+]
            }
        }
    };
}

rules! {
    /// Why points are taken off.
    Deductions {
        /// A basic requirement worth 5.
        five_basic,
        /// A derived requirement worth 5.
        five_derived,
        /// A basic requirement worth 3.
        three_basic,
        /// A derived requirement worth 3.
        three_derived,
        /// A requirement worth 1.
        one,
        /// Multifactor authentication in full.
        mfa_none,
        /// Multifactor authentication, partly there.
        mfa_partial,
        /// Encryption in full.
        encryption_none,
        /// Encryption, partly there.
        encryption_partial,
        /// A requirement of Level 3.
        level3,
        /// Anything under the DoD Assessment Methodology.
        methodology,
        /// No plan of action for something that is not met, under the DoD Assessment Methodology.
        plan_missing,
    }
}

rules! {
    /// Why a status is out of reach.
    Blockers {
        /// Level 1 wants everything.
        level1_all,
        /// No system security plan.
        ssp_absent,
        /// Not assessed yet.
        unassessed,
        /// The Level 2 score is too low.
        below_level2,
        /// The Level 3 score is too low.
        below_level3,
        /// Named among the exceptions.
        excluded,
        /// Worth too much.
        value_over_one,
        /// Not on the plan of action and milestones.
        poam_missing,
        /// No full Level 2 status to start from.
        prerequisite,
    }
}

rules! {
    /// What may stand on a plan of action and milestones.
    PoamRules {
        /// Nothing, at Level 1.
        level1,
        /// What is worth 1.
        value_one,
        /// Encryption without validation.
        exception,
        /// Encryption, when that case was not recorded.
        exception_not_given,
        /// Not what is worth more.
        value_over_one,
        /// Not what is named.
        excluded,
        /// What is not named, at Level 3.
        level3,
    }
}

rules! {
    /// Claims under which a requirement counts as met.
    Claims {
        /// A lasting exception with mitigations.
        enduring_exception,
        /// A deficiency that is being corrected.
        temporary_deficiency,
        /// A ruling of the DoD CIO.
        dod_cio_adjudication,
    }
}

#[cfg(test)]
mod tests {
    use super::super::current;

    #[test]
    fn every_rule_has_words_and_a_paragraph() {
        let pack = current();
        let all = [pack.deductions.all(), pack.blockers.all(), pack.poam.all(), pack.claims.all()].concat();

        assert_eq!(all.len(), 31);
        for rule in all {
            assert!(
                rule.citation.contains("32 CFR 170.") || rule.citation.contains("DoD Assessment Methodology")
            );
            assert!(rule.words.ends_with('.'), "{}", rule.words);
        }
    }

    #[test]
    fn placeholders_are_filled_in() {
        let words =
            current().poam.value_one.filled(&[("requirement", "3.1.3"), ("points", "1"), ("unused", "x")]);

        assert!(words.starts_with("3.1.3 costs 1 point "), "{words}");
        assert!(!words.contains('{'));
    }
}
