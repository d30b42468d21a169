//! The catalogue's values, the published vectors, and what holds for every assessment whatever was found.

mod properties;
mod values;
mod vectors;
