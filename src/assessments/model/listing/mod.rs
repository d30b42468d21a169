//! Which requirements a list shows, and in which order. Written in its address, so that it can be sent.

mod sort;

pub use sort::{By, Sort};

use super::{Mark, Reviewed, picture::Line, picture::Picture, queue::Eye};
use crate::catalogue::{Words, builtin, wording};
use crate::kernel::id::UserId;
use std::{collections::HashMap, fmt::Write, sync::LazyLock};

/// What a requirement must be to be shown. Nothing said is no condition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that its id, name, our wording, the official text or the organisation's own hold, all of them.
    pub text: String,
    /// The code of its family.
    pub family: String,
    /// Its result.
    pub result: Option<Outcome>,
    /// Who answers for it.
    pub owner: Option<Whose>,
    /// What it costs when NOT MET.
    pub value: Option<Value>,
    /// What proves it.
    pub evidence: Option<Proof>,
    /// Where it comes from.
    pub origin: Option<Origin>,
    /// How far the review of its objectives is.
    pub review: Option<Reviewed>,
}

/// A result to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// This one, as it counts.
    Is(Mark),
    /// An objective is MET without evidence in final form.
    Provisional,
}

/// An owner to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Nobody answers for it.
    Nobodys,
    /// The person who looks.
    Mine,
    /// Somebody.
    Theirs(UserId),
}

/// A value to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// So many points.
    Points(i32),
    /// It has none.
    None,
}

/// A state of evidence to look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// There is none.
    None,
    /// Drafts, and nothing in final form.
    DraftOnly,
    /// Some in final form.
    Final,
}

/// Where a requirement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The organisation wrote it.
    Own,
    /// CMMC.
    Builtin,
}

impl Filter {
    /// Reads the values that `of` knows by name; what is not understood is no condition.
    pub fn read<'a>(of: impl Fn(&str) -> &'a str) -> Self {
        Self {
            text: of("text").trim().to_owned(),
            family: of("family").trim().to_owned(),
            result: match of("result") {
                "provisional" => Some(Outcome::Provisional),
                "unassessed" => Some(Outcome::Is(Mark::Unassessed)),
                word => Some(Mark::parse(word)).filter(|mark| *mark != Mark::Unassessed).map(Outcome::Is),
            },
            owner: match of("owner") {
                "nobody" => Some(Whose::Nobodys),
                "me" => Some(Whose::Mine),
                id => id.parse().ok().map(|id| Whose::Theirs(UserId(id))),
            },
            value: match of("value") {
                "none" => Some(Value::None),
                points => points.parse().ok().map(Value::Points),
            },
            evidence: match of("evidence") {
                "none" => Some(Proof::None),
                "draft" => Some(Proof::DraftOnly),
                "final" => Some(Proof::Final),
                _ => None,
            },
            origin: match of("origin") {
                "own" => Some(Origin::Own),
                "builtin" => Some(Origin::Builtin),
                _ => None,
            },
            review: Reviewed::parse(of("review")),
        }
    }

    /// The conditions as `read` takes them, by name. Nothing for what is no condition.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let result = self.result.map(|result| match result {
            Outcome::Is(mark) => mark.word(),
            Outcome::Provisional => "provisional",
        });
        let owner = self.owner.map(|owner| match owner {
            Whose::Nobodys => "nobody".to_owned(),
            Whose::Mine => "me".to_owned(),
            Whose::Theirs(id) => id.to_string(),
        });
        let value = self.value.map(|value| match value {
            Value::Points(points) => points.to_string(),
            Value::None => "none".to_owned(),
        });
        let evidence = self.evidence.map(|evidence| match evidence {
            Proof::None => "none",
            Proof::DraftOnly => "draft",
            Proof::Final => "final",
        });
        let origin = self.origin.map(|origin| if origin == Origin::Own { "own" } else { "builtin" });
        let pairs = [
            ("text", Some(self.text.clone()).filter(|text| !text.is_empty())),
            ("family", Some(self.family.clone()).filter(|family| !family.is_empty())),
            ("result", result.map(str::to_owned)),
            ("owner", owner),
            ("value", value),
            ("evidence", evidence.map(str::to_owned)),
            ("origin", origin.map(str::to_owned)),
            ("review", self.review.map(|review| review.word().to_owned())),
        ];
        pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// Whether `eye` wants to see the requirement, of whose texts the organisation brought `words`.
    pub fn holds(&self, eye: Eye, line: &Line, words: &Words) -> bool {
        let finals = || line.cells.iter().any(|cell| cell.finals > 0);
        (self.family.is_empty() || line.family == self.family)
            && self.result.is_none_or(|result| match result {
                Outcome::Is(mark) => line.counts_as() == mark,
                Outcome::Provisional => line.is_provisional(),
            })
            && self.owner.is_none_or(|owner| match (owner, line.owner.as_ref().map(|owner| owner.id)) {
                (Whose::Nobodys, owner) => owner.is_none(),
                (Whose::Mine, owner) => owner == Some(eye.user),
                (Whose::Theirs(id), owner) => owner == Some(id),
            })
            && self.value.is_none_or(|value| match value {
                Value::Points(points) => line.weight == Some(points),
                Value::None => line.weight.is_none(),
            })
            && self.evidence.is_none_or(|evidence| match evidence {
                Proof::None => line.evidence() == 0,
                Proof::DraftOnly => line.evidence() > 0 && !finals(),
                Proof::Final => finals(),
            })
            && self.origin.is_none_or(|origin| line.is_own == (origin == Origin::Own))
            && self.review.is_none_or(|review| line.is_reviewed(review))
            && holds_words(line, &self.text, words)
    }
}

/// Names and our wording of every built-in requirement, in small letters.
static WORDS: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
    let all = builtin::Level::ALL.into_iter().flat_map(builtin::requirements);
    all.map(|requirement| {
        let mut words = format!("{} {}", requirement.short_name, requirement.sources.join(" "));
        let ours = requirement.objectives.iter().filter_map(|o| wording::of_objective(requirement, o));
        for ours in wording::of_requirement(requirement).into_iter().chain(ours) {
            let _ = write!(words, " {} {} {}", ours.asks, ours.proof, ours.mistake);
        }
        (requirement.id, words.to_lowercase())
    })
    .collect()
});

fn holds_words(line: &Line, text: &str, words: &Words) -> bool {
    if text.is_empty() {
        return true;
    }
    let own = format!("{} {} {} {}", line.id, line.cmmc_id, line.title, line.family_name).to_lowercase();
    let ours = WORDS.get(line.id.as_str()).filter(|_| !line.is_own).map_or("", String::as_str);
    let holds =
        |word: &str| own.contains(word) || ours.contains(word) || words.hold(line.is_own, &line.id, word);
    text.to_lowercase().split_whitespace().all(holds)
}

impl Picture {
    /// The requirements that `filter` lets through, in this order.
    pub fn listed(&self, filter: &Filter, sort: Sort, eye: Eye, words: &Words) -> Vec<&Line> {
        let mut lines: Vec<&Line> = self.lines().filter(|line| filter.holds(eye, line, words)).collect();
        sort.apply(&mut lines);
        lines
    }
}

#[cfg(test)]
mod tests;
