//! Takes all rows out of tables, also out of those that let nobody take any out, and leaves them as strict as they
//! were. For a place that is about to be filled from a backup, and for nothing else.

use super::Table;
use crate::kernel::{
    Result,
    db::{Conn, Handle, Tx},
};
use sqlx::{PgConnection, Postgres, QueryBuilder, Sqlite, SqliteConnection};

impl Tx {
    /// Takes all rows out of `tables`, which stand in an order in which each comes after those it refers to. No chain
    /// is held after that.
    pub async fn clear(&mut self, tables: &[Table]) -> Result<()> {
        for table in tables.iter().rev() {
            if !Conn::is_empty(self, table).await? {
                match self.write() {
                    Handle::Sqlite(conn) => clear_sqlite(conn, &table.name).await?,
                    Handle::Postgres(conn) => clear_postgres(conn, &table.name).await?,
                }
            }
        }
        self.heads.clear();
        Ok(())
    }
}

/// SQLite cannot switch a trigger off, so each is made again in its own words.
async fn clear_sqlite(conn: &mut SqliteConnection, table: &str) -> Result<(), sqlx::Error> {
    let triggers: Vec<(String, String)> =
        sqlx::query_as("select name, sql from sqlite_master where type = 'trigger' and tbl_name = $1")
            .bind(table)
            .fetch_all(&mut *conn)
            .await?;
    let drops = triggers.iter().map(|(name, _)| format!("drop trigger \"{name}\""));
    let deletion = format!("delete from \"{table}\"");
    let words = triggers.iter().map(|(_, words)| words.clone());
    for statement in drops.chain([deletion]).chain(words) {
        sqlx::query(QueryBuilder::<Sqlite>::new(statement).into_sql()).execute(&mut *conn).await?;
    }
    Ok(())
}

/// A table without triggers is left as it is: to change it would wait for whoever waits for the chain that is held.
async fn clear_postgres(conn: &mut PgConnection, table: &str) -> Result<(), sqlx::Error> {
    let strict = sqlx::query("select 1 from pg_trigger where tgrelid = to_regclass($1) and not tgisinternal");
    let is_strict = strict.bind(table).fetch_optional(&mut *conn).await?.is_some();
    let switch = |way: &str| is_strict.then(|| format!("alter table \"{table}\" {way} trigger user"));
    let statements = [switch("disable"), Some(format!("delete from \"{table}\"")), switch("enable")];
    for statement in statements.into_iter().flatten() {
        sqlx::query(QueryBuilder::<Postgres>::new(statement).into_sql()).execute(&mut *conn).await?;
    }
    Ok(())
}
