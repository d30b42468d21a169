//! What is done with reminders.

mod own;
mod remind;
mod rules;

pub use own::{list, prefer, preference, read, read_all};
pub use remind::{Sent, preview, remind, remind_now};
pub use rules::{change_rules, rules};
