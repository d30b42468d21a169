//! For how long each kind of evidence is valid.

use super::super::{
    model::{Event, Validity},
    store::validity as store,
};
use crate::access::{Access, Includes, ManageSettings, Read};
use crate::kernel::{Error, Result, db::Db};

/// What the organisation says.
pub async fn validity(db: &Db, access: &Access<impl Includes<Read>>) -> Result<Validity> {
    store::get(&mut db.read().await?, access.scope()).await
}

/// Says something else, over the version that was seen. What was added before keeps its day.
pub async fn change_validity(db: &Db, access: &Access<ManageSettings>, wanted: Validity) -> Result<()> {
    let mut tx = access.begin(db).await?;
    access.prove_again(&mut tx).await?;
    let scope = access.scope();
    let before = store::get(&mut tx, scope).await?;
    if before.version != wanted.version {
        return Err(Error::Conflict("Somebody else changed these days meanwhile.".into()));
    }
    let after = Validity { version: wanted.version + 1, ..wanted };
    store::put(&mut tx, scope, &after).await?;
    tx.commit(scope.org(), Event::ValidityChanged { before: &before, after: &after }).await
}
