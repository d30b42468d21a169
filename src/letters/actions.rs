//! Looking at letters that could not be sent, and sending them again.

use crate::access::{Access, ManagePeople};
use crate::jobs::{JobId, Parked};
use crate::kernel::{Error, Result, db::Db};
use crate::mail;

/// The organisation's letters that could not be sent, the last first.
pub async fn parked(db: &Db, access: &Access<ManagePeople>) -> Result<Vec<Parked>> {
    mail::parked(&mut db.read().await?, access.scope().org()).await
}

/// Has a letter sent again; gives back to whom. `Conflict` if the link in it no longer works.
pub async fn send_again(db: &Db, access: &Access<ManagePeople>, id: JobId) -> Result<String> {
    let letters = parked(db, access).await?;
    let letter = letters.into_iter().find(|letter| letter.id == id).ok_or(Error::NotFound)?;
    let tx = db.begin(access.actor()).await?;
    if letter.expires_at.is_some_and(|at| at <= tx.now()) {
        return Err(Error::Conflict(
            "The link in this letter no longer works, so it is not sent again. Start anew instead: a new \
             invitation, for example."
                .into(),
        ));
    }
    mail::send_again(tx, access.scope().org(), id).await
}
