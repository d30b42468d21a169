//! Reading tasks.

use super::super::{
    model::{About, Comment, Filter, Item, Listed, Milestone, Mine, State, TaskId, split},
    store,
};
use crate::access::{Access, Includes, ManageTasks, Read, Scope};
use crate::accounts::{self, Colleague};
use crate::catalogue::{self, builtin};
use crate::evidence::EvidenceId;
use crate::kernel::{Error, Result, db::Conn, db::Db};
use crate::poams::MilestoneId;

/// A page of the list, and whether there is another. One statement.
pub async fn list(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    filter: &Filter,
) -> Result<(Vec<Listed>, bool)> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let mut rows = match filter.state {
        State::Closed => store::closed(&mut conn, scope, filter).await?,
        State::Open | State::Done => store::page(&mut conn, scope, filter, db.env().today()).await?,
    };
    let has_more = rows.len() > store::ROWS;
    rows.truncate(store::ROWS);
    Ok((rows, has_more))
}

/// What the caller has to do with. One statement.
pub async fn of_person(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Mine> {
    let (user, today) = (access.user(), db.env().today());
    let tasks = store::of_person(&mut db.read().await?, access.scope(), user, today).await?;
    Ok(Mine::of(tasks, user, today))
}

/// Everybody who may see tasks.
pub async fn people(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<Colleague>> {
    accounts::colleagues(&mut db.read().await?, access.scope()).await
}

/// A task and what was said about it.
pub async fn one(db: &Db, access: &Access<impl Includes<Read>>, id: TaskId) -> Result<(Item, Vec<Comment>)> {
    let mut conn = db.read().await?;
    let mut item = store::get(&mut conn, access.scope(), id).await?;
    item.milestone = milestone_of(&mut conn, access.scope(), &item).await?;
    let comments = store::comments(&mut conn, access.scope(), id).await?;
    Ok((item, comments))
}

/// A task that the caller may change; `Forbidden` if they may only see it.
pub async fn mine(db: &Db, access: &Access<ManageTasks>, id: TaskId) -> Result<Item> {
    let mut conn = db.read().await?;
    let mut item = store::get(&mut conn, access.scope(), id).await?;
    access.own(item.task.clone())?;
    item.milestone = milestone_of(&mut conn, access.scope(), &item).await?;
    Ok(item)
}

async fn milestone_of(conn: &mut Conn, scope: Scope, item: &Item) -> Result<Option<Milestone>> {
    match item.task.about.milestone_id {
        Some(id) => store::milestone(conn, scope, id).await,
        None => Ok(None),
    }
}

/// What a task is to be about, with the title of the evidence.
#[derive(Debug, Default)]
pub struct Place {
    /// What.
    pub about: About,
    /// The title of the evidence, if it is about one.
    pub evidence_title: Option<String>,
    /// The milestone, if it is about one.
    pub milestone: Option<Milestone>,
}

/// Finds what was typed or linked: a requirement or objective by its number, evidence and a milestone by their ids.
/// `Invalid` at `form` where evidence or the milestone is there no more.
pub async fn place(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    (typed, evidence, milestone): (&str, &str, &str),
) -> Result<Place> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let (requirement, objective) = match split(typed) {
        ("", _) => Default::default(),
        (number, letter) => number_of(&mut conn, scope, number, letter).await?,
    };
    let evidence_id = match evidence {
        "" => None,
        id => Some(id.parse::<EvidenceId>().map_err(|_| Error::NotFound)?),
    };
    let evidence_title = match evidence_id {
        None => None,
        Some(id) => {
            Some(store::evidence_title(&mut conn, scope, id).await?.ok_or_else(|| gone(EVIDENCE_GONE))?)
        }
    };
    let milestone = match milestone {
        "" => None,
        id => {
            let id = id.parse::<MilestoneId>().map_err(|_| Error::NotFound)?;
            Some(store::milestone(&mut conn, scope, id).await?.ok_or_else(|| gone(MILESTONE_GONE))?)
        }
    };
    let milestone_id = milestone.as_ref().map(|it| it.milestone_id);
    // A milestone is about the requirement of its item, unless something else is said.
    let of_item = milestone.as_ref().filter(|_| requirement.is_empty());
    let requirement = of_item.map_or(requirement, |it| it.milestone_requirement.clone());
    let about = About { requirement, objective, evidence_id, milestone_id };
    Ok(Place { about, evidence_title, milestone })
}

const EVIDENCE_GONE: &str = "The evidence was removed meanwhile. Save again to go on without it.";
const MILESTONE_GONE: &str =
    "The milestone was removed from the POA&M meanwhile. Save again to go on without it.";

fn gone(words: &'static str) -> Error {
    Error::invalid("form", words)
}

async fn number_of(conn: &mut Conn, scope: Scope, number: &str, letter: &str) -> Result<(String, String)> {
    let unknown =
        || Error::invalid("about", "There is no such requirement. Enter a number like 3.1.1 or 3.1.1[a].");
    let no_letter = || Error::invalid("about", "This requirement has no objective of that letter.");
    if let Some(known) = builtin::recognise(number) {
        let has_it = |letter: &str| known.objectives.iter().any(|one| one.letter.to_string() == letter);
        return match letter.is_empty() || has_it(letter) {
            true => Ok((known.id.to_owned(), letter.to_owned())),
            false => Err(no_letter()),
        };
    }
    let own = catalogue::own_outline(conn, scope).await?;
    let known = own.into_iter().find(|own| own.code.eq_ignore_ascii_case(number)).ok_or_else(unknown)?;
    match letter.is_empty() || known.objectives.iter().any(|(known, _)| known == letter) {
        true => Ok((known.code, letter.to_owned())),
        false => Err(no_letter()),
    }
}
