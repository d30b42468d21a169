//! The detail of a line, from JSON to something a person reads.

use serde::Serialize;
use serde_json::Value;

/// One fact of a line; where something changed, also what it was before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is about, in words.
    pub name: String,
    /// What it was; none where the line tells of no change.
    pub before: Option<String>,
    /// What it is.
    pub after: String,
}

/// Ids beside the names of those they belong to: people read the names.
const BESIDE_NAMES: [&str; 2] = ["owner_before", "owner_after"];

/// The facts in `detail`. What `before` and `after` have in common stands in one row.
pub fn facts(detail: &str) -> Vec<Fact> {
    let Ok(Value::Object(all)) = serde_json::from_str(detail) else {
        return vec![Fact { name: String::new(), before: None, after: detail.to_owned() }];
    };
    let (before, after) = (all.get("before"), all.get("after"));
    let is_other = |name: &str| !matches!(name, "before" | "after") && !BESIDE_NAMES.contains(&name);
    let others = all.iter().filter(|(name, _)| is_other(name));
    let mut facts: Vec<_> =
        others.map(|(name, value)| Fact { name: words(name), before: None, after: plain(value) }).collect();
    if before.is_some() || after.is_some() {
        changes(before.unwrap_or(&Value::Null), after.unwrap_or(&Value::Null), &mut facts);
    }
    facts
}

fn changes(before: &Value, after: &Value, facts: &mut Vec<Fact>) {
    let names = |value: &Value| -> Vec<String> {
        value.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    };
    let mut fields = names(before);
    fields.extend(names(after).into_iter().filter(|name| before.get(name).is_none()));
    if fields.is_empty() {
        facts.push(Fact { name: String::new(), before: Some(plain(before)), after: plain(after) });
    }
    facts.extend(fields.iter().map(|name| Fact {
        name: words(name),
        before: Some(before.get(name).map(plain).unwrap_or_default()),
        after: after.get(name).map(plain).unwrap_or_default(),
    }));
}

/// `evidence.added` → `Evidence added`.
pub fn words(code: &str) -> String {
    let text = code.replace(['.', '_'], " ").replace("poam", "POA&M");
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => {
            let pair = |(name, value): (&String, &Value)| format!("{}: {}", words(name), plain(value));
            fields.iter().map(pair).collect::<Vec<_>>().join("; ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str, before: Option<&str>, after: &str) -> Fact {
        Fact { name: name.into(), before: before.map(Into::into), after: after.into() }
    }

    #[test]
    fn before_and_after_stand_in_one_row() {
        let detail = r#"{"requirement": "3.1.1", "before": {"owner_id": null, "is_on_poam": false},
            "after": {"owner_id": "Dana", "is_on_poam": true}}"#;
        assert_eq!(
            facts(detail),
            [
                fact("Requirement", None, "3.1.1"),
                fact("Is on POA&M", Some("no"), "yes"),
                fact("Owner id", Some(""), "Dana"),
            ]
        );
        assert_eq!(facts(r#"{"before": "draft", "after": "final"}"#), [fact("", Some("draft"), "final")]);
        let given = r#"{"requirement": "3.1.1", "before": "", "after": "Dana", "owner_before": null,
            "owner_after": "019a"}"#;
        assert_eq!(facts(given), [fact("Requirement", None, "3.1.1"), fact("", Some(""), "Dana")]);
        assert_eq!(facts("not JSON"), [fact("", None, "not JSON")]);
        assert_eq!(facts("{}"), []);
    }
}
