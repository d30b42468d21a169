//! The data of the list of requirements, read out of a page that Muster served, so that rendering it again from
//! memory gives that very page.

use super::scrape::{all_between, between, options, unescape};
use anyhow::{Context, Result, ensure};
use muster::{
    access::{Feature, RightName},
    web::keys::Keymap,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the template gets.
#[derive(Debug, Serialize, Deserialize)]
pub struct Page {
    pub ui: Shell,
    pub list: List,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Shell {
    person: Person,
    org: Org,
    here: String,
    section: String,
    csrf: String,
    once: String,
    theme: String,
    density: String,
    keys: String,
    keymap: String,
    key: BTreeMap<String, String>,
    unread: i64,
    session: Ends,
    flash: Option<String>,
    version: String,
    path: String,
    can: BTreeMap<String, bool>,
    on: BTreeMap<String, bool>,
    role: String,
    assessment: Assessment,
}

#[derive(Debug, Serialize, Deserialize)]
struct Person {
    name: String,
    email: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Org {
    slug: String,
    name: String,
    color: String,
    initials: String,
    banner: String,
    imprint: String,
}

/// When the session ends.
#[derive(Debug, Serialize, Deserialize)]
struct Ends {
    idle_at: String,
    ends_at: String,
    idle_left_s: String,
    left_s: String,
    idle_s: String,
}

impl Ends {
    fn read(html: &str) -> Result<Self> {
        let foot = between(html, "id=\"session-end\"", "</p>")?;
        let times: Vec<_> = all_between(foot, "<time datetime=\"", "\"").map(str::to_owned).collect();
        let [idle_at, ends_at] = &times[..] else { anyhow::bail!("two ends of a session: {times:?}") };
        let number = |name: &str| between(foot, &format!("data-{name}=\""), "\"").map(str::to_owned);
        Ok(Self {
            idle_at: idle_at.clone(),
            ends_at: ends_at.clone(),
            idle_left_s: number("idle-left")?,
            left_s: number("left")?,
            idle_s: number("idle")?,
        })
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Assessment {
    id: String,
    title: String,
    level: i64,
    at: String,
    done: usize,
    total: usize,
    is_locked: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct List {
    is_fragment: bool,
    at: String,
    address: String,
    query: String,
    filter: BTreeMap<String, String>,
    sort: String,
    is_whole: bool,
    is_filtered: bool,
    families: Vec<Choice>,
    members: Vec<Member>,
    owners: Vec<Member>,
    headings: BTreeMap<String, Heading>,
    pub rows: Vec<Row>,
    total: usize,
    pages: Pages,
    picks: Picks,
    has_values: bool,
    has_own: bool,
    may_assign: bool,
    may_assess: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Choice {
    value: String,
    label: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Member {
    id: String,
    name: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Heading {
    href: String,
    direction: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Row {
    id: String,
    href: String,
    title: String,
    value: Option<i32>,
    result: String,
    is_provisional: bool,
    is_to_confirm: bool,
    is_met_by_claim: bool,
    is_on_poam: bool,
    done: usize,
    objectives: usize,
    evidence: i64,
    owner: String,
    next_review: Option<String>,
    is_overdue: bool,
    is_picked: bool,
}

#[derive(Debug, Serialize, Deserialize)]
struct Pages {
    first: usize,
    last: usize,
    total: usize,
    noun: String,
    previous: Option<String>,
    next: Option<String>,
    all: Option<String>,
    numbers: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Picks {
    page: String,
    all: String,
    none: String,
    is_any: bool,
}

impl Page {
    /// Reads the whole list, `…/requirements?per=all`, as an administrator of an open assessment sees it.
    pub fn read(html: &str, path: &str) -> Result<Self> {
        let here = between(html, "masthead__client\"><a href=\"", "\"")?;
        let (at, _) = path.split_once("/requirements").context("the list's address")?;
        let place = between(html, "class=\"masthead__assessment\">", "</p>")?;
        let numbers: Vec<usize> = between(place, "<span class=\"hint\">Level ", " assessed")
            .map(|text| text.replace("of", "").replace(',', ""))?
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let [level, done, total] = numbers[..] else { anyhow::bail!("level and progress: {numbers:?}") };
        let assessment = Assessment {
            id: at.rsplit('/').next().unwrap_or_default().to_owned(),
            title: unescape(between(place, "\">", "</a>")?),
            level: i64::try_from(level)?,
            at: at.to_owned(),
            done,
            total,
            is_locked: false,
        };
        let menu = between(html, "<details class=\"menu\"", "</details>")?;
        let keymap = Keymap::default();
        let ui = Shell {
            person: Person {
                name: unescape(between(menu, "<summary>", "</summary>")?),
                email: unescape(between(menu, "<p class=\"hint\">", "</p>")?),
            },
            org: Org {
                slug: here.rsplit('/').next().unwrap_or_default().to_owned(),
                name: unescape(between(html, &format!("masthead__client\"><a href=\"{here}\">"), "</a>")?),
                color: String::new(),
                initials: String::new(),
                banner: String::new(),
                imprint: String::new(),
            },
            here: here.to_owned(),
            section: "requirements".to_owned(),
            csrf: between(html, "name=\"csrf\" value=\"", "\"")?.to_owned(),
            once: String::new(),
            theme: String::new(),
            density: String::new(),
            keys: "on".to_owned(),
            keymap: keymap.written().to_owned(),
            key: keymap.by_name().iter().map(|(name, key)| ((*name).to_owned(), key.clone())).collect(),
            unread: all_between(html, "Reminders (", ")").next().map_or(Ok(0), str::parse)?,
            session: Ends::read(html)?,
            flash: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            path: path.to_owned(),
            can: RightName::ALL.iter().map(|right| (right.word().to_owned(), true)).collect(),
            on: Feature::ALL.iter().map(|feature| (feature.word().to_owned(), true)).collect(),
            role: "admin".to_owned(),
            assessment,
        };
        Ok(Self { ui, list: List::read(html, at)? })
    }
}

impl List {
    fn read(html: &str, at: &str) -> Result<Self> {
        let address = format!("{at}/requirements");
        let rows: Vec<Row> = all_between(between(html, "<tbody>", "</tbody>")?, "<tr>", "</tr>")
            .map(|row| Row::read(row, &address))
            .collect::<Result<_>>()?;
        ensure!(!rows.is_empty(), "the list has no rows");
        let names = ["text", "family", "result", "owner", "value", "evidence", "origin", "review"];
        let families = options(html, "field-family")?;
        let people = |id, others| {
            let chosen = options(html, id)?.into_iter().skip(others);
            anyhow::Ok(chosen.map(|(id, name)| Member { id, name }).collect())
        };
        let count = rows.len();
        Ok(Self {
            is_fragment: false,
            at: at.to_owned(),
            query: "?per=all".to_owned(),
            filter: names.map(|name| (name.to_owned(), String::new())).into(),
            sort: String::new(),
            is_whole: true,
            is_filtered: false,
            families: families.into_iter().skip(1).map(|(value, label)| Choice { value, label }).collect(),
            members: people("field-owner", 3)?,
            owners: people("bulk-owner", 2)?,
            headings: headings(html)?,
            rows,
            total: count,
            pages: Pages {
                first: 1,
                last: count,
                total: count,
                noun: "requirements".to_owned(),
                previous: None,
                next: None,
                all: None,
                numbers: Vec::new(),
            },
            picks: Picks {
                page: unescape(between(html, "Select: <a href=\"", "\"")?),
                all: format!("{address}?per=all&select=all"),
                none: format!("{address}?per=all"),
                is_any: false,
            },
            has_values: true,
            has_own: html.contains("name=\"origin\""),
            may_assign: true,
            may_assess: true,
            address,
        })
    }
}

/// The columns that sort, in the order they stand in.
fn headings(html: &str) -> Result<BTreeMap<String, Heading>> {
    let head = between(html, "<thead>", "</thead>")?;
    let found: Vec<_> = all_between(head, "aria-sort=\"none\"><a\n  href=\"", "\"").collect();
    let names = ["id", "value", "result", "owner", "next_review"];
    let led = between(head, "aria-sort=\"ascending\"><a\n  href=\"", "\"").map(str::to_owned);
    let mut headings = BTreeMap::new();
    let (mut others, leads) = (found.into_iter(), led.is_ok());
    for name in names {
        let (href, direction) = match (&led, name) {
            (Ok(href), "id") => (href.as_str(), "ascending"),
            _ => (others.next().context("a heading that sorts")?, ""),
        };
        headings.insert(name.to_owned(), Heading { href: unescape(href), direction: direction.to_owned() });
    }
    ensure!(others.next().is_none(), "more headings sort than are known ({leads})");
    Ok(headings)
}

impl Row {
    fn read(row: &str, address: &str) -> Result<Self> {
        let id = unescape(between(row, "name=\"id\" value=\"", "\"")?);
        let cells: Vec<&str> = all_between(row, "<td", "</td>")
            .filter_map(|cell| cell.split_once('>').map(|(_, text)| text.trim()))
            .collect();
        let [_, title, value, result, progress, evidence, owner, review] = cells[..] else {
            anyhow::bail!("a row of {} cells", cells.len());
        };
        let (done, objectives) = progress.split_once(" of ").context("objectives assessed")?;
        let word = |text: &str| if text == "–" { None } else { Some(unescape(text)) };
        let mark = match between(result, "status--", "\"")? {
            "provisional" => "met",
            word => word,
        };
        Ok(Self {
            href: format!("{address}/{id}"),
            id,
            title: unescape(title),
            value: word(value).map(|points| points.parse()).transpose()?,
            result: mark.to_owned(),
            is_provisional: result.contains("Met, provisional"),
            is_to_confirm: result.contains("To re-confirm"),
            is_met_by_claim: result.contains("Met by claim"),
            is_on_poam: result.contains("POA&amp;M") || result.contains("POA&M"),
            done: done.parse()?,
            objectives: objectives.parse()?,
            evidence: evidence.parse()?,
            owner: word(owner).unwrap_or_default(),
            next_review: word(review.split_whitespace().next().unwrap_or("–")),
            is_overdue: review.contains("Overdue"),
            is_picked: false,
        })
    }
}
