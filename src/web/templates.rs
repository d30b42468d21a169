//! The templates, built in and parsed once.

use super::assets;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value, escape_formatter};
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// Parsed once for the whole process: the parts come to several megabytes, which pages and letters share.
static ALL: LazyLock<Environment<'static>> = LazyLock::new(parsed);

/// All templates. Everything is escaped but the plain text of mails; an unknown name is a mistake.
pub fn all() -> Environment<'static> {
    ALL.clone()
}

fn parsed() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_auto_escape_callback(
        |name| {
            if name.ends_with(".txt") { AutoEscape::None } else { AutoEscape::Html }
        },
    );
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_formatter(escape);
    env.add_function("asset", |name: String| {
        assets::address(&name).map(|path| Value::from_safe_string(path.into()))
    });
    env.add_filter("instant", instant);
    env.add_filter("filesize", filesize);
    env.add_filter("megabytes", |bytes: i64| format!("{:.1} MB", bytes as f64 / 1_000_000.0));
    for (name, source) in TEMPLATES {
        env.add_template(name, source).unwrap_or_else(|error| unreachable!("{name} is tested: {error:#}"));
    }
    env
}

/// Escapes the five characters that mean something in HTML. minijinja's own escaper also writes each `/` of an
/// address as six bytes, which no context of ours needs.
fn escape(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => text,
        _ => return escape_formatter(out, state, value),
    };
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        out.write_str(match special.as_bytes()[0] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            _ => "&#39;",
        })?;
        rest = &special[1..];
    }
    Ok(out.write_str(rest)?)
}

/// `2026-11-21T14:02:33.1Z` → `2026-11-21 14:02 UTC`.
fn instant(text: String) -> String {
    let minute = text.get(..16).unwrap_or(&text);
    format!("{} UTC", minute.replacen('T', " ", 1))
}

/// As a file manager says it: `312 bytes`, `48 kB`, `1.2 MB`.
fn filesize(bytes: i64) -> String {
    match bytes {
        ..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{} kB", bytes / 1024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_escaped_and_an_address_stays_readable() {
        let mut env = all();
        env.add_template("fragment", "<a href=\"{{ at }}\">{{ text }}</a>").unwrap();
        let page = env.get_template("fragment").unwrap();

        let html = page.render(minijinja::context! { at => "/o/contoso", text => "<b a='\"'>&" }).unwrap();

        assert_eq!(html, "<a href=\"/o/contoso\">&lt;b a=&#39;&quot;&#39;&gt;&amp;</a>");
    }
}
