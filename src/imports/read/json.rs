//! A list of objects, alone or as our own files have it: `{"about": …, "count": …, "rows": […]}`.

use super::{Book, COLUMNS_MAX, Page, ROWS_MAX, Row, too_many_columns, too_many_rows};
use serde_json::Value;
use std::collections::HashMap;

/// Reads it.
pub fn read(bytes: &[u8]) -> Result<Book, String> {
    let whole: Value = serde_json::from_slice(bytes)
        .map_err(|error| format!("This begins like JSON, but cannot be read as that: {error}."))?;
    let list = match &whole {
        Value::Array(list) => list,
        Value::Object(parts) => parts
            .get("rows")
            .and_then(Value::as_array)
            .ok_or("There is no list called \"rows\" in this JSON. Send it as Muster writes it.")?,
        _ => return Err("This JSON holds no list of rows.".into()),
    };
    if whole.get("count").and_then(Value::as_u64).is_some_and(|count| count != list.len() as u64) {
        return Err(format!(
            "This file says another number of rows than the {} it has. It is not whole.",
            list.len()
        ));
    }
    if list.len() > ROWS_MAX {
        return Err(too_many_rows());
    }
    let said = |name: &str| whole.get("about").and_then(|about| about.get(name)).and_then(Value::as_str);
    Ok(Book {
        pages: vec![page(list)?],
        table: said("table").map(str::to_owned),
        as_of: said("as_of").and_then(|text| text.parse().ok()),
    })
}

fn page(list: &[Value]) -> Result<Page, String> {
    let (mut head, mut places): (Vec<String>, HashMap<&str, usize>) = Default::default();
    for object in list.iter().filter_map(Value::as_object) {
        for name in object.keys() {
            places.entry(name).or_insert_with(|| {
                head.push(name.clone());
                head.len() - 1
            });
        }
    }
    if head.len() > COLUMNS_MAX {
        return Err(too_many_columns());
    }
    let mut rows = Vec::new();
    for (line, value) in (1..).zip(list) {
        let object =
            value.as_object().ok_or_else(|| format!("Row {line} is no object with names and values."))?;
        let mut cells = vec![String::new(); head.len()];
        for (name, value) in object {
            cells[places[name.as_str()]] = match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                Value::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
                Value::Number(number) => number.to_string(),
                Value::Array(_) | Value::Object(_) => {
                    return Err(format!(
                        "{name} in row {line} is a list or an object. Cells are texts and numbers."
                    ));
                }
            };
        }
        rows.push(Row { line, cells });
    }
    Ok(Page { name: String::new(), head, rows })
}
