//! People who come from another program and keep their passwords: its hashes are taken over, and each is replaced
//! by one of ours when its owner signs in.

use super::super::{password::kept_form, store};
use crate::access::Role;
use crate::accounts::{self, NewPerson};
use crate::kernel::{
    Error, Result,
    audit::{Actor, Entry},
    db::{Db, Tx},
    id::{OrgId, UserId},
    text::{Email, Line},
};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;

/// More people than this come in several files.
const PEOPLE_MAX: usize = 10_000;

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// People who had no account here.
    pub made: usize,
    /// People with an account, who belong to the organisation now; their password stays what it is.
    pub joined: usize,
    /// People who belonged to it already.
    pub skipped: usize,
}

/// A line of the file.
#[derive(Deserialize)]
struct Row {
    email: String,
    name: String,
    role: String,
    #[serde(default)]
    password_hash: String,
}

struct Comer {
    email: Email,
    name: Line,
    role: Role,
    password_hash: Option<String>,
}

/// Takes the people of a CSV file with the columns `email`, `name`, `role` and `password_hash` into `org`: all of
/// them, or with the first mistakes by line nobody. Without a hash somebody comes in by a one-time link.
pub async fn import_people(db: &Db, org: OrgId, csv: &str) -> Result<Imported, Vec<String>> {
    let people = read(csv)?;
    take_in(db, org, people).await.map_err(|error| match error {
        Error::Invalid(problems) => problems.into_iter().map(|(_, text)| text).collect(),
        other => vec![other.to_string()],
    })
}

fn read(csv: &str) -> Result<Vec<Comer>, Vec<String>> {
    let (mut people, mut mistakes, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv.as_bytes());
    for (at, row) in reader.deserialize::<Row>().enumerate() {
        let told = match row {
            Ok(row) => parse(row),
            Err(error) => Err(error.to_string()),
        };
        match told {
            Ok(comer) if !seen.insert(comer.email.to_string()) => {
                mistakes.push(format!("Line {}: {} is there twice.", at + 2, comer.email));
            }
            Ok(comer) => people.push(comer),
            Err(problem) => mistakes.push(format!("Line {}: {problem}", at + 2)),
        }
    }
    if people.len() > PEOPLE_MAX {
        mistakes.push(format!("There are more than {PEOPLE_MAX} people. Make several files."));
    }
    if people.is_empty() && mistakes.is_empty() {
        mistakes.push("There is nobody in it. The first line names the columns.".into());
    }
    if mistakes.is_empty() { Ok(people) } else { Err(mistakes) }
}

fn parse(row: Row) -> Result<Comer, String> {
    let email = Email::parse(&row.email)?;
    let name = Line::parse(&row.name, "The name is missing.")?;
    let words = Role::ALL.map(Role::word).join(", ");
    let role = Role::parse(&row.role).ok_or(format!("The role is none of {words}."))?;
    let password_hash = match row.password_hash.as_str() {
        "" => None,
        // The hash itself is not repeated: it may stand on somebody's screen.
        text => Some(kept_form(text).ok_or("The hash of the password is in no form that is known here.")?),
    };
    Ok(Comer { email, name, role, password_hash })
}

async fn take_in(db: &Db, org: OrgId, people: Vec<Comer>) -> Result<Imported> {
    let mut tx = db.begin_alone(Actor::console(), org).await?;
    let mut done = Imported::default();
    for comer in people {
        take_in_one(&mut tx, org, comer, &mut done).await?;
    }
    let entry = Entry {
        action: "people.imported",
        subject: format!("organisation:{org}"),
        detail: json!({ "made": done.made, "joined": done.joined, "skipped": done.skipped }),
    };
    tx.commit(org, entry).await?;
    Ok(done)
}

async fn take_in_one(tx: &mut Tx, org: OrgId, comer: Comer, done: &mut Imported) -> Result<()> {
    let Comer { email, name, role, password_hash } = comer;
    let user = match accounts::account_of(tx, &email).await? {
        Some(known) if store::is_member(tx, org, known.id).await? => {
            done.skipped += 1;
            return Ok(());
        }
        Some(known) => {
            done.joined += 1;
            known.id
        }
        None => {
            done.made += 1;
            let person =
                NewPerson { id: UserId(tx.env().new_id()), email: email.clone(), name, password_hash };
            accounts::create_person_in(tx, &person).await?;
            person.id
        }
    };
    accounts::add_member_in(tx, org, user, &email, role).await
}
