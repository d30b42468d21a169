//! How somebody comes in: set-up, password, one-time link; sessions, and the forms kept for those whose
//! session ended while they were writing.

pub mod actions;
mod agent;
mod codes;
pub mod guess;
mod identify;
mod keep;
mod known;
mod model;
mod pages;
mod passkeys;
pub mod password;
mod providers;
mod settings;
mod store;
pub mod totp;

pub use actions::rules_of;
pub use agent::in_words as browser_in_words;
pub use identify::identify;
pub use keep::keep_forms;
pub use known::{Known, remember_browsers};
pub use model::{Admission, Browser, Life, Proof, Rules, Vouched, Way};
pub use pages::routes;
pub use passkeys::Passkeys;
pub use password::{Cost, Hashing, Password};
pub use providers::Providers;
pub use settings::Settings;
