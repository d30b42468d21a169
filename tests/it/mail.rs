//! Letters: how they look, how they travel, and what happens when the mail server does not want them.

mod letters;
mod smtp;
