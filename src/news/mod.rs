//! News: what somebody is told because somebody else did something. They stand in one's list of reminders, whether
//! there is a mail server or not, and come by letter as one chose. Nobody is told what they did themselves.

mod actions;
mod model;
mod store;

pub use actions::{tell_all_in, tell_in, tell_now_in};
pub use model::{KIND, Mail, News};
