//! Letters: what Muster writes to people by e-mail. A letter is asked for in the transaction of the change it
//! tells of, written from the templates in `mail/<name>/`, and sent by a job, so that nobody waits for a mail
//! server and nothing is lost when it is down. Without a mail server, development keeps letters in a folder.

mod folder;
mod letter;
mod message;
mod post;
mod render;
mod smtp;

pub use folder::Kept;
pub use letter::{Letter, parked, send_again, send_in};
pub use message::Sender;
pub use post::{KIND, Post, Way};
pub use render::Written;
pub use smtp::{Login, Smtp, Tls};
