//! What can be done with requests.

mod ask;
mod change;
mod give;
mod read;
mod renew;
mod tell;

pub use ask::{add_in, ask};
pub use change::{move_due, send_link, withdraw};
pub use give::{Said, choose, find_link, give};
pub use read::{assessments, former, list, mine, of_person, offers, one, people, seen, taking};
pub use renew::renew_due;
pub use tell::tell_returned;
