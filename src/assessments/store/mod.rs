//! Statements over systems, assessments, findings, implementations and drafts.

mod assessments;
mod findings;
mod implementations;
mod picture;
mod poams;
mod points;
mod program;
mod requirements;
mod systems;

pub use assessments::{
    Head, Named, complete, copy_findings, copy_implementations, get, insert, kin, latest_open, list, names,
    reopen, update,
};
pub use findings::{
    Opened, all_findings, decided_at, drop_draft, keep_draft, of_requirement, open, save_finding,
};
pub use implementations::{
    all_implementations, assign, assigned_at, implementation, owners, save_claim, save_implementation,
    save_review,
};
pub use picture::{OPEN_MAX, OpenRow, Row, rows, rows_of_open};
pub use poams::{copy_poams, is_on_poam};
pub use points::{add_point, points};
pub use program::{put_finding, put_implementation};
pub use requirements::{OpenedRequirement, open_requirement};
pub use systems::{add_system, system, system_names, systems, update_system};
