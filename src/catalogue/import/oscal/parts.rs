//! The parts of a control: statement, guidance, objectives and methods.

use super::{
    super::{ParsedRequirement, json::At, prose},
    DEPTH_MAX, Reader, prop,
};

impl<'v> Reader<'v> {
    /// Reads all parts of `control` into `requirement`.
    pub(super) fn parts(&mut self, control: &At<'v>, requirement: &mut ParsedRequirement) {
        let (mut statement, mut methods) = (Vec::new(), Vec::new());
        let mut objectives = Vec::new();
        for part in control.items("parts", &mut self.mistakes) {
            match part.needed("name", &mut self.mistakes) {
                Some("statement") => self.lines(&part, &requirement.code, 0, &mut statement),
                Some("guidance") => {
                    let text = part.text("prose", &mut self.mistakes).unwrap_or_default();
                    requirement.guidance = self.text(part.place_of("prose"), text, prose::clean);
                }
                Some("assessment-objective" | "objective") => self.objectives(&part, 0, &mut objectives),
                Some("assessment-method") => methods.extend(self.method(&part)),
                _ => {}
            }
        }
        requirement.statement = self.text(control.place_of("parts"), &statement.join("\n"), prose::clean);
        requirement.objectives = objectives;
        let guidance = std::mem::take(&mut requirement.guidance);
        let whole: Vec<_> =
            std::iter::once(guidance).chain(methods).filter(|text| !text.is_empty()).collect();
        requirement.guidance = whole.join("\n\n");
        number(requirement);
    }

    /// A statement and the items in it, one line each, indented by how deep they stand.
    fn lines(&mut self, part: &At<'v>, code: &str, depth: usize, lines: &mut Vec<String>) {
        if depth > DEPTH_MAX {
            return self.mistakes.add(part.place(), "Parts stand too deep in one another.");
        }
        let label = prop(part, "label", &mut self.mistakes).map(|label| item_label(label, code));
        let text = part.text("prose", &mut self.mistakes).unwrap_or_default().trim();
        let line = [label.as_deref().unwrap_or_default(), text].join(" ");
        if !line.trim().is_empty() {
            lines.push(format!("{}{}", "  ".repeat(depth.saturating_sub(1)), line.trim()));
        }
        for inner in part.items("parts", &mut self.mistakes) {
            self.lines(&inner, code, depth + 1, lines);
        }
    }

    /// Every objective that has words of its own, with its label or id for a letter.
    fn objectives(&mut self, part: &At<'v>, depth: usize, objectives: &mut Vec<(String, String)>) {
        if depth > DEPTH_MAX {
            return self.mistakes.add(part.place(), "Parts stand too deep in one another.");
        }
        if let Some(raw) = part.text("prose", &mut self.mistakes) {
            let text = self.text(part.place_of("prose"), raw, prose::one_line);
            let label = prop(part, "label", &mut self.mistakes);
            let label = label.or_else(|| part.needed("id", &mut self.mistakes)).unwrap_or_default();
            objectives.push((label.to_owned(), text));
        }
        for inner in part.items("parts", &mut self.mistakes) {
            self.objectives(&inner, depth + 1, objectives);
        }
    }

    /// `Examine: access control policy; list of accounts`.
    fn method(&mut self, part: &At<'v>) -> Option<String> {
        let method = prop(part, "method", &mut self.mistakes)?;
        let objects = part.items("parts", &mut self.mistakes);
        let raw: Vec<_> = objects.iter().filter_map(|it| it.text("prose", &mut self.mistakes)).collect();
        let listed: Vec<_> = raw
            .iter()
            .flat_map(|text| text.split("\n\n"))
            .map(str::trim)
            .filter(|it| !it.is_empty())
            .collect();
        let text = self.text(part.place(), &listed.join("; "), prose::one_line);
        let word = method.to_lowercase();
        let (first, rest) = word.split_at_checked(1)?;
        (!text.is_empty()).then(|| format!("{}{rest}: {text}", first.to_uppercase()))
    }
}

/// `SR-03.01.01.c.01` → `01.`; labels that are short already stay.
fn item_label(label: &str, code: &str) -> String {
    match label.split_once(code) {
        Some((_, "")) => String::new(),
        Some((_, rest)) => format!("{}.", rest.trim_matches('.').rsplit('.').next().unwrap_or_default()),
        None => label.to_owned(),
    }
}

/// Turns labels such as `AC-02a.[01]` or `DS-A.03.01.01.b.01` into what is left of them after the requirement's
/// own number. A single objective without anything left is `a`, as the CMMC guides have it.
fn number(requirement: &mut ParsedRequirement) {
    let padded = padded(&requirement.code);
    let is_single = requirement.objectives.len() == 1;
    for (label, _) in &mut requirement.objectives {
        let rest = [padded.as_str(), requirement.code.as_str()]
            .iter()
            .find_map(|code| label.split_once(code).map(|(_, rest)| rest));
        let letter = rest.unwrap_or(label).trim_matches(['.', ' ', '_']).to_lowercase();
        // A requirement as a whole may be an objective beside its parts: CA-7(4) of SP 800-53.
        let unnamed = if is_single { "a" } else { "main" };
        *label = if letter.is_empty() { unnamed.into() } else { letter };
    }
    // SP 800-171 Rev 3 lists b before a; its numbers have leading zeros, so that text order is theirs. Labels of
    // SP 800-53 have none, but come in order.
    let is_padded = requirement.code.split('.').all(|part| part.len() == 2);
    if is_padded {
        requirement.objectives.sort_by(|one, other| one.0.cmp(&other.0));
    }
}

/// `AC-2(1)` → `AC-02(01)`, as SP 800-53A numbers it.
fn padded(code: &str) -> String {
    let (mut padded, mut digits) = (String::new(), String::new());
    for c in code.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            padded.push_str(&format!("{digits:0>2}"));
            digits.clear();
        }
        if c != '\0' {
            padded.push(c);
        }
    }
    padded
}
