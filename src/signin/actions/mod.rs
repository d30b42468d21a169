//! What happens at the door. Nothing here knows of HTTP.

mod change;
mod enter;
mod join;
mod kept;
mod links;
mod sweep;

pub use change::*;
pub use enter::*;
pub use join::*;
pub use kept::*;
pub use links::*;
pub use sweep::*;
