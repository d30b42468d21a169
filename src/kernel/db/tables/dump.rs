//! Everything in a database as it is at one instant, while others go on writing.

use super::{Column, Kind, Table, catalogue};
use crate::kernel::{
    Error, Result,
    db::{Conn, Db, Handle, Pools, conn::Inner},
    env::{Day, Timestamp},
};
use anyhow::Context;
use chrono::SecondsFormat;
use futures_util::{StreamExt, stream::BoxStream};
use serde_json::{Map, Value};
use sqlx::{ColumnIndex, Decode, QueryBuilder, Row, Type, postgres::PgRow, sqlite::SqliteRow, types::Json};
use uuid::Uuid;

/// One row: column name → value, in the form that both databases read.
pub type Record = Map<String, Value>;

/// A view of the whole database that does not change while it is read.
pub struct Dump {
    conn: Conn,
    tables: Vec<Table>,
}

impl Db {
    /// Opens a view of everything in the database as it is now.
    pub async fn dump(&self) -> Result<Dump> {
        let inner = match &self.pools {
            Pools::Sqlite { reader, .. } => Inner::Sqlite(reader.begin("begin").await?),
            Pools::Postgres { reader, .. } => {
                let mut tx = reader.begin_with("begin isolation level repeatable read, read only").await?;
                // A large table takes longer than any page may.
                sqlx::query("set local statement_timeout = 0").execute(&mut *tx).await?;
                Inner::PostgresTx(tx)
            }
        };
        let mut conn = Conn::new(inner, self.statements.clone());
        let tables = catalogue::tables(&mut conn).await?;
        Ok(Dump { conn, tables })
    }
}

impl Dump {
    /// The connection that sees everything as it was, to ask other questions of it.
    pub fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// All tables, each after those it refers to.
    pub fn tables(&self) -> Vec<Table> {
        self.tables.clone()
    }

    /// The rows of `table`, by its primary key.
    pub fn rows<'a>(&'a mut self, table: &'a Table) -> BoxStream<'a, Result<Record>> {
        let (columns, key) = (table.columns_listed(), table.key_listed());
        let select = format!("select {columns} from \"{}\" order by {key}", table.name);
        match self.conn.read() {
            Handle::Sqlite(conn) => {
                let query = sqlx::query(QueryBuilder::<sqlx::Sqlite>::new(select).into_sql());
                query.fetch(conn).map(|row| sqlite_record(&row?, table)).boxed()
            }
            Handle::Postgres(conn) => {
                let query = sqlx::query(QueryBuilder::<sqlx::Postgres>::new(select).into_sql());
                query.fetch(conn).map(|row| postgres_record(&row?, table)).boxed()
            }
        }
    }
}

pub(super) fn sqlite_record(row: &SqliteRow, table: &Table) -> Result<Record> {
    record(table, |at, column| match column.kind {
        Kind::Bytes => get(row, at, |bytes: Vec<u8>| hex::encode(bytes).into()),
        Kind::Text => get(row, at, |text: String| text.into()),
        Kind::Integer => get(row, at, |number: i64| number.into()),
        Kind::Boolean => get(row, at, |yes: bool| yes.into()),
        other => Err(anyhow::anyhow!("SQLite has no {other:?}").into()),
    })
}

pub(super) fn postgres_record(row: &PgRow, table: &Table) -> Result<Record> {
    record(table, |at, column| match column.kind {
        Kind::Uuid => get(row, at, |id: Uuid| id.simple().to_string().into()),
        Kind::Bytes => get(row, at, |bytes: Vec<u8>| hex::encode(bytes).into()),
        Kind::Text => get(row, at, |text: String| text.into()),
        Kind::Integer => get(row, at, |number: i64| number.into()),
        Kind::Boolean => get(row, at, |yes: bool| yes.into()),
        Kind::Instant => {
            get(row, at, |at: Timestamp| at.to_rfc3339_opts(SecondsFormat::AutoSi, false).into())
        }
        Kind::Day => get(row, at, |day: Day| day.to_string().into()),
        Kind::Json => get(row, at, |json: Json<Value>| json.0.to_string().into()),
    })
}

fn record(table: &Table, value: impl Fn(usize, &Column) -> Result<Value>) -> Result<Record> {
    let pair = |(at, column): (usize, &Column)| {
        let value = value(at, column).map_err(|error| in_column(error, table, column))?;
        Ok((column.name.clone(), value))
    };
    table.columns.iter().enumerate().map(pair).collect()
}

fn in_column(error: Error, table: &Table, column: &Column) -> Error {
    match error {
        Error::Internal(cause) => cause.context(format!("{}.{}", table.name, column.name)).into(),
        other => other,
    }
}

/// The value at `at` in words of JSON; null stays null.
fn get<'r, R, T>(row: &'r R, at: usize, into: impl Fn(T) -> Value) -> Result<Value>
where
    R: Row,
    usize: ColumnIndex<R>,
    T: Decode<'r, R::Database> + Type<R::Database>,
{
    let value: Option<T> = row.try_get(at).context("cannot be read").map_err(Error::from)?;
    Ok(value.map_or(Value::Null, into))
}
