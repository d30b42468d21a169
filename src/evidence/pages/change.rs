//! Changing what is known about evidence, and removing it.

use super::{
    super::{
        actions,
        model::{EvidenceId, Item, Use},
    },
    form::{self, Typed},
};
use crate::access::{Access, EditEvidence, Fresh};
use crate::accounts::Colleague;
use crate::blobs::Blobs;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const EDIT: &str = "evidence/edit.html";
const FORM: &str = "edit_form";
const REMOVE: &str = "evidence/remove.html";

#[derive(Serialize)]
struct Edit {
    it: Item,
    typed: Typed,
    problems: Problems,
    version: i64,
    holders: Vec<Colleague>,
    /// Whether somebody else wrote meanwhile: then what is kept is shown beside what was typed.
    is_conflict: bool,
}

#[derive(Serialize)]
struct Remove {
    it: Item,
    uses: Vec<Use>,
    /// Why it cannot be removed.
    kept: Option<String>,
}

/// The form.
#[handler]
pub async fn edit(
    ui: Ui,
    db: Data<&Db>,
    access: Access<EditEvidence>,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Reply> {
    let it = actions::mine(&db, &access, id).await?;
    let typed = Typed::kept(&it.evidence);
    let data = Edit::of(&db, &access, it, typed, Problems::new()).await?;
    ui.at("evidence").show(EDIT, FORM, data)
}

/// Writes it.
#[handler]
pub async fn update(
    ui: Ui,
    db: Data<&Db>,
    access: Access<EditEvidence>,
    Path((_, id)): Path<(String, EvidenceId)>,
    fields: Fields,
) -> Result<Reply> {
    let ui = ui.at("evidence");
    let it = actions::mine(&db, &access, id).await?;
    let parsed = form::details(&fields, &it.evidence, it.is_frozen, db.env().today());
    let done = match parsed {
        Ok(details) => actions::change(&db, &access, id, details, fields.number("version")).await,
        Err(error) => Err(error),
    };
    if let Err(Error::Conflict(_)) = done
        && it.evidence.version != fields.number("version")
    {
        return show_both(&ui, &db, &access, id, &fields).await;
    }
    match problems(done)? {
        Ok(it) => {
            Ok(ui.go(&format!("{}/evidence/{id}", ui.here()), Flash::ok(format!("{} is saved.", it.title))))
        }
        Err(problems) => {
            let data = Edit::of(&db, &access, it, Typed::of(&fields), problems).await?;
            ui.show_problems(EDIT, FORM, Edit { version: fields.number("version"), ..data })
        }
    }
}

/// What was typed, over the version that stands now, beside what somebody else wrote.
async fn show_both(
    ui: &Ui,
    db: &Db,
    access: &Access<EditEvidence>,
    id: EvidenceId,
    fields: &Fields,
) -> Result<Reply> {
    let it = actions::mine(db, access, id).await?;
    let data = Edit::of(db, access, it, Typed::of(fields), Problems::new()).await?;
    ui.show_conflict(EDIT, FORM, Edit { is_conflict: true, ..data })
}

impl Edit {
    async fn of(
        db: &Db,
        access: &Access<EditEvidence>,
        it: Item,
        typed: Typed,
        problems: Problems,
    ) -> Result<Self> {
        let holders = actions::holders(db, access).await?;
        Ok(Self { version: it.evidence.version, it, typed, problems, holders, is_conflict: false })
    }
}

/// What removing it would mean.
#[handler]
pub async fn confirm(
    ui: Ui,
    db: Data<&Db>,
    access: Access<EditEvidence>,
    _fresh: Fresh,
    Path((_, id)): Path<(String, EvidenceId)>,
) -> Result<Reply> {
    let it = actions::mine(&db, &access, id).await?;
    let uses = actions::uses(&db, &access, id).await?;
    ui.at("evidence").once().show(REMOVE, "main", Remove { kept: it.kept(db.env().today()), it, uses })
}

/// Removes it.
#[handler]
pub async fn remove(
    ui: Ui,
    db: Data<&Db>,
    blobs: Data<&Blobs>,
    access: Access<EditEvidence>,
    _fresh: Fresh,
    Path((_, id)): Path<(String, EvidenceId)>,
    fields: Fields,
) -> Result<Reply> {
    let to = format!("{}/evidence", ui.here());
    let it = actions::remove(&db, &blobs, &access, id, (fields.text("once"), &to)).await?;
    Ok(ui.go(&to, Flash::ok(format!("{} is removed.", it.title))))
}
