//! Changing the tasks that were picked in the list.

use super::{
    super::{
        actions::{self, Change},
        model::TaskId,
    },
    form,
    index::{INDEX, Index},
};
use crate::access::{Access, ManageTasks};
use crate::kernel::{Error, Result, db::Db, env::Day};
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};

/// Changes all of them, or says why none was.
#[handler]
pub async fn change_picked(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageTasks>,
    fields: Fields,
) -> Result<Reply> {
    let query = Fields::parse(fields.text("query").trim_start_matches('?').as_bytes());
    let changed = match asked(&fields, db.env().today()) {
        Ok((picked, change)) => actions::change_many(&db, &access, &picked, change).await,
        Err(error) => Err(error),
    };
    match problems(changed)? {
        Ok(n) => {
            let text =
                if n == 1 { "One task is changed.".to_owned() } else { format!("{n} tasks are changed.") };
            let back = serde_urlencoded::to_string(query.pairs()).unwrap_or_default();
            Ok(ui.go(&format!("{}/tasks?{back}", ui.here()), Flash::ok(text)))
        }
        Err(problems) => {
            let page = Index::load(&db, &access, &query).await?;
            let picked = picked(&fields).into_iter().map(|(id, _)| id.to_string()).collect();
            ui.at("tasks").show_problems(INDEX, "results", page.refused(picked, problems))
        }
    }
}

fn asked(fields: &Fields, today: Day) -> Result<(Vec<(TaskId, i64)>, Change)> {
    let change = match fields.text("set") {
        "assignee" => {
            form::person(fields.text("assignee")).map(Change::Assignee).map_err(|it| ("assignee", it))
        }
        "due_on" => {
            form::due_on(fields.text("due_on"), today, None).map(Change::Due).map_err(|it| ("due_on", it))
        }
        "done" => Ok(Change::Done),
        _ => Err(("set", "Choose what is to become of them.".to_owned())),
    };
    let change = change.map_err(|(field, text)| Error::invalid(field, text))?;
    Ok((picked(fields), change))
}

/// Boxes carry the version that was seen: `id~3`.
fn picked(fields: &Fields) -> Vec<(TaskId, i64)> {
    let read = |value: &str| {
        let (id, version) = value.split_once('~')?;
        Some((id.parse().ok()?, version.parse().ok()?))
    };
    fields.all("id").into_iter().filter_map(read).collect()
}
