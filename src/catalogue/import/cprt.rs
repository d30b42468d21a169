//! The JSON that NIST's Cybersecurity and Privacy Reference Tool exports: a flat list of elements and the
//! relationships between them. Families, requirements, their items, discussions, determinations, methods and
//! withdraw reasons are read; what hangs where is told by the relationships, or else by the identifier.

mod relations;
#[cfg(test)]
mod tests;

use super::{Draft, Found, Mistakes, ParsedRequirement, Place, json::At, prose};
use relations::{all, parents};
use std::collections::{HashMap, HashSet};

/// The members that are read.
pub const MEMBERS: &[&str] = &[
    "response",
    "elements",
    "documents",
    "relationships",
    "element_type",
    "element_identifier",
    "title",
    "text",
    "doc_identifier",
    "name",
    "version",
    "source_element_identifier",
    "source_doc_identifier",
    "dest_element_identifier",
    "dest_doc_identifier",
    "relationship_identifier",
];

const STEPS_MAX: usize = 12;

struct Element<'v> {
    at: Place,
    document: Option<&'v str>,
    kind: &'v str,
    id: &'v str,
    title: &'v str,
    text: &'v str,
}

impl Element<'_> {
    fn is_requirement(&self) -> bool {
        REQUIREMENT.contains(&self.kind)
    }
}

struct Export<'v> {
    elements: Vec<Element<'v>>,
    by_id: HashMap<&'v str, usize>,
    parent: HashMap<&'v str, &'v str>,
}

/// Reads the export at `response`.
pub fn read(response: &At<'_>) -> Result<Draft, Mistakes> {
    let mut mistakes = Mistakes::default();
    let Some(body) = response.member("elements") else {
        return Err(Mistakes::one(response.place_of("elements"), "This is missing."));
    };
    let export = Export::of(&body, &mut mistakes);
    let mut draft = Draft::default();
    read_document(&body, export.document(), &mut draft, &mut mistakes);
    requirements(&export, &mut draft, &mut mistakes);
    Ok(Draft { mistakes, ..draft })
}

/// An export may name several documents; `given` gives its requirements.
fn read_document(body: &At<'_>, given: Option<&str>, draft: &mut Draft, mistakes: &mut Mistakes) {
    let documents = body.items("documents", mistakes);
    let unheard = &mut Mistakes::default();
    let named = documents.iter().find(|it| given.is_some() && it.text("doc_identifier", unheard) == given);
    let Some(document) = named.or(documents.first()) else {
        return mistakes.add(body.place_of("documents"), "This has to name the document.");
    };
    draft.identifier = document.text("doc_identifier", mistakes).map(str::to_owned);
    draft.title = document.needed("name", mistakes).map(str::to_owned);
    draft.version = document.text("version", mistakes).unwrap_or_default().to_owned();
}

impl<'v> Export<'v> {
    fn of(body: &At<'v>, mistakes: &mut Mistakes) -> Self {
        let mut elements = Vec::new();
        let documents = all(body, "documents", "doc_identifier");
        for it in body.items("elements", mistakes) {
            let said = it.text("doc_identifier", mistakes);
            let document = said.filter(|document| documents.contains(document));
            if let (Some(document), None) = (said, document) {
                let reason = format!(
                    "This file has no document \"{document}\". Export the whole publication, or remove the element."
                );
                mistakes.add(it.place_of("doc_identifier"), reason);
            }
            let kind = it.needed("element_type", mistakes);
            let id = it.needed("element_identifier", mistakes);
            let (Some(kind), Some(id)) = (kind, id) else { continue };
            let title = it.text("title", mistakes).unwrap_or_default();
            let text = it.text("text", mistakes).unwrap_or_default();
            elements.push(Element { at: it.place(), document, kind, id, title, text });
        }
        let by_id = elements.iter().enumerate().map(|(at, it)| (it.id, at)).collect();
        Self { elements, by_id, parent: parents(body, mistakes) }
    }

