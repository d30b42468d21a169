//! Everything that can go wrong with a request, in words that know nothing of HTTP.

use super::Problems;
use sqlx::{
    error::DatabaseError,
    postgres::{PgDatabaseError, PgSeverity},
};

/// What a fallible function of ours gives back.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something could not be done. The texts of `Forbidden`, `Conflict` and `TooLarge` are for people.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in.
    #[error("not signed in")]
    Unauthenticated,
    /// The organisation wants a second factor of this person, and their session has none.
    #[error("a second factor is needed")]
    SecondFirst,
    /// The person used a factor too long ago for what they want to do now.
    #[error("to be confirmed")]
    ConfirmFirst,
    /// The person may see this but not do that.
    #[error("{0}")]
    Forbidden(String),
    /// The form did not prove that it came from our own page.
    #[error("the form has expired")]
    Forged,
    /// It is not there, or not for this person's eyes: the same answer for both.
    #[error("not found")]
    NotFound,
    /// The organisation does without it.
    #[error("{0} is switched off")]
    SwitchedOff(&'static str),
    /// The form has problems.
    #[error("the form has problems: {0:?}")]
    Invalid(Problems),
    /// The request cannot be read at all.
    #[error("{0}")]
    Malformed(String),
    /// Somebody else changed it meanwhile, or its state does not allow this.
    #[error("{0}")]
    Conflict(String),
    /// The same form was carried out before; its result is at this address.
    #[error("already done")]
    AlreadyDone(String),
    /// More bytes than allowed.
    #[error("{0}")]
    TooLarge(String),
    /// Too many tries.
    #[error("too many tries")]
    TooMany {
        /// How long to wait, in seconds.
        retry_after_s: u64,
    },
    /// The database or the blob store does not answer, or too much is asked at once.
    #[error("not available: {0}")]
    Unavailable(String),
    /// A mistake of ours.
    #[error("something went wrong on our side")]
    Internal(#[source] anyhow::Error),
}

impl Error {
    /// One problem with one field of a form.
    pub fn invalid(field: &'static str, text: impl Into<String>) -> Self {
        Self::Invalid(Problems::from([(field, text.into())]))
    }

    /// Turns the breach of the unique constraint on `columns` (as `table.column`, the last one will do)
    /// into a problem with `field`; any other error stays what it is.
    #[must_use]
    pub fn on_taken(self, index: &str, field: &'static str, text: &str) -> Self {
        match self {
            Self::Internal(cause) if names_constraint(&cause, index) => Self::invalid(field, text),
            other => other,
        }
    }

    /// What went wrong where nothing is written: that it may not be is a mistake of ours there, and does not pass.
    pub fn while_reading(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(cause) if ["8", "25006"].contains(&&*cause.code().unwrap_or_default()) => {
                Self::Internal(error.into())
            }
            _ => error.into(),
        }
    }

    /// Whether a row was refused for what it says: it is no row of this table, or what it refers to is not there.
    /// Anything else, such as a full disk, says nothing against the row.
    pub fn is_of_the_row(&self) -> bool {
        use sqlx::error::ErrorKind as Kind;
        let Self::Internal(cause) = self else { return false };
        match cause.downcast_ref::<sqlx::Error>() {
            None => true,
            Some(sqlx::Error::Database(refusal)) => matches!(
                refusal.kind(),
                Kind::ForeignKeyViolation | Kind::NotNullViolation | Kind::CheckViolation
            ),
            Some(_) => false,
        }
    }
}

/// SQLite says `table.column, …`; PostgreSQL names the constraint `table_column_…_key`.
fn names_constraint(cause: &anyhow::Error, column: &str) -> bool {
    let Some(sqlx::Error::Database(error)) = cause.downcast_ref::<sqlx::Error>() else { return false };
    let words = column.replace('.', "_");
    let (table, last) = column.split_once('.').unwrap_or((column, ""));
    error.is_unique_violation()
        && (error.message().contains(column)
            || error.constraint().is_some_and(|name| {
                name.contains(&words) || (name.starts_with(table) && name.contains(last))
            }))
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        match &error {
            E::RowNotFound => Self::NotFound,
            E::PoolTimedOut | E::PoolClosed | E::Io(_) | E::Tls(_) | E::WorkerCrashed => {
                Self::Unavailable(error.to_string())
            }
            // A proxy whose database is gone takes the connection and hangs up.
            E::Protocol(_) => Self::Unavailable(error.to_string()),
            E::Database(cause) if is_passing(&cause.code().unwrap_or_default()) || is_closed(&**cause) => {
                Self::Unavailable(error.to_string())
            }
            _ => Self::Internal(error.into()),
        }
    }
}

/// Faults of the moment: an SQLite file that is busy, full, not to be read or only to be read; a PostgreSQL that
/// starts, stops or is full, where something took too long, that ended one of two units of work that waited for each
/// other, that may only be read because another took its place, or that lets nobody in.
fn is_passing(code: &str) -> bool {
    let sqlite = code.parse::<u32>().map(|code| code & 0xff);
    match code.len() {
        5 => {
            ["57P", "08", "53"].iter().any(|class| code.starts_with(class))
                || ["55P03", "57014", "40P01", "40001", "25006", "3D000", "28000", "28P01"].contains(&code)
        }
        _ => matches!(sqlite, Ok(5 | 6 | 8 | 10 | 13 | 14)),
    }
}

/// Whether this PostgreSQL database takes no connection just now. With the same code it says that a statement came at
/// the wrong time, which is a mistake of ours and ends no connection.
fn is_closed(cause: &(dyn DatabaseError + 'static)) -> bool {
    let told = cause.try_downcast_ref::<PgDatabaseError>();
    told.is_some_and(|told| told.code() == "55000" && told.severity() == PgSeverity::Fatal)
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl From<minijinja::Error> for Error {
    fn from(error: minijinja::Error) -> Self {
        Self::Internal(anyhow::anyhow!("{error:#}"))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::is_passing;

    #[test]
    fn what_passes_by_itself_is_told_from_what_is_wrong() {
        // Stopping, gone, too many, renamed, replaced by a standby, another password.
        let of_postgres = ["57P01", "08006", "53300", "3D000", "25006", "28P01", "28000"];
        // Busy, full, only to be read, moved, in a folder that is.
        let of_sqlite = ["5", "261", "13", "8", "264", "1032", "1544"];
        let wrong = ["23505", "42P01", "22P02", "42501", "55000", "1", "19", "2067", ""];

        assert_eq!(of_postgres.map(is_passing), [true; 7]);
        assert_eq!(of_sqlite.map(is_passing), [true; 7]);
        assert_eq!(wrong.map(is_passing), [false; 9]);
    }
}
