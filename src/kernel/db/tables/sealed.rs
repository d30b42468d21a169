//! Values of sealed columns, whichever table they are in, with what names their row.

use super::{
    Kind, Table,
    dump::{self, Record},
    load::{Push, push_postgres, push_sqlite},
};
use crate::kernel::{
    Result,
    db::{Conn, Handle, Tx},
    seal::{FORM, Place, SealedColumn},
};
use anyhow::{Context, anyhow};
use serde_json::Value;
use sqlx::{Database, Postgres, QueryBuilder, Sqlite};
use uuid::Uuid;

/// A sealed value.
pub struct SealedValue {
    /// What it is sealed for.
    pub place: Place,
    /// The sealed text.
    pub text: String,
    key: Record,
}

impl Conn {
    /// Values of `column` that none of `keys` has sealed, at most `limit`. `tables` are those of this database.
    pub async fn sealed_by_others(
        &mut self,
        tables: &[Table],
        column: &SealedColumn,
        keys: &[&str],
        limit: i64,
    ) -> Result<Vec<SealedValue>> {
        let read = part_of(tables, column)?;
        let (name, listed) = (&read.name, read.columns_listed());
        let text = column.column;
        let mut select =
            format!("select {listed} from \"{name}\" where \"{text}\" is not null and \"{text}\" <> ''");
        for at in 1..=keys.len() {
            select.push_str(&format!(" and \"{text}\" not like ${at}"));
        }
        select.push_str(&format!(" order by {} limit {limit}", read.key_listed()));
        let begins = keys.iter().map(|key| format!("{FORM}{key}.%"));
        let records: Vec<Record> = match self.read() {
            Handle::Sqlite(conn) => {
                let query = sqlx::query(QueryBuilder::<Sqlite>::new(select).into_sql());
                let rows = begins.fold(query, |query, begin| query.bind(begin)).fetch_all(conn).await?;
                rows.iter().map(|row| dump::sqlite_record(row, &read)).collect::<Result<_>>()?
            }
            Handle::Postgres(conn) => {
                let query = sqlx::query(QueryBuilder::<Postgres>::new(select).into_sql());
                let rows = begins.fold(query, |query, begin| query.bind(begin)).fetch_all(conn).await?;
                rows.iter().map(|row| dump::postgres_record(row, &read)).collect::<Result<_>>()?
            }
        };
        records.into_iter().map(|record| value(&read, column, record)).collect()
    }
}

impl Tx {
    /// Puts `fresh` where `value` still is; 0 rows if it was changed meanwhile.
    pub async fn reseal(
        &mut self,
        tables: &[Table],
        column: &SealedColumn,
        value: &SealedValue,
        fresh: &str,
    ) -> Result<u64> {
        let read = part_of(tables, column)?;
        match self.write() {
            Handle::Sqlite(conn) => {
                let done = update(&read, column, value, fresh, push_sqlite)?.build().execute(conn).await?;
                Ok(done.rows_affected())
            }
            Handle::Postgres(conn) => {
                let done = update(&read, column, value, fresh, push_postgres)?.build().execute(conn).await?;
                Ok(done.rows_affected())
            }
        }
    }
}

fn update<DB: Database>(
    read: &Table,
    column: &SealedColumn,
    value: &SealedValue,
    fresh: &str,
    push: Push<DB>,
) -> anyhow::Result<QueryBuilder<DB>> {
    let text = read.columns.iter().find(|known| known.name == column.column);
    let text = text.with_context(|| format!("{column} is not there"))?;
    let mut query = QueryBuilder::new(format!("update \"{}\" set \"{}\" = ", read.name, text.name));
    push(&mut query, text, &fresh.into())?;
    query.push(format!(" where \"{}\" = ", text.name));
    push(&mut query, text, &value.text.as_str().into())?;
    for part in read.columns.iter().filter(|known| read.key.contains(&known.name)) {
        query.push(format!(" and \"{}\" = ", part.name));
        push(&mut query, part, &value.key[&part.name])?;
    }
    Ok(query)
}

/// The primary key and the column of its table, as a table of their own.
fn part_of(tables: &[Table], column: &SealedColumn) -> Result<Table> {
    let table = tables.iter().find(|table| table.name == column.table);
    let table = table.with_context(|| format!("there is no table for {column}"))?;
    let is_wanted = |name: &String| table.key.contains(name) || name == column.column;
    let columns: Vec<_> = table.columns.iter().filter(|known| is_wanted(&known.name)).cloned().collect();
    let is_there = columns.iter().any(|known| known.name == column.column && known.kind == Kind::Text);
    if !is_there {
        return Err(anyhow!("there is no text in {column}").into());
    }
    Ok(Table { name: table.name.clone(), columns, key: table.key.clone() })
}

fn value(read: &Table, column: &SealedColumn, mut record: Record) -> Result<SealedValue> {
    let text = record.remove(column.column).and_then(|value| value.as_str().map(str::to_owned));
    let text = text.with_context(|| format!("{column} holds no text"))?;
    let key: Vec<String> = read.key.iter().map(|name| written(&record[name])).collect();
    let key: Vec<&dyn std::fmt::Display> = key.iter().map(|part| part as &dyn std::fmt::Display).collect();
    Ok(SealedValue { place: column.of(&key), text, key: record })
}

/// A part of a key as the program writes it: ids with dashes.
fn written(part: &Value) -> String {
    match part {
        Value::String(text) => match Uuid::try_parse(text) {
            Ok(id) if text.len() == 32 => id.to_string(),
            _ => text.clone(),
        },
        other => other.to_string(),
    }
}