    /// The document of the first requirement.
    fn document(&self) -> Option<&'v str> {
        self.elements.iter().find(|it| it.is_requirement()).and_then(|it| it.document)
    }

    /// The nearest element above `id` of one of `kinds`.
    fn above(&self, id: &str, kinds: &[&str]) -> Option<&Element<'v>> {
        let mut id = *self.parent.get(id)?;
        for _ in 0..STEPS_MAX {
            if let Some(found) = self.by_id.get(id).map(|at| &self.elements[*at])
                && kinds.contains(&found.kind)
            {
                return Some(found);
            }
            id = self.parent.get(id)?;
        }
        None
    }
}

const REQUIREMENT: [&str; 3] = ["requirement", "control", "control_enhancement"];

fn requirements(export: &Export<'_>, draft: &mut Draft, mistakes: &mut Mistakes) {
    let is_requirement = |it: &&Element<'_>| it.is_requirement();
    let ids: HashSet<&str> = export.elements.iter().filter(is_requirement).map(|it| it.id).collect();
    let mut children: HashMap<&str, Vec<&Element<'_>>> = HashMap::new();
    for element in export.elements.iter().filter(|it| READ.contains(&it.kind)) {
        match export.above(element.id, &REQUIREMENT).map(|it| it.id).or_else(|| by_number(element.id, &ids)) {
            Some(owner) => children.entry(owner).or_default().push(element),
            None => mistakes.add(
                element.at.clone(),
                format!("\"{}\" belongs to no requirement of this file.", element.id),
            ),
        }
    }
    for element in export.elements.iter().filter(is_requirement) {
        one_document(element, export.document(), mistakes);
        let children = children.remove(element.id).unwrap_or_default();
        if children.iter().any(|it| it.kind == "withdraw_reason") || says_withdrawn(element.text) {
            draft.withdrawn.push(element.id.to_owned());
            continue;
        }
        let family = export
            .above(element.id, &["family"])
            .map(|it| it.title)
            .or_else(|| family_of(export, element.id));
        let requirement = requirement(element, family.unwrap_or_default(), &children, mistakes);
        draft.found.push(Found::new(element.at.clone(), requirement));
    }
}

/// A body of text is one document: requirements of a second one would come in under the name of the first.
fn one_document(element: &Element<'_>, first: Option<&str>, mistakes: &mut Mistakes) {
    if let (Some(document), Some(first)) = (element.document, first.filter(|it| element.document != Some(it)))
    {
        let reason = format!(
            "\"{}\" is of \"{document}\", requirements before it are of \"{first}\". Bring in one document at a time.",
            element.id
        );
        mistakes.add(element.at.clone(), reason);
    }
}

/// Whether a text is NIST's note that a requirement is withdrawn, such as `[Withdrawn: Incorporated into AC-2.]`, and
/// not a sentence that happens to begin with the word.
fn says_withdrawn(text: &str) -> bool {
    let text = text.replace('*', "").trim().to_lowercase();
    let (note, is_bracketed) = text.strip_prefix('[').map_or((text.as_str(), false), |note| (note, true));
    let Some(rest) = note.strip_prefix("withdrawn") else { return false };
    let words = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_whole_word = !rest.starts_with(char::is_alphanumeric);
    let is_apart = rest.trim_start().starts_with(['.', ',', ';', '-', '–', '—', '(']);
    let has_reason = ["incorporated", "addressed", "moved"].iter().any(|reason| words.starts_with(reason));
    (is_whole_word && (words.is_empty() || is_bracketed))
        || rest.starts_with(':')
        || rest.starts_with(" into ")
        || (is_apart && has_reason)
}

/// What hangs below a requirement and is read.
const READ: [&str; 8] = [
    "security_requirement",
    "control_statement",
    "discussion",
    "determination",
    "examine",
    "interview",
    "test",
    "withdraw_reason",
];

