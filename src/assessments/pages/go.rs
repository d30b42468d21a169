//! "Go to": type a requirement, an objective, a page or a person, and be there.

use super::place;
use crate::access::{Access, Grant, Read, RightName};
use crate::assessments::{
    actions::{self, Pictures},
    model::{Place, picture::Picture, queue::Queue},
};
use crate::kernel::{Result, db::Db};
use crate::web::{
    forms::Query,
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

/// The page, which the palette asks too.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/go", go);
}

/// Results shown at once.
const SHOWN: usize = 20;

#[derive(Debug, Serialize)]
struct Go {
    q: String,
    results: Vec<Hit>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Hit {
    href: String,
    label: String,
}

#[handler]
async fn go(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    query: Query,
) -> Result<Reply> {
    let q = query.0.text("q").trim().to_owned();
    let picture = match actions::latest_open(&db, &access).await? {
        Some(id) => Some(actions::picture(&db, &pictures, &access, id).await?),
        None => None,
    };
    let words: Vec<String> = q.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let here = ui.here();
    let at = picture.as_ref().map(|picture| actions::bar(picture, &here).at);
    let mut results = Vec::new();
    if let (Some(picture), Some(at)) = (&picture, &at) {
        results.extend(objective(picture, at, &words));
        results.extend(requirements(picture, at, &words));
    }
    results.extend(pages(&ui, at.as_deref()).into_iter().filter(|hit| holds(&hit.label, &words)));
    if let Some(picture) = &picture {
        let people = picture.members.iter().filter(|member| !words.is_empty() && holds(&member.name, &words));
        results.extend(
            people.map(|m| Hit { href: format!("{here}/people"), label: format!("{} (people)", m.name) }),
        );
    }
    if !q.is_empty() {
        let href = format!("{here}/evidence?q={}", place::segment(&q));
        results.push(Hit { href, label: format!("Search evidence for \u{201c}{q}\u{201d}") });
    }
    results.truncate(SHOWN);
    ui.show("assessments/go.html", "results", Go { q, results })
}

fn holds(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// `3.1.1 a`, `ac 3.1.1 a` or `3.1.1[a]`: the objective itself.
fn objective(picture: &Picture, at: &str, words: &[String]) -> Option<Hit> {
    let text = words.join(" ").replace(['[', ']'], " ");
    let parts: Vec<&str> = text.split_whitespace().collect();
    let (letter, rest) = parts.split_last()?;
    let id = rest.last()?;
    let line = picture
        .lines()
        .find(|line| line.id.eq_ignore_ascii_case(id) || line.cmmc_id.eq_ignore_ascii_case(id))?;
    let cell = line.cells.iter().find(|cell| cell.objective == *letter)?;
    let to = Place { requirement: line.id.clone(), objective: cell.objective.clone() };
    Some(Hit {
        href: place::address(at, &to, &Queue::All),
        label: format!("Assess {}[{}]", line.cmmc_id, cell.objective),
    })
}

/// The exact requirement first, then those whose id or title holds the words.
fn requirements(picture: &Picture, at: &str, words: &[String]) -> Vec<Hit> {
    if words.is_empty() {
        return Vec::new();
    }
    let is_exact = |id: &str| words.len() == 1 && id.eq_ignore_ascii_case(&words[0]);
    let mut found: Vec<_> = picture
        .lines()
        .filter(|line| holds(&format!("{} {} {}", line.id, line.cmmc_id, line.title), words))
        .collect();
    found.sort_by_key(|line| !(is_exact(&line.id) || is_exact(&line.cmmc_id)));
    let hit = |line: &&crate::assessments::model::picture::Line| Hit {
        href: format!("{at}/requirements/{}", place::segment(&line.id)),
        label: format!("{} {}", line.id, line.title),
    };
    found.iter().map(hit).collect()
}

fn pages(ui: &Ui, at: Option<&str>) -> Vec<Hit> {
    let here = ui.here();
    let hit = |href: String, label: &str| Hit { href, label: label.to_owned() };
    let mut all = Vec::new();
    if let Some(at) = at {
        all.push(hit(at.to_owned(), "Overview"));
        all.push(hit(format!("{at}/requirements"), "Requirements"));
        all.push(hit(format!("{at}/work"), "Assess"));
        all.push(hit(format!("{at}/score"), "Score sheet"));
    }
    all.push(hit(format!("{here}/evidence"), "Evidence"));
    all.push(hit(format!("{here}/evidence/new"), "Add evidence"));
    all.push(hit(format!("{here}/tasks/mine"), "My work"));
    all.push(hit(format!("{here}/tasks"), "Tasks"));
    all.push(hit(format!("{here}/assessments"), "Assessments"));
    all.push(hit(format!("{here}/people"), "People"));
    all.push(hit(format!("{here}/people/rights"), "Who may do what"));
    all.push(hit(format!("{here}/catalogue"), "Catalogue"));
    if ui.may(RightName::ReadTrail) != Grant::No {
        all.push(hit(format!("{here}/trail"), "Trail"));
    }
    all.push(hit("/settings".into(), "Your settings"));
    all.push(hit("/settings/keyboard".into(), "Your keys"));
    all.push(hit("/help/keys".into(), "Keyboard"));
    all
}
