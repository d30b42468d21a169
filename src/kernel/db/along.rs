//! Statements whose answer nobody needs before their unit of work ends wait for its last line and go with it. On
//! SQLite a trip to the database costs more than most statements do. PostgreSQL runs each at once.

use sqlx::{Arguments, AssertSqlSafe, Error, Execute, Sqlite, query::Query, sqlite::SqliteArguments};
use std::fmt::Write;

/// Statements in one text, and what they are about.
#[doc(hidden)]
pub type Asked = Query<'static, Sqlite, SqliteArguments>;

/// How many may wait.
const WAITING_MAX: usize = 16;

/// What waits, if anything does, and how many statements that is.
#[derive(Default)]
pub(super) struct Along(Option<Asked>, usize);

impl Along {
    /// Lets `asked` wait; it begins with what has waited before. Answers whether more should not wait.
    pub fn waits(&mut self, asked: Asked) -> bool {
        (self.0, self.1) = (Some(asked), self.1 + 1);
        self.1 == WAITING_MAX
    }

    /// What waits, to be run.
    pub fn take(&mut self) -> Option<Asked> {
        self.1 = 0;
        self.0.take()
    }

    /// `sql` behind all that waits, in one text.
    pub fn then(&mut self, sql: &'static str) -> Result<Asked, Error> {
        let Some(mut waiting) = self.0.take() else { return Ok(sqlx::query(sql)) };
        let arguments = waiting.take_arguments().map_err(Error::Encode)?.unwrap_or_default();
        let text = format!("{}; {}", waiting.sql().as_str(), renumbered(sql, arguments.len()));
        Ok(sqlx::query_with(AssertSqlSafe(text), arguments))
    }
}

/// `sql` with parameters that begin behind the first `before`.
fn renumbered(sql: &str, before: usize) -> String {
    let mut pieces = sql.split('$');
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let rest = piece.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let written = match piece[..piece.len() - rest.len()].parse::<usize>() {
            Ok(number) => write!(text, "${}{rest}", number + before),
            Err(_) => write!(text, "${piece}"),
        };
        written.expect("a text takes whatever is written");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_stands_before_what_follows_with_parameters_of_its_own() {
        let mut along = Along::default();
        assert_eq!(
            along.then("delete from a where b = $1").unwrap().sql().as_str(),
            "delete from a where b = $1"
        );

        let first = along.then("delete from a where b = $1").unwrap().bind(7);
        along.waits(first);
        let second = along.then("insert into c values ($1, $2)").unwrap().bind(None::<i64>).bind("$1");
        along.waits(second);
        let mut all = along.then("update d set e = $2 where f = $10 and g ->> '$.h' = $1; commit").unwrap();

        assert!(along.take().is_none());
        assert_eq!(all.take_arguments().unwrap().unwrap().len(), 3);
        let text = "delete from a where b = $1; insert into c values ($2, $3); update d set e = $5 where f = $13 and \
                    g ->> '$.h' = $4; commit";
        assert_eq!(all.sql().as_str(), text);
    }
}