fn requirement(
    element: &Element<'_>,
    family: &str,
    children: &[&Element<'_>],
    mistakes: &mut Mistakes,
) -> ParsedRequirement {
    let (mut statement, mut guidance) = (vec![element.text.trim().to_owned()], Vec::new());
    let mut objectives = Vec::new();
    for child in children {
        let text = child.text.trim();
        let rest = after_number(child.id, element.id);
        match child.kind {
            "security_requirement" | "control_statement" => statement.push(item(&rest, text)),
            "determination" => objectives.push((letter(&rest, child.id), (text, &child.at))),
            "examine" | "interview" | "test" => guidance.push(method(child.kind, text)),
            _ => guidance.insert(0, text.to_owned()),
        }
    }
    if objectives.len() == 1 && objectives[0].0.is_empty() {
        objectives[0].0 = "a".into();
    }
    let mut text = |at: &Place, raw: &str, clean: fn(&str) -> Result<String, String>| {
        clean(&raw.replace('*', "")).unwrap_or_else(|problem| {
            mistakes.add(at.clone(), problem);
            String::new()
        })
    };
    ParsedRequirement {
        code: element.id.to_owned(),
        family: text(&element.at, family, prose::one_line),
        title: text(&element.at, element.title, prose::one_line),
        statement: text(&element.at, &filled(&statement, "\n"), prose::clean),
        guidance: text(&element.at, &filled(&guidance, "\n\n"), prose::clean),
        objectives: objectives
            .into_iter()
            .map(|(letter, (raw, at))| (letter, text(at, raw, prose::one_line)))
            .collect(),
    }
}

fn filled(parts: &[String], between: &str) -> String {
    parts.iter().filter(|it| !it.trim().is_empty()).map(String::as_str).collect::<Vec<_>>().join(between)
}

/// `.c.01` and its words → `  01. words`.
fn item(rest: &str, text: &str) -> String {
    let steps: Vec<_> = rest.split('.').filter(|it| !it.is_empty()).collect();
    match (steps.last(), text) {
        (_, "") => String::new(),
        (None, text) => text.to_owned(),
        (Some(last), text) => format!("{}{last}. {text}", "  ".repeat(steps.len() - 1)),
    }
}

fn letter(rest: &str, id: &str) -> String {
    let letter = rest.trim_matches(['.', ' ', '-']);
    if letter.is_empty() && rest.is_empty() && id.contains('[') {
        id.to_owned()
    } else {
        letter.to_lowercase()
    }
}

fn method(kind: &str, text: &str) -> String {
    let listed: Vec<_> = text.split(['\n', '\r']).map(str::trim).filter(|it| !it.is_empty()).collect();
    let name = match kind {
        "examine" => "Examine",
        "interview" => "Interview",
        _ => "Test",
    };
    if listed.is_empty() { String::new() } else { format!("{name}: {}", listed.join("; ")) }
}

/// What an identifier has after the number of its requirement: `DS-A.03.01.01.b[01]` → `.b[01]`.
fn after_number(id: &str, requirement: &str) -> String {
    id.split_once(requirement).map_or(String::new(), |(_, rest)| rest.to_owned())
}

/// The requirement whose number is in `id`, the longest if several are.
fn by_number<'v>(id: &str, ids: &HashSet<&'v str>) -> Option<&'v str> {
    let starts = id.char_indices().filter(|(at, c)| {
        c.is_ascii_digit() && !id[..*at].ends_with(|before: char| before.is_ascii_digit() || before == '.')
            || (*at == 0 && c.is_ascii_alphabetic())
            || (c.is_ascii_digit() && id[..*at].ends_with("A."))
    });
    let found = starts.filter_map(|(at, _)| {
        let rest = &id[at..];
        let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
        ends.rev().find_map(|end| ids.get(&rest[..end]).copied().filter(|_| !is_inside_number(rest, end)))
    });
    found.max_by_key(|it| it.len())
}

/// Whether `rest` goes on with a digit: `3.1.1` is not the number of `3.1.12`.
fn is_inside_number(rest: &str, end: usize) -> bool {
    rest[end..].starts_with(|c: char| c.is_ascii_digit())
}

/// `03.01` is the family of `03.01.02` where no relationship says so.
fn family_of<'v>(export: &Export<'v>, id: &str) -> Option<&'v str> {
    let families = export.elements.iter().filter(|it| it.kind == "family");
    let fits = families.filter(|it| id.strip_prefix(it.id).is_some_and(|rest| rest.starts_with(['.', '-'])));
    fits.max_by_key(|it| it.id.len()).map(|it| it.title)
}
