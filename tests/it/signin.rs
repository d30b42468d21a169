//! Signing in and out, sessions, links of the console, and the forms kept for whoever comes back.

mod address;
mod confirm;
mod devices;
mod door;
mod factors;
mod guesses;
mod in_line;
mod kept;
mod letters;
mod links;
mod mail_codes;
mod misfit;
mod not_me;
mod passkeys;
mod password;
mod providers;
mod registration;
mod rescue;
mod reset;
mod rules;
mod second;
mod sessions;
mod taken_over;
