//! Reading tasks.

use super::super::{
    model::{About, Comment, Filter, Item, Listed, Milestone, Mine, State, TaskId, split},
    store,
};
use crate::access::{Access, Includes, ManageTasks, Read, Scope};
use crate::accounts::{self, Colleague};
use crate::catalogue::{self, builtin};
use crate::evidence::EvidenceId;
use crate::kernel::{Error, Problems, Result, db::Conn, db::Db};
use crate::poams::MilestoneId;
use std::str::FromStr;

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
#[derive(Debug)]
pub struct Place {
    /// What, or all that is wrong with it: at `about` what was typed, at `form` what is there no more.
    pub about: Result<About, Problems>,
    /// The title of the evidence, if it is about one that is there.
    pub evidence_title: Option<String>,
    /// The milestone, if it is about one that is there.
    pub milestone: Option<Milestone>,
}

/// Finds what was typed or linked: a requirement or objective by its number, evidence and a milestone by their ids.
pub async fn place(
    db: &Db,
    access: &Access<impl Includes<Read>>,
    (typed, evidence, milestone): (&str, &str, &str),
) -> Result<Place> {
    let (mut conn, scope) = (db.read().await?, access.scope());
    let mut problems = Problems::new();
    let number = match split(typed) {
        ("", _) => Ok(Default::default()),
        (number, letter) => number_of(&mut conn, scope, number, letter).await?,
    };
    let (requirement, objective) = number.unwrap_or_else(|problem| {
        problems.insert("about", problem.to_owned());
        Default::default()
    });
    let evidence_id: Option<EvidenceId> = linked(evidence)?;
    let evidence_title = match evidence_id {
        None => None,
        Some(id) => store::evidence_title(&mut conn, scope, id).await?,
    };
    let milestone_id: Option<MilestoneId> = linked(milestone)?;
    let milestone = match milestone_id {
        None => None,
        Some(id) => store::milestone(&mut conn, scope, id).await?,
    };
    let is_gone =
        (evidence_id.is_some() && evidence_title.is_none(), milestone_id.is_some() && milestone.is_none());
    if let Some(gone) = gone(is_gone) {
        problems.insert("form", gone.to_owned());
    }
    // A milestone is about the requirement of its item, unless something else is said.
    let of_item = milestone.as_ref().filter(|_| requirement.is_empty());
    let requirement = of_item.map_or(requirement, |it| it.milestone_requirement.clone());
    let about = About { requirement, objective, evidence_id, milestone_id };
    let about = if problems.is_empty() { Ok(about) } else { Err(problems) };
    Ok(Place { about, evidence_title, milestone })
}

/// Reads the id of something that the page links; nothing where it links nothing.
fn linked<T: FromStr>(id: &str) -> Result<Option<T>> {
    match id {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| Error::NotFound),
    }
}

/// What to say where evidence or a milestone is there no more.
fn gone(is_gone: (bool, bool)) -> Option<&'static str> {
    match is_gone {
        (false, false) => None,
        (true, false) => Some("The evidence was removed meanwhile. Save again to go on without it."),
        (false, true) => {
            Some("The milestone was removed from the POA&M meanwhile. Save again to go on without it.")
        }
        (true, true) => {
            Some("The evidence and the milestone were removed meanwhile. Save again to go on without them.")
        }
    }
}

/// The requirement and the objective of a number, or what is wrong with it.
async fn number_of(
    conn: &mut Conn,
    scope: Scope,
    number: &str,
    letter: &str,
) -> Result<Result<(String, String), &'static str>> {
    const UNKNOWN: &str = "There is no such requirement. Enter a number like 3.1.1 or 3.1.1[a].";
    const NO_LETTER: &str = "This requirement has no objective of that letter.";
    if let Some(known) = builtin::recognise(number) {
        let has_it = |letter: &str| known.objectives.iter().any(|one| one.letter.to_string() == letter);
        return Ok(match letter.is_empty() || has_it(letter) {
            true => Ok((known.id.to_owned(), letter.to_owned())),
            false => Err(NO_LETTER),
        });
    }
    let own = catalogue::own_outline(conn, scope).await?;
    let Some(known) = own.into_iter().find(|own| own.code.eq_ignore_ascii_case(number)) else {
        return Ok(Err(UNKNOWN));
    };
    Ok(match letter.is_empty() || known.objectives.iter().any(|(known, _)| known == letter) {
        true => Ok((known.code, letter.to_owned())),
        false => Err(NO_LETTER),
    })
}
