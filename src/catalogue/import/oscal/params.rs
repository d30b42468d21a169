//! Parameters: the gaps that an organisation fills in, written into the text as NIST prints them.

use super::{
    super::{Mistakes, json::At},
    DEPTH_MAX,
};
use std::collections::HashMap;

/// Every parameter of a catalogue by its id: a control may point to one of another control.
#[derive(Default)]
pub struct Params<'v> {
    known: HashMap<&'v str, Param<'v>>,
}

struct Param<'v> {
    label: &'v str,
    choices: Vec<&'v str>,
    is_several: bool,
}

/// A parameter may stand in another's choice, but not for ever.
const NESTED_MAX: usize = 4;

impl<'v> Params<'v> {
    /// All parameters below `at`.
    pub fn collect(at: &At<'v>, mistakes: &mut Mistakes) -> Self {
        let mut params = Self::default();
        params.walk(at, 0, mistakes);
        params
    }

    fn walk(&mut self, at: &At<'v>, depth: usize, mistakes: &mut Mistakes) {
        for param in at.items("params", mistakes) {
            if let Some(id) = param.needed("id", mistakes) {
                self.known.insert(id, read(&param, mistakes));
            }
        }
        if depth <= DEPTH_MAX {
            // Lists of the wrong kind are told when they are read, once.
            for name in ["groups", "controls"] {
                for inner in at.items(name, &mut Mistakes::default()) {
                    self.walk(&inner, depth + 1, mistakes);
                }
            }
        }
    }

    /// `{{ insert: param, ac-2_prm_1 }}` → `[Assignment: organization-defined personnel]`.
    pub fn insert(&self, text: &str) -> Result<String, String> {
        self.insert_nested(text, 0)
    }

    fn insert_nested(&self, text: &str, depth: usize) -> Result<String, String> {
        let (mut whole, mut rest) = (String::with_capacity(text.len()), text);
        while let Some(start) = rest.find("{{") {
            let Some(length) = rest[start..].find("}}") else { break };
            whole.push_str(&rest[..start]);
            let inside = &rest[start + 2..start + length];
            match inside.trim().strip_prefix("insert:").and_then(|it| it.split_once(',')) {
                Some((kind, id)) if kind.trim() == "param" => {
                    whole.push_str(&self.written(id.trim(), depth)?)
                }
                _ => whole.push_str(&rest[start..start + length + 2]),
            }
            rest = &rest[start + length + 2..];
        }
        whole.push_str(rest);
        Ok(whole)
    }

    fn written(&self, id: &str, depth: usize) -> Result<String, String> {
        let param = self
            .known
            .get(id)
            .ok_or_else(|| format!("The text names a parameter \"{id}\" that the file does not define."))?;
        if depth > NESTED_MAX {
            return Err(format!("The parameter \"{id}\" stands in itself."));
        }
        if param.choices.is_empty() {
            let defined =
                if param.label.starts_with("organization-defined") { "" } else { "organization-defined " };
            return Ok(format!("[Assignment: {defined}{}]", param.label));
        }
        let choices: Result<Vec<_>, _> =
            param.choices.iter().map(|choice| self.insert_nested(choice.trim(), depth + 1)).collect();
        let many = if param.is_several { " (one or more)" } else { "" };
        Ok(format!("[Selection{many}: {}]", choices?.join("; ")))
    }
}

fn read<'v>(param: &At<'v>, mistakes: &mut Mistakes) -> Param<'v> {
    let usage = param.text("usage", mistakes).filter(|text| text.starts_with("organization-defined"));
    let label = usage.or_else(|| param.text("label", mistakes));
    let values = param.items("values", mistakes);
    let select = param.member("select");
    let choices = select.as_ref().map(|it| it.items("choice", mistakes)).unwrap_or_default();
    let several = select.and_then(|it| it.text("how-many", mistakes));
    Param {
        label: label.or_else(|| values.first().and_then(At::own_text)).unwrap_or("value"),
        choices: choices.iter().filter_map(At::own_text).collect(),
        is_several: several == Some("one-or-more"),
    }
}
