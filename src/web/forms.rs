//! What a form says: its fields, and everything that is wrong with them at once.

use crate::kernel::{Error, Problems, Result};
use bytes::Bytes;
use poem::{FromRequest, Request, RequestBody};

/// The body of a form, read by the CSRF gate and left on the request for the handler.
#[derive(Clone)]
pub struct FormBody(pub Bytes);

/// The longest form that is read, in bytes.
pub const FORM_BYTES_MAX: usize = 1024 * 1024;

/// Whether `path` takes what a script keeps by itself while somebody writes.
pub fn is_draft(path: &str) -> bool {
    path.ends_with("/draft")
}

/// Parts of names whose values are neither kept nor shown.
const SECRET: &[&str] = &["password", "passphrase", "passkey", "secret", "token", "csrf", "kept"];

/// Whether the value of a field of that name is nothing to keep or to show.
pub fn is_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    SECRET.iter().any(|word| name.contains(word))
}

/// The name of a field as people read it: `captured_on` → `Captured on`.
pub fn label(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The fields of a form or of an address's query, in the order they came.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=1&b=2`.
    pub fn parse(encoded: &[u8]) -> Self {
        Self::of(serde_urlencoded::from_bytes(encoded).unwrap_or_default())
    }
    /// Takes pairs that were read elsewhere, without NUL: nobody types it, and PostgreSQL takes it in no text.
    pub fn of(mut pairs: Vec<(String, String)>) -> Self {
        for (_, value) in &mut pairs {
            value.retain(|letter| letter != '\0');
        }
        Self(pairs)
    }
    /// The field `name`, or nothing typed.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
    /// All values of `name`: checkboxes of one name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
    /// Whether a checkbox is ticked.
    pub fn is_on(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }
    /// The number in `name`, 0 if there is none.
    pub fn number(&self, name: &str) -> i64 {
        self.text(name).trim().parse().unwrap_or(0)
    }
    /// All of them.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }
}

/// The fields of the form that was sent.
impl<'a> FromRequest<'a> for Fields {
    async fn from_request(req: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let body = req.data::<FormBody>();
        let body = body.ok_or_else(|| Error::Malformed("This address takes a form.".into()))?;
        Ok(Self::parse(&body.0))
    }
}

/// The fields of the address's query.
pub struct Query(pub Fields);

impl<'a> FromRequest<'a> for Query {
    async fn from_request(req: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        Ok(Self(Fields::parse(req.uri().query().unwrap_or_default().as_bytes())))
    }
}

/// Collects the problems of a form, so that all are told at once.
#[derive(Debug, Default)]
pub struct Parser {
    problems: Problems,
}

impl Parser {
    /// The value, or its problem noted under `field`.
    pub fn take<T>(&mut self, field: &'static str, parsed: Result<T, impl Into<String>>) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problems.insert(field, problem.into());
                None
            }
        }
    }
    /// Notes a problem unless `is_good`.
    pub fn check(&mut self, field: &'static str, is_good: bool, problem: &str) {
        if !is_good {
            self.problems.note(field, problem);
        }
    }
    /// The same, with what was found so far as `fields` stand in their form.
    #[must_use]
    pub fn in_order_of(self, fields: &[&str]) -> Self {
        Self { problems: self.problems.in_order_of(fields) }
    }
    /// `value` if nothing was wrong; else all that was.
    pub fn finish<T>(self, value: Option<T>) -> Result<T> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(Error::Invalid(self.problems)),
        }
    }
}

/// Both or the problems of both.
pub fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Error::Invalid(mut problems)), Err(Error::Invalid(more))) => {
            problems.extend(more);
            Err(Error::Invalid(problems))
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

/// The problems of a form, or the error if it is of another kind.
pub fn problems<T>(parsed: Result<T>) -> Result<Result<T, Problems>> {
    match parsed {
        Err(Error::Invalid(problems)) => Ok(Err(problems)),
        Err(other) => Err(other),
        Ok(value) => Ok(Ok(value)),
    }
}
