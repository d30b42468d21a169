//! Questions about the database itself: is it well, does it know every statement, what does it look like.

use super::{Db, Pools};
use crate::kernel::Result;
use serde::Serialize;
use std::time::Instant;

/// How the database is.
#[derive(Debug, Serialize)]
pub struct Health {
    /// Which one it is.
    pub kind: &'static str,
    /// How long a question and its answer took, in milliseconds.
    pub latency_ms: f64,
    /// Open connections that read, and how many of them wait for work.
    pub readers: (u32, usize),
    /// Open connections that write, and how many of them wait for work.
    pub writers: (u32, usize),
}

impl Db {
    /// Asks the database something trivial and takes the time.
    pub async fn health(&self) -> Result<Health> {
        let start = Instant::now();
        let mut conn = self.read().await?;
        let _: (i64,) =
            sql! { fetch_one, &mut conn, "select count(*) from organisations where version < 0" }?;
        drop(conn);
        let latency_ms = (start.elapsed().as_secs_f64() * 100_000.0).round() / 100.0;
        Ok(match &self.pools {
            Pools::Sqlite { reader, writer } => {
                Health { kind: "SQLite", latency_ms, readers: reader.size(), writers: writer.size() }
            }
            Pools::Postgres { reader, writer } => Health {
                kind: "PostgreSQL",
                latency_ms,
                readers: (reader.size(), reader.num_idle()),
                writers: (writer.size(), writer.num_idle()),
            },
        })
    }

    /// Asks the running database to parse `sql` without running it.
    pub async fn check(&self, sql: &'static str) -> Result<(), sqlx::Error> {
        use sqlx::{Executor, SqlSafeStr};
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                writer.borrow().await?.prepare(sql.into_sql_str()).await.map(drop)
            }
            Pools::Postgres { writer, .. } => {
                writer.acquire().await?.prepare(sql.into_sql_str()).await.map(drop)
            }
        }
    }

    /// Columns of every table as `table.column`, with `null` where it may be, for the parity test.
    pub async fn columns(&self) -> Result<Vec<(String,)>, sqlx::Error> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                sqlx::query_as(
                    "select m.name || '.' || c.name || case when c.\"notnull\" = 1 then '' else ' null' end
                     from sqlite_master m join pragma_table_info(m.name) c
                     where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\'
                       and m.name not like 'sqlite%'
                     order by 1",
                )
                .fetch_all(&mut *writer.borrow().await?)
                .await
            }
            Pools::Postgres { writer, .. } => {
                sqlx::query_as(
                    "select line from (
                        select table_name || '.' || column_name
                            || case when is_nullable = 'NO' then '' else ' null' end as line
                        from information_schema.columns
                        where table_schema = current_schema() and table_name not like '\\_sqlx%'
                     ) lines order by line collate \"C\"",
                )
                .fetch_all(writer)
                .await
            }
        }
    }
}
