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
/// SQLite in the same text: there each trip costs more than most questions.
#[macro_export]
macro_rules! sql {
    (execute, $tx:expr, $sql:literal $([$also:literal if $is_so:expr])? $(, $arg:expr)* $(,)?) => {{
        $crate::sql!(@note $sql);
        let text = $crate::sql!(@text $sql $([$also if $is_so])?);
        match $crate::kernel::db::Tx::write($tx) {
            $crate::kernel::db::Handle::Sqlite(c) =>
                $crate::kernel::db::answered(sqlx::query(text)$(.bind($arg))*.execute(c)).await
                .map(|done| done.rows_affected()),
            $crate::kernel::db::Handle::Postgres(c) =>
                $crate::kernel::db::answered(sqlx::query($sql)$(.bind($arg))*.execute(c)).await
                .map(|done| done.rows_affected()),
        }.map_err($crate::kernel::Error::from)
    }};
    ($verb:ident, $conn:expr, $([$also:literal if $is_so:expr])? $sql:literal $(, $arg:expr)* $(,)?) => {{
        $crate::sql!(@note $sql);
        let text = $crate::sql!(@text $([$also if $is_so])? $sql);
        let conn: &mut $crate::kernel::db::Conn = $conn;
        let answer = match conn.read() {
            $crate::kernel::db::Handle::Sqlite(c) =>
                $crate::kernel::db::answered(sqlx::query_as(text)$(.bind($arg))*.$verb(c)).await,
            $crate::kernel::db::Handle::Postgres(c) =>
                $crate::kernel::db::answered(sqlx::query_as($sql)$(.bind($arg))*.$verb(c)).await,
        };
        conn.told(answer)
    }};
    (@note $sql:literal) => {
        inventory::submit! { $crate::kernel::db::Statement { sql: $sql, at: (file!(), line!()) } }
    };
    (@text $sql:literal) => { $sql };
    (@text [$before:literal if $is_so:expr] $sql:literal) => { if $is_so { concat!($before, $sql) } else { $sql } };
    (@text $sql:literal [$after:literal if $is_so:expr]) => { if $is_so { concat!($sql, $after) } else { $sql } };
}
