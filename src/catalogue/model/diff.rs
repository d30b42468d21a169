//! What a file would change in a body of text. Pure: the same on the preview and when it is done.

use super::{OWN_MAX, RequirementId};
use crate::catalogue::import::{Parsed, ParsedRequirement};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, hash_map::Entry};

/// A requirement as it stands in the catalogue now.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its id.
    pub id: RequirementId,
    /// Its place in the body.
    pub place: i64,
    /// Whether it is retired. Only own requirements can be.
    pub is_retired: bool,
    /// Its words.
    pub words: ParsedRequirement,
}

/// What a file would change.
#[derive(Debug)]
pub struct Diff<'a> {
    /// New ones, with their place in the file.
    pub added: Vec<(usize, &'a ParsedRequirement)>,
    /// Those whose words differ.
    pub changed: Vec<Changed<'a>>,
    /// Those that stay word for word.
    pub left: Vec<(usize, &'a Kept)>,
    /// Those that the file does not have and that would go. Own requirements never go.
    pub gone: Vec<&'a Kept>,
}

/// One requirement before and after.
#[derive(Debug)]
pub struct Changed<'a> {
    /// As it stands.
    pub before: &'a Kept,
    /// As the file has it.
    pub after: &'a ParsedRequirement,
    /// Its place in the file.
    pub place: usize,
}

/// One piece of text before and after; nothing where there is none.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// `title`, `family`, `statement`, `guidance` or `objective`.
    pub what: &'static str,
    /// The objective's letter.
    pub letter: String,
    /// As it stands.
    pub before: String,
    /// As the file has it.
    pub after: String,
}

/// A diff in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New requirements.
    pub added: usize,
    /// Changed ones.
    pub changed: usize,
    /// Unchanged ones.
    pub left: usize,
    /// Removed ones.
    pub gone: usize,
}

impl<'a> Diff<'a> {
    /// Compares what stands with what the file has.
    pub fn of(kept: &'a [Kept], parsed: &'a Parsed) -> Self {
        let mut standing: HashMap<&str, &Kept> = kept.iter().map(|it| (it.words.code.as_str(), it)).collect();
        let mut diff = Self { added: Vec::new(), changed: Vec::new(), left: Vec::new(), gone: Vec::new() };
        for (place, after) in parsed.requirements.iter().enumerate() {
            match standing.remove(after.code.as_str()) {
                None => diff.added.push((place, after)),
                Some(before) if is_same(before, after, parsed.is_own()) => diff.left.push((place, before)),
                Some(before) => diff.changed.push(Changed { before, after, place }),
            }
        }
        if !parsed.is_own() {
            diff.gone = kept.iter().filter(|it| standing.contains_key(it.words.code.as_str())).collect();
        }
        diff
    }

    /// The numbers of those that the file has and that are retired: a file does not take them back into use.
    pub fn retired(&self) -> Vec<&'a str> {
        let changed = self.changed.iter().map(|it| (it.place, it.before));
        let in_file = changed.chain(self.left.iter().copied());
        let mut retired: Vec<_> = in_file.filter(|(_, it)| it.is_retired).collect();
        retired.sort_by_key(|(place, _)| *place);
        retired.into_iter().map(|(_, it)| it.words.code.as_str()).collect()
    }

    /// Why the file cannot come in beside what is `kept`, if so.
    pub fn obstacle(&self, kept: &[Kept], parsed: &Parsed) -> Option<String> {
        if !parsed.is_own() {
            return None;
        }
        if kept.len() + self.added.len() > OWN_MAX {
            return Some(format!("An organisation can have up to {OWN_MAX} requirements of its own."));
        }
        let alike = self.alike(kept);
        (!alike.is_empty()).then(|| {
            format!(
                "Capitals alone do not tell two requirements apart: {}. Write the number as it stands to change that \
                 requirement, or choose another one.",
                alike.join(", ")
            )
        })
    }

    /// The new numbers that differ in capitals alone from one that stands or from another new one. Two that stand
    /// already stay two: each is the one that the file writes letter by letter.
    fn alike(&self, kept: &[Kept]) -> Vec<String> {
        let standing = kept.iter().map(|it| it.words.code.as_str());
        let mut there: HashMap<String, (&str, &str)> =
            standing.map(|code| (code.to_ascii_lowercase(), (code, "there is"))).collect();
        let mut alike = Vec::new();
        for (_, new) in &self.added {
            match there.entry(new.code.to_ascii_lowercase()) {
                Entry::Occupied(other) => {
                    let (code, how) = other.get();
                    alike.push(format!("{} ({how} {code})", new.code));
                }
                Entry::Vacant(free) => {
                    free.insert((new.code.as_str(), "the file has"));
                }
            }
        }
        alike
    }

    /// How many of each.
    pub fn counts(&self) -> Counts {
        Counts {
            added: self.added.len(),
            changed: self.changed.len(),
            left: self.left.len(),
            gone: self.gone.len(),
        }
    }
}

/// The template for own requirements has no column for guidance, so it says nothing about it.
fn is_same(before: &Kept, after: &ParsedRequirement, is_own: bool) -> bool {
    let before = &before.words;
    let same = before.family == after.family
        && before.title == after.title
        && before.statement == after.statement
        && before.objectives == after.objectives;
    same && (is_own || before.guidance == after.guidance)
}

