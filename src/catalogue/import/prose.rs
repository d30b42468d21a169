//! Running text out of publications: links lose their address, marks their asterisks, spaces their company.

use crate::kernel::text::Paragraph;
use std::borrow::Cow;

/// The text, cleaned; or what is wrong with it.
pub fn clean(raw: &str) -> Result<String, String> {
    let plain = without_links(raw).replace("**", "");
    let lines: Vec<String> = plain.lines().map(tidy).collect();
    Paragraph::parse(&lines.join("\n")).map(|text| text.as_str().to_owned())
}

/// One line of text, however it was broken.
pub fn one_line(raw: &str) -> Result<String, String> {
    clean(&raw.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Keeps the spaces a line begins with, which tell how deep a list is, and single ones inside.
fn tidy(line: &str) -> String {
    let words = line.trim_start();
    let indent = &line[..line.len() - words.len()];
    format!("{indent}{}", words.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// `see [AC-2](#ac-2)` → `see AC-2`; a link without words of its own leaves nothing.
fn without_links(text: &str) -> Cow<'_, str> {
    if !text.contains("](") {
        return text.into();
    }
    let (mut plain, mut rest) = (String::new(), text);
    while let Some(middle) = rest.find("](") {
        let Some(start) = rest[..middle].rfind('[') else { break };
        let Some(length) = rest[middle..].find(')') else { break };
        plain.push_str(&rest[..start]);
        plain.push_str(&rest[start + 1..middle]);
        rest = &rest[middle + length + 1..];
    }
    (plain + rest).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_leave_their_words() {
        let text =
            "Addressed in [](#/element=03.01.02)03.01.02 and  [AC-2](#ac-2) [here](x). [Assignment: y]";

        assert_eq!(clean(text).unwrap(), "Addressed in 03.01.02 and AC-2 here. [Assignment: y]");
        assert_eq!(clean("broken ](x and [a](b").unwrap(), "broken ](x and [a](b");
    }

    #[test]
    fn a_list_keeps_its_depth() {
        assert_eq!(clean("a. One:\n  1.  two \n  2. three\u{0}").unwrap(), "a. One:\n  1. two\n  2. three");
        assert_eq!(one_line("two\n words ").unwrap(), "two words");
        assert!(clean(&"x".repeat(20_001)).is_err());
    }
}
