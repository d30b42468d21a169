//! Sessions, factors, links and kept forms in the database.

mod accounts;
mod addresses;
mod attempts;
mod codes;
mod devices;
mod guesses;
mod identities;
mod kept;
mod links;
mod passkeys;
mod peppers;
mod providers;
mod resets;
mod rules;
mod sessions;
mod standing;
mod totps;
mod wishes;

pub use accounts::*;
pub use addresses::*;
pub use attempts::*;
pub use codes::*;
pub use devices::*;
pub use guesses::*;
pub use identities::*;
pub use kept::*;
pub use links::*;
pub use passkeys::*;
pub use peppers::*;
pub use providers::*;
pub use resets::*;
pub use rules::*;
pub use sessions::*;
pub use standing::*;
pub use totps::*;
pub use wishes::*;
