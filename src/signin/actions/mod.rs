//! What happens at the door. Nothing here knows of HTTP.

mod change;
mod enter;
mod import;
mod join;
mod kept;
mod links;
mod peppers;
mod sweep;

pub use change::*;
pub use enter::*;
pub use import::*;
pub use join::*;
pub use kept::*;
pub use links::*;
pub use peppers::*;
pub use sweep::*;
