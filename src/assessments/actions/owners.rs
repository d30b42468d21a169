//! Taking back that many requirements were given an owner.

use crate::access::{Access, AssignRequirements};
use crate::assessments::{
    model::{Event, UNDO, picture::Picture},
    store,
};
use crate::kernel::{Error, Result, audit::Entry, db::Db, env::Timestamp, id::UserId};
use crate::organisations;
use serde::Deserialize;

/// What came of it.
#[derive(Default)]
pub struct OwnersBack {
    /// How many requirements have the owner again that they had before, or none.
    pub taken: usize,
    /// What stays, because whoever had it before cannot answer for it now.
    pub gone: Vec<String>,
    /// What stays, because it was changed since, and who did that, where it is known.
    pub changed: Vec<(String, Option<String>)>,
}

/// What the trail says of an owner that was given.
#[derive(Deserialize)]
struct Given {
    requirement: String,
    before: String,
    after: String,
    owner_before: Option<UserId>,
    owner_after: Option<UserId>,
}

/// Takes back the owners that the caller gave at that instant, as far as nobody changed them since, for ten minutes.
/// Where nothing is left nothing is done. Sent twice it leads to `location`.
pub async fn take_owners_back(
    db: &Db,
    access: &Access<AssignRequirements>,
    picture: &Picture,
    at: Timestamp,
    location: &str,
) -> Result<OwnersBack> {
    let (id, scope, user) = (picture.assessment.id, access.scope(), access.user());
    let mut tx = access.begin(db).await?;
    let key = format!("undo-owners-{}-{}", user.0.simple(), at.timestamp_micros());
    organisations::once(&mut tx, scope, &key, location).await?;
    store::get(&mut tx, scope, id).await?.open()?;
    if tx.now() - at > UNDO {
        let why = "Owners that were given can be taken back for ten minutes. Set the owners again instead.";
        return Err(Error::Conflict(why.to_owned()));
    }
    let owners = store::owners(&mut tx, scope, id).await?;
    let (mut entries, mut back) = (Vec::<Entry>::new(), OwnersBack::default());
    for (detail, changed_by) in store::assigned_at(&mut tx, scope, (id, user), at).await? {
        let Ok(given) = serde_json::from_str::<Given>(&detail) else { continue };
        let holder = owners.get(&given.requirement).map(|(holder, _)| *holder);
        if changed_by.is_some() || holder != given.owner_after {
            back.changed.push((given.requirement, changed_by));
            continue;
        }
        if given.owner_before.is_some_and(|who| picture.owner(who).is_err()) {
            back.gone.push(given.requirement);
            continue;
        }
        store::assign(&mut tx, scope, id, &given.requirement, given.owner_before).await?;
        let was = given.owner_after.map(|who| (who, given.after.as_str()));
        let now = given.owner_before.map(|who| (who, given.before.as_str()));
        entries.push(Event::AssignmentUndone(id, &given.requirement, was, now).into());
    }
    back.taken = entries.len();
    if let Some(last) = entries.pop() {
        tx.record_all(scope.org(), entries).await?;
        tx.commit(scope.org(), last).await?;
    }
    Ok(back)
}
