//! What is told of a change of many that was taken back, or could not be.

use super::super::super::place;
use crate::assessments::{
    actions::{self, OwnersBack, TakenBack},
    model::{Finding, picture::Picture, queue::Queue},
};
use crate::kernel::Result;
use crate::web::ui::{Reply, Ui};
use poem::http::StatusCode;
use serde::Serialize;

const UNDO: &str = "assessments/bulk_undo.html";

/// Why nothing is taken back where all of it stays.
pub const NOTHING_LEFT: &str =
    "There is nothing left of that to take back: all of it was changed since, or is not yours any more.";

/// So many objectives are named.
const NAMED_MAX: usize = 100;

/// So many names stand in a message, which travels in a cookie.
const TOLD_MAX: usize = 30;

#[derive(Debug, Serialize)]
struct Page<'a> {
    at: &'a str,
    back: &'a str,
    why: &'a str,
    others: usize,
    changed: Vec<Changed>,
    more: usize,
}

/// An objective that somebody changed since.
#[derive(Debug, Serialize)]
struct Changed {
    name: String,
    href: String,
    result: &'static str,
    by: String,
    at: String,
}

impl Changed {
    fn of(at: &str, finding: &Finding) -> Self {
        let place = finding.place();
        Self {
            name: place.to_string(),
            href: place::address(at, &place, &Queue::All),
            result: finding.result.word(),
            by: finding.updated_name.clone().unwrap_or_default(),
            at: finding.updated_at.to_rfc3339(),
        }
    }
}

/// How many are as they were before, and what stays.
pub fn told(back: &TakenBack) -> String {
    let mut told = match back.taken {
        1 => "Taken back. One objective is as it was before.".to_owned(),
        n => format!("Taken back. {n} objectives are as they were before."),
    };
    match back.others {
        0 => {}
        1 => told.push_str(" One stays, because its requirement is not yours any more."),
        n => told.push_str(&format!(" {n} stay, because their requirements are not yours any more.")),
    }
    let changed = back.changed.iter().map(|one| (one.place().to_string(), one.updated_name.as_deref()));
    told + &changed_since(changed.collect())
}

/// How many requirements have the owner again that they had before, and what stays.
pub fn told_of_owners(back: &OwnersBack) -> String {
    let mut told = match back.taken {
        0 => "There is nothing left of that to take back.".to_owned(),
        1 => "Taken back. One requirement is as it was before.".to_owned(),
        n => format!("Taken back. {n} requirements are as they were before."),
    };
    match &back.gone[..] {
        [] => {}
        [one] => told.push_str(&format!(" {one} stays, because its owner before cannot answer for it now.")),
        many => {
            let why = "because their owners before cannot answer for them now";
            told.push_str(&format!(" {} stay, {why}: {}.", many.len(), named(many)));
        }
    }
    let changed = back.changed.iter().map(|(requirement, who)| (requirement.clone(), who.as_deref()));
    told + &changed_since(changed.collect())
}

/// What stays because somebody changed it since.
fn changed_since(changed: Vec<(String, Option<&str>)>) -> String {
    match &changed[..] {
        [] => String::new(),
        [(name, who)] => format!(" {name} stays: {} changed it since.", who.unwrap_or("Somebody")),
        many => {
            let names: Vec<_> = many.iter().map(|(name, _)| name.clone()).collect();
            format!(" {} stay, because they were changed since: {}.", many.len(), named(&names))
        }
    }
}

/// As many names as fit into a message.
fn named(names: &[String]) -> String {
    let (told, more) = names.split_at(names.len().min(TOLD_MAX));
    match more.len() {
        0 => told.join(", "),
        more => format!("{} and {more} more", told.join(", ")),
    }
}

/// Nothing was done: the reason, and what was changed since by whom.
pub fn refuse(ui: Ui, picture: &Picture, back: &str, (why, kept): (&str, &TakenBack)) -> Result<Reply> {
    let bar = actions::bar(picture, &ui.here());
    let page = Page {
        at: &bar.at,
        back,
        why,
        others: kept.others,
        changed: kept.changed.iter().take(NAMED_MAX).map(|finding| Changed::of(&bar.at, finding)).collect(),
        more: kept.changed.len().saturating_sub(NAMED_MAX),
    };
    ui.at("requirements").about(bar.clone()).again(StatusCode::CONFLICT, UNDO, "not_undone", page)
}
