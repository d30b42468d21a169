//! Writing how a requirement is met, giving it an owner.

use super::{Applied, history};
use crate::access::{Access, AssignRequirements, EditImplementations, Owners};
use crate::assessments::{
    model::{Cause, Claim, Event, Implementation, Practice, picture::Picture},
    store,
};
use crate::kernel::{Error, Result, audit::Entry, db::Db, id::UserId};
use crate::organisations;
use std::collections::{BTreeMap, BTreeSet};

/// How an attempt to write ended.
pub enum Written {
    /// It stands so now.
    Saved,
    /// Somebody else was faster: this is what they wrote.
    Overtaken(Box<Implementation>),
}

/// Writes how a requirement is met. Writing again what already stands has no effect and is no conflict.
pub async fn write(
    db: &Db,
    access: &Access<EditImplementations>,
    picture: &Picture,
    requirement: &str,
    version: i64,
    practice: Practice,
) -> Result<Written> {
    picture.line(requirement).ok_or(Error::NotFound)?;
    let (id, practice) = (picture.assessment.id, practice.check(db.env().today())?);
    let mut tx = access.begin(db).await?;
    store::get(&mut tx, access.scope(), id).await?.open()?;
    let before = access.own(store::implementation(&mut tx, access.scope(), id, requirement).await?)?;
    let practice = keeping_claim(practice, before.claim.as_ref().map(|kept| &kept.0))?;
    let (then, now) = (before.clone(), tx.now());
    let written = before.map(|implementation| implementation.written(practice, now));
    if says_the_same(&then, &written) {
        return Ok(Written::Saved);
    }
    if then.version != version {
        return Ok(Written::Overtaken(Box::new(then)));
    }
    let was = history::look(&mut tx, access.scope(), id).await?;
    store::save_implementation(&mut tx, access.scope(), id, &written).await?;
    let cause = Cause { action: "implementation.written", requirement, objective: "", result: "" };
    history::keep_since(&mut tx, access.scope(), &was, cause).await?;
    tx.commit(access.scope().org(), Event::Written(id, &then, &written)).await?;
    Ok(Written::Saved)
}

/// An operational plan of action and an exception have forms of their own: writing about the practice keeps them.
fn keeping_claim(practice: Practice, kept: Option<&Claim>) -> Result<Practice> {
    match kept.filter(|kept| kept.is_registered()) {
        Some(_) if practice.claim.is_some() => {
            Err(Error::invalid("claim", "Another claim is recorded for this requirement. End that first."))
        }
        Some(kept) => Ok(Practice { claim: Some(kept.clone()), ..practice }),
        None => Ok(practice),
    }
}

/// A requirement of somebody's.
pub struct Theirs {
    /// Its owner.
    pub owner: Option<UserId>,
}

impl Owners for Theirs {
    const NOT_YOURS: &'static str = Implementation::NOT_YOURS;
    const NOBODYS: &'static str = Implementation::NOBODYS;
    fn owners(&self) -> Vec<Option<UserId>> {
        vec![self.owner]
    }
}

fn says_the_same(a: &Implementation, b: &Implementation) -> bool {
    (a.status, &a.narrative, a.review_months, a.reviewed_on, a.partial_case, &a.claim.as_ref().map(|c| &c.0))
        == (
            b.status,
            &b.narrative,
            b.review_months,
            b.reviewed_on,
            b.partial_case,
            &b.claim.as_ref().map(|c| &c.0),
        )
}

/// Who answers for what from now on.
pub struct Assigning<'a> {
    /// For which requirements.
    pub requirements: BTreeSet<&'a str>,
    /// Who; none is nobody.
    pub owner: Option<UserId>,
    /// The owners that the caller was shown.
    pub seen: BTreeMap<&'a str, Option<UserId>>,
}

/// Gives requirements an owner, or takes it away; those that have that owner already are left alone, even if nobody
/// would choose them now. Where another than the one that was shown has one of them meanwhile, nothing changes. `once`
/// is the form's key and where a second form with the same key is sent.
pub async fn assign(
    db: &Db,
    access: &Access<AssignRequirements>,
    picture: &Picture,
    Assigning { requirements, owner, seen }: &Assigning<'_>,
    once: (&str, &str),
) -> Result<Applied> {
    let (id, scope, owner) = (picture.assessment.id, access.scope(), *owner);
    let mut tx = access.begin(db).await?;
    organisations::once(&mut tx, scope, once.0, once.1).await?;
    store::get(&mut tx, scope, id).await?.open()?;
    let owners = store::owners(&mut tx, scope, id).await?;
    let mut entries: Vec<Entry> = Vec::new();
    for requirement in requirements {
        picture.line(requirement).ok_or(Error::NotFound)?;
        let before = owners.get(*requirement);
        let holder = before.map(|(holder, _)| *holder);
        if holder == owner {
            continue;
        }
        if seen.get(requirement).is_some_and(|shown| *shown != holder) {
            return Ok(Applied::Outdated);
        }
        let chosen = owner.map(|id| picture.owner(id)).transpose();
        let chosen = chosen.map_err(|why_not| Error::invalid("owner", why_not))?;
        store::assign(&mut tx, scope, id, requirement, owner).await?;
        let was = before.map(|(holder, name)| (*holder, name.as_str()));
        let now = chosen.map(|member| (member.id, member.name.as_str()));
        entries.push(Event::Assigned(id, requirement, was, now).into());
    }
    let (changed, now) = (entries.len(), tx.now());
    if let Some(last) = entries.pop() {
        tx.record_all(scope.org(), entries).await?;
        tx.commit(scope.org(), last).await?;
    }
    Ok(Applied::Done(changed, now))
}
