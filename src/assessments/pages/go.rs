//! "Go to": type a requirement, an objective, an assessment, a page or a person, and be there.

use super::place;
use crate::access::{Access, Grant, Read, RightName};
use crate::assessments::{
    actions::{self, Pictures},
    model::{AssessmentId, Place, picture::Picture, queue::Queue},
    store::Named,
};
use crate::kernel::{Result, db::Db};
use crate::web::{
    forms::Query,
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{FromRequest, Request, RequestBody, handler, web::Data};
use serde::Serialize;
use std::sync::Arc;
use url::Url;

/// The page, which the palette asks too.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/go", go);
}

/// Results shown at once.
const SHOWN: usize = 20;

/// Assessments among them, which requirements do not crowd out.
const NAMES_SHOWN: usize = 5;

#[derive(Debug, Serialize)]
struct Go {
    q: String,
    /// Where requirements were looked for, so that the next search of the page looks there too.
    assessment: Option<AssessmentId>,
    results: Vec<Hit>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Hit {
    href: String,
    label: String,
}

/// The page that somebody is on while they ask: htmx tells it, else the browser does.
struct Seen(Option<Url>);

impl<'a> FromRequest<'a> for Seen {
    async fn from_request(req: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let mut told = ["hx-current-url", "referer"].into_iter().filter_map(|name| req.header(name));
        Ok(Self(told.find_map(|text| Url::parse(text).ok())))
    }
}

impl Seen {
    /// The assessment that its address names, where it is a page below `here`: `/o/contoso`.
    fn assessment(&self, here: &str) -> Option<AssessmentId> {
        let url = self.0.as_ref()?;
        let below = url.path().strip_prefix(here)?;
        if below == "/go" {
            let (_, id) = url.query_pairs().find(|(name, _)| name == "assessment")?;
            return id.parse::<AssessmentId>().ok();
        }
        below.strip_prefix("/assessments/")?.split('/').next()?.parse::<AssessmentId>().ok()
    }
}

/// The assessment that requirements are looked for in.
struct Chosen {
    at: String,
    /// What people call it. Each hit says it: the same requirement stands in every assessment.
    name: String,
    picture: Arc<Picture>,
}

#[handler]
async fn go(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<Read>,
    seen: Seen,
    query: Query,
) -> Result<Reply> {
    let (q, here) = (query.0.text("q").trim().to_owned(), ui.here());
    let words: Vec<String> = q.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let named = query.0.text("assessment").parse::<AssessmentId>().ok();
    let asked = named.or_else(|| seen.assessment(&here));
    let all = actions::names(&db, &access, asked).await?;
    let chosen = match choose(&all, asked) {
        Some(one) => {
            let picture = actions::picture(&db, &pictures, &access, one.id).await?;
            Some(Chosen { at: actions::bar(&picture, &here).at, name: name(one), picture })
        }
        None => None,
    };
    let mut results = Vec::new();
    if let Some(chosen) = &chosen {
        results.extend(objective(chosen, &words));
        results.extend(requirements(chosen, &words));
    }
    let found = assessments(&here, &all, &words);
    results.truncate(SHOWN - found.len());
    results.extend(found);
    results.extend(pages(&ui, chosen.as_ref()).into_iter().filter(|hit| holds(&hit.label, &words)));
    if let Some(Chosen { picture, .. }) = &chosen {
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
    let assessment = chosen.map(|chosen| chosen.picture.assessment.id);
    ui.show("assessments/go.html", "results", Go { q, assessment, results })
}

/// The one that was asked for, where it is there; else the newest open one.
fn choose(all: &[Named], asked: Option<AssessmentId>) -> Option<&Named> {
    let newest_open = || all.iter().find(|one| one.completed_on.is_none());
    all.iter().find(|one| Some(one.id) == asked).or_else(newest_open)
}

/// Two systems may have an assessment of the same title.
fn name(one: &Named) -> String {
    format!("{}, {}", one.title, one.system)
}

fn holds(text: &str, words: &[String]) -> bool {
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

/// `3.1.1 a`, `ac 3.1.1 a` or `3.1.1[a]`: the objective itself.
fn objective(chosen: &Chosen, words: &[String]) -> Option<Hit> {
    let text = words.join(" ").replace(['[', ']'], " ");
    let parts: Vec<&str> = text.split_whitespace().collect();
    let (letter, rest) = parts.split_last()?;
    let id = rest.last()?;
    let line = chosen
        .picture
        .lines()
        .find(|line| line.id.eq_ignore_ascii_case(id) || line.cmmc_id.eq_ignore_ascii_case(id))?;
    let cell = line.cells.iter().find(|cell| cell.objective == *letter)?;
    let to = Place { requirement: line.id.clone(), objective: cell.objective.clone() };
    Some(Hit {
        href: place::address(&chosen.at, &to, &Queue::All),
        label: format!("Assess {}[{}] · {}", line.cmmc_id, cell.objective, chosen.name),
    })
}

/// The exact requirement first, then those whose id or title holds the words.
fn requirements(chosen: &Chosen, words: &[String]) -> Vec<Hit> {
    if words.is_empty() {
        return Vec::new();
    }
    let is_exact = |id: &str| words.len() == 1 && id.eq_ignore_ascii_case(&words[0]);
    let mut found: Vec<_> = chosen
        .picture
        .lines()
        .filter(|line| holds(&format!("{} {} {}", line.id, line.cmmc_id, line.title), words))
        .collect();
    found.sort_by_key(|line| !(is_exact(&line.id) || is_exact(&line.cmmc_id)));
    let hit = |line: &&crate::assessments::model::picture::Line| Hit {
        href: format!("{}/requirements/{}", chosen.at, place::segment(&line.id)),
        label: format!("{} {} · {}", line.id, line.title, chosen.name),
    };
    found.iter().map(hit).collect()
}

/// Assessments whose title or system holds the words.
fn assessments(here: &str, all: &[Named], words: &[String]) -> Vec<Hit> {
    let is_found = |one: &&Named| !words.is_empty() && holds(&name(one), words);
    let hit = |one: &Named| Hit {
        href: format!("{here}/assessments/{}", one.id),
        label: match one.completed_on {
            None => format!("Assessment: {}", name(one)),
            Some(day) => format!("Assessment: {}, completed on {day}", name(one)),
        },
    };
    all.iter().filter(is_found).take(NAMES_SHOWN).map(hit).collect()
}

fn pages(ui: &Ui, chosen: Option<&Chosen>) -> Vec<Hit> {
    let here = ui.here();
    let hit = |href: String, label: &str| Hit { href, label: label.to_owned() };
    let mut all = Vec::new();
    if let Some(Chosen { at, name, .. }) = chosen {
        all.push(hit(at.clone(), &format!("Overview · {name}")));
        all.push(hit(format!("{at}/requirements"), &format!("Requirements · {name}")));
        all.push(hit(format!("{at}/work"), &format!("Assess · {name}")));
        all.push(hit(format!("{at}/score"), &format!("Score sheet · {name}")));
    }
    all.push(hit(format!("{here}/evidence"), "Evidence"));
    if ui.may(RightName::AddEvidence) != Grant::No {
        all.push(hit(format!("{here}/evidence/new"), "Add evidence"));
    }
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
