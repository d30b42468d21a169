//! Which tables there are, read from the database itself.

use super::{Column, Kind, Table};
use crate::kernel::{
    Result,
    db::{Conn, Handle},
};
use anyhow::{Context, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};

/// `(table, column, type, place in the primary key from 1 or 0)`, by table and the column's place.
type Columns = Vec<(String, String, String, i64)>;
/// `(table, table it refers to)`.
type References = Vec<(String, String)>;

/// All tables, each after those it refers to.
pub(super) async fn tables(conn: &mut Conn) -> Result<Vec<Table>> {
    let (columns, references) = match conn.read() {
        Handle::Sqlite(conn) => {
            let columns: Columns = sqlx::query_as(SQLITE_COLUMNS).fetch_all(&mut *conn).await?;
            let references: References = sqlx::query_as(SQLITE_REFERENCES).fetch_all(conn).await?;
            (columns, references)
        }
        Handle::Postgres(conn) => {
            let columns: Columns = sqlx::query_as(POSTGRES_COLUMNS).fetch_all(&mut *conn).await?;
            let references: References = sqlx::query_as(POSTGRES_REFERENCES).fetch_all(conn).await?;
            (columns, references)
        }
    };
    Ok(in_order(described(columns)?, &references)?)
}

const SQLITE_COLUMNS: &str = "select m.name, c.name, lower(c.type), cast(c.pk as integer)
    from sqlite_master m join pragma_table_info(m.name) c
    where m.type = 'table' and m.name not like '\\_sqlx%' escape '\\' and m.name not like 'sqlite%'
    order by m.name, c.cid";

const SQLITE_REFERENCES: &str = "select distinct m.name, f.\"table\"
    from sqlite_master m join pragma_foreign_key_list(m.name) f
    where m.type = 'table'";

const POSTGRES_COLUMNS: &str = "select cast(c.table_name as text), cast(c.column_name as text),
        cast(c.data_type as text), cast(coalesce(k.ordinal_position, 0) as bigint)
    from information_schema.columns c
    left join (
        select u.table_schema, u.table_name, u.column_name, u.ordinal_position
        from information_schema.table_constraints t
        join information_schema.key_column_usage u
          on u.constraint_schema = t.constraint_schema and u.constraint_name = t.constraint_name
        where t.constraint_type = 'PRIMARY KEY'
    ) k on k.table_schema = c.table_schema and k.table_name = c.table_name and k.column_name = c.column_name
    where c.table_schema = current_schema() and c.table_name not like '\\_sqlx%'
    order by c.table_name, c.ordinal_position";

const POSTGRES_REFERENCES: &str = "select distinct cast(c.relname as text), cast(f.relname as text)
    from pg_constraint k
    join pg_class c on c.oid = k.conrelid
    join pg_class f on f.oid = k.confrelid
    join pg_namespace n on n.oid = c.relnamespace
    where k.contype = 'f' and n.nspname = current_schema()";

fn described(columns: Columns) -> anyhow::Result<Vec<Table>> {
    let mut tables: BTreeMap<String, (Vec<Column>, BTreeMap<i64, String>)> = BTreeMap::new();
    for (table, name, kind, place) in columns {
        for word in [&table, &name] {
            let is_plain = word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            ensure!(is_plain, "{word:?} is no name of ours");
        }
        let kind = kind_of(&kind).with_context(|| format!("{table}.{name}"))?;
        let (columns, key) = tables.entry(table).or_default();
        if place > 0 {
            key.insert(place, name.clone());
        }
        columns.push(Column { name, kind });
    }
    let described = |(name, (columns, key)): (_, (_, BTreeMap<_, _>))| Table {
        name,
        columns,
        key: key.into_values().collect(),
    };
    Ok(tables.into_iter().map(described).collect())
}

fn kind_of(declared: &str) -> anyhow::Result<Kind> {
    Ok(match declared {
        "uuid" => Kind::Uuid,
        "bytea" | "blob" => Kind::Bytes,
        "text" => Kind::Text,
        "bigint" | "integer" => Kind::Integer,
        "boolean" => Kind::Boolean,
        "timestamp with time zone" => Kind::Instant,
        "date" => Kind::Day,
        "jsonb" => Kind::Json,
        other => bail!("a backup does not know the type {other}"),
    })
}

/// Each table after those it refers to, and by name where it does not matter.
fn in_order(mut tables: Vec<Table>, references: &References) -> anyhow::Result<Vec<Table>> {
    let (mut ordered, mut taken) = (Vec::new(), BTreeSet::new());
    while !tables.is_empty() {
        let is_ready = |table: &Table| {
            let mut needs = references.iter().filter(|(from, to)| *from == table.name && from != to);
            needs.all(|(_, to)| taken.contains(to))
        };
        let next = tables.iter().position(is_ready).context("tables refer to each other in a circle")?;
        let table = tables.remove(next);
        taken.insert(table.name.clone());
        ordered.push(table);
    }
    Ok(ordered)
}
