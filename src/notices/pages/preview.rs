//! What would be sent now, and sending it.

use super::super::{
    actions,
    model::{Item, Person},
};
use crate::access::{Access, ManageNotices};
use crate::kernel::{Result, db::Db};
use crate::news::Mail;
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

#[derive(Serialize)]
struct Told {
    id: String,
    name: String,
    email: String,
    mail: Mail,
    /// Written before, and not in a letter yet.
    waiting: i64,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Page {
    people: Vec<Told>,
}

/// Each person with what they would be told.
#[handler]
pub async fn preview(ui: Ui, db: Data<&Db>, access: Access<ManageNotices>) -> Result<Reply> {
    let told = actions::preview(&db, &access).await?;
    let of = |(person, items): (Person, Vec<Item>)| Told {
        id: person.id.to_string(),
        name: person.name,
        email: person.email,
        mail: person.mail,
        waiting: person.waiting,
        items,
    };
    let people = told.into_iter().map(of).collect();
    ui.at("notices").show("notices/preview.html", "main", Page { people })
}

/// Sends it.
#[handler]
pub async fn send(ui: Ui, db: Data<&Db>, access: Access<ManageNotices>) -> Result<Reply> {
    let actions::Sent { notices, letters } = actions::remind_now(&db, &access).await?;
    let some = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let told = match (notices, letters) {
        (0, 0) => "There was nothing to say.".to_owned(),
        (notices, letters) => {
            format!("{} written, {} on the way.", some(notices, "reminder"), some(letters, "letter"))
        }
    };
    Ok(ui.go(&format!("{}/notices/preview", ui.here()), Flash::ok(&told)))
}
