//! The web shell: how a request becomes a handler's arguments, and how an answer becomes a page,
//! a fragment or a redirect. Knows nothing of compliance.

pub mod assets;
pub mod compress;
pub mod cookies;
pub mod csrf;
pub mod csv;
pub mod errors;
pub mod flash;
pub mod forms;
pub mod headers;
pub mod keys;
pub mod limits;
pub mod misfit;
pub mod outgoing;
pub mod pager;
pub mod qr;
pub mod received;
pub mod requests;
pub mod routes;
pub mod server;
pub mod shell;
pub mod templates;
pub mod ui;
pub mod upload;
