//! Letters that never arrived: an administrator sees what the mail server said, and has them sent again. In
//! development, where letters stay in a folder, also a page to read them.

mod actions;
mod pages;

pub use pages::routes;
