//! Puts what was typed back into its form on a page of ours.

#[cfg(test)]
mod tests;

use crate::kernel::{Error, Result};
use crate::web::templates::escaped;
use lol_html::{
    RewriteStrSettings, element, end_tag,
    html_content::{ContentType, Element},
    rewrite_str,
};
use std::{cell::RefCell, collections::HashMap, rc::Rc};

/// A form to be shown again.
pub struct Refill<'a> {
    /// Where it is sent to.
    pub path: &'a str,
    /// What was typed.
    pub fields: Vec<&'a (String, String)>,
    /// What it is kept under.
    pub token: &'a str,
    /// HTML to put above it.
    pub note: &'a str,
}

/// The page with the form filled. None where it has no form for that address in which everything finds its place.
pub fn put_back(page: &str, typed: &Refill<'_>) -> Result<Option<String>> {
    let seen = Seen::read(page)?;
    let path = escaped(typed.path);
    let forms = seen.forms.iter().enumerate().filter(|(_, form)| form.action == path);
    let mut found = forms.filter_map(|(at, form)| Some((at, form, seen.changes(at, form, &typed.fields)?)));
    found.next().map(|(at, form, changes)| write(page, typed, at, form, &changes)).transpose()
}

fn fault(error: impl Into<anyhow::Error>) -> Error {
    Error::Internal(error.into())
}

const DETAILS: &str = "details";
const FORM: &str = "form";
const CONTROL: &str = "input, textarea, select, option, button";

/// What a page has for somebody to fill in, texts as they stand in it.
#[derive(Default)]
struct Seen {
    forms: Vec<Form>,
    controls: Vec<Control>,
}

struct Form {
    id: Option<String>,
    /// Empty where it changes nothing.
    action: String,
    /// The folded parts of the page around it.
    folds: Vec<usize>,
}

struct Control {
    owner: Owner,
    name: String,
    kind: Kind,
    value: String,
}

/// Whose a control is: of the form around it, or of the one that it names.
#[derive(Clone, PartialEq)]
enum Owner {
    At(Option<usize>),
    Named(String),
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Text,
    Long,
    Hidden,
    Box,
    Option,
    Button,
    Other,
}

/// What becomes of a control.
enum Change {
    Say(String),
    Choose(bool),
}

/// Where in the page a reader is.
#[derive(Default)]
struct Place {
    form: Option<usize>,
    folds: Vec<usize>,
}

impl Seen {
    fn read(page: &str) -> Result<Self> {
        let (mut seen, mut folds, mut chooser) = (Self::default(), 0, (Owner::At(None), String::new()));
        let place: Rc<RefCell<Place>> = Rc::default();
        let (mut forms, mut controls) = (Vec::new(), Vec::new());
        let mut settings = RewriteStrSettings::new();
        for handler in [
            element!(DETAILS, |fold| {
                place.borrow_mut().folds.push(folds);
                folds += 1;
                let place = place.clone();
                fold.on_end_tag(end_tag!(move |_| {
                    place.borrow_mut().folds.pop();
                    Ok(())
                }))?;
                Ok(())
            }),
            element!(FORM, |form| {
                let is_post =
                    form.get_attribute("method").is_some_and(|way| way.eq_ignore_ascii_case("post"));
                let action = form.get_attribute("action").filter(|_| is_post).unwrap_or_default();
                place.borrow_mut().form = Some(forms.len());
                forms.push(Form {
                    id: form.get_attribute("id"),
                    action,
                    folds: place.borrow().folds.clone(),
                });
                let place = place.clone();
                form.on_end_tag(end_tag!(move |_| {
                    place.borrow_mut().form = None;
                    Ok(())
                }))?;
                Ok(())
            }),
            element!(CONTROL, |control| {
                controls.push(Control::of(control, place.borrow().form, &mut chooser));
                Ok(())
            }),
        ] {
            settings = settings.append_element_content_handler(handler);
        }
        rewrite_str(page, settings).map_err(fault)?;
        (seen.forms, seen.controls) = (forms, controls);
        Ok(seen)
    }

