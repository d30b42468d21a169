//! Letters that never arrived: an administrator sees what the mail server said, and has them sent again. And the words
//! of letters, which an organisation can choose. In development, where letters stay in a folder, also a page to read
//! them.

mod actions;
mod model;
mod pages;
mod store;

pub use pages::routes;
