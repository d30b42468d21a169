//! Templates that a strict content security policy and a browser without scripts can live with.

use super::files;
use muster::web::keys;

/// What must not stand in a template, and why.
const NEVER: &[(&str, &str)] = &[
    ("style=", "no inline style: the policy forbids it, use a class"),
    ("<style", "no inline style: the policy forbids it, use a style sheet"),
    ("javascript:", "no inline script: the policy forbids it"),
    ("hx-on", "no inline script: the policy forbids it"),
    ("js:", "no inline script: the policy forbids it"),
    ("hx-boost", "links stay links"),
    ("hx-put", "a change is a POST, so that a form without scripts can make it"),
    ("hx-patch", "a change is a POST, so that a form without scripts can make it"),
    ("hx-delete", "a change is a POST, so that a form without scripts can make it"),
    ("|safe", "everything is escaped"),
    ("| safe", "everything is escaped"),
    ("autoescape", "everything is escaped"),
    ("http://", "nothing comes from another host"),
];

#[test]
fn no_template_holds_what_the_policy_forbids() {
    let mut found = Vec::new();
    for (path, text) in files("templates", ".html") {
        for (at, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            let said = NEVER.iter().filter(|(never, _)| line.contains(never));
            found.extend(said.map(|(never, why)| format!("{path}:{}: {never} ({why})", at + 1)));
        }
    }

    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_script_is_a_file_of_ours_and_no_element_has_a_handler() {
    let mut found = Vec::new();
    for (path, text) in files("templates", ".html") {
        for tag in text.split('<').skip(1).filter_map(|rest| rest.split('>').next()) {
            let mut words = tag.split_whitespace();
            if words.next() == Some("script") && !tag.contains("src=\"{{ asset(") {
                found.push(format!("{path}: <{tag}>"));
            }
            if words.any(|word| word.starts_with("on") && word.contains('=')) {
                found.push(format!("{path}: <{tag}>"));
            }
        }
    }

    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// What a template holds, and the file that has to come with it, because the bundle of all pages leaves it out.
const COMES_WITH: [(&str, &str); 6] = [
    ("data-upload", "js/upload.js"),
    ("data-draft=", "js/drafts.js"),
    ("passkeys/use.html\"", "js/passkey.js"),
    ("class=\"chart\"", "css/views.css"),
    ("class=\"month__", "css/views.css"),
    ("class=\"bench\"", "css/views.css"),
];

#[test]
fn a_template_brings_the_script_and_the_styles_that_only_some_pages_need() {
    let (mut missing, mut seen) = (Vec::new(), [0; COMES_WITH.len()]);
    for (path, text) in files("templates", ".html") {
        for (n, (holds, file)) in COMES_WITH.iter().enumerate().filter(|(_, (holds, _))| text.contains(holds))
        {
            seen[n] += 1;
            if !text.contains(&format!("asset('{file}')")) {
                missing.push(format!("{path}: {holds} without {file}"));
            }
        }
    }

    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(seen.iter().all(|seen| *seen > 0), "nothing is called so any more: {seen:?}");
}

#[test]
fn a_file_is_the_last_field_of_its_form_because_nothing_is_read_behind_one_that_ends_it() {
    let fields = ["{{ field.", "<input", "<select", "<textarea"];
    let (mut found, mut seen) = (Vec::new(), 0);
    for (path, text) in files("templates", ".html") {
        for form in text.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            let Some((_, behind)) = form.split_once("{{ field.file(") else { continue };
            seen += 1;
            if fields.iter().any(|field| behind.contains(field)) {
                found.push(path.clone());
            }
        }
    }

    assert!(found.is_empty(), "a field behind a file: {found:?}");
    assert!(seen > 5, "only {seen} forms with a file were found");
}

/// What stands in quotes after `before`, everywhere in `text`; what a template fills in is left out.
fn quoted<'a>(text: &'a str, before: &str) -> impl Iterator<Item = &'a str> {
    let quoted = text.split(before).skip(1).filter_map(|rest| rest.split('"').next());
    quoted.filter(|word| !word.contains('{'))
}

#[test]
fn a_shortcut_is_called_by_its_action_so_that_everybody_can_choose_its_key() {
    let known: Vec<&str> = keys::all().map(|(_, action)| action.name).collect();
    let templates = files("templates", ".html");
    let scripts = files("assets/js", ".js");
    let in_templates = ["data-key=\"", "\"data-key\": \"", "\"key\": \"", "data-chord=\""];
    let mut used: Vec<(&String, String)> = Vec::new();
    for (path, text) in &templates {
        for before in in_templates {
            used.extend(quoted(text, before).map(|word| (path, word.to_owned())));
        }
    }
    for (path, text) in &scripts {
        used.extend(quoted(text, "keyOf(\"").map(|word| (path, word.to_owned())));
    }

    let unknown: Vec<_> = used.iter().filter(|(_, word)| !known.contains(&word.as_str())).collect();
    let unused: Vec<_> = known
        .iter()
        .filter(|name| !name.starts_with("link_") && !used.iter().any(|(_, word)| word == *name))
        .collect();
    assert!(unknown.is_empty(), "no such action: {unknown:?}");
    assert!(unused.is_empty(), "a key for something that is nowhere: {unused:?}");
}

#[test]
fn a_form_that_changes_something_carries_its_proof() {
    let mut found = Vec::new();
    for (path, text) in files("templates", ".html") {
        for form in text.split("<form").skip(1).filter_map(|rest| rest.split("</form>").next()) {
            let is_post = form.split('>').next().is_some_and(|tag| tag.contains("method=\"post\""));
            let is_proved = form.contains(".hidden(ui") || form.contains("name=\"csrf\"");
            if is_post && !is_proved {
                found.push(format!("{path}: <form{}>", form.split('>').next().unwrap_or_default()));
            }
        }
    }

    assert!(found.is_empty(), "without form.hidden(ui):\n{}", found.join("\n"));
}
