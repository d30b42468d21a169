//! The demonstration: Contoso Machine Works, a made-up machine shop, three months into its work with Muster. Loaded in
//! one unit of work, so it is there whole or not at all, by a clock of its own: what happened in those months has its
//! days, its people and its lines in the trail.

mod assess;
mod data;
mod days;
mod draw;
mod files;
mod history;
mod play;
mod poams;
mod requests;
mod reviews;
mod scene;
mod tasks;
#[cfg(test)]
mod tests;

use crate::access::{Role, Scope};
use crate::accounts::{self, NewPerson};
use crate::assessments::program::{self, NewSystem};
use crate::blobs::Blobs;
use crate::evidence::NewFile;
use crate::kernel::{
    Error, Result,
    audit::{Actor, Entry},
    db::{Db, Tx},
    env::Env,
    id::{OrgId, UserId},
    text::{Email, Line, Paragraph, Slug},
};
use crate::organisations;
use crate::trail;
use chrono::TimeDelta;
use data::{COMPANY, FILES};
use days::Days;
use scene::{Keys, Scene};
use serde_json::json;
use std::collections::HashMap;

/// Who sets the company up.
const FOUNDER: &str = "dana";

/// What there is to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demonstration {
    /// The organisation's word in addresses: its pages are at `/o/<slug>`.
    pub slug: Slug,
    /// Somebody who may do everything in it.
    pub email: Email,
    /// Whether it was made just now; otherwise what was there is kept as it was.
    pub is_new: bool,
}

/// What the trail of the demonstration ends with when it was made, and only its trail.
const LOADED: &str = "demonstration.loaded";

/// The step of the schema that makes the trail. Before it nobody has begun.
const TRAIL_AT: i64 = 2;

/// Whose database it is, where the demonstration would come beside somebody. Changes nothing, whatever step the schema
/// is at.
pub async fn owner(db: &Db) -> Result<Option<String>> {
    if db.level().await? < TRAIL_AT {
        return Ok(None);
    }
    let found = trail::any_but(&mut db.read().await?, &Slug::of(&COMPANY.slug), LOADED).await?;
    Ok(found.map(|owner| owner.name))
}

/// Makes the demonstration, unless it is there already.
pub async fn load(db: &Db, blobs: &Blobs) -> Result<Demonstration> {
    let demonstration = Demonstration {
        slug: Slug::of(&COMPANY.slug),
        email: read(Email::parse(&COMPANY.people[0].email))?,
        is_new: true,
    };
    if organisations::exists(&mut db.read().await?, &demonstration.slug).await? {
        return Ok(Demonstration { is_new: false, ..demonstration });
    }
    let (org, days) = (OrgId(db.env().new_id()), Days(db.env().today()));
    let kept = files::keep(blobs, org, days).await?;
    let past = Env::fixed(history::began(days), u64::from_be_bytes(db.env().bytes()));
    let mut tx = db.clone().with_clock(past.clone()).begin(loader()).await?;
    let mut scene = set_up(&mut tx, org, &demonstration.slug, (days, past, kept)).await?;
    for (at, deed) in history::all(days) {
        scene.play(&mut tx, at, deed).await?;
    }
    scene.env.advance(db.env().now() - scene.env.now());
    tx.goes_on_as(loader());
    let entry = Entry {
        action: LOADED,
        subject: format!("organisation:{org}"),
        detail: json!({ "people": COMPANY.people.len(), "evidence": FILES.len() }),
    };
    tx.commit(org, entry).await?;
    Ok(demonstration)
}

fn loader() -> Actor {
    Actor { user: None, name: "Demonstration".into(), address: "console".into(), device: String::new() }
}

type Past = (Days, Env, HashMap<(&'static str, bool), NewFile>);

/// The company on its first day: its people and the system that it assesses.
async fn set_up(tx: &mut Tx, org: OrgId, slug: &Slug, (days, env, kept): Past) -> Result<Scene> {
    let scope = Scope::of_the_program(org);
    let name = read(Line::parse(&COMPANY.organisation, ""))?;
    organisations::create_as_in(tx, org, name, slug.clone()).await?;
    let mut scene = Scene {
        scope,
        days,
        env,
        people: people(tx, org).await?,
        kept,
        evidence: HashMap::new(),
        system: None,
        level1: None,
        level2: None,
        poams: HashMap::new(),
        requests: HashMap::new(),
        tasks: HashMap::new(),
    };
    let at = scene.env.now() + TimeDelta::minutes(40);
    scene.goes_on(tx, at, FOUNDER)?;
    scene.system = Some(program::describe_in(tx, scope, system()?).await?);
    Ok(scene)
}

/// A text of our own files that must be well formed.
fn read<T>(parsed: Result<T, String>) -> Result<T> {
    parsed.map_err(|problem| Error::Internal(anyhow::anyhow!("a file of the demonstration: {problem}")))
}

async fn people(tx: &mut Tx, org: OrgId) -> Result<Keys<UserId>> {
    let mut people = HashMap::new();
    for person in &COMPANY.people {
        let email = read(Email::parse(&person.email))?;
        let known = accounts::account_of(tx, &email).await?.map(|known| known.id);
        let name = read(Line::parse(&person.name, ""))?;
        let id = match known {
            Some(id) => id,
            None => {
                let id = UserId(tx.env().new_id());
                let new = NewPerson { id, email: email.clone(), name, password_hash: None };
                accounts::create_person_in(tx, &new).await?;
                id
            }
        };
        let role = read(Role::parse(&person.role).ok_or_else(|| format!("no role {}", person.role)))?;
        accounts::add_member_in(tx, org, id, &email, role).await?;
        people.insert(person.key.as_str(), id);
    }
    Ok(people)
}

fn system() -> Result<NewSystem> {
    Ok(NewSystem {
        name: read(Line::parse(&COMPANY.system.name, ""))?,
        cage_codes: read(program::cage_codes(&COMPANY.system.cage_codes))?,
        scope: read(Paragraph::parse(&COMPANY.system.scope))?,
    })
}
