//! Systems and assessments: describing, starting, changing, copying.

use crate::access::{Access, Includes, ManageAssessments, Read, RightName, Scope};
use crate::accounts;
use crate::assessments::{
    model::{Assessment, AssessmentId, Event, NewAssessment, NewSystem, System, SystemId, Terms},
    store,
};
use crate::evidence;
use crate::kernel::{
    Error, Result,
    db::{Db, Tx},
    id::UserId,
    text::Line,
};
use crate::organisations;

/// All systems of the organisation.
pub async fn systems(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Vec<System>> {
    store::systems(&mut db.read().await?, access.scope()).await
}

/// One of them.
pub async fn system(db: &Db, access: &Access<impl Includes<Read>>, id: SystemId) -> Result<System> {
    store::system(&mut db.read().await?, access.scope(), id).await
}

/// The system of a new assessment.
pub enum On {
    /// One that is described already.
    Known(SystemId),
    /// One that is described with it.
    New(NewSystem),
}

/// The key that lets a form through once, and where the organisation's pages are.
#[derive(Clone, Copy, Debug)]
pub struct Once<'a> {
    /// The key of the form.
    pub key: &'a str,
    /// `/o/contoso`
    pub here: &'a str,
}

/// Changes the description of a system over `version`.
pub async fn change_system(
    db: &Db,
    access: &Access<ManageAssessments>,
    id: SystemId,
    version: i64,
    new: NewSystem,
) -> Result<System> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let before = store::system(&mut tx, access.scope(), id).await?;
    let NewSystem { name, cage_codes, scope } = new;
    // Two that are called alike since before can be described still.
    if folded(name.as_str()) != folded(before.name.as_str()) {
        is_another_name(&mut tx, access.scope(), Some(id), &name).await?;
    }
    let after = System { id, name, cage_codes, scope, version };
    store::update_system(&mut tx, access.scope(), &after).await?;
    tx.commit(access.scope().org(), Event::SystemChanged(&before, &after)).await?;
    Ok(after)
}

/// Starts an assessment of a system.
pub async fn start(
    db: &Db,
    access: &Access<ManageAssessments>,
    on: On,
    new: NewAssessment,
    once: Once<'_>,
) -> Result<Assessment> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let id = begin(&mut tx, access, once).await?;
    let started = start_in(&mut tx, access.scope(), id, on, new).await?;
    tx.commit(access.scope().org(), Event::Started(&started)).await?;
    Ok(started)
}

/// Starts an assessment inside a unit of work that has more to do; the line in the trail is the caller's.
pub async fn start_in(
    tx: &mut Tx,
    scope: Scope,
    id: AssessmentId,
    on: On,
    new: NewAssessment,
) -> Result<Assessment> {
    let system = match on {
        On::Known(system) => store::system(tx, scope, system).await?,
        On::New(new) => {
            is_another_name(tx, scope, None, &new.name).await?;
            add_system_in(tx, scope, new).await?
        }
    };
    let NewAssessment { level, terms: Terms { title, lead_id, level2_status, level2_score } } = new;
    can_lead(tx, scope, lead_id).await?;
    let started = Assessment {
        id,
        system_id: system.id,
        system: system.name,
        title,
        level,
        lead_id,
        level2_status,
        level2_score,
        copied_from: None,
        completed_on: None,
        completed_name: String::new(),
        result: None,
        version: 1,
        created_at: tx.now(),
    };
    store::insert(tx, scope, &started).await?;
    Ok(started)
}

/// The id of an assessment that is being made, unless the form was carried out before.
async fn begin(tx: &mut Tx, access: &Access<ManageAssessments>, once: Once<'_>) -> Result<AssessmentId> {
    let id = AssessmentId(tx.env().new_id());
    let location = format!("{}/assessments/{id}", once.here);
    organisations::once(tx, access.scope(), once.key, &location).await?;
    Ok(id)
}

