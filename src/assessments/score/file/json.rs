//! JSON with its keys in order, also one that stands there twice, and with paths for faults.

use super::Fault;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::{collections::HashSet, fmt};

/// A JSON value as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, its keys in order.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// What it is, for people.
    fn sort(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Whole(_) => "a whole number",
            Self::Number(_) => "a number that is not whole or too large",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

impl Json {
    /// The text under `id`, by which a case is called.
    fn id(&self) -> Option<String> {
        let Self::Object(entries) = self else { return None };
        match entries.iter().find(|(key, _)| key == "id")? {
            (_, Self::Text(id)) => Some(id.clone()),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Builder)
    }
}

struct Builder;

impl<'de> Visitor<'de> for Builder {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "a number past the range of i64 is refused wherever it matters"
    )]
    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Number(value as f64), Json::Whole))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Number(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = list.next_element()? {
            values.push(value);
        }
        Ok(Json::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = object.next_entry()? {
            entries.push(entry);
        }
        Ok(Json::Object(entries))
    }
}

/// Keys that explain a case to people and mean nothing to the score.
const REMARKS: [&str; 5] = ["title", "why", "source", "expected", "product_rule"];

/// Keys whose value may be `null`: there was none. Anywhere else it may be what a failed export left of something, and
/// what is absent stands for the best there is.
const MAY_BE_NULL: [&str; 5] =
    ["last_affirmation", "closeout", "level2_status", "level2_score", "cmmc_status_date"];

/// An object of the file, with the path to it.
pub struct Fields<'a> {
    path: String,
    case: Option<String>,
    entries: &'a [(String, Json)],
}

impl<'a> Fields<'a> {
    /// The object at this path; its faults name the case that it is. A key that stands there twice is a fault.
    pub fn of(json: &'a Json, path: String) -> Result<Self, Fault> {
        Self::within(json, path, json.id())
    }

    fn within(json: &'a Json, path: String, case: Option<String>) -> Result<Self, Fault> {
        let Json::Object(entries) = json else {
            return Err(Fault { case, path, what: format!("an object belongs here, not {}", json.sort()) });
        };
        let fields = Self { path, case, entries };
        let mut seen = HashSet::with_capacity(entries.len());
        match entries.iter().find(|(key, _)| !seen.insert(key)) {
            Some((key, _)) => Err(fields.fault(key, "this key stands here twice".to_owned())),
            None => Ok(fields),
        }
    }

    /// The path to a key.
    pub fn path_to(&self, key: &str) -> String {
        let is_plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !key.is_empty();
        if is_plain { format!("{}.{key}", self.path) } else { format!("{}[{key:?}]", self.path) }
    }

    /// A fault at a key.
    pub fn fault(&self, key: &str, what: String) -> Fault {
        Fault { case: self.case.clone(), path: self.path_to(key), what }
    }

    /// A fault in an item of the list at a key.
    pub fn fault_in(&self, key: &str, at: usize, what: String) -> Fault {
        Fault { case: self.case.clone(), path: format!("{}[{at}]", self.path_to(key)), what }
    }

    /// A fault of the object as a whole.
    pub fn fault_here(&self, what: String) -> Fault {
        Fault { case: self.case.clone(), path: self.path.clone(), what }
    }

    /// Refuses keys other than these and the remarks.
    pub fn only(&self, known: &[&str]) -> Result<(), Fault> {
        match self.keys().find(|key| !known.contains(key) && !REMARKS.contains(key)) {
            Some(key) => {
                Err(self.fault(key, format!("this key is not known here; known are {}", known.join(", "))))
            }
            None => Ok(()),
        }
    }

    /// All keys in order.
    pub fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.entries.iter().map(|(key, _)| key.as_str())
    }

    /// The value of a key. `null` is as if it were absent where there may be none.
    pub fn get(&self, key: &str) -> Option<&'a Json> {
        let (_, value) = self.entries.iter().find(|(name, _)| name == key)?;
        Some(value).filter(|value| **value != Json::Null || !MAY_BE_NULL.contains(&key))
    }

    /// The object at a key.
    pub fn object(&self, key: &str) -> Result<Option<Fields<'a>>, Fault> {
        self.get(key).map(|json| Self::within(json, self.path_to(key), self.case.clone())).transpose()
    }

    /// The text at a key that has to be there.
    pub fn text(&self, key: &str) -> Result<&'a str, Fault> {
        self.maybe_text(key)?.ok_or_else(|| self.fault(key, "this key is missing".to_owned()))
    }

    /// The text at a key.
    pub fn maybe_text(&self, key: &str) -> Result<Option<&'a str>, Fault> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Text(text)) => Ok(Some(text)),
            Some(other) => Err(self.wrong_sort(key, "a text", other)),
        }
    }

    /// The whole number at a key.
    pub fn whole(&self, key: &str) -> Result<Option<i64>, Fault> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Whole(number)) => Ok(Some(*number)),
            Some(other) => Err(self.wrong_sort(key, "a whole number", other)),
        }
    }

    /// The truth at a key that has to be there.
    pub fn truth(&self, key: &str) -> Result<bool, Fault> {
        self.maybe_truth(key)?.ok_or_else(|| self.fault(key, "this key is missing; true or false".to_owned()))
    }

    /// The truth at a key.
    pub fn maybe_truth(&self, key: &str) -> Result<Option<bool>, Fault> {
        match self.get(key) {
            None => Ok(None),
            Some(Json::Bool(truth)) => Ok(Some(*truth)),
            Some(other) => Err(self.wrong_sort(key, "true or false", other)),
        }
    }

    /// The list at a key that has to be there.
    pub fn list(&self, key: &str) -> Result<&'a [Json], Fault> {
        match self.get(key) {
            Some(Json::List(items)) => Ok(items),
            Some(other) => Err(self.wrong_sort(key, "a list", other)),
            None => Err(self.fault(key, "this key is missing".to_owned())),
        }
    }

    /// The texts in the list at a key; none if it is not there.
    pub fn texts(&self, key: &str) -> Result<Vec<&'a str>, Fault> {
        if self.get(key).is_none() {
            return Ok(Vec::new());
        }
        let text = |(at, item): (usize, &'a Json)| match item {
            Json::Text(text) => Ok(text.as_str()),
            other => Err(self.fault_in(key, at, format!("a text belongs here, not {}", other.sort()))),
        };
        self.list(key)?.iter().enumerate().map(text).collect()
    }

    fn wrong_sort(&self, key: &str, wanted: &str, found: &Json) -> Fault {
        self.fault(key, format!("{wanted} belongs here, not {}", found.sort()))
    }
}
