//! What happens at the door. Nothing here knows of HTTP.

mod enter;

pub use enter::*;
