//! The tables `evidence` and `evidence_links`.

pub mod items;
pub mod links;
pub mod list;
pub mod offers;
