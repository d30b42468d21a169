//! One task: what it is, what was said about it, and what can be done with it now.

use super::super::{
    actions,
    model::{Comment, Item, State, Task, TaskId},
};
use crate::access::{Access, CommentTasks, Grant, Includes, ManageTasks, Owners, Read, RightName};
use crate::kernel::{
    Error, Problems, Result,
    db::Db,
    env::Day,
    text::{Line, Paragraph},
};
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

const SHOW: &str = "tasks/show.html";
const BLOCK: &str = "task";

#[derive(Serialize)]
struct Show {
    it: Item,
    repeats: String,
    comments: Vec<Comment>,
    today: Day,
    may_change: bool,
    may_confirm: bool,
    typed: Said,
    problems: Problems,
}

/// What was typed on the page.
#[derive(Default, Serialize)]
struct Said {
    comment: String,
    reason: String,
}

impl Show {
    async fn load(ui: &Ui, db: &Db, access: &Access<impl Includes<Read>>, id: TaskId) -> Result<Self> {
        let (it, comments) = actions::one(db, access, id).await?;
        let user = access.user();
        let may_change = match ui.may(RightName::ManageTasks) {
            Grant::All => true,
            Grant::Own => it.task.owners().contains(&Some(user)),
            Grant::No => false,
        };
        let is_reviewer = ui.may(RightName::ManageTasks) == Grant::All || it.task.reviewer_id == Some(user);
        Ok(Self {
            may_confirm: may_change
                && is_reviewer
                && it.task.state == State::Done
                && it.task.done_by != Some(user),
            may_change,
            repeats: it.task.repeats.words(),
            it,
            comments,
            today: db.env().today(),
            typed: Said::default(),
            problems: Problems::new(),
        })
    }
}

/// The page.
#[handler]
pub async fn show(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, id)): Path<(String, TaskId)>,
) -> Result<Reply> {
    let page = Show::load(&ui, &db, &access, id).await?;
    ui.at("tasks").once().show(SHOW, BLOCK, page)
}

/// Addresses of forms lead back to the page that holds them.
#[handler]
pub async fn back(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, id)): Path<(String, TaskId)>,
) -> Result<Reply> {
    actions::one(&db, &access, id).await?;
    Ok(ui.go_silently(&address(&ui, id)))
}

fn address(ui: &Ui, id: TaskId) -> String {
    format!("{}/tasks/{id}", ui.here())
}

/// It is done.
#[handler]
pub async fn done(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageTasks>,
    Path((_, id)): Path<(String, TaskId)>,
    fields: Fields,
) -> Result<Reply> {
    let task = actions::done(&db, &access, id, fields.number("version")).await?;
    let text = match task.state {
        State::Done => format!("{} is done. It waits for somebody else to confirm it.", task.title),
        _ => closed(&task),
    };
    Ok(ui.go(&address(&ui, id), Flash::ok(text)))
}

/// Somebody else confirms that it is done.
#[handler]
pub async fn confirm(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageTasks>,
    Path((_, id)): Path<(String, TaskId)>,
    fields: Fields,
) -> Result<Reply> {
    let task = actions::confirm(&db, &access, id, fields.number("version")).await?;
    Ok(ui.go(&address(&ui, id), Flash::ok(closed(&task))))
}

fn closed(task: &Task) -> String {
    match task.next_id {
        Some(_) => format!("{} is closed. The next one stands in the list.", task.title),
        None => format!("{} is closed.", task.title),
    }
}

/// It is to be done once more, with a reason.
#[handler]
pub async fn reopen(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageTasks>,
    Path((_, id)): Path<(String, TaskId)>,
    fields: Fields,
) -> Result<Reply> {
    actions::mine(&db, &access, id).await?;
    let reopened = match Line::parse(fields.text("reason"), "Say why; whoever does it is told.") {
        Ok(reason) => actions::reopen(&db, &access, id, &reason, fields.number("version")).await,
        Err(problem) => Err(Error::invalid("reason", problem)),
    };
    match problems(reopened)? {
        Ok(task) => {
            Ok(ui.go(&address(&ui, id), Flash::ok(format!("{} is to be done once more.", task.title))))
        }
        Err(problems) => {
            let page = Show::load(&ui, &db, &access, id).await?;
            again(ui, page, &fields, problems)
        }
    }
}

/// Somebody says something.
#[handler]
pub async fn comment(
    ui: Ui,
    db: Data<&Db>,
    access: Access<CommentTasks>,
    Path((_, id)): Path<(String, TaskId)>,
    fields: Fields,
) -> Result<Reply> {
    let to = format!("{}#comments", address(&ui, id));
    let once = (fields.text("once"), to.as_str());
    let said = match Paragraph::parse(fields.text("comment")) {
        Ok(body) => actions::comment(&db, &access, id, body, once).await,
        Err(problem) => Err(Error::invalid("comment", problem)),
    };
    match problems(said)? {
        Ok(()) => Ok(ui.go(&to, Flash::ok("Your comment is saved."))),
        Err(problems) => {
            let page = Show::load(&ui, &db, &access, id).await?;
            again(ui, page, &fields, problems)
        }
    }
}

fn again(ui: Ui, page: Show, fields: &Fields, problems: Problems) -> Result<Reply> {
    let typed = Said { comment: fields.text("comment").to_owned(), reason: fields.text("reason").to_owned() };
    ui.at("tasks").once().show_problems(SHOW, BLOCK, Show { typed, problems, ..page })
}
