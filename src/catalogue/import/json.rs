//! JSON with a sense of place: only the members that a reader asks for are kept, and every value knows its path and
//! what stands before it in the file.

use super::mistakes::{Mistakes, Place};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::{cell::Cell, fmt};

/// The most values a file may hold, besides those that are not kept.
const VALUES_MAX: u64 = 2_000_000;

/// A value, and how many are kept before it.
pub struct Node {
    order: u64,
    value: Value,
}

/// A value as far as readers look at it.
enum Value {
    Null,
    /// A number, true or false.
    Plain,
    Text(String),
    List(Vec<Node>),
    /// The members that are kept, in the order of the file.
    Object(Vec<(String, Node)>),
}

/// Reads `bytes`, keeping of every object only the members in `keep`.
pub fn parse(bytes: &[u8], keep: &[&str]) -> Result<Node, Mistakes> {
    let seed = Keep { names: keep, kept: &Cell::new(0) };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let parsed = seed.deserialize(&mut reader).and_then(|node| reader.end().map(|()| node));
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
    kept: &'a Cell<u64>,
}

impl Keep<'_> {
    /// The number of the next value.
    fn next_number<E: Error>(self) -> Result<u64, E> {
        let next = self.kept.get() + 1;
        if next > VALUES_MAX {
            return Err(E::custom(format!("it holds more than {VALUES_MAX} values")));
        }
        self.kept.set(next);
        Ok(next)
    }
}

impl<'de> DeserializeSeed<'de> for Keep<'_> {
    type Value = Node;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let order = self.next_number()?;
        Ok(Node { order, value: deserializer.deserialize_any(self)? })
    }
}

impl<'de> Visitor<'de> for Keep<'_> {
    type Value = Value;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Plain)
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<Value, E> {
        Ok(Value::Plain)
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<Value, E> {
        Ok(Value::Plain)
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Plain)
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::List(values))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object: Vec<(String, Node)> = Vec::new();
        while let Some(name) = members.next_key::<String>()? {
            if self.names.contains(&name.as_str()) {
                let value = members.next_value_seed(self)?;
                // Of two members of one name the last counts.
                object.retain(|(other, _)| *other != name);
                object.push((name, value));
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Value::Object(object))
    }
}

impl Node {
    /// What it is, unless it is an object.
    pub const fn other_than_object(&self) -> Option<&'static str> {
        match &self.value {
            Value::Object(_) => None,
            Value::List(_) => Some("a list"),
            Value::Text(_) => Some("a text"),
            Value::Plain => Some("a single value"),
            Value::Null => Some("empty (null)"),
        }
    }

    /// The member `name`, null or not.
    fn member(&self, name: &str) -> Option<&Self> {
        match &self.value {
            Value::Object(members) => members.iter().find(|it| it.0 == name).map(|it| &it.1),
            _ => None,
        }
    }
}

/// A value and where it stands.
#[derive(Clone)]
pub struct At<'v> {
    node: &'v Node,
    /// Such as `catalog.groups[2].controls[0].title`.
    path: String,
}

impl<'v> At<'v> {
    /// The whole file.
    pub const fn root(node: &'v Node) -> Self {
        Self { node, path: String::new() }
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        Place::new(self.path.clone(), (self.node.order, 0))
    }

    /// Where the member `name` stands, or would.
    pub fn place_of(&self, name: &str) -> Place {
        let nearest = self.node.member(name).unwrap_or(self.node);
        Place::new(self.path_of(name), (nearest.order, 0))
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The member `name`, unless it is missing or null.
    pub fn member(&self, name: &str) -> Option<Self> {
        let node = self.node.member(name).filter(|it| !matches!(it.value, Value::Null))?;
        Some(Self { node, path: self.path_of(name) })
    }

    /// The values of the list `name`; none where it is missing.
    pub fn items(&self, name: &str, mistakes: &mut Mistakes) -> Vec<Self> {
        let Some(list) = self.member(name) else { return Vec::new() };
        let Value::List(nodes) = &list.node.value else {
            mistakes.add(list.place(), "This has to be a list.");
            return Vec::new();
        };
        let item = |(at, node)| Self { node, path: format!("{}[{at}]", list.path) };
        nodes.iter().enumerate().map(item).collect()
    }

    /// The text of the member `name`, if there is any.
    pub fn text(&self, name: &str, mistakes: &mut Mistakes) -> Option<&'v str> {
        let member = self.member(name)?;
        let text = member.own_text();
        if text.is_none() {
            mistakes.add(member.place(), "This has to be text.");
        }
        text.filter(|text| !text.trim().is_empty())
    }

    /// The text of the member `name`, which has to be there.
    pub fn needed(&self, name: &str, mistakes: &mut Mistakes) -> Option<&'v str> {
        if self.member(name).is_none() {
            mistakes.add(self.place_of(name), "This is missing.");
            return None;
        }
        let before = (mistakes.told.len(), mistakes.more);
        let text = self.text(name, mistakes);
        if text.is_none() && before == (mistakes.told.len(), mistakes.more) {
            mistakes.add(self.place_of(name), "This is empty.");
        }
        text
    }

    /// This value itself as text.
    pub fn own_text(&self) -> Option<&'v str> {
        match &self.node.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asked_for_is_not_kept() {
        let file = br#"{"a": [1, {"b": "old", "b": "x", "c": "y"}], "c": {"a": 3}}"#;
        let value = parse(file, &["a", "b"]).unwrap();
        let (root, mut mistakes) = (At::root(&value), Mistakes::default());

        let items = root.items("a", &mut mistakes);

        assert_eq!((items.len(), items[1].text("b", &mut mistakes)), (2, Some("x")));
        assert!(items[1].member("c").is_none() && root.member("c").is_none());
        assert_eq!(mistakes, Mistakes::default());
    }

    #[test]
    fn a_broken_file_says_where() {
        let mistakes = |bytes: &[u8]| parse(bytes, &["a"]).err().unwrap();

        let broken = mistakes(b"{\n  \"a\": [1,\n}");

        assert_eq!(broken.told[0].at, "line 3, column 1");
        assert!(broken.told[0].reason.starts_with("This is not well-formed JSON: "));
        mistakes(b"{} more");
        mistakes("[".repeat(200).as_bytes());
    }

    #[test]
    fn values_of_the_wrong_kind_are_named_by_their_path_in_the_order_of_the_file() {
        let file = br#"{"a": {"list": 2, "b": 1, "c": " "}}"#;
        let value = parse(file, &["a", "b", "c", "list"]).unwrap();
        let mut mistakes = Mistakes::default();
        let a = At::root(&value).member("a").unwrap();
        for name in ["c", "b", "d"] {
            assert_eq!(a.needed(name, &mut mistakes), None);
        }
        assert!(a.items("list", &mut mistakes).is_empty());

        let told: Vec<_> = mistakes.told.iter().map(|it| (it.at.as_str(), it.reason.as_str())).collect();
        assert_eq!(
            told,
            [
                ("a.d", "This is missing."),
                ("a.list", "This has to be a list."),
                ("a.b", "This has to be text."),
                ("a.c", "This is empty."),
            ]
        );
    }
}
