//! The statements of the catalogue.

pub mod bodies;
pub mod imports;
pub mod requirements;
pub mod write;
