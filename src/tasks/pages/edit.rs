//! Giving a task, and changing it.

use super::{
    super::{
        actions::{self, Place},
        model::{Item, Milestone, TaskId},
    },
    form::{self, Typed},
};
use crate::access::{Access, ManageTasks, RightName};
use crate::accounts::Colleague;
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const FORM: &str = "tasks/form.html";
const BLOCK: &str = "task_form";

#[derive(Serialize)]
struct Page {
    /// The task as it stands; none for a new one.
    it: Option<Item>,
    typed: Typed,
    evidence_title: Option<String>,
    milestone: Option<Milestone>,
    people: Vec<Colleague>,
    version: i64,
    problems: Problems,
    is_conflict: bool,
}

impl Page {
    async fn of(db: &Db, access: &Access<ManageTasks>, typed: Typed, it: Option<Item>) -> Result<Self> {
        let mut people = actions::people(db, access).await?;
        people.retain(|person| person.may(RightName::ManageTasks));
        Ok(Self {
            evidence_title: it.as_ref().and_then(|it| it.evidence_title.clone()),
            milestone: it.as_ref().and_then(|it| it.milestone.clone()),
            version: it.as_ref().map_or(0, |it| it.task.version),
            it,
            typed,
            people,
            problems: Problems::new(),
            is_conflict: false,
        })
    }
}

/// The empty form; the address may name what the task is about.
#[handler]
pub async fn new(ui: Ui, db: Data<&Db>, access: Access<ManageTasks>, Query(query): Query) -> Result<Reply> {
    let found = found(&db, &access, &query).await?;
    if found.about.is_err_and(|refused| refused.get("form").is_some()) {
        return Err(Error::NotFound);
    }
    let today = db.env().today();
    let typed = Typed::new(&query, access.user(), today);
    let typed = match &found.milestone {
        Some(milestone) => typed.about(milestone, today),
        None => typed,
    };
    let page = Page::of(&db, &access, typed, None).await?;
    let page = Page { evidence_title: found.evidence_title, milestone: found.milestone, ..page };
    ui.at("tasks").once().show(FORM, BLOCK, page)
}

/// Gives the task.
#[handler]
pub async fn create(ui: Ui, db: Data<&Db>, access: Access<ManageTasks>, fields: Fields) -> Result<Reply> {
    let Place { evidence_title, milestone, about } = found(&db, &access, &fields).await?;
    let here = ui.here();
    let created = match form::terms(&fields, about, db.env().today(), None) {
        Ok(terms) => actions::create(&db, &access, terms, (fields.text("once"), &here)).await,
        Err(error) => Err(error),
    };
    match problems(created)? {
        Ok(task) => {
            Ok(ui.go(&format!("{here}/tasks/{}", task.id), Flash::ok(format!("{} is a task.", task.title))))
        }
        Err(problems) => {
            let page = Page::of(&db, &access, Typed::of(&fields), None).await?;
            ui.at("tasks").once().show_problems(
                FORM,
                BLOCK,
                Page { problems, evidence_title, milestone, ..page },
            )
        }
    }
}

/// What the form says it is about, and what that is called.
async fn found(db: &Db, access: &Access<ManageTasks>, fields: &Fields) -> Result<Place> {
    actions::place(db, access, (fields.text("about"), fields.text("evidence"), fields.text("milestone")))
        .await
}

/// The form of a task.
#[handler]
pub async fn edit(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageTasks>,
    Path((_, id)): Path<(String, TaskId)>,
) -> Result<Reply> {
    let it = actions::mine(&db, &access, id).await?;
    let typed = Typed::kept(&it.task);
    ui.at("tasks").show(FORM, BLOCK, Page::of(&db, &access, typed, Some(it)).await?)
}

/// Changes it.
#[handler]
pub async fn update(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageTasks>,
    Path((_, id)): Path<(String, TaskId)>,
    fields: Fields,
) -> Result<Reply> {
    let it = actions::mine(&db, &access, id).await?;
    let seen = fields.number("version");
    let Place { evidence_title, milestone, about } = found(&db, &access, &fields).await?;
    let changed = match form::terms(&fields, about, db.env().today(), Some(it.task.due_on)) {
        Ok(terms) => actions::change(&db, &access, id, terms, seen).await,
        Err(error) => Err(error),
    };
    let is_overtaken = matches!(changed, Err(Error::Conflict(_)));
    if is_overtaken {
        let now = actions::mine(&db, &access, id).await?;
        let page = Page::of(&db, &access, Typed::of(&fields), Some(now)).await?;
        return ui.at("tasks").show_conflict(
            FORM,
            BLOCK,
            Page { is_conflict: true, evidence_title, milestone, ..page },
        );
    }
    match problems(changed)? {
        Ok(task) => {
            Ok(ui.go(&format!("{}/tasks/{id}", ui.here()), Flash::ok(format!("{} is saved.", task.title))))
        }
        Err(problems) => {
            let page = Page::of(&db, &access, Typed::of(&fields), Some(it)).await?;
            let page = Page { problems, evidence_title, milestone, version: seen, ..page };
            ui.at("tasks").show_problems(FORM, BLOCK, page)
        }
    }
}
