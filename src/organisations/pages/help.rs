//! Help: what this is, the keys, and what works for whom.

use crate::kernel::Result;
use crate::web::{
    forms::Query,
    keys::{Keymap, Rows},
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

#[derive(Serialize)]
struct Nothing {}

/// What Muster is for and where to find things.
#[handler]
pub fn index(ui: Ui) -> Result<Reply> {
    ui.show("help/index.html", "main", Nothing {})
}

#[derive(Serialize)]
struct Keys {
    groups: Vec<Rows>,
    go: String,
}

/// The keys as the visitor has them, also while they are switched off. Those of the page that asks come first.
#[handler]
pub fn keys(ui: Ui, query: Query) -> Result<Reply> {
    let keymap = ui.visit().caller().map_or_else(Keymap::default, |caller| Keymap::of_stored(&caller.keymap));
    let mut groups = keymap.groups();
    groups.sort_by_key(|group| group.name != query.0.text("at"));
    ui.show("help/keys.html", "main", Keys { groups, go: keymap.key("go").to_owned() })
}

/// What works for whom.
#[handler]
pub fn accessibility(ui: Ui) -> Result<Reply> {
    ui.show("help/accessibility.html", "main", Nothing {})
}
