//! `sql!`: a statement that is known at compile time, runs on both databases and is listed for the tests.

/// A statement of the program, and where it stands. A test prepares each one on both databases.
pub struct Statement {
    /// Its text.
    pub sql: &'static str,
    /// Its file and line.
    pub at: (&'static str, u32),
}
inventory::collect!(Statement);

/// Runs a literal statement: `sql! { fetch_one, conn, "select …", $1, $2 }?`. The verbs are sqlx's own;
/// `execute` wants a `Tx` and gives the number of rows. What stands in brackets before or after a statement goes to
/// SQLite in the same text: there each trip costs more than most questions. For the same reason a statement of the
/// verb `along` waits for the last line of its unit of work, so that nothing behind it may ask what it did.
#[macro_export]
macro_rules! sql {
    (execute, $tx:expr, $sql:literal $(, $arg:expr)* $(,)?) => {
        $crate::sql!(execute, $tx, $sql ["" if false] $(, $arg)*)
    };
    (execute, $tx:expr, $sql:literal [$last:literal if $is_last:expr] $(, $arg:expr)* $(,)?) => {{
        $crate::sql!(@note $sql);
        let asked = match $is_last {
            true => $crate::kernel::db::Tx::then($tx, concat!($sql, $last)),
            false => Ok(sqlx::query($sql)),
        };
        match ($crate::kernel::db::Tx::write($tx), asked) {
            ($crate::kernel::db::Handle::Sqlite(c), Ok(asked)) =>
                $crate::kernel::db::answered(asked$(.bind($arg))*.execute(c)).await
                .map(|done| done.rows_affected()),
            ($crate::kernel::db::Handle::Postgres(c), Ok(_)) =>
                $crate::kernel::db::answered(sqlx::query($sql)$(.bind($arg))*.execute(c)).await
                .map(|done| done.rows_affected()),
            (_, Err(error)) => Err(error),
        }.map_err($crate::kernel::Error::from)
    }};
    (along, $tx:expr, $sql:literal $(, $arg:expr)* $(,)?) => {{
        $crate::sql!(@note $sql);
        match $crate::kernel::db::Tx::write($tx) {
            $crate::kernel::db::Handle::Sqlite(_) => match $crate::kernel::db::Tx::then($tx, $sql) {
                Ok(asked) => $crate::kernel::db::Tx::waits($tx, asked$(.bind($arg))*).await,
                Err(error) => Err(error),
            },
            $crate::kernel::db::Handle::Postgres(c) =>
                $crate::kernel::db::answered(sqlx::query($sql)$(.bind($arg))*.execute(c)).await.map(drop),
        }.map_err($crate::kernel::Error::from)
    }};
    ($verb:ident, $conn:expr, $([$first:literal if $is_first:expr])? $sql:literal $(, $arg:expr)* $(,)?) => {{
        $crate::sql!(@note $sql);
        let text = $crate::sql!(@text $([$first if $is_first])? $sql);
        match $crate::kernel::db::Conn::read($conn) {
            $crate::kernel::db::Handle::Sqlite(c) =>
                $crate::kernel::db::answered(sqlx::query_as(text)$(.bind($arg))*.$verb(c)).await,
            $crate::kernel::db::Handle::Postgres(c) =>
                $crate::kernel::db::answered(sqlx::query_as($sql)$(.bind($arg))*.$verb(c)).await,
        }.map_err($crate::kernel::Error::from)
    }};
    (@note $sql:literal) => {
        inventory::submit! { $crate::kernel::db::Statement { sql: $sql, at: (file!(), line!()) } }
    };
    (@text $sql:literal) => { $sql };
    (@text [$first:literal if $is_first:expr] $sql:literal) => {
        if $is_first { concat!($first, $sql) } else { $sql }
    };
}
