//! What is wrong with a form, in the order in which it is read.

use minijinja::{
    Value,
    value::{Enumerator, Object},
};
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// What is wrong with a form: field name → what to do about it. One problem of each field, in the order in which they
/// were found; who looks at the fields as they stand in the form has them told so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problems(Vec<(&'static str, String)>);

impl Problems {
    /// Nothing is wrong.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes what is wrong with `field`, in the place of what was said of it.
    pub fn insert(&mut self, field: &'static str, text: String) {
        match self.0.iter_mut().find(|(known, _)| *known == field) {
            Some((_, said)) => *said = text,
            None => self.0.push((field, text)),
        }
    }

    /// Notes what is wrong with `field`, unless something is said of it.
    pub fn note(&mut self, field: &'static str, text: impl Into<String>) {
        if self.get(field).is_none() {
            self.0.push((field, text.into()));
        }
    }

    /// The same as `fields` stand in their form. What is wrong with the form as a whole comes first.
    #[must_use]
    pub fn in_order_of(mut self, fields: &[&str]) -> Self {
        self.0.sort_by_key(|(field, _)| fields.iter().position(|one| one == field));
        self
    }

    /// What is wrong with `field`.
    pub fn get(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == field).map(|(_, text)| text.as_str())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All that is to be done, one after the other.
    pub fn words(&self) -> String {
        self.0.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl<const N: usize> From<[(&'static str, String); N]> for Problems {
    fn from(found: [(&'static str, String); N]) -> Self {
        found.into_iter().collect()
    }
}

impl FromIterator<(&'static str, String)> for Problems {
    fn from_iter<I: IntoIterator<Item = (&'static str, String)>>(found: I) -> Self {
        let mut problems = Self::new();
        problems.extend(found);
        problems
    }
}

impl Extend<(&'static str, String)> for Problems {
    fn extend<I: IntoIterator<Item = (&'static str, String)>>(&mut self, more: I) {
        for (field, text) in more {
            self.insert(field, text);
        }
    }
}

impl IntoIterator for Problems {
    type Item = (&'static str, String);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A map of a template would be sorted by its keys.
impl Serialize for Problems {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_object(self.clone()).serialize(serializer)
    }
}

impl Object for Problems {
    fn get_value(self: &Arc<Self>, field: &Value) -> Option<Value> {
        self.get(field.as_str()?).map(Value::from)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|(field, _)| Value::from(*field)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use minijinja::{Environment, value::Serde};

    fn three() -> Problems {
        let found = [("title", "Name it."), ("due_on", "Say when."), ("about", "Say what.")];
        found.map(|(field, text)| (field, text.to_owned())).into()
    }

    #[test]
    fn a_template_is_told_them_in_the_order_in_which_they_were_found() {
        #[derive(Serialize)]
        struct Page {
            problems: Problems,
        }
        let mut env = Environment::new();
        env.add_template(
            "form",
            "{% if problems %}{{ problems | length }}:{% for name, text in problems | items %} {{ name }} {{ text }}\
             {% endfor %}{% endif %} {{ problems.due_on }} {{ problems.cost | default('-') }}",
        )
        .unwrap();
        let form = env.get_template("form").unwrap();
        let shown = |problems| form.render(Value::from(Serde(Page { problems }))).unwrap();

        assert_eq!(shown(three()), "3: title Name it. due_on Say when. about Say what. Say when. -");
        assert_eq!(shown(Problems::new()), "  -");
    }

    #[test]
    fn each_field_has_one_problem_in_its_place() {
        let mut problems = three();

        problems.insert("title", "Another.".to_owned());
        problems.note("due_on", "Later.");
        problems.extend([("form", "Nothing can be done.".to_owned())]);

        assert_eq!(problems.words(), "Another. Say when. Say what. Nothing can be done.");
        let problems = problems.in_order_of(&["title", "about", "due_on"]);
        assert_eq!(problems.words(), "Nothing can be done. Another. Say what. Say when.");
    }
}