/// Describes a system, with its line in the trail.
pub async fn add_system_in(tx: &mut Tx, scope: Scope, new: NewSystem) -> Result<System> {
    let NewSystem { name, cage_codes, scope: words } = new;
    let system = System { id: SystemId(tx.env().new_id()), name, cage_codes, scope: words, version: 1 };
    let now = tx.now();
    store::add_system(tx, scope, &system, now).await?;
    tx.record(scope.org(), Event::SystemAdded(&system)).await?;
    Ok(system)
}

/// A system is called as no other is: nobody could tell them apart in a list. `id` is its own, if it has one yet.
async fn is_another_name(tx: &mut Tx, scope: Scope, id: Option<SystemId>, name: &Line) -> Result<()> {
    let others = store::system_names(tx, scope).await?;
    let alike =
        |(other, known): &(SystemId, String)| Some(*other) != id && folded(known) == folded(name.as_str());
    match others.into_iter().find(alike) {
        None => Ok(()),
        Some((_, known)) => {
            let told = match id {
                None => format!(
                    "There is a system called \"{known}\" already. Choose it under System, or call the new one \
                     something else."
                ),
                Some(_) => {
                    format!("Another system is called \"{known}\" already. Call this one something else.")
                }
            };
            Err(Error::invalid("name", told))
        }
    }
}

/// A name without what people overlook. Blanks at its ends it has not.
fn folded(name: &str) -> String {
    name.to_lowercase()
}

/// Only an active member of the organisation leads who can complete an assessment.
async fn can_lead(tx: &mut Tx, scope: Scope, lead: Option<UserId>) -> Result<()> {
    let Some(lead) = lead else { return Ok(()) };
    let told = match accounts::colleague(tx, scope, lead).await? {
        Some(person) if person.may(RightName::ManageAssessments) => return Ok(()),
        Some(person) => {
            format!(
                "{} cannot complete an assessment here, and so cannot lead one. Choose somebody else.",
                person.name
            )
        }
        None => "Choose somebody who is an active member of this organisation.".to_owned(),
    };
    Err(Error::invalid("lead", told))
}

/// Changes title, lead and the Level 2 status held, over `version`.
pub async fn change(
    db: &Db,
    access: &Access<ManageAssessments>,
    id: AssessmentId,
    version: i64,
    terms: Terms,
) -> Result<()> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let before = store::get(&mut tx, access.scope(), id).await?;
    before.open()?;
    if before.terms() == terms {
        return Ok(());
    }
    let Terms { title, lead_id, level2_status, level2_score } = terms;
    if lead_id != before.lead_id {
        can_lead(&mut tx, access.scope(), lead_id).await?;
    }
    let after = Assessment { title, lead_id, level2_status, level2_score, version, ..before.clone() };
    store::update(&mut tx, access.scope(), &after).await?;
    tx.commit(access.scope().org(), Event::Changed(&before, &after)).await
}

/// Copies an assessment into a new one of the same system and level: owners and narratives are kept, links to
/// evidence and open items of the POA&M too, and results are marked to be confirmed.
pub async fn copy(
    db: &Db,
    access: &Access<ManageAssessments>,
    from: AssessmentId,
    title: Line,
    once: Once<'_>,
) -> Result<Assessment> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let id = begin(&mut tx, access, once).await?;
    let old = store::get(&mut tx, access.scope(), from).await?;
    let lead = match old.lead_id {
        Some(lead) => accounts::colleague(&mut tx, access.scope(), lead).await?,
        None => None,
    };
    let lead_id = lead.filter(|person| person.may(RightName::ManageAssessments)).map(|person| person.id);
    let copy = Assessment {
        id,
        title,
        lead_id,
        copied_from: Some(from),
        completed_on: None,
        completed_name: String::new(),
        result: None,
        version: 1,
        created_at: tx.now(),
        ..old
    };
    store::insert(&mut tx, access.scope(), &copy).await?;
    store::copy_implementations(&mut tx, access.scope(), from, id).await?;
    store::copy_findings(&mut tx, access.scope(), from, id).await?;
    evidence::copy_links_in(&mut tx, access.scope(), from.0, id.0).await?;
    store::copy_poams(&mut tx, access.scope(), from, id).await?;
    tx.commit(access.scope().org(), Event::Started(&copy)).await?;
    Ok(copy)
}
