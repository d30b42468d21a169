//! What can be done with tasks.

mod flow;
mod many;
mod put;
mod read;
mod tell;
mod write;

pub use flow::{confirm, done, reopen};
pub use many::{Change, change_many};
pub use put::{all, change_in, given, keep_given};
pub use read::{Place, list, mine, of_person, one, people, place};
pub use write::{change, comment, create};
