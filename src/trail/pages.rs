//! The trail's pages.

use super::{
    actions::{self, Lines},
    detail::{self, Fact},
    model::{Break, Filter, Line, Verdict},
};
use crate::access::{Access, ReadTrail, Scope};
use crate::kernel::{Problems, Result, db::Db, env::Timestamp};
use crate::signin;
use crate::web::{
    csv,
    forms::{self, Query},
    routes::Routes,
    ui::{Reply, Ui},
};
use bytes::Bytes;
use futures_util::stream;
use poem::{Body, handler, web::Data};
use serde::Serialize;
use std::io;

const INDEX: &str = "trail/index.html";
const VERIFY: &str = "trail/verify.html";

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/trail", index);
    routes.get("/o/:org/trail.csv", export);
    routes.get("/o/:org/trail/verify", verify);
}

#[derive(Serialize)]
struct Index {
    filter: Fields,
    problems: Problems,
    is_filtered: bool,
    rows: Vec<Row>,
    pages: Pages,
    query: String,
}

/// Which lines are shown, and where the others are.
#[derive(Default, Serialize)]
struct Pages {
    newest: i64,
    oldest: i64,
    first: Option<String>,
    next: Option<String>,
}

/// The filter as it was typed.
#[derive(Serialize)]
struct Fields {
    person: String,
    action: String,
    subject: String,
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Row {
    seq: i64,
    at: Timestamp,
    who: String,
    what: String,
    action: String,
    subject: String,
    address: String,
    /// The browser in words, and as it calls itself.
    device: String,
    agent: String,
    facts: Vec<Fact>,
    has_changes: bool,
}

#[derive(Serialize)]
struct Verified {
    lines: i64,
    head: String,
    broken: Option<Broken>,
}

#[derive(Serialize)]
struct Broken {
    seq: i64,
    how: Break,
}

#[handler]
async fn index(ui: Ui, db: Data<&Db>, access: Access<ReadTrail>, Query(query): Query) -> Result<Reply> {
    let ui = ui.at("trail");
    match forms::problems(Filter::parse(&query))? {
        Ok(filter) => {
            let before = query.text("before").parse().unwrap_or(i64::MAX);
            let lines = actions::page(&db, &access, &filter, before).await?;
            ui.show(INDEX, "lines", Index::of(&query, filter.is_empty(), lines))
        }
        Err(problems) => {
            let nothing = Lines { rows: Vec::new(), has_more: false };
            ui.show_problems(INDEX, "filters", Index { problems, ..Index::of(&query, false, nothing) })
        }
    }
}

#[handler]
async fn verify(ui: Ui, db: Data<&Db>, access: Access<ReadTrail>) -> Result<Reply> {
    let verified = match actions::verify(&db, access.scope()).await? {
        Verdict::Whole { lines, head } => Verified { lines, head: head.to_string(), broken: None },
        Verdict::Broken { seq, how } => {
            Verified { lines: 0, head: String::new(), broken: Some(Broken { seq, how }) }
        }
    };
    ui.at("trail").show(VERIFY, "verdict", verified)
}

#[handler]
async fn export(ui: Ui, db: Data<&Db>, access: Access<ReadTrail>, Query(query): Query) -> Result<Reply> {
    let filter = Filter::parse(&query)?;
    let name = format!("trail-{}.csv", db.env().today());
    // The first lines before the answer begins, so that a database that is gone is told by its status. A line that
    // somebody put before them is among them.
    let first = actions::batch(&db, access.scope(), &filter, i64::MIN).await?;
    let rest = Export { db: db.clone(), scope: access.scope(), filter, next: Some(first), is_begun: false };
    let body = Body::from_bytes_stream(stream::try_unfold(rest, Export::piece));
    Ok(ui.file("text/csv; charset=utf-8", &name, body))
}

/// An export on its way: a thousand lines in memory, however many there are.
struct Export {
    db: Db,
    scope: Scope,
    filter: Filter,
    next: Option<Vec<Line>>,
    is_begun: bool,
}

impl Export {
    async fn piece(mut self) -> io::Result<Option<(Bytes, Self)>> {
        let Some(lines) = self.next.take() else { return Ok(None) };
        let rows = lines.iter().map(record);
        let piece = match std::mem::replace(&mut self.is_begun, true) {
            true => csv::lines(rows),
            false => csv::table(&HEAD, rows),
        };
        let piece = piece.map(Bytes::from).map_err(io::Error::other)?;
        if let Some(last) = lines.last() {
            let more = actions::batch(&self.db, self.scope, &self.filter, last.seq).await;
            self.next = Some(more.map_err(io::Error::other)?).filter(|more| !more.is_empty());
        }
        Ok(Some((piece, self)))
    }
}

const HEAD: [&str; 9] = ["line", "at", "who", "action", "subject", "address", "device", "detail", "sha256"];

fn record(line: &Line) -> Vec<String> {
    let texts = [&line.actor_name, &line.action, &line.subject, &line.address, &line.device, &line.detail];
    let [who, action, subject, address, device, detail] = texts.map(Clone::clone);
    vec![
        line.seq.to_string(),
        line.at.to_rfc3339(),
        who,
        action,
        subject,
        address,
        device,
        detail,
        line.hash.to_string(),
    ]
}

impl Index {
    fn of(query: &forms::Fields, shows_all: bool, lines: Lines) -> Self {
        let typed = |name| query.text(name).to_owned();
        let filter = Fields {
            person: typed("person"),
            action: typed("action"),
            subject: typed("subject"),
            from: typed("from"),
            to: typed("to"),
        };
        let is_newest = query.text("before").is_empty();
        let query = encoded(query);
        let ends = lines.rows.first().zip(lines.rows.last()).map(|(first, last)| (first.seq, last.seq));
        let (newest, oldest) = ends.unwrap_or_default();
        let pages = Pages {
            newest,
            oldest,
            first: (!is_newest).then(|| format!("?{}", query.trim_end_matches('&'))),
            next: lines.has_more.then(|| format!("?{query}before={oldest}")),
        };
        let rows = lines.rows.into_iter().map(Row::of).collect();
        let is_filtered = !shows_all || !is_newest;
        Self { filter, problems: Problems::new(), is_filtered, rows, pages, query }
    }
}

/// What was asked, to be asked again for other lines: `person=dana&`, or nothing.
fn encoded(query: &forms::Fields) -> String {
    let asked = query.pairs().iter().filter(|(name, value)| name != "before" && !value.is_empty());
    let text = serde_urlencoded::to_string(asked.collect::<Vec<_>>()).unwrap_or_default();
    if text.is_empty() { text } else { text + "&" }
}

impl Row {
    fn of(line: Line) -> Self {
        let facts = detail::facts(&line.detail);
        Self {
            seq: line.seq,
            at: line.at,
            who: line.actor_name,
            what: detail::words(&line.action),
            action: line.action,
            subject: line.subject,
            address: line.address,
            device: match line.device.as_str() {
                "" => String::new(),
                agent => signin::browser_in_words(agent),
            },
            agent: line.device,
            has_changes: facts.iter().any(|fact| fact.before.is_some()),
            facts,
        }
    }
}
