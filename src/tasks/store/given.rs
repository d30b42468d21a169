//! Tasks by the ten: each statement costs more than what it writes.

use crate::access::Scope;
use crate::kernel::{Result, db::Tx, id::UserId};
use crate::tasks::model::{FIRST, Given, State};

/// Adds ten tasks that `by` gives just now.
pub async fn insert_ten_given(tx: &mut Tx, scope: Scope, by: UserId, ten: &[Given; 10]) -> Result<()> {
    let now = tx.now();
    sql! {
        execute, tx,
        "insert into tasks
            (org_id, state, created_by, version, created_at, id, title, description, requirement, objective,
             evidence_id, milestone_id, assignee_id, reviewer_id, due_on, priority, repeats, series_on)
         values
            ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18),
            ($1, $2, $3, $4, $5, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31),
            ($1, $2, $3, $4, $5, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44),
            ($1, $2, $3, $4, $5, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57),
            ($1, $2, $3, $4, $5, $58, $59, $60, $61, $62, $63, $64, $65, $66, $67, $68, $69, $70),
            ($1, $2, $3, $4, $5, $71, $72, $73, $74, $75, $76, $77, $78, $79, $80, $81, $82, $83),
            ($1, $2, $3, $4, $5, $84, $85, $86, $87, $88, $89, $90, $91, $92, $93, $94, $95, $96),
            ($1, $2, $3, $4, $5, $97, $98, $99, $100, $101, $102, $103, $104, $105, $106, $107, $108, $109),
            ($1, $2, $3, $4, $5, $110, $111, $112, $113, $114, $115, $116, $117, $118, $119, $120, $121, $122),
            ($1, $2, $3, $4, $5, $123, $124, $125, $126, $127, $128, $129, $130, $131, $132, $133, $134, $135)",
        scope.org(), State::Open, by, FIRST, now,
        ten[0].id, &ten[0].terms.title, &ten[0].terms.description, &ten[0].terms.about.requirement,
        &ten[0].terms.about.objective, ten[0].terms.about.evidence_id, ten[0].terms.about.milestone_id,
        ten[0].terms.assignee_id, ten[0].terms.reviewer_id, ten[0].terms.due_on, ten[0].terms.priority,
        ten[0].terms.repeats.kept(), ten[0].terms.series_on(),
        ten[1].id, &ten[1].terms.title, &ten[1].terms.description, &ten[1].terms.about.requirement,
        &ten[1].terms.about.objective, ten[1].terms.about.evidence_id, ten[1].terms.about.milestone_id,
        ten[1].terms.assignee_id, ten[1].terms.reviewer_id, ten[1].terms.due_on, ten[1].terms.priority,
        ten[1].terms.repeats.kept(), ten[1].terms.series_on(),
        ten[2].id, &ten[2].terms.title, &ten[2].terms.description, &ten[2].terms.about.requirement,
        &ten[2].terms.about.objective, ten[2].terms.about.evidence_id, ten[2].terms.about.milestone_id,
        ten[2].terms.assignee_id, ten[2].terms.reviewer_id, ten[2].terms.due_on, ten[2].terms.priority,
        ten[2].terms.repeats.kept(), ten[2].terms.series_on(),
        ten[3].id, &ten[3].terms.title, &ten[3].terms.description, &ten[3].terms.about.requirement,
        &ten[3].terms.about.objective, ten[3].terms.about.evidence_id, ten[3].terms.about.milestone_id,
        ten[3].terms.assignee_id, ten[3].terms.reviewer_id, ten[3].terms.due_on, ten[3].terms.priority,
        ten[3].terms.repeats.kept(), ten[3].terms.series_on(),
        ten[4].id, &ten[4].terms.title, &ten[4].terms.description, &ten[4].terms.about.requirement,
        &ten[4].terms.about.objective, ten[4].terms.about.evidence_id, ten[4].terms.about.milestone_id,
        ten[4].terms.assignee_id, ten[4].terms.reviewer_id, ten[4].terms.due_on, ten[4].terms.priority,
        ten[4].terms.repeats.kept(), ten[4].terms.series_on(),
        ten[5].id, &ten[5].terms.title, &ten[5].terms.description, &ten[5].terms.about.requirement,
        &ten[5].terms.about.objective, ten[5].terms.about.evidence_id, ten[5].terms.about.milestone_id,
        ten[5].terms.assignee_id, ten[5].terms.reviewer_id, ten[5].terms.due_on, ten[5].terms.priority,
        ten[5].terms.repeats.kept(), ten[5].terms.series_on(),
        ten[6].id, &ten[6].terms.title, &ten[6].terms.description, &ten[6].terms.about.requirement,
        &ten[6].terms.about.objective, ten[6].terms.about.evidence_id, ten[6].terms.about.milestone_id,
        ten[6].terms.assignee_id, ten[6].terms.reviewer_id, ten[6].terms.due_on, ten[6].terms.priority,
        ten[6].terms.repeats.kept(), ten[6].terms.series_on(),
        ten[7].id, &ten[7].terms.title, &ten[7].terms.description, &ten[7].terms.about.requirement,
        &ten[7].terms.about.objective, ten[7].terms.about.evidence_id, ten[7].terms.about.milestone_id,
        ten[7].terms.assignee_id, ten[7].terms.reviewer_id, ten[7].terms.due_on, ten[7].terms.priority,
        ten[7].terms.repeats.kept(), ten[7].terms.series_on(),
        ten[8].id, &ten[8].terms.title, &ten[8].terms.description, &ten[8].terms.about.requirement,
        &ten[8].terms.about.objective, ten[8].terms.about.evidence_id, ten[8].terms.about.milestone_id,
        ten[8].terms.assignee_id, ten[8].terms.reviewer_id, ten[8].terms.due_on, ten[8].terms.priority,
        ten[8].terms.repeats.kept(), ten[8].terms.series_on(),
        ten[9].id, &ten[9].terms.title, &ten[9].terms.description, &ten[9].terms.about.requirement,
        &ten[9].terms.about.objective, ten[9].terms.about.evidence_id, ten[9].terms.about.milestone_id,
        ten[9].terms.assignee_id, ten[9].terms.reviewer_id, ten[9].terms.due_on, ten[9].terms.priority,
        ten[9].terms.repeats.kept(), ten[9].terms.series_on()
    }?;
    Ok(())
}
