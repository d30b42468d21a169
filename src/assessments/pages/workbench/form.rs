//! How the workbench is asked for, what stands in its form, and how things are called there.

use super::super::place::{Here, segment};
use crate::access::{Access, Grant, Includes, Read, RightName};
use crate::assessments::{
    model::{
        Draft, Finding,
        picture::{Line, Picture},
        queue::Queue,
    },
    store::Opened,
};
use crate::catalogue::{self, builtin, wording};
use crate::evidence::Offer;
use crate::kernel::{Problems, env::Timestamp, id::UserId};
use crate::web::{forms::Fields, ui::Ui};
use serde::Serialize;

/// How the page is asked for.
#[derive(Default)]
pub struct Show {
    /// The queue somebody works through.
    pub queue: Queue,
    /// Whether the finding of the objective before is put into the form.
    pub carry: bool,
    /// Whether one's own last change can be taken back beside its result. Not where a message may do that for another.
    pub offers_undo: bool,
    /// What was typed, when it could not be saved.
    pub typed: Option<Fields>,
    /// What somebody else saved meanwhile.
    pub theirs: Option<Finding>,
    /// What is wrong with the form.
    pub problems: Problems,
    /// Why it cannot be saved here at all, or taken back.
    pub refused: String,
}

/// What stands in the form.
#[derive(Debug, Default, Serialize)]
pub struct WorkForm {
    result: String,
    methods: Vec<String>,
    finding: String,
    links: Vec<String>,
    version: i64,
}

/// A finding that somebody saved.
#[derive(Debug, Serialize)]
pub struct Saved {
    result: &'static str,
    label: &'static str,
    methods: Vec<&'static str>,
    finding: String,
    by: String,
    at: String,
}

/// `AC.L2-3.1.1[c]`; at Level 1 `AC.L1-b.1.i 3.1.1[c]`; at Level 3 only the requirement.
pub fn name(line: &Line, objective: &str) -> String {
    match (line.cells.len(), objective.ends_with(']')) {
        (_, true) => format!("{} {objective}", line.cmmc_id),
        (1, _) if line.cmmc_id.contains(".L3-") => line.cmmc_id.clone(),
        _ => format!("{}[{objective}]", line.cmmc_id),
    }
}

/// The letter alone, also of `3.1.1[c]`.
pub fn letter(objective: &str) -> String {
    objective.trim_end_matches(']').rsplit('[').next().unwrap_or(objective).to_owned()
}

/// What a publication says about the objective.
pub fn official_text(official: Option<&catalogue::Official>, here: &Here) -> String {
    let of = |text: &catalogue::Official| text.objectives.get(&here.objective).cloned();
    official.and_then(of).unwrap_or_default()
}

/// What somebody saved.
pub fn saved(finding: &Finding) -> Saved {
    Saved {
        result: finding.result.word(),
        label: finding.result.label(),
        methods: finding.judgement().methods().collect(),
        finding: finding.finding.as_str().to_owned(),
        by: finding.updated_name.clone().unwrap_or_default(),
        at: finding.updated_at.to_rfc3339(),
    }
}

/// What stands in the form: what was typed and refused, else what is carried over, else the draft, else what
/// is saved.
pub fn form(
    opened: &Opened,
    carried: Option<Finding>,
    typed: Option<&Fields>,
    theirs: Option<&Finding>,
) -> WorkForm {
    // Whoever typed has seen what they were shown, and theirs if that is shown now.
    let seen = typed.map_or(opened.finding.version, |typed| typed.number("version"));
    let version = theirs.map_or(seen, |finding| finding.version);
    let words = |all: Vec<&str>| all.into_iter().map(str::to_owned).collect();
    if let Some(typed) = typed {
        let (result, finding) = (typed.text("result").to_owned(), typed.text("finding").to_owned());
        let (methods, links) = (words(typed.all("method")), words(typed.all("link")));
        return WorkForm { result, methods, finding, links, version };
    }
    if let (None, Some((draft, _))) = (&carried, &opened.draft) {
        let draft = draft.clone();
        let links = draft.links.iter().map(ToString::to_string).collect();
        let (result, methods, finding) = (draft.result, draft.methods, draft.finding);
        return WorkForm { result, methods, finding, links, version };
    }
    let finding = carried.as_ref().unwrap_or(&opened.finding);
    WorkForm {
        result: finding.result.word().to_owned(),
        methods: words(finding.judgement().methods().collect()),
        finding: below(opened, finding.finding.as_str()),
        links: Vec::new(),
        version,
    }
}

/// What is taken over comes below what stands there already, unless that says the same.
fn below(opened: &Opened, taken: &str) -> String {
    let own =
        opened.draft.as_ref().map_or(opened.finding.finding.as_str(), |(draft, _)| &draft.finding).trim();
    if own.is_empty() || own == taken { taken.to_owned() } else { format!("{own}\n\n{taken}") }
}

/// The draft of this person as it reads today; none if nothing in it is worth keeping.
pub fn draft(opened: &Opened, evidence: &[Offer]) -> Option<(Draft, Timestamp)> {
    let (draft, at) = opened.draft.clone()?;
    let is_offered = |id| evidence.iter().any(|item| item.evidence.id == id && !item.is_linked);
    let draft = draft.read_over(&opened.finding, is_offered);
    (!draft.is_idle(&opened.finding.judgement())).then_some((draft, at))
}

/// What was saved since this person began the draft in the form, if they have not seen it.
pub fn overtaken(opened: &Opened, writer: UserId) -> Option<Finding> {
    let (draft, kept_at) = opened.draft.as_ref()?;
    draft.is_overtaken(&opened.finding, writer, *kept_at).then(|| opened.finding.clone())
}

/// Our own words about the objective.
pub fn objective_words(line: &Line, objective: &str) -> Option<wording::Wording> {
    let requirement = builtin::requirement(&line.id)?;
    wording::of_objective(requirement, requirement.objective(objective)?).cloned()
}

/// Why this person cannot change the finding, in words; empty if they can.
pub fn why_not(ui: &Ui, picture: &Picture, line: &Line, access: &Access<impl Includes<Read>>) -> String {
    if picture.assessment.is_locked() {
        return "This assessment is completed and locked.".into();
    }
    let is_mine = line.owner.as_ref().is_some_and(|owner| owner.id == access.user());
    match ui.may(RightName::EditFindings) {
        Grant::All => String::new(),
        Grant::Own if is_mine => String::new(),
        Grant::Own if line.owner.is_none() => "You can read this; its requirement has no owner.".into(),
        Grant::Own => "You can read this; its requirement has another owner.".into(),
        Grant::No => "You can read this; your role does not include assessing.".into(),
    }
}

/// The page of the POA&M that is about the requirement, if there is one.
pub fn poam_page(line: &Line) -> Option<String> {
    let page = match line.is_on_poam {
        true => "",
        false if line.may_enter_poam(line.partial_case).is_ok() => "/new",
        false => return None,
    };
    Some(format!("{page}?requirement={}", segment(&line.id)))
}
