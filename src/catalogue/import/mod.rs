//! Reading what others publish: catalogues of requirements as files, checked whole before anything is kept.
//!
//! Nothing here touches the database. What a file is, is told by its content and not by its name.

mod checked;
mod cprt;
mod json;
mod mistakes;
mod official;
mod oscal;
mod own;
mod prose;
mod sheet;

pub use checked::builtin_id;
pub use mistakes::{Mistake, Mistakes};
pub use own::TEMPLATE;

use super::{
    builtin::{self, Level},
    model::OWN,
};
use crate::kernel::{env::Day, text::Line};
use mistakes::Place;
use serde::{Deserialize, Serialize, de::IgnoredAny};

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// What the person says about a file that may not say it itself.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// What the body of text is called.
    pub title: Option<Line>,
    /// The day of its publication.
    pub source_on: Option<Day>,
}

/// A file that was read and found good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parsed {
    /// The body of text it renews, or begins. `own` for the organisation's own requirements. As it is read it only fits
    /// the title; another text may have it already, until `model::key_for` has looked.
    pub key: String,
    /// What the body is called.
    pub title: String,
    /// The publication's own version, possibly empty.
    pub version: String,
    /// The day of its publication, if it or the person says.
    pub source_on: Option<Day>,
    /// In the order of the file.
    pub requirements: Vec<ParsedRequirement>,
    /// What the publication has withdrawn, by its code; left out.
    pub withdrawn: Vec<String>,
}

impl Parsed {
    /// Whether these are the organisation's own requirements, and not somebody's official text.
    pub fn is_own(&self) -> bool {
        self.key == OWN
    }

    /// How many objectives there are in all.
    pub fn objectives(&self) -> usize {
        self.requirements.iter().map(|it| it.objectives.len()).sum()
    }

    /// Where most of it is SP 800-171 Rev 2: the numbers in it that this publication does not have.
    pub fn unknown(&self) -> Vec<&str> {
        let codes = self.requirements.iter().map(|it| it.code.as_str());
        let ours = codes.clone().filter_map(builtin::requirement);
        let known = ours.filter(|it| it.level == Level::Two).count();
        if self.is_own() || known * 2 <= self.requirements.len() {
            return Vec::new();
        }
        codes.filter(|code| builtin::requirement(code).is_none()).collect()
    }

    /// How many requirements come without a statement, which some publications keep in another place.
    pub fn without_statement(&self) -> usize {
        self.requirements.iter().filter(|it| it.statement.is_empty()).count()
    }
}

/// One requirement of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParsedRequirement {
    /// Its number: a built-in id where it is one of ours.
    pub code: String,
    /// The name of its family.
    pub family: String,
    /// Its title.
    pub title: String,
    /// What it asks; empty where the file does not say.
    pub statement: String,
    /// What the publication explains about it.
    pub guidance: String,
    /// Letter and text of each objective.
    pub objectives: Vec<(String, String)>,
}

/// Reads a file.
pub fn read(file_name: &str, bytes: &[u8], told: &Told) -> Result<Parsed, Mistakes> {
    if bytes.len() > FILE_BYTES_MAX {
        let most = FILE_BYTES_MAX / 1024 / 1024;
        return Err(Mistakes::one(file_name, format!("A file may have up to {most} MB; this one has more.")));
    }
    let start = bytes.iter().copied().find(|byte| !byte.is_ascii_whitespace() && !BOM.contains(byte));
    let draft = match start {
        None => return Err(Mistakes::one(file_name, "The file is empty.")),
        Some(b'{') => read_json(bytes)?,
        Some(_) if bytes.starts_with(b"PK") => read_sheet(&sheet::workbook(bytes)?)?,
        Some(_) if is_other_json(bytes) => read_json(bytes)?,
        Some(_) => read_sheet(&sheet::csv(bytes)?)?,
    };
    checked::check(draft, file_name, told)
}

const BOM: [u8; 3] = [0xef, 0xbb, 0xbf];

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(&BOM).unwrap_or(bytes)
}

/// Whether it is JSON though no object: a whole value, or a list of objects, which may break off. Tables begin with
/// brackets and quotes too.
fn is_other_json(bytes: &[u8]) -> bool {
    let bytes = without_mark(bytes);
    let mut marks = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
    let is_list_of_objects = (marks.next(), marks.next()) == (Some(&b'['), Some(&b'{'));
    is_list_of_objects || serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

fn read_json(bytes: &[u8]) -> Result<Draft, Mistakes> {
    let file = json::parse(without_mark(bytes), &[oscal::MEMBERS, cprt::MEMBERS].concat())?;
    let root = json::At::root(&file);
    if let Some(catalog) = root.member("catalog") {
        return Ok(oscal::read(&catalog));
    }
    if let Some(response) = root.member("response") {
        return cprt::read(&response);
    }
    let what =
        file.other_than_object().map_or(String::new(), |what| format!(": the file is {what}, not an object"));
    Err(Mistakes::one(
        "catalog",
        format!(
            "This is missing{what}. A catalogue in JSON is an OSCAL catalogue, which begins with \"catalog\", or an \
             export from NIST's CPRT, which begins with \"response\"."
        ),
    ))
}

fn read_sheet(sheet: &sheet::Sheet) -> Result<Draft, Mistakes> {
    if sheet.is_own() {
        sheet.check(&own::USED)?;
        Ok(own::read(sheet))
    } else {
        sheet.check(&official::USED)?;
        official::read(sheet)
    }
}

/// What a reader found, before it is checked as a whole.
#[derive(Debug, Default)]
struct Draft {
    is_own: bool,
    title: Option<String>,
    /// The publication's own identifier, such as `SP_800_171_3_0_0`.
    identifier: Option<String>,
    version: String,
    source_on: Option<Day>,
    found: Vec<Found>,
    withdrawn: Vec<String>,
    /// What the reader found wrong; the rest is still looked at, so that all is told at once.
    mistakes: Mistakes,
}

/// A requirement and where it stands in the file.
#[derive(Debug)]
struct Found {
    at: Place,
    requirement: ParsedRequirement,
    /// Where each objective stands, if the reader can tell it apart from the requirement.
    objectives_at: Vec<Place>,
}

impl Found {
    fn new(at: Place, requirement: ParsedRequirement) -> Self {
        Self { at, requirement, objectives_at: Vec::new() }
    }

    /// Where the objective stands that came after `before` others.
    fn place_of(&self, before: usize) -> Place {
        self.objectives_at.get(before).unwrap_or(&self.at).clone()
    }
}
