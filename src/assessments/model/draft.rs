//! What somebody types about an objective and has not saved.

use super::{Finding, Judgement};
use crate::evidence::EvidenceId;
use crate::kernel::{env::Timestamp, id::UserId};
use serde::{Deserialize, Serialize};

/// What stood in the form, and what its writer had seen when they began.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// The word of the result.
    pub result: String,
    /// The ticked methods.
    pub methods: Vec<String>,
    /// The text.
    pub finding: String,
    /// The evidence that was ticked.
    #[serde(default)]
    pub links: Vec<EvidenceId>,
    /// The version of the finding that its writer saw. Drafts of earlier days do not tell.
    #[serde(default)]
    pub version: Option<i64>,
    /// Whether nothing but evidence was ticked: then it says nothing against what anybody saved since.
    #[serde(default)]
    pub is_ticks_alone: bool,
}

impl Draft {
    /// `judgement` as it stands in a form that was opened at `version`.
    pub fn of(judgement: &Judgement, links: Vec<EvidenceId>, version: i64) -> Self {
        Self {
            result: judgement.result.word().to_owned(),
            methods: judgement.methods().map(str::to_owned).collect(),
            finding: judgement.finding.as_str().to_owned(),
            links,
            version: Some(version),
            is_ticks_alone: false,
        }
    }

    /// The same as it is kept where `judgement` stands.
    #[must_use]
    pub fn kept_over(self, judgement: &Judgement) -> Self {
        Self { is_ticks_alone: self.says(judgement), ..self }
    }

    /// The same where `finding` stands now, and where its writer is `offered` so much evidence.
    #[must_use]
    pub fn read_over(mut self, finding: &Finding, offered: impl Fn(EvidenceId) -> bool) -> Self {
        self.links.retain(|id| offered(*id));
        match self.is_ticks_alone {
            true => {
                Self { is_ticks_alone: true, ..Self::of(&finding.judgement(), self.links, finding.version) }
            }
            false => self,
        }
    }

    /// Whether nothing in it is worth keeping where `judgement` stands.
    pub fn is_idle(&self, judgement: &Judgement) -> bool {
        self.says(judgement) && self.links.is_empty()
    }

    /// Whether it says nothing but what `judgement` says already.
    pub fn says(&self, judgement: &Judgement) -> bool {
        self.result == judgement.result.word()
            && self.methods.iter().map(String::as_str).eq(judgement.methods())
            && self.finding.trim() == judgement.finding.as_str()
    }

    /// Whether something else was saved than what its writer had seen, so that saving it would hide words they never
    /// read. Where it does not tell what that was, only their own finding from before the draft was surely seen.
    pub fn is_overtaken(&self, by: &Finding, writer: UserId, kept_at: Timestamp) -> bool {
        let is_seen = match self.version {
            Some(version) => version == by.version,
            None => by.updated_by == Some(writer) && by.updated_at <= kept_at,
        };
        by.version > 0 && !is_seen && !self.says(&by.judgement())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessments::model::{Mark, specimen::finding};
    use crate::kernel::text::Paragraph;
    use chrono::TimeDelta;
    use uuid::Uuid;

    const ME: UserId = UserId(Uuid::from_u128(1));
    const OTHER: UserId = UserId(Uuid::from_u128(2));

    fn met(why: &str) -> Judgement {
        let finding = Paragraph::parse(why).unwrap();
        Judgement { result: Mark::Met, is_examined: true, is_tested: true, finding, ..Judgement::default() }
    }

    #[test]
    fn a_draft_that_says_what_stands_says_nothing_new() {
        let draft = Draft::of(&met("Seen."), Vec::new(), 1);
        let ticked = Draft::of(&met("Seen."), vec![EvidenceId(Uuid::from_u128(3))], 1);

        assert!(draft.is_idle(&met("Seen.")) && !ticked.is_idle(&met("Seen.")));
        assert!(draft.says(&met("Seen.")) && !draft.says(&met("Seen it.")));
        assert!(!draft.says(&Judgement { is_interviewed: true, ..met("Seen.") }));
        assert!(!draft.says(&Judgement { result: Mark::NotMet, ..met("Seen.") }));
    }

    #[test]
    fn a_draft_is_overtaken_by_what_its_writer_has_not_seen() {
        let at = Timestamp::UNIX_EPOCH;
        let theirs = finding("3.1.1", Mark::Unassessed).decided(met("Seen."), OTHER, at);
        let draft = |version| Draft { version, ..Draft::of(&met("Half a thought."), Vec::new(), 0) };

        assert!(draft(Some(0)).is_overtaken(&theirs, ME, at));
        assert!(!draft(Some(1)).is_overtaken(&theirs, ME, at));
        assert!(!Draft::of(&met("Seen."), Vec::new(), 0).is_overtaken(&theirs, ME, at), "both say the same");
        assert!(!draft(Some(0)).is_overtaken(&finding("3.1.1", Mark::Unassessed), ME, at), "nothing stands");
    }

    #[test]
    fn a_draft_of_earlier_days_is_overtaken_by_whatever_may_not_have_been_seen() {
        let at = Timestamp::UNIX_EPOCH;
        let old = Draft { version: None, ..Draft::of(&met("Half a thought."), Vec::new(), 0) };
        let by = |who| finding("3.1.1", Mark::Unassessed).decided(met("Seen."), who, at);

        assert!(old.is_overtaken(&by(OTHER), ME, at + TimeDelta::hours(1)));
        assert!(old.is_overtaken(&by(ME), ME, at - TimeDelta::hours(1)));
        assert!(!old.is_overtaken(&by(ME), ME, at + TimeDelta::hours(1)));
    }
}
