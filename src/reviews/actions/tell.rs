//! Telling people what a reviewer returned: each once, whatever was returned in one go.

use crate::access::Scope;
use crate::assessments::segment;
use crate::kernel::{Result, db::Tx, id::UserId, text::Paragraph};
use crate::news::{self, News};
use crate::reviews::model::{Found, There, name};
use serde_json::json;
use std::collections::BTreeSet;

/// What was found and why it is returned.
pub type Back<'a> = (&'a Found, &'a Paragraph);

/// Tells everybody whose result was returned.
pub async fn returned_in(tx: &mut Tx, scope: Scope, there: There<'_>, returned: &[Back<'_>]) -> Result<()> {
    let people: BTreeSet<UserId> = returned.iter().filter_map(|(found, _)| found.updated_by).collect();
    for person in people {
        let theirs: Vec<_> = returned.iter().filter(|(found, _)| found.updated_by == Some(person)).collect();
        if let Some((first, _)) = theirs.first() {
            news::tell_in(tx, scope, person, news(there, &first.objective, &theirs)).await?;
        }
    }
    Ok(())
}

/// The news, which lead to the first of the objectives.
fn news(there: There<'_>, first: &str, theirs: &[&Back<'_>]) -> News {
    let requirement = there.requirement;
    let named = |found: &Found| name(requirement, &found.objective);
    let what = match theirs {
        [(found, _)] => named(found),
        many => format!("{} objectives of {requirement}", many.len()),
    };
    let objectives: Vec<_> =
        theirs.iter().map(|(found, why)| json!({ "name": named(found), "reason": why })).collect();
    let (assessment, place) = (there.assessment, segment(requirement));
    News {
        title: format!("{what} came back from review"),
        path: format!("/assessments/{assessment}/work/{place}/{}", segment(first)),
        letter: "objectives_returned",
        data: serde_json::Map::from_iter([
            ("what".to_owned(), json!(what)),
            ("requirement".to_owned(), json!(requirement)),
            ("objectives".to_owned(), json!(objectives)),
        ]),
    }
}
