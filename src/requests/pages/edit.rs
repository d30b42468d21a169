//! Another day, another link, or nothing any more.

use super::{
    super::{actions, model::RequestId},
    linked,
    show::{BLOCK, SHOW, Show},
};
use crate::access::{Access, AskForEvidence, Read};
use crate::kernel::{Error, Result, db::Db, text};
use crate::mail::Post;
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};

fn address(ui: &Ui, id: RequestId) -> String {
    format!("{}/requests/{id}", ui.here())
}

/// Addresses of forms lead back to the page that holds them.
#[handler]
pub async fn back(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, id)): Path<(String, RequestId)>,
) -> Result<Reply> {
    actions::seen(&db, &access, id).await?;
    Ok(ui.go_silently(&address(&ui, id)))
}

/// Has it due on another day.
#[handler]
pub async fn change_due(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<AskForEvidence>,
    Path((_, id)): Path<(String, RequestId)>,
    fields: Fields,
) -> Result<Reply> {
    actions::seen(&db, &access, id).await?;
    let day = text::day(fields.text("due_on"))
        .and_then(|day| day.ok_or_else(|| "Say by which day it is to be there.".to_owned()));
    let changed = match day {
        Ok(day) => actions::move_due(&db, &access, id, day, fields.number("version")).await,
        Err(problem) => Err(Error::invalid("due_on", problem)),
    };
    match problems(changed)? {
        Ok(it) => Ok(ui.go(&address(&ui, id), Flash::ok(format!("{} is due on {}.", it.title, it.due_on)))),
        Err(problems) => {
            let page = Show::load(&ui, (&db, &post), &access, id).await?;
            let due_on = fields.text("due_on").to_owned();
            ui.at("requests").show_problems(SHOW, BLOCK, page.refused(due_on, problems))
        }
    }
}

/// Sends another upload link, or shows it where no letter goes out.
#[handler]
pub async fn link_again(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<AskForEvidence>,
    Path((_, id)): Path<(String, RequestId)>,
    fields: Fields,
) -> Result<Reply> {
    let (it, token) = actions::send_link(&db, &access, id, fields.number("version")).await?;
    if !post.is_on() {
        return linked::show(&ui.at("requests"), &it, &token);
    }
    let told = format!("{} gets a new link. The one before works no more.", it.outsider_name);
    Ok(ui.go(&address(&ui, id), Flash::ok(told)))
}

/// Wants it no more.
#[handler]
pub async fn withdraw(
    ui: Ui,
    db: Data<&Db>,
    access: Access<AskForEvidence>,
    Path((_, id)): Path<(String, RequestId)>,
    fields: Fields,
) -> Result<Reply> {
    let it = actions::withdraw(&db, &access, id, fields.number("version")).await?;
    Ok(ui.go(&address(&ui, id), Flash::ok(format!("{} is not asked for any more.", it.title))))
}
