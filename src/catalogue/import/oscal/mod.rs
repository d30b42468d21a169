//! NIST's OSCAL catalogues in JSON: groups are families, controls are requirements, controls inside controls are
//! enhancements, parts hold statement, guidance, objectives and methods. SP 800-171 Rev 3 and SP 800-53 Rev 5
//! differ in where they put a number; both are read.

mod params;
mod parts;
#[cfg(test)]
mod tests;

use super::{Draft, Found, Mistakes, ParsedRequirement, Place, json::At, prose};
use crate::kernel::env::Day;
use params::Params;

/// The members that are read; links, references and back matter are not kept.
pub const MEMBERS: &[&str] = &[
    "catalog",
    "metadata",
    "title",
    "published",
    "last-modified",
    "version",
    "groups",
    "controls",
    "params",
    "parts",
    "props",
    "id",
    "class",
    "name",
    "value",
    "prose",
    "label",
    "usage",
    "select",
    "how-many",
    "choice",
    "values",
];

/// How deep groups, controls and parts may stand in one another.
const DEPTH_MAX: usize = 16;

/// Reads the catalogue at `catalog`.
pub fn read(catalog: &At<'_>) -> Draft {
    let mut mistakes = Mistakes::default();
    let mut draft = Draft::default();
    read_metadata(catalog, &mut draft, &mut mistakes);
    let params = Params::collect(catalog, &mut mistakes);
    let mut reader = Reader { params, draft, mistakes };
    reader.group(catalog, "", 0);
    Draft { mistakes: reader.mistakes, ..reader.draft }
}

fn read_metadata(catalog: &At<'_>, draft: &mut Draft, mistakes: &mut Mistakes) {
    let Some(metadata) = catalog.member("metadata") else {
        return mistakes.add(catalog.place_of("metadata"), "This is missing.");
    };
    draft.title = metadata.needed("title", mistakes).map(str::to_owned);
    draft.version = metadata.text("version", mistakes).unwrap_or_default().to_owned();
    draft.identifier = prop(&metadata, "framework-version-identifier", mistakes).map(str::to_owned);
    let published = metadata.text("published", mistakes).or_else(|| metadata.text("last-modified", mistakes));
    draft.source_on = published.and_then(|at| at.get(..10)).and_then(|day| day.parse::<Day>().ok());
}

/// The value of the property `name` that has no class, which is the plainest; or else of any.
fn prop<'v>(at: &At<'v>, name: &str, mistakes: &mut Mistakes) -> Option<&'v str> {
    let props = at.items("props", mistakes);
    let mut named = props.iter().filter(|it| it.text("name", &mut Mistakes::default()) == Some(name));
    let plain = named.clone().find(|it| it.member("class").is_none()).or_else(|| named.next());
    plain.and_then(|it| it.text("value", mistakes))
}

struct Reader<'v> {
    params: Params<'v>,
    draft: Draft,
    mistakes: Mistakes,
}

impl<'v> Reader<'v> {
    fn group(&mut self, group: &At<'v>, family: &str, depth: usize) {
        if depth > DEPTH_MAX {
            return self.mistakes.add(group.place(), "Groups stand too deep in one another.");
        }
        let title = group.text("title", &mut self.mistakes).map_or(Ok(String::new()), prose::one_line);
        let family = match title {
            Ok(title) if !title.is_empty() => title,
            _ => family.to_owned(),
        };
        for inner in group.items("groups", &mut self.mistakes) {
            self.group(&inner, &family, depth + 1);
        }
        for control in group.items("controls", &mut self.mistakes) {
            self.control(&control, &family, depth + 1);
        }
    }

    fn control(&mut self, control: &At<'v>, family: &str, depth: usize) {
        if depth > DEPTH_MAX {
            return self.mistakes.add(control.place(), "Controls stand too deep in one another.");
        }
        let id = control.needed("id", &mut self.mistakes).unwrap_or_default();
        let code = self.code(control, id);
        let status = prop(control, "status", &mut self.mistakes).unwrap_or_default();
        if status.eq_ignore_ascii_case("withdrawn") {
            self.draft.withdrawn.push(code);
        } else {
            self.requirement(control, family, code);
        }
        for inner in control.items("controls", &mut self.mistakes) {
            self.control(&inner, family, depth + 1);
        }
    }

    /// `AC-2(1)` is the label of SP 800-53; in SP 800-171 the label is a title, and the number is what sorts it.
    fn code(&mut self, control: &At<'v>, id: &str) -> String {
        let label = prop(control, "label", &mut self.mistakes).filter(|label| !label.contains(' '));
        let number = label.or_else(|| prop(control, "sort-id", &mut self.mistakes));
        number.unwrap_or_else(|| id.rsplit_once('_').map_or(id, |(_, number)| number)).to_owned()
    }

    fn requirement(&mut self, control: &At<'v>, family: &str, code: String) {
        let title = control.needed("title", &mut self.mistakes).unwrap_or_default();
        let title = self.text(control.place_of("title"), title, prose::one_line);
        let mut requirement =
            ParsedRequirement { code, family: family.to_owned(), title, ..ParsedRequirement::default() };
        self.parts(control, &mut requirement);
        self.draft.found.push(Found::new(control.place(), requirement));
    }

    /// Text with its parameters filled in and cleaned.
    fn text(&mut self, at: Place, raw: &str, clean: impl Fn(&str) -> Result<String, String>) -> String {
        match self.params.insert(raw).and_then(|text| clean(&text)) {
            Ok(text) => text,
            Err(problem) => {
                self.mistakes.add(at, problem);
                String::new()
            }
        }
    }
}
