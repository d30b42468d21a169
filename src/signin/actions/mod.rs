//! What happens at the door. Nothing here knows of HTTP.

mod admit;
mod asked;
mod change;
mod codes;
mod confirm;
mod enter;
mod import;
mod join;
mod kept;
mod links;
mod mail_code;
mod peppers;
mod providers;
mod reset;
mod rules;
mod second;
mod sweep;
mod totp;

pub use admit::admit;
pub use asked::{KIND, answer, ask_for_reset};
pub use change::*;
pub use codes::*;
pub use confirm::*;
pub use enter::*;
pub use import::*;
pub use join::*;
pub use kept::*;
pub use links::*;
pub use mail_code::send_mail_code;
pub use peppers::*;
pub use providers::*;
pub use reset::{Resetting, reset_password, resetting};
pub use rules::*;
pub use second::*;
pub use sweep::*;
pub use totp::*;
