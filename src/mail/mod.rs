//! Letters: what Muster writes to people by e-mail. A letter is asked for in the transaction of the change it tells
//! of, written from the templates in `mail/<name>/`, and sent by a job, so that nobody waits for a mail server and
//! nothing is lost when it is down. An organisation may word some of its letters itself; the words are those of the
//! moment at which a letter is asked for, so that each try to send it gives the same bytes. Without a mail server,
//! development keeps letters in a folder.

mod folder;
mod letter;
mod message;
mod post;
mod render;
mod smtp;
mod wording;

pub use folder::Kept;
pub use letter::{Letter, parked, send_again, send_in};
pub use message::Sender;
pub use post::{KIND, Post, Preview, Way};
pub use render::Written;
pub use smtp::{Login, Smtp, Tls};
pub use wording::{AMENDABLE, Amendable, Bit, Wording};