impl Changed<'_> {
    /// Only what differs.
    pub fn pieces(&self) -> Vec<Piece> {
        let (before, after) = (&self.before.words, self.after);
        let mut pieces: Vec<_> = [
            ("family", &before.family, &after.family),
            ("title", &before.title, &after.title),
            ("statement", &before.statement, &after.statement),
            ("guidance", &before.guidance, &after.guidance),
        ]
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| piece(what, "", before, after))
        .collect();
        let text = |of: &ParsedRequirement, letter: &str| {
            of.objectives.iter().find(|it| it.0 == letter).map_or(String::new(), |it| it.1.clone())
        };
        let mut letters: Vec<&str> = after.objectives.iter().map(|it| it.0.as_str()).collect();
        letters
            .extend(before.objectives.iter().map(|it| it.0.as_str()).filter(|it| text(after, it).is_empty()));
        for letter in letters {
            let (old, new) = (text(before, letter), text(after, letter));
            if old != new {
                pieces.push(piece("objective", letter, &old, &new));
            }
        }
        pieces
    }
}

fn piece(what: &'static str, letter: &str, before: &str, after: &str) -> Piece {
    Piece { what, letter: letter.to_owned(), before: before.to_owned(), after: after.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requirement(code: &str, statement: &str, objectives: &[(&str, &str)]) -> ParsedRequirement {
        ParsedRequirement {
            code: code.into(),
            statement: statement.into(),
            objectives: objectives.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect(),
            ..ParsedRequirement::default()
        }
    }

    fn parsed(key: &str, requirements: Vec<ParsedRequirement>) -> Parsed {
        Parsed {
            key: key.into(),
            title: "T".into(),
            version: String::new(),
            source_on: None,
            requirements,
            withdrawn: vec![],
        }
    }

    fn kept(words: ParsedRequirement) -> Kept {
        Kept { id: RequirementId(uuid::Uuid::nil()), place: 0, is_retired: false, words }
    }

    #[test]
    fn retired_ones_are_named_whether_the_file_changes_them_or_not() {
        let retired = |words| Kept { is_retired: true, ..kept(words) };
        let kept = [
            retired(requirement("1", "One", &[])),
            retired(requirement("2", "Two", &[])),
            kept(requirement("3", "Three", &[])),
            retired(requirement("4", "Not in the file", &[])),
        ];
        let file = ["1", "2", "3"].map(|code| requirement(code, "One", &[]));

        let own = parsed("own", file.to_vec());

        assert_eq!(Diff::of(&kept, &own).retired(), ["1", "2"]);
    }

    #[test]
    fn a_new_number_that_differs_from_a_standing_one_in_capitals_alone_is_in_the_way() {
        let kept = [kept(requirement("Q.1", "One", &[])), kept(requirement("Q.2", "Two", &[]))];
        let obstacle = |key: &str, code: &str| {
            let file = parsed(key, vec![requirement(code, "Three", &[])]);
            Diff::of(&kept, &file).obstacle(&kept, &file)
        };

        let told = obstacle("own", "q.1").unwrap();
        assert!(told.contains("q.1 (there is Q.1)."), "{told}");
        assert!(obstacle("own", "Q.1").is_none() && obstacle("own", "q.3").is_none());
        assert!(obstacle("text", "q.1").is_none(), "what others publish is theirs");
    }

    #[test]
    fn two_numbers_that_stand_alike_are_renewed_and_two_new_ones_are_in_the_way() {
        let both = ["Q.1", "q.1"].map(|code| requirement(code, "One", &[]));
        let [one, other] = both.clone().map(kept);
        let file = parsed("own", both.to_vec());
        let obstacle = |kept: &[Kept]| Diff::of(kept, &file).obstacle(kept, &file);

        assert!(obstacle(&[one.clone(), other.clone()]).is_none());
        assert!(obstacle(&[one]).unwrap().contains("q.1 (there is Q.1)."));
        assert!(obstacle(&[other]).unwrap().contains("Q.1 (there is q.1)."));
        assert!(obstacle(&[]).unwrap().contains("q.1 (the file has Q.1)."));
    }

    #[test]
    fn what_is_new_changed_left_and_gone_is_told_apart() {
        let kept = [
            kept(requirement("1", "One", &[("a", "old"), ("b", "same"), ("c", "leaves")])),
            kept(requirement("2", "Two", &[])),
            kept(requirement("3", "Three", &[])),
        ];
        let file = vec![
            requirement("1", "One", &[("a", "new"), ("b", "same"), ("d", "comes")]),
            requirement("2", "Two", &[]),
            requirement("4", "Four", &[]),
        ];

        let official = parsed("text", file.clone());
        let diff = Diff::of(&kept, &official);

        assert_eq!(diff.counts(), Counts { added: 1, changed: 1, left: 1, gone: 1 });
        let pieces = diff.changed[0].pieces();
        let told: Vec<_> =
            pieces.iter().map(|it| (it.letter.as_str(), it.before.as_str(), it.after.as_str())).collect();
        assert_eq!(told, [("a", "old", "new"), ("d", "", "comes"), ("c", "leaves", "")]);
        assert_eq!(Diff::of(&kept, &parsed("own", file)).counts().gone, 0);
    }
}
