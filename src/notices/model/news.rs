//! What somebody is told at once, because somebody else did something.

use super::Mail;

/// The kind of news that something came back from a review.
pub const RETURNED: &str = "returned";

/// Something that somebody is told.
#[derive(Debug)]
pub struct News {
    /// What it is, in a line.
    pub title: String,
    /// Where there is something to do, below the organisation's pages.
    pub path: String,
    /// The letter about it.
    pub letter: &'static str,
    /// What the letter says.
    pub data: serde_json::Map<String, serde_json::Value>,
}

/// Whoever is told.
#[derive(Debug, sqlx::FromRow)]
pub struct Reader {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// How they want to be told.
    pub mail: Mail,
}
