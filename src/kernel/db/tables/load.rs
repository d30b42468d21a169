//! Rows out of a backup into an empty database.

use super::{Column, Kind, Table, catalogue, dump::Record};
use crate::kernel::{
    Result,
    db::{Conn, Handle, Tx},
    env::{Day, Timestamp},
};
use anyhow::{Context, bail, ensure};
use serde_json::Value;
use sqlx::{Database, Postgres, QueryBuilder, Sqlite};
use uuid::Uuid;

impl Conn {
    /// All tables, each after those it refers to.
    pub async fn tables(&mut self) -> Result<Vec<Table>> {
        catalogue::tables(self).await
    }

    /// Whether `table` has no row.
    pub async fn is_empty(&mut self, table: &Table) -> Result<bool> {
        let select = format!("select cast(1 as bigint) from \"{}\" limit 1", table.name);
        let found: Option<(i64,)> = match self.read() {
            Handle::Sqlite(conn) => {
                let select = QueryBuilder::<Sqlite>::new(select).into_sql();
                sqlx::query_as(select).fetch_optional(conn).await?
            }
            Handle::Postgres(conn) => {
                let select = QueryBuilder::<Postgres>::new(select).into_sql();
                sqlx::query_as(select).fetch_optional(conn).await?
            }
        };
        Ok(found.is_none())
    }
}

impl Tx {
    /// Puts one row into `table`. It must have a value for each column, and no other.
    pub async fn load(&mut self, table: &Table, record: &Record) -> Result<()> {
        match self.write() {
            Handle::Sqlite(conn) => {
                insert(table, record, push_sqlite)?.build().execute(conn).await.map(drop)?
            }
            Handle::Postgres(conn) => {
                insert(table, record, push_postgres)?.build().execute(conn).await.map(drop)?;
            }
        }
        Ok(())
    }
}

pub(super) type Push<DB> = fn(&mut QueryBuilder<DB>, &Column, &Value) -> anyhow::Result<()>;

fn insert<DB: Database>(table: &Table, record: &Record, push: Push<DB>) -> anyhow::Result<QueryBuilder<DB>> {
    let unknown = record.keys().find(|name| !table.columns.iter().any(|column| column.name == **name));
    ensure!(unknown.is_none(), "there is no column {} in {}", unknown.map_or("", |name| name), table.name);
    let (name, columns) = (&table.name, table.columns_listed());
    let mut query = QueryBuilder::new(format!("insert into \"{name}\" ({columns}) values ("));
    for (at, column) in table.columns.iter().enumerate() {
        let place = || format!("{name}.{}", column.name);
        if at > 0 {
            query.push(", ");
        }
        let value = record.get(&column.name).with_context(|| format!("{} is missing", place()))?;
        push(&mut query, column, value).with_context(place)?;
    }
    query.push(")");
    Ok(query)
}

pub(super) fn push_sqlite(
    query: &mut QueryBuilder<Sqlite>,
    column: &Column,
    value: &Value,
) -> anyhow::Result<()> {
    match column.kind {
        Kind::Bytes => query.push_bind(text(value)?.map(hex::decode).transpose()?),
        Kind::Text => query.push_bind(text(value)?.map(str::to_owned)),
        Kind::Integer => query.push_bind(number(value)?),
        Kind::Boolean => query.push_bind(yes_or_no(value)?),
        other => bail!("SQLite has no {other:?}"),
    };
    Ok(())
}

pub(super) fn push_postgres(
    query: &mut QueryBuilder<Postgres>,
    column: &Column,
    value: &Value,
) -> anyhow::Result<()> {
    match column.kind {
        Kind::Uuid => query.push_bind(text(value)?.map(Uuid::try_parse).transpose()?),
        Kind::Bytes => query.push_bind(text(value)?.map(hex::decode).transpose()?),
        Kind::Text => query.push_bind(text(value)?.map(str::to_owned)),
        Kind::Integer => query.push_bind(number(value)?),
        Kind::Boolean => query.push_bind(yes_or_no(value)?),
        Kind::Instant => query.push_bind(text(value)?.map(str::parse::<Timestamp>).transpose()?),
        Kind::Day => query.push_bind(text(value)?.map(str::parse::<Day>).transpose()?),
        Kind::Json => query.push_bind(text(value)?.map(serde_json::from_str::<Value>).transpose()?),
    };
    Ok(())
}

fn text(value: &Value) -> anyhow::Result<Option<&str>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => bail!("{other} is not text"),
    }
}

fn number(value: &Value) -> anyhow::Result<Option<i64>> {
    match value {
        Value::Null => Ok(None),
        other => Ok(Some(other.as_i64().with_context(|| format!("{other} is not a whole number"))?)),
    }
}

fn yes_or_no(value: &Value) -> anyhow::Result<Option<bool>> {
    match value {
        Value::Null => Ok(None),
        other => Ok(Some(other.as_bool().with_context(|| format!("{other} is neither yes nor no"))?)),
    }
}
