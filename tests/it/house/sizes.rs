//! Files that a person reads in one go.

use super::{code_lines, files};

#[test]
fn no_file_is_longer_than_a_person_reads_in_one_go() {
    let too_long = |folder, lines_max: usize| {
        files(folder, ".rs").into_iter().filter_map(move |(path, text)| {
            let lines = text.lines().count();
            (lines > lines_max).then(|| format!("{path}: {lines} lines, at most {lines_max}"))
        })
    };
    let found: Vec<_> = too_long("src", 300).chain(too_long("tests/it", 400)).collect();

    assert!(found.is_empty(), "split these into folders of the same name:\n{}", found.join("\n"));
}

#[test]
fn no_line_is_wider_than_the_page() {
    let wide: Vec<_> = [files("src", ".rs"), files("tests/it", ".rs"), files("templates", ".html")]
        .concat()
        .into_iter()
        .flat_map(|(path, text)| {
            let wide = text.lines().enumerate().filter(|(_, line)| line.chars().count() > 120);
            wide.map(|(at, _)| format!("{path}:{}", at + 1)).collect::<Vec<_>>()
        })
        .collect();

    assert!(wide.is_empty(), "wider than 120:\n{}", wide.join("\n"));
}

#[test]
fn nothing_is_silenced_without_a_reason() {
    let found: Vec<_> = [files("src", ".rs"), files("tests/it", ".rs")]
        .concat()
        .iter()
        .flat_map(|(path, text)| {
            let silenced = code_lines(text).filter(|(_, line)| {
                line.trim_start().starts_with("#[allow(") || line.trim_start().starts_with("#![allow(")
            });
            silenced.map(|(at, _)| format!("{path}:{at}")).collect::<Vec<_>>()
        })
        .collect();

    assert!(found.is_empty(), "use #[expect(…, reason = \"…\")]:\n{}", found.join("\n"));
}

#[test]
fn every_module_says_what_it_is() {
    let dumb: Vec<_> = files("src", ".rs")
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "))
        .map(|(path, _)| path)
        .collect();

    assert!(dumb.is_empty(), "begin with `//! what this is`:\n{}", dumb.join("\n"));
}
