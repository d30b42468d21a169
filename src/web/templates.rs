//! The templates, built in and parsed once.

use super::assets;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// All templates. Everything is escaped but the plain text of mails; an unknown name is a mistake.
pub fn all() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_auto_escape_callback(
        |name| {
            if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html }
        },
    );
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.add_function("asset", |name: String| assets::address(&name));
    env.add_filter("instant", instant);
    env.add_filter("megabytes", |bytes: i64| format!("{:.1} MB", bytes as f64 / 1_000_000.0));
    for (name, source) in TEMPLATES {
        env.add_template(name, source).unwrap_or_else(|error| unreachable!("{name} is tested: {error:#}"));
    }
    env
}

/// `2026-11-21T14:02:33.1Z` → `2026-11-21 14:02 UTC`.
fn instant(text: String) -> String {
    let minute = text.get(..16).unwrap_or(&text);
    format!("{} UTC", minute.replacen('T', " ", 1))
}
