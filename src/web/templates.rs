//! The templates, built in and parsed once, each when it is first asked for.

use super::assets;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value, escape_formatter};
use std::fmt;
use std::sync::{Arc, LazyLock};

include!(concat!(env!("OUT_DIR"), "/templates.rs"));

/// What pages and letters are written with.
pub type Templates = Arc<Environment<'static>>;

/// Once for the whole process: parsed, all of them come to nine megabytes, and most are for pages that few people see.
static ALL: LazyLock<Templates> = LazyLock::new(|| Arc::new(environment()));

/// All templates. Everything is escaped but the plain text of mails; an unknown name is a mistake.
pub fn all() -> Templates {
    ALL.clone()
}

/// Each template's name and text.
pub fn sources() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEMPLATES.iter().copied()
}

fn environment() -> Environment<'static> {
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
    env.set_loader(|name| {
        let found = sources().find(|(known, _)| *known == name);
        Ok(found.map(|(_, source)| source.to_owned()))
    });
    env
}

/// Text as it stands in a page.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    write_escaped(&mut out, text).expect("a string takes everything");
    out
}

fn escape(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = match value.as_str() {
        Some(text) if *state.auto_escape() == AutoEscape::Html && !value.is_safe() => text,
        _ => return escape_formatter(out, state, value),
    };
    Ok(write_escaped(out, text)?)
}

/// Escapes the five characters that mean something in HTML. minijinja's own escaper also writes each `/` of an
/// address as six bytes, which no context of ours needs.
fn write_escaped(out: &mut impl fmt::Write, text: &str) -> fmt::Result {
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
    out.write_str(rest)
}

/// `2026-11-21T14:02:33.1Z` → `2026-11-21 14:02 UTC`.
fn instant(text: String) -> String {
    let minute = text.get(..16).unwrap_or(&text);
    format!("{} UTC", minute.replacen('T', " ", 1))
}

/// As a file manager says it: `312 bytes`, `48 kB`, `1.2 MB`.
fn filesize(bytes: i64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        ..1024 => format!("{bytes} bytes"),
        1024..1_048_064 => format!("{} kB", (bytes + 512) / 1024),
        _ => format!("{:.1} MB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_and_can_be_parsed() {
        let env = all();

        for (name, _) in sources() {
            env.get_template(name).unwrap_or_else(|error| panic!("{name}: {error:#}"));
        }
        assert!(env.get_template("layouts/nowhere.html").is_err());
    }

    #[test]
    fn what_people_type_is_escaped_and_an_address_stays_readable() {
        let mut env = environment();
        env.add_template("fragment", "<a href=\"{{ at }}\">{{ text }}</a>").unwrap();
        let page = env.get_template("fragment").unwrap();

        let html = page.render(minijinja::context! { at => "/o/contoso", text => "<b a='\"'>&" }).unwrap();

        assert_eq!(html, "<a href=\"/o/contoso\">&lt;b a=&#39;&quot;&#39;&gt;&amp;</a>");
    }

    #[test]
    fn the_size_of_a_file_is_told_in_words() {
        assert_eq!([0, 1, 312, 3_039].map(filesize), ["0 bytes", "1 byte", "312 bytes", "3 kB"]);
        assert_eq!([49_152, 1_048_063, 1_048_064].map(filesize), ["48 kB", "1023 kB", "1.0 MB"]);
    }
}
