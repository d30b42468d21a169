//! What the people of the demonstration were asked to bring, and what came in.

use super::{history, read, scene::Scene};
use crate::evidence::Kind;
use crate::kernel::{
    Result,
    db::Tx,
    env::Timestamp,
    text::{Email, Line, Paragraph},
};
use crate::requests::program::{self, Whom, Wish};
use serde::Deserialize;
use std::sync::LazyLock;

/// Who asks.
const ASKER: &str = "morgan";

/// Something that was asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub title: String,
    pub wanted: String,
    pub kind: String,
    #[serde(default)]
    pub who: String,
    /// Name and address of somebody outside, in the place of a member.
    pub outside: Option<(String, String)>,
    pub asked: i64,
    pub due: i64,
    /// Objectives of the assessment at work.
    pub about: String,
    #[serde(default)]
    pub note: String,
    pub repeats: Option<i64>,
    /// When it was answered, and with which file.
    pub answered: Option<(i64, String)>,
}

#[derive(Deserialize)]
struct Requests {
    request: Vec<Request>,
}

/// All of them.
pub static REQUESTS: LazyLock<Vec<Request>> = LazyLock::new(|| {
    let all: Requests =
        toml::from_str(include_str!("requests.toml")).expect("the file is well formed: tests read it");
    all.request
});

/// What happens to a request.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Ask(&'static Request),
    Answer(&'static Request, &'static str),
}

/// All of it, each with its day before the one the demonstration is loaded on.
pub fn deeds() -> impl Iterator<Item = (i64, history::Deed)> {
    REQUESTS.iter().flat_map(|it| {
        let answered = it.answered.as_ref().map(|(ago, key)| (*ago, Deed::Answer(it, key)));
        let all = std::iter::once((it.asked, Deed::Ask(it))).chain(answered);
        all.map(|(ago, deed)| (ago, history::Deed::Request(deed)))
    })
}

pub(super) async fn play(scene: &mut Scene, tx: &mut Tx, at: Timestamp, deed: Deed) -> Result<()> {
    let scope = scene.scope;
    match deed {
        Deed::Ask(told) => {
            let wish = wish(scene, told)?;
            let by = scene.goes_on(tx, at, ASKER)?;
            let id = program::ask_in(tx, scope, wish, by).await?;
            scene.requests.insert(&told.title, id);
        }
        Deed::Answer(told, key) => {
            let piece = scene.piece(key)?.id;
            let known = scene.requests.get(told.title.as_str()).copied();
            let id = read(known.ok_or_else(|| format!("nobody asked for {} yet", told.title)))?;
            scene.goes_on(tx, at, &told.who)?;
            program::answer_in(tx, scope, id, piece).await?;
        }
    }
    Ok(())
}

fn wish(scene: &mut Scene, told: &Request) -> Result<Wish> {
    let whom = match &told.outside {
        Some((name, email)) => Whom::Outside(read(Line::parse(name, ""))?, read(Email::parse(email))?),
        None => Whom::Member(scene.person(&told.who)?),
    };
    Ok(Wish {
        title: read(Line::parse(&told.title, ""))?,
        wanted: read(Paragraph::parse(&told.wanted))?,
        kind: read(Kind::parse(&told.kind).ok_or_else(|| format!("no kind {}", told.kind)))?,
        due_on: scene.days.ahead(told.due),
        whom,
        note: read(Paragraph::parse(&told.note))?,
        assessment_id: Some(scene.work()?.id.0),
        objectives: read(program::objectives(&told.about))?,
        repeat_months: told.repeats,
        renews_id: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::data::{COMPANY, FILES};
    use super::*;

    #[test]
    fn what_is_asked_for_is_brought_by_whoever_owns_it_and_decided_about_later() {
        for it in REQUESTS.iter() {
            assert!(program::objectives(&it.about).is_ok_and(|all| all.len() == 1), "{}", it.title);
            assert_eq!(it.outside.is_some(), it.who.is_empty(), "{}", it.title);
            assert!(it.who.is_empty() || COMPANY.people.iter().any(|one| one.key == it.who), "{}", it.title);
            let Some((ago, key)) = &it.answered else { continue };
            let file = FILES.iter().find(|file| file.key == *key).unwrap();
            assert_eq!((&file.title, &file.owner, file.captured), (&it.title, &it.who, *ago));
            assert!(it.asked > ago + 2, "{}: brought before it was asked for", it.title);
            let decided = file.accepted.or(file.returned.as_ref().map(|(ago, _)| *ago));
            assert!(decided.is_none_or(|decided| decided + 1 < *ago), "{}", it.title);
        }
    }
}
