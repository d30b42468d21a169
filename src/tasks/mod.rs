//! Tasks: what somebody is to do until a day, about a requirement, an objective or a piece of evidence. Where a
//! reviewer is named, a second person confirms that it is done. What repeats comes again when it is closed.

mod actions;
mod model;
mod pages;
mod program;
mod store;

pub use actions::{all, change_in, given, keep_given};
pub use model::{About, Dated, Given, Priority, Repeat, State, Task, TaskId, Terms, split};
pub use pages::routes;
pub use program::{add_in, comment_in, confirm_in, done_in, reopen_in};
