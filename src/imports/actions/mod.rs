//! Taking files in, looking at what they would do, and carrying them out.

mod apply;
mod look;
mod pack;
mod progress;
mod send;

pub use apply::{Asked, KIND, ask, run};
pub use look::{Choice, batch, choose, columns, last, look_again, map, shown};
pub use progress::Progress;
pub use send::{Sent, replace, send};

use super::{
    model::{Batch, State, mapping::Mapping},
    read::{Book, Page},
    store,
};
use crate::access::Scope;
use crate::assessments::Picture;
use crate::exchange::Table;
use crate::kernel::{
    Error, Result,
    audit::Actor,
    db::{Chore, Db},
};

/// What is said where nobody knows more.
const NOT_CARRIED_OUT: &str = "It could not be carried out. Nothing was changed.";

/// Lets go of files that nobody went on with, and gives those that wait for a job that is gone back to people.
pub async fn sweep(db: &Db, scope: Scope) -> Result<()> {
    let mut tx = db.begin(Actor::program()).await?;
    store::sweep(&mut tx, scope).await?;
    store::give_up_forgotten(&mut tx, scope, KIND, NOT_CARRIED_OUT).await?;
    tx.commit_chore(Chore::Sweep).await
}

/// Fails with words if rows of this table cannot come in any more, whatever they say. Items that are on the POA&M are
/// worked on after the assessment is completed; new ones are refused row by row.
fn still_open(table: Table, picture: &Picture) -> Result<()> {
    match table {
        Table::Requirements | Table::Objectives => picture.assessment.open(),
        Table::Poams | Table::Evidence | Table::Tasks => Ok(()),
    }
}

/// Does what takes long where no other page waits for it.
async fn in_peace<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|fault| Error::Internal(fault.into()))?
}

/// The sheet of a workbook that is read; an empty table where there is none.
fn page<'a>(book: &'a Book, mapping: &Mapping) -> Result<&'a Page> {
    book.pages.get(mapping.sheet).ok_or(Error::NotFound)
}

/// Fails unless its columns were told.
fn previewed(batch: &Batch) -> Result<()> {
    match batch.state {
        State::Columns => Err(Error::Conflict("Say first what the columns of this file mean.".into())),
        _ => batch.open(),
    }
}
