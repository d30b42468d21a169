//! Providers, the people they vouch for, journeys to them, and what the trail says about it.

mod event;
mod journey;
mod provider;

pub use event::Event;
pub use journey::*;
pub use provider::*;
