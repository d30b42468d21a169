//! What hangs below what in an export, and whether both are in it.

use super::super::{Mistakes, json::At};
use std::collections::{HashMap, HashSet};

/// Relationships that point elsewhere instead of downwards.
const SIDEWAYS: [&str; 5] =
    ["external_reference", "incorporated_into", "addressed_by", "moved_to", "related"];

/// What stands at `name` in each item of `list`.
pub fn all<'v>(body: &At<'v>, list: &str, name: &str) -> HashSet<&'v str> {
    let unheard = &mut Mistakes::default();
    body.items(list, unheard).iter().filter_map(|it| it.text(name, unheard)).collect()
}

/// What hangs below what. Both have to be in the file, unless the relation says that one is in another document.
pub fn parents<'v>(body: &At<'v>, mistakes: &mut Mistakes) -> HashMap<&'v str, &'v str> {
    let (ids, documents) =
        (all(body, "elements", "element_identifier"), all(body, "documents", "doc_identifier"));
    let mut parent = HashMap::new();
    for it in body.items("relationships", mistakes) {
        let source = it.needed("source_element_identifier", mistakes);
        let dest = it.needed("dest_element_identifier", mistakes);
        let kind = it.text("relationship_identifier", mistakes).unwrap_or_default();
        if SIDEWAYS.contains(&kind.to_lowercase().as_str()) {
            continue;
        }
        for (end, id) in [("source", source), ("dest", dest)] {
            let document = it.text(&format!("{end}_doc_identifier"), mistakes);
            let is_elsewhere = document.is_some_and(|document| !documents.contains(document));
            if let Some(id) = id.filter(|id| !ids.contains(id) && !is_elsewhere) {
                let reason =
                    format!("This file has no element \"{id}\". Correct it, or remove the relation.");
                mistakes.add(it.place_of(&format!("{end}_element_identifier")), reason);
            }
        }
        if let (Some(source), Some(dest)) = (source, dest)
            && source != dest
        {
            parent.entry(dest).or_insert(source);
        }
    }
    parent
}
