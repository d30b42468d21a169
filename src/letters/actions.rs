//! Looking at letters that could not be sent, sending them again, and choosing the words of letters.

use super::{
    model::{Event, Kept},
    store,
};
use crate::access::{Access, ManagePeople, ManageSettings};
use crate::jobs::{JobId, Parked};
use crate::kernel::{Error, Result, db::Db};
use crate::mail::{self, Amendable, Wording};

/// The organisation's letters that could not be sent, the last first.
pub async fn parked(db: &Db, access: &Access<ManagePeople>) -> Result<Vec<Parked>> {
    mail::parked(&mut db.read().await?, access.scope().org()).await
}

/// Has a letter sent again; gives back to whom. `Conflict` if the link in it no longer works.
pub async fn send_again(db: &Db, access: &Access<ManagePeople>, id: JobId) -> Result<String> {
    let letters = parked(db, access).await?;
    let letter = letters.into_iter().find(|letter| letter.id == id).ok_or(Error::NotFound)?;
    let tx = access.begin(db).await?;
    if letter.expires_at.is_some_and(|at| at <= tx.now()) {
        return Err(Error::Conflict(
            "The link in this letter no longer works, so it is not sent again. Start anew instead: a new \
             invitation, for example."
                .into(),
        ));
    }
    mail::send_again(tx, access.scope().org(), id).await
}

/// The letters for which the organisation has had words of its own.
pub async fn kept(db: &Db, access: &Access<ManageSettings>) -> Result<Vec<Kept>> {
    store::all(&mut db.read().await?, access.scope()).await
}

/// The same of one letter; version 0 if there never were any.
pub async fn kept_for(db: &Db, access: &Access<ManageSettings>, letter: &Amendable) -> Result<Kept> {
    let found = store::get(&mut db.read().await?, access.scope(), letter.name).await?;
    Ok(found.unwrap_or_else(|| Kept::none(letter.name)))
}

/// Writes a letter in other words, or in Muster's again, over the version that the person saw. Letters that were
/// asked for before keep theirs.
pub async fn reword(
    db: &Db,
    access: &Access<ManageSettings>,
    letter: &Amendable,
    wording: Option<Wording>,
    version: i64,
) -> Result<()> {
    let (mut tx, scope) = (access.begin(db).await?, access.scope());
    access.prove_again(&mut tx).await?;
    let before = store::get(&mut tx, scope, letter.name).await?;
    let before = before.unwrap_or_else(|| Kept::none(letter.name));
    let after = Kept::of(letter.name, wording, version + 1);
    if before.version != version || store::put(&mut tx, scope, &after).await? == 0 {
        return Err(Error::Conflict("Somebody else changed these words meanwhile.".into()));
    }
    tx.commit(scope.org(), Event::Reworded { before: &before, after: &after }).await
}
