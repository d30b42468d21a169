//! What is done with reminders.

mod handed_back;
mod news;
mod own;
mod remind;
mod rules;

pub use handed_back::tell_handed_back;
pub use news::tell_in;
pub use own::{list, prefer, preference, read, read_all};
pub use remind::{Sent, preview, remind, remind_now};
pub use rules::{change_rules, rules};
