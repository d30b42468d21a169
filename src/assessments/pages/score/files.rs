//! The score sheet as files: CSV for spreadsheets, JSON for programs.

use super::super::opened::Opened;
use super::sheet::{Sheet, SheetRow};
use crate::access::Read;
use crate::assessments::{
    actions,
    model::{AssessmentId, Mark, standing::Row},
};
use crate::kernel::Result;
use crate::web::{
    csv,
    ui::{Reply, Ui},
};
use poem::handler;
use serde_json::{Map, Value, json};

/// The sheet for a spreadsheet.
#[handler]
pub async fn as_csv(ui: Ui, Opened { db, access, picture, .. }: Opened<Read>) -> Result<Reply> {
    let at = actions::bar(&picture, &ui.here()).at;
    let sheet = Sheet::load(&db, &access, &picture, &at).await?;
    let head = [
        "requirement",
        "cmmc_id",
        "family",
        "title",
        "finding",
        "met_without_final_evidence",
        "value",
        "points",
        "why",
        "paragraph",
        "claim",
        "claim_holds",
        "partial_case",
        "on_poam",
        "owner",
        "assessed_by",
        "assessed_at",
        "counts",
        "rule_pack",
        "to_confirm",
    ];
    let pack = sheet.standing.pack.name.as_str();
    let counted = sheet.rows.iter().map(|row| record(row, true, pack));
    let body = csv::table(&head, counted.chain(sheet.own.iter().map(|row| record(row, false, pack))))?;
    Ok(ui.file("text/csv; charset=utf-8", &sheet.file_name("csv"), body))
}

fn record(row: &SheetRow<'_>, counts: bool, pack: &str) -> Vec<String> {
    let yes = |is: bool| if is { "yes" } else { "no" }.to_owned();
    vec![
        row.id.to_owned(),
        row.cmmc_id.to_owned(),
        row.family.to_owned(),
        row.title.to_owned(),
        finding_word(row.result).to_owned(),
        yes(row.is_provisional),
        row.value.map(|value| value.to_string()).unwrap_or_default(),
        row.points.to_string(),
        row.words.to_owned(),
        row.citation.to_owned(),
        row.claim.map(|claim| claim.kind.clone()).unwrap_or_default(),
        row.claim.map(|claim| yes(claim.holds)).unwrap_or_default(),
        row.partial.to_owned(),
        yes(row.is_on_poam),
        row.owner.to_owned(),
        row.by.to_owned(),
        row.changed_at.clone().unwrap_or_default(),
        yes(counts),
        pack.to_owned(),
        yes(row.is_to_confirm),
    ]
}

/// The sheet for programs.
#[handler]
pub async fn as_json(ui: Ui, Opened { db, access, picture, .. }: Opened<Read>) -> Result<Reply> {
    let at = actions::bar(&picture, &ui.here()).at;
    let sheet = Sheet::load(&db, &access, &picture, &at).await?;
    let mut body = serde_json::to_string_pretty(&document(&sheet, picture.assessment.id))?;
    body.push('\n');
    Ok(ui.file("application/json; charset=utf-8", &sheet.file_name("json"), body))
}

/// What `muster score` would print, with the facts of the assessment and of each requirement beside it.
fn document(sheet: &Sheet<'_>, id: AssessmentId) -> Value {
    let requirement = |row: &SheetRow<'_>| {
        json!({
            "requirement": row.id, "cmmc_id": row.cmmc_id, "title": row.title, "finding": finding_word(row.result),
            "met_without_final_evidence": row.is_provisional, "to_confirm": row.is_to_confirm, "value": row.value,
            "points": row.points, "why": row.words, "citation": row.citation, "claim": row.claim,
            "partial": row.partial, "on_poam": row.is_on_poam, "owner": row.owner, "assessed_by": row.by,
            "assessed_at": row.changed_at,
        })
    };
    let lasting = sheet.lasting.as_ref();
    json!({
        "rule_pack": sheet.standing.pack.name,
        "results": [result(sheet, id)],
        "assessment": {
            "title": sheet.title, "system": sheet.system, "level": sheet.level, "lead": sheet.lead,
            "completed_on": sheet.completed_on, "completed_by": sheet.completed_name, "as_of": sheet.today,
            "level2_status": sheet.level2_status, "level2_score": sheet.level2_score,
            "status_on_today": lasting.map(|it| &it.now), "status_expires": lasting.map(|it| it.until),
            "status_term": lasting.map(|it| it.citation),
            "sources": sheet.standing.pack.sources, "met_without_final_evidence": sheet.provisional,
        },
        "requirements": sheet.rows.iter().map(requirement).collect::<Vec<_>>(),
        "own_requirements": sheet.own.iter().map(requirement).collect::<Vec<_>>(),
    })
}

/// The result in the words of the scoring file: some keys belong to Level 2 only.
fn result(sheet: &Sheet<'_>, id: AssessmentId) -> Value {
    let standing = sheet.standing;
    let mut result = json!({
        "id": id, "score": standing.score, "cmmc_status": standing.status, "eligibility": standing.eligibility,
        "reasons": standing.reasons, "blocking": standing.blocking,
    });
    let Some(more) = result.as_object_mut().filter(|_| sheet.level == 2) else { return result };
    if let (Some(best), Some(worst)) = (standing.best, standing.worst) {
        more.insert("provisional_best".into(), best.into());
        more.insert("provisional_worst".into(), worst.into());
    }
    let words: Map<_, _> =
        standing.rows.iter().map(|row| (row.requirement.clone(), finding_word(row.result).into())).collect();
    more.insert("requirement_status".into(), words.into());
    let taken = standing.rows.iter().filter(|row| row.points != 0);
    let deduction =
        |row: &Row| json!({ "requirement": row.requirement, "points": row.points, "citation": row.citation });
    more.insert("deductions".into(), taken.map(deduction).collect());
    result
}

/// As the scoring file writes it.
fn finding_word(result: Mark) -> &'static str {
    match result {
        Mark::Met => "MET",
        Mark::NotMet => "NOT_MET",
        Mark::NotApplicable => "NA",
        Mark::Unassessed => "UNASSESSED",
    }
}
