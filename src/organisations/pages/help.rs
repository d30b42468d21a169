//! Help: what this is, the keys, and what works for whom.

use crate::kernel::Result;
use crate::web::ui::{Reply, Ui};
use poem::handler;
use serde::Serialize;

#[derive(Serialize)]
struct Nothing {}

/// What Muster is for and where to find things.
#[handler]
pub fn index(ui: Ui) -> Result<Reply> {
    ui.show("help/index.html", "main", Nothing {})
}

/// The keys.
#[handler]
pub fn keys(ui: Ui) -> Result<Reply> {
    ui.show("help/keys.html", "main", Nothing {})
}

/// What works for whom.
#[handler]
pub fn accessibility(ui: Ui) -> Result<Reply> {
    ui.show("help/accessibility.html", "main", Nothing {})
}
