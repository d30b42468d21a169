//! Whether the program and its database are well: for load balancers, monitors and the person on call.

mod actions;
mod model;
mod pages;
mod store;

pub use pages::routes;
