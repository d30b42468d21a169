//! What is said about each error: in words, and when to come back.

use crate::kernel::Error;
use poem::http::StatusCode;

/// In how many seconds it is worth trying again, where that is known.
pub fn retry_after(error: Option<&Error>) -> Option<u64> {
    match error {
        Some(Error::TooMany { retry_after_s }) => Some(*retry_after_s),
        Some(Error::Unavailable(_)) => Some(5),
        _ => None,
    }
}

/// A heading, and what happened and what to do next.
pub fn words(status: StatusCode, error: Option<&Error>) -> (String, String) {
    let (heading, text) = match error {
        Some(Error::Forbidden(why)) => ("You may not do that here", why.clone()),
        Some(Error::Forged) => (
            "This form has expired",
            "It was opened before you signed in, or it did not come from this site. Nothing was changed. Go back, \
             copy what you typed, reload the page and send it again.".into(),
        ),
        Some(Error::SwitchedOff(what)) => (
            "Your organisation does without this",
            format!(
                "{what}: switched off, so there is nothing at this address. What was kept is kept. An administrator \
                 of your organisation can switch it on, in the settings under “Features”."
            ),
        ),
        Some(Error::Conflict(why)) => ("This is not possible as things stand", why.clone()),
        Some(Error::TooLarge(why)) => ("That is too large", why.clone()),
        Some(Error::Malformed(why)) => ("That could not be read", why.clone()),
        Some(Error::Invalid(problems)) => ("There is a problem", problems.words()),
        Some(Error::TooMany { retry_after_s }) => (
            "Too many tries",
            format!("For your safety this waits a while. Try again in {}.", duration(*retry_after_s)),
        ),
        Some(Error::Unavailable(_)) => (
            "Not available just now",
            "The database or the file store does not answer, or too much is asked of it at once. Nothing was \
             changed. Wait a few seconds and try again; it recovers by itself.".into(),
        ),
        _ => by_status(status),
    };
    (heading.to_owned(), text)
}

fn by_status(status: StatusCode) -> (&'static str, String) {
    match status {
        StatusCode::NOT_FOUND => (
            "There is nothing here",
            "This address leads nowhere, or to something that is not yours to see. Check it, or go back to a \
             page you know.".into(),
        ),
        StatusCode::METHOD_NOT_ALLOWED => (
            "This address works another way",
            "It cannot be used like this. Go back and use the link or the button of the page.".into(),
        ),
        status if status.is_client_error() => (
            "That could not be read",
            "The request is not one that this address understands. Go back, reload the page and try again.".into(),
        ),
        _ => (
            "Something went wrong on our side",
            "Nothing was changed. Try again; if it happens again, tell your administrator the number below.".into(),
        ),
    }
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..=1 => "1 second".into(),
        2..=119 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
