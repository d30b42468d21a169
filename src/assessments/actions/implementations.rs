use crate::access::{Access, AssignRequirements, EditImplementations};
use crate::assessments::{
    model::{AssessmentId, Event, Implementation, Practice, picture::Picture},
    store,
};
use crate::kernel::{Error, Result, db::Db, id::UserId};

/// Writes how a requirement is met. `Err(Conflict)` if somebody else was faster.
pub async fn write(
    db: &Db,
    access: &Access<EditImplementations>,
    picture: &Picture,
    requirement: &str,
    version: i64,
    practice: Practice,
) -> Result<Implementation> {
    picture.line(requirement).ok_or(Error::NotFound)?;
    let (id, practice) = (picture.assessment.id, practice.check()?);
    let mut tx = db.begin(access.actor()).await?;
    store::get(&mut tx, access.scope(), id).await?.open()?;
    let before = access.own(store::implementation(&mut tx, access.scope(), id, requirement).await?)?;
    let (then, now) = (before.clone(), tx.now());
    let written = before.map(|implementation| implementation.written(practice, now));
    if says_the_same(&then, &written) {
        return Ok(then);
    }
    if then.version != version {
        return Err(Error::Conflict("Somebody else changed this requirement meanwhile.".into()));
    }
    store::save_implementation(&mut tx, access.scope(), id, &written).await?;
    tx.commit(access.scope().org(), Event::Written(id, &then, &written)).await?;
    Ok(written.into_inner())
}

fn says_the_same(a: &Implementation, b: &Implementation) -> bool {
    (a.status, &a.narrative, a.review_days, a.reviewed_on, a.partial_case, &a.claim.as_ref().map(|c| &c.0))
        == (b.status, &b.narrative, b.review_days, b.reviewed_on, b.partial_case, &b.claim.as_ref().map(|c| &c.0))
}

/// Gives requirements an owner, or takes it away; those that have that owner already are left alone.
/// Gives back how many changed.
pub async fn assign(
    db: &Db,
    access: &Access<AssignRequirements>,
    picture: &Picture,
    requirements: &[String],
    owner: Option<UserId>,
) -> Result<usize> {
    let name = match owner {
        None => "",
        Some(id) => &picture.members.iter().find(|member| member.id == id).ok_or(Error::NotFound)?.name,
    };
    let (id, org) = (picture.assessment.id, access.scope().org());
    let mut tx = db.begin(access.actor()).await?;
    store::get(&mut tx, access.scope(), id).await?.open()?;
    let mut assigned = Vec::new();
    for requirement in requirements {
        let line = picture.line(requirement).ok_or(Error::NotFound)?;
        if line.owner.as_ref().map(|member| member.id) != owner {
            store::assign(&mut tx, access.scope(), id, requirement, owner).await?;
            assigned.push((requirement, line.owner.as_ref().map_or("", |member| &member.name)));
        }
    }
    let Some((last, rest)) = assigned.split_last() else { return Ok(0) };
    for (requirement, before) in rest {
        tx.record(org, Event::Assigned(id, requirement, before, name)).await?;
    }
    tx.commit(org, Event::Assigned(id, last.0, last.1, name)).await?;
    Ok(assigned.len())
}

/// Puts a requirement on the POA&M, or takes it off. Whether the regulation allows it was asked before.
pub async fn set_poam(
    db: &Db,
    access: &Access<EditImplementations>,
    picture: &Picture,
    requirement: &str,
    is_on: bool,
) -> Result<()> {
    picture.line(requirement).ok_or(Error::NotFound)?;
    let id: AssessmentId = picture.assessment.id;
    let mut tx = db.begin(access.actor()).await?;
    store::get(&mut tx, access.scope(), id).await?.open()?;
    let owned = access.own(store::implementation(&mut tx, access.scope(), id, requirement).await?)?;
    if owned.is_on_poam == is_on {
        return Ok(());
    }
    store::set_poam(&mut tx, access.scope(), id, requirement, is_on).await?;
    tx.commit(access.scope().org(), Event::Poam(id, requirement, is_on)).await
}
