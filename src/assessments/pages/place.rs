//! Addresses of objectives: `…/assessments/<id>/work/3.1.1/c?queue=open`.

use crate::access::{Grant, RightName};
use crate::assessments::model::{AssessmentId, Place, queue::Queue};
use crate::web::ui::Ui;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;

const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

/// What the address of an objective names.
#[derive(Clone, Debug, Deserialize)]
pub struct Here {
    /// The assessment.
    pub assessment: AssessmentId,
    /// The requirement.
    pub requirement: String,
    /// The objective.
    pub objective: String,
}

impl Here {
    /// The objective.
    pub fn place(&self) -> Place {
        Place { requirement: self.requirement.clone(), objective: self.objective.clone() }
    }
    /// Another objective of the same assessment.
    pub fn with(&self, place: Place) -> Self {
        Self { assessment: self.assessment, requirement: place.requirement, objective: place.objective }
    }
    /// Where the assessment's pages are.
    pub fn at(&self, ui: &Ui) -> String {
        format!("{}/assessments/{}", ui.here(), self.assessment)
    }
}

/// One segment of a path.
pub fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Where the trail tells of a requirement and all its objectives, for those who may read the trail. With the slash at
/// its end, 3.1.1 is not 3.1.10.
pub fn history(ui: &Ui, assessment: AssessmentId, requirement: &str) -> Option<String> {
    let subject = segment(&format!("{assessment}/{requirement}/"));
    (ui.may(RightName::ReadTrail) != Grant::No).then(|| format!("{}/trail?subject={subject}", ui.here()))
}

/// The path of an objective's page, without its queue.
pub fn path(at: &str, place: &Place) -> String {
    format!("{at}/work/{}/{}", segment(&place.requirement), segment(&place.objective))
}

/// Where a POST takes back the change that made `version` of the objective at `path`, and goes on in `queue`.
pub fn way_back(path: &str, version: i64, queue: &Queue) -> String {
    match queue.word().as_str() {
        "" => format!("{path}/undo?version={version}"),
        word => format!("{path}/undo?version={version}&queue={}", segment(word)),
    }
}

/// The address of an objective's page in `queue`.
pub fn address(at: &str, place: &Place, queue: &Queue) -> String {
    match queue.word().as_str() {
        "" => path(at, place),
        word => format!("{}?queue={}", path(at, place), segment(word)),
    }
}
