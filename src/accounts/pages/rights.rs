//! The whole table of rights, drawn from the one that the guard reads.

use crate::access::{Access, Grant, Read, RightName, Role};
use crate::kernel::Result;
use crate::web::ui::{Reply, Ui};
use poem::handler;
use serde::Serialize;

#[derive(Serialize)]
struct Rights {
    roles: Vec<&'static str>,
    rows: Vec<Row>,
    mine: &'static str,
}

#[derive(Serialize)]
struct Row {
    label: &'static str,
    grants: Vec<Grant>,
}

/// Who may do what here.
#[handler]
pub fn show(ui: Ui, access: Access<Read>) -> Result<Reply> {
    let row = |right: &RightName| Row {
        label: right.label(),
        grants: Role::ALL.into_iter().map(|role| right.grant(role)).collect(),
    };
    let rows = RightName::ALL.iter().map(row).collect();
    let roles = Role::ALL.into_iter().map(Role::label).collect();
    ui.at("people").show("accounts/rights.html", "main", Rights { roles, rows, mine: access.role().label() })
}
