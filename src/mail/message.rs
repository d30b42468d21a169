//! From words to the bytes that travel: RFC 5322, with a plain and an HTML part.

use super::render::{Written, one_line};
use crate::jobs::JobId;
use crate::kernel::env::Timestamp;
use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
};

/// Whom letters come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender(Mailbox);

impl Sender {
    /// Reads `muster@example.com` or `Muster <muster@example.com>`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// The part of the address after the @.
    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl std::fmt::Display for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What is on the outside of a letter.
pub(super) struct Outside<'a> {
    pub id: JobId,
    pub from: &'a Sender,
    pub to: &'a str,
    pub to_name: &'a str,
    pub at: Timestamp,
}

/// The letter as it travels. Every try gives the same bytes, so that a mail server that got it twice can tell.
/// None if the address is not one that mail servers know.
pub(super) fn compose(outside: &Outside<'_>, written: &Written) -> Option<Message> {
    let Outside { id, from, to, to_name, at } = outside;
    let to: Address = to.parse().ok()?;
    let name = Some(one_line(to_name)).filter(|name| !name.is_empty());
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    let parts = MultiPart::alternative()
        .boundary(format!("letter-{}", id.0.simple()))
        .singlepart(SinglePart::plain(written.text.clone()))
        .singlepart(SinglePart::html(written.html.clone()));
    Message::builder()
        .from(from.0.clone())
        .to(Mailbox::new(name, to))
        .subject(one_line(&written.subject))
        .date((*at).into())
        .message_id(Some(format!("<{id}@{}>", from.domain())))
        .raw_header(HeaderValue::new(automatic, "auto-generated".into()))
        .multipart(parts)
        .ok()
}
