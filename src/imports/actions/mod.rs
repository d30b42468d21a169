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
};
use crate::kernel::{Error, Result};

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
