//! What the trail says about letters that lead to an account: a new password, a new organisation.

use crate::kernel::{audit::Entry, id::UserId, text::Email};
use serde_json::json;

/// What happened by a letter.
pub enum LetterEvent<'a> {
    /// Somebody said that they forgot the password of an address.
    ResetAsked {
        /// The address.
        email: &'a Email,
        /// The account of that address, if it may come in.
        user: Option<UserId>,
        /// With what.
        agent: &'a str,
        /// Whether a letter was sent: not to nobody, and not too often.
        is_sent: bool,
    },
    /// Somebody set a new password by a link in a mail.
    PasswordReset {
        /// Who.
        user: UserId,
        /// With what.
        agent: &'a str,
    },
    /// Somebody wants to begin an organisation.
    RegistrationAsked {
        /// With which address.
        email: &'a Email,
        /// Whether it has an account already.
        is_known: bool,
        /// With what.
        agent: &'a str,
        /// Whether a letter was sent: not too often.
        is_sent: bool,
    },
    /// Somebody began one.
    Registered {
        /// Who.
        user: UserId,
        /// With which address.
        email: &'a Email,
    },
}

impl From<LetterEvent<'_>> for Entry {
    fn from(event: LetterEvent<'_>) -> Self {
        let of = |user: UserId| format!("user:{user}");
        let (action, subject, detail) = match event {
            LetterEvent::ResetAsked { email, user, agent, is_sent } => (
                "password.reset_asked",
                user.map_or_else(|| "user:unknown".to_owned(), of),
                json!({ "email": email, "browser": agent, "letter": is_sent }),
            ),
            LetterEvent::PasswordReset { user, agent } => {
                ("password.reset", of(user), json!({ "by": "mail", "browser": agent }))
            }
            LetterEvent::RegistrationAsked { email, is_known, agent, is_sent } => (
                "registration.asked",
                "installation".to_owned(),
                json!({ "email": email, "known": is_known, "browser": agent, "letter": is_sent }),
            ),
            LetterEvent::Registered { user, email } => {
                ("registration.done", of(user), json!({ "email": email }))
            }
        };
        Entry { action, subject, detail }
    }
}
