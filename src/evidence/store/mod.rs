//! The tables `evidence`, `evidence_links` and `evidence_validity`.

pub mod asked;
pub mod forecast;
pub mod frozen;
pub mod items;
pub mod links;
pub mod list;
pub mod offers;
pub mod validity;
pub mod versions;
