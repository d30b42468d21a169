//! Reading what stands in a page, by the marks around it.

use anyhow::{Context, Result};

/// What stands between two marks, the first time.
pub fn between<'a>(text: &'a str, before: &str, after: &str) -> Result<&'a str> {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    Ok(found.with_context(|| format!("there is no {before}…{after}"))?.0)
}

/// The same, every time.
pub fn all_between<'a>(text: &'a str, before: &'a str, after: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(move |rest| Some(rest.split_once(after)?.0))
}

/// Value and label of every choice of a select field.
pub fn options(html: &str, id: &str) -> Result<Vec<(String, String)>> {
    let field = between(html, &format!("<select id=\"{id}\""), "</select>")?;
    let choice = |option: &str| {
        let (value, rest) = option.split_once('"')?;
        Some((unescape(value), unescape(rest.split_once('>')?.1.trim())))
    };
    Ok(all_between(field, "<option value=\"", "</option>").filter_map(choice).collect())
}

/// The text behind the five escapes that our templates write.
pub fn unescape(text: &str) -> String {
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    plain.replace("&amp;", "&")
}
