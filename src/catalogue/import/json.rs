//! JSON with a sense of place: only the members that a reader asks for are kept, and every value knows its path.

use super::mistakes::Mistakes;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::{cell::Cell, fmt};

/// The most values a file may hold, besides those that are not kept.
const VALUES_MAX: usize = 2_000_000;

/// Reads `bytes`, keeping of every object only the members in `keep`.
pub fn parse(bytes: &[u8], keep: &[&str]) -> Result<Value, Mistakes> {
    let seed = Keep { names: keep, left: &Cell::new(VALUES_MAX) };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let parsed = seed.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    parsed.map_err(|error| {
        let at = format!("line {}, column {}", error.line(), error.column());
        let told = error.to_string();
        let reason = told.split(" at line ").next().unwrap_or(&told);
        Mistakes::one(at, format!("This is not well-formed JSON: {reason}."))
    })
}

#[derive(Clone, Copy)]
struct Keep<'a> {
    names: &'a [&'a str],
    left: &'a Cell<usize>,
}

impl Keep<'_> {
    fn one_more<E: Error>(self) -> Result<(), E> {
        let left = self.left.get().checked_sub(1);
        self.left.set(left.ok_or_else(|| E::custom(format!("it holds more than {VALUES_MAX} values")))?);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.one_more()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if self.names.contains(&name.as_str()) {
                object.insert(name, members.next_value_seed(self)?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Value::Object(object))
    }
}

/// A value and where it stands.
#[derive(Clone)]
pub struct At<'v> {
    value: &'v Value,
    /// Such as `catalog.groups[2].controls[0].title`.
    pub path: String,
}

impl<'v> At<'v> {
    /// The whole file.
    pub fn root(value: &'v Value) -> Self {
        Self { value, path: String::new() }
    }

    /// The path of the member `name`, there or not.
    pub fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The member `name`, unless it is missing or null.
    pub fn member(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self { value, path: self.path_of(name) })
    }

    /// The values of the list `name`; none where it is missing.
    pub fn items(&self, name: &str, mistakes: &mut Mistakes) -> Vec<Self> {
        let Some(list) = self.member(name) else { return Vec::new() };
        let Some(values) = list.value.as_array() else {
            mistakes.add(list.path, "This has to be a list.");
            return Vec::new();
        };
        let item = |(at, value)| Self { value, path: format!("{}[{at}]", list.path) };
        values.iter().enumerate().map(item).collect()
    }

    /// The text of the member `name`, if there is any.
    pub fn text(&self, name: &str, mistakes: &mut Mistakes) -> Option<&'v str> {
        let member = self.member(name)?;
        let text = member.value.as_str();
        if text.is_none() {
            mistakes.add(member.path, "This has to be text.");
        }
        text.filter(|text| !text.trim().is_empty())
    }

    /// The text of the member `name`, which has to be there.
    pub fn needed(&self, name: &str, mistakes: &mut Mistakes) -> Option<&'v str> {
        if self.member(name).is_none() {
            mistakes.add(self.path_of(name), "This is missing.");
            return None;
        }
        let before = (mistakes.told.len(), mistakes.more);
        let text = self.text(name, mistakes);
        if text.is_none() && before == (mistakes.told.len(), mistakes.more) {
            mistakes.add(self.path_of(name), "This is empty.");
        }
        text
    }

    /// This value itself as text.
    pub fn own_text(&self) -> Option<&'v str> {
        self.value.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asked_for_is_not_kept() {
        let value = parse(br#"{"a": [1, {"b": "x", "c": 2}], "c": {"a": 3}}"#, &["a", "b"]).unwrap();

        assert_eq!(value, serde_json::json!({"a": [1, {"b": "x"}]}));
    }

    #[test]
    fn a_broken_file_says_where() {
        let mistakes = parse(b"{\n  \"a\": [1,\n}", &["a"]).unwrap_err();

        assert_eq!(mistakes.told[0].at, "line 3, column 1");
        assert!(mistakes.told[0].reason.starts_with("This is not well-formed JSON: "));
        assert!(parse(b"{} more", &[]).is_err());
        assert!(parse("[".repeat(200).as_bytes(), &[]).is_err());
    }

    #[test]
    fn values_of_the_wrong_kind_are_named_by_their_path() {
        let value = serde_json::json!({"a": {"b": 1, "c": " ", "list": 2}});
        let mut mistakes = Mistakes::default();
        let a = At::root(&value).member("a").unwrap();
        for name in ["b", "c", "d"] {
            assert_eq!(a.needed(name, &mut mistakes), None);
        }
        assert!(a.items("list", &mut mistakes).is_empty());

        let told: Vec<_> = mistakes.told.iter().map(|it| (it.at.as_str(), it.reason.as_str())).collect();
        assert_eq!(
            told,
            [
                ("a.b", "This has to be text."),
                ("a.c", "This is empty."),
                ("a.d", "This is missing."),
                ("a.list", "This has to be a list."),
            ]
        );
    }
}
