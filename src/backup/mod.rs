//! One archive that holds everything an installation cannot lose, made while people work; and the way back out
//! of it, into a place where nobody is yet, with every byte proved. The rows are written so that a backup made on
//! SQLite can be restored into PostgreSQL and the other way round: it is also how one moves between them.

mod archive;
mod make;
mod manifest;
mod restore;
mod room;
mod store;

pub use make::{Made, backup};
pub use manifest::{FORMAT, Head};
pub use restore::{Restored, restore, restore_unless};
