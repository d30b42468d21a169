//! Signing in and out, sessions, links of the console, and the forms kept for whoever comes back.

mod door;
mod kept;
mod links;
mod password;
mod sessions;
mod taken_over;
