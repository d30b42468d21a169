//! Evidence: what the assessments ask of it, and its pages.

mod links;
