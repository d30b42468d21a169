//! What a page's template is given. minijinja's own way of putting maps together makes a new value of each name that
//! a template asks for, and looks for it in one map after the other.

use minijinja::{Value, value::Object};
use std::sync::Arc;

/// `layout`, `ui`, and whatever the page's own data has.
#[derive(Debug)]
pub(super) struct Root {
    layout: &'static str,
    ui: Value,
    data: Value,
}

impl Root {
    /// The value to render with.
    pub fn of(layout: &'static str, ui: impl Into<Value>, data: impl Into<Value>) -> Value {
        Value::from_object(Self { layout, ui: ui.into(), data: data.into() })
    }
}

impl Object for Root {
    fn get_value(self: &Arc<Self>, name: &Value) -> Option<Value> {
        self.get_value_by_str(name.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, name: &str) -> Option<Value> {
        match name {
            "layout" => Some(self.layout.into()),
            "ui" => Some(self.ui.clone()),
            _ => self.data.get_attr(name).ok().filter(|value| !value.is_undefined()),
        }
    }
}
