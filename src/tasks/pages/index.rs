//! The list: what is to be done, what waits for a second person, what is closed.

use super::super::{
    actions,
    model::{Cursor, Filter, Listed, State, Whose},
};
use crate::access::{Access, Includes, Read, RightName};
use crate::accounts::Colleague;
use crate::kernel::{Problems, Result, db::Db, env::Day};
use crate::web::{
    forms::{Fields, Query},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

/// Its template.
pub const INDEX: &str = "tasks/index.html";

/// The page.
#[derive(Serialize)]
pub struct Index {
    state: &'static str,
    q: String,
    whose: String,
    is_overdue: bool,
    is_narrow: bool,
    people: Vec<Colleague>,
    /// Those of them who can hold a task.
    holders: Vec<Colleague>,
    rows: Vec<Listed>,
    today: Day,
    first: String,
    next: String,
    /// The query of this page, to come back to it.
    query: String,
    /// What was picked before something was wrong with it.
    picked: Vec<String>,
    /// What is wrong with the change of many.
    problems: Problems,
}

/// The list, or the part of it that was asked for.
#[handler]
pub async fn index(ui: Ui, db: Data<&Db>, access: Access<Read>, Query(query): Query) -> Result<Reply> {
    let page = Index::load(&db, &access, &query).await?;
    ui.at("tasks").show(INDEX, "results", page)
}

impl Index {
    /// What `query` asks for.
    pub async fn load(db: &Db, access: &Access<impl Includes<Read>>, query: &Fields) -> Result<Self> {
        let filter = Filter {
            state: State::parse(query.text("state")),
            search: query.text("q").trim().to_owned(),
            whose: Whose::parse(query.text("whose")),
            is_overdue: query.is_on("overdue"),
            after: Cursor::parse(query.text("after")),
        };
        let (rows, has_more) = actions::list(db, access, &filter).await?;
        let people = actions::people(db, access).await?;
        let last = rows.last().filter(|_| has_more).map(|row| Cursor { due_on: row.due_on, id: row.id });
        Ok(Self {
            state: filter.state.word(),
            q: filter.search.clone(),
            whose: query.text("whose").to_owned(),
            is_overdue: filter.is_overdue,
            is_narrow: filter.is_narrow(),
            holders: people.iter().filter(|one| one.may(RightName::ManageTasks)).cloned().collect(),
            people,
            rows,
            today: db.env().today(),
            first: filter.after.map(|_| address(query, None)).unwrap_or_default(),
            next: last.map(|last| address(query, Some(last))).unwrap_or_default(),
            query: address(query, filter.after),
            picked: Vec::new(),
            problems: Problems::new(),
        })
    }

    /// The same list with what was picked, and why it could not be changed.
    #[must_use]
    pub fn refused(self, picked: Vec<String>, problems: Problems) -> Self {
        Self { picked, problems, ..self }
    }
}

/// The same question, after another row.
fn address(query: &Fields, after: Option<Cursor>) -> String {
    let asked = |name: &&str| !query.text(name).is_empty();
    let mut pairs: Vec<(&str, String)> = ["state", "q", "whose", "overdue"]
        .into_iter()
        .filter(asked)
        .map(|name| (name, query.text(name).to_owned()))
        .collect();
    pairs.extend(after.map(|after| ("after", after.word())));
    format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
}