    /// What becomes of the controls of a form, by their places in the page; none if something typed has no place.
    fn changes(&self, at: usize, form: &Form, typed: &[&(String, String)]) -> Option<HashMap<usize, Change>> {
        let is_its = |control: &Control| match &control.owner {
            Owner::At(place) => *place == Some(at),
            Owner::Named(id) => form.id.as_ref() == Some(id),
        };
        let own = || self.controls.iter().enumerate().filter(|(_, control)| is_its(control));
        let mut left: Vec<(&str, String)> = typed
            .iter()
            .map(|(name, value)| (name.as_str(), escaped(&value.replace("\r\n", "\n"))))
            .collect();
        let mut changes = HashMap::new();
        for (place, control) in own().filter(|(_, it)| matches!(it.kind, Kind::Box | Kind::Option)) {
            let chosen =
                left.iter().position(|(name, value)| *name == control.name && *value == control.value);
            changes.insert(place, Change::Choose(chosen.map(|at| left.remove(at)).is_some()));
        }
        for (place, control) in
            own().filter(|(_, it)| matches!(it.kind, Kind::Text | Kind::Long | Kind::Hidden))
        {
            let Some(at) = left.iter().position(|(name, _)| *name == control.name) else { continue };
            let (name, value) = left.remove(at);
            // What tells of which record or page it is. The version is that which they saw, so that nobody is
            // overwritten; the key makes it one with what was sent before.
            if control.kind == Kind::Hidden && value != control.value && !matches!(name, "version" | "once") {
                return None;
            }
            changes.insert(place, Change::Say(value));
        }
        let is_button = |name: &str, value: &str| {
            own().any(|(_, it)| it.kind == Kind::Button && it.name == name && it.value == value)
        };
        left.retain(|(name, value)| !is_button(name, value));
        left.is_empty().then_some(changes)
    }
}

impl Control {
    /// `chooser` is the last list of choices, whose name and form its choices have.
    fn of(it: &Element<'_, '_>, form: Option<usize>, chooser: &mut (Owner, String)) -> Self {
        let text = |name| it.get_attribute(name).unwrap_or_default();
        let (mut owner, mut name) =
            (it.get_attribute("form").map_or(Owner::At(form), Owner::Named), text("name"));
        let kind = match (it.tag_name().as_str(), text("type").as_str()) {
            ("textarea", _) => Kind::Long,
            ("option", _) => Kind::Option,
            ("button", _) | (_, "submit") => Kind::Button,
            (_, "hidden") => Kind::Hidden,
            (_, "checkbox" | "radio") => Kind::Box,
            ("select", _) | (_, "file") => Kind::Other,
            _ => Kind::Text,
        };
        match it.tag_name().as_str() {
            "select" => *chooser = (owner.clone(), name.clone()),
            "option" => (owner, name) = chooser.clone(),
            _ => {}
        }
        Self { owner, name, kind, value: text("value") }
    }
}

fn write(
    page: &str,
    typed: &Refill<'_>,
    at: usize,
    found: &Form,
    changes: &HashMap<usize, Change>,
) -> Result<String> {
    let (mut folds, mut forms, mut controls) = (0.., 0.., 0..);
    let is_next = move |places: &mut std::ops::RangeFrom<usize>, place: usize| places.next() == Some(place);
    let mut settings = RewriteStrSettings::new();
    for handler in [
        element!(DETAILS, |fold| {
            if folds.next().is_some_and(|place| found.folds.contains(&place)) {
                fold.set_attribute("open", "")?;
            }
            Ok(())
        }),
        element!(FORM, |form| {
            if is_next(&mut forms, at) {
                form.before(typed.note, ContentType::Html);
                let kept = escaped(typed.token);
                form.prepend(
                    &format!("<input type=\"hidden\" name=\"kept\" value=\"{kept}\">"),
                    ContentType::Html,
                );
            }
            Ok(())
        }),
        element!(CONTROL, |control| {
            if let Some(change) = controls.next().and_then(|place: usize| changes.get(&place)) {
                change.apply(control)?;
            }
            Ok(())
        }),
        // The note is to be read first.
        element!("[autofocus]", |it| {
            it.remove_attribute("autofocus");
            Ok(())
        }),
    ] {
        settings = settings.append_element_content_handler(handler);
    }
    rewrite_str(page, settings).map_err(fault)
}

impl Change {
    fn apply(&self, control: &mut Element<'_, '_>) -> Result<(), lol_html::errors::AttributeNameError> {
        let mark = if control.tag_name() == "option" { "selected" } else { "checked" };
        match self {
            // The first line break of a text field does not count.
            Self::Say(text) if control.tag_name() == "textarea" => {
                control.set_inner_content(&format!("\n{text}"), ContentType::Html);
            }
            Self::Say(text) => control.set_attribute("value", text)?,
            Self::Choose(true) => control.set_attribute(mark, "")?,
            Self::Choose(false) => control.remove_attribute(mark),
        }
        Ok(())
    }
}
