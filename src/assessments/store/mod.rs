//! Statements over systems, assessments, findings, implementations and drafts.

mod assessments;
mod findings;
mod implementations;
mod picture;
mod systems;

pub use assessments::{Head, complete, copy_findings, copy_implementations, get, insert, latest, list, reopen, update};
pub use findings::{drop_draft, draft, finding, keep_draft, save_finding};
pub use implementations::{assign, implementation, save_implementation, set_poam};
pub use picture::{Row, rows};
pub use systems::{add_system, system, systems, update_system};
