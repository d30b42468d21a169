//! Whether pages cost the same however much there is: a company as small as they come beside a large one, each with
//! a server and a database of its own, asked in turn for the same pages.

use super::{
    client::Client,
    imports,
    load::{self, Plan, always, median},
    rounds::Pace,
    scrape::all_between,
    servers::{Program, Running},
    session::Session,
    table::{
        Limits::{self, AtMost},
        Table,
    },
};
use anyhow::{Context, Result};
use muster::{
    blobs::Blobs,
    kernel::{db::Db, env::Env},
    seed::{self, Size},
    signin,
};
use std::path::{Path, PathBuf};

const SMALL: Size = Size { requirements: 110, evidence: 100, tasks: 50, audit: 1_000 };
const LARGE: Size = Size { requirements: 500, evidence: 20_000, tasks: 5_000, audit: 100_000 };

/// How many ask at once.
const CONNECTIONS: usize = 8;

/// How many times as much a page of the large company may cost, at the most: a list with its fixed number of rows,
/// what adds up all there is, and what stands beside an objective, of which the large company has more.
const LIST: f64 = 1.3;
const SUM: f64 = 1.5;
const BESIDE: f64 = 2.5;

/// Name, address with `{a}` for the assessment and `{o}` for the organisation, and how much more it may cost.
const PAGES: [(&str, &str, f64); 10] = [
    ("requirements", "{a}/requirements", LIST),
    ("evidence", "{o}/evidence", LIST),
    ("tasks", "{o}/tasks", LIST),
    ("POA&M", "{a}/poams", LIST),
    ("my work", "{o}/tasks/mine", LIST),
    ("trail", "{o}/trail", LIST),
    ("workbench", "{a}/work/3.5.3/a", BESIDE),
    ("overview", "{a}", SUM),
    ("dashboard", "{a}/dashboard", SUM),
    ("calendar", "{o}/calendar", SUM),
];

/// Milliseconds that a large file may take.
const IMPORT: Limits = AtMost { gate: 3000.0, aim: 2000.0 };

/// One of the two.
struct Company {
    running: Running,
    session: Session,
    organisation: String,
    assessment: String,
    email: String,
}

/// Fills two databases below `folder`, measures, and makes the table.
pub async fn measure(binary: &Path, folder: &Path, pace: Pace) -> Result<Table> {
    eprintln!("filling two databases");
    let small = Company::make(binary, folder.join("small"), SMALL).await?;
    let large = Company::make(binary, folder.join("large"), LARGE).await?;
    let mut times: Vec<[Vec<f64>; 2]> = PAGES.iter().map(|_| Default::default()).collect();
    for round in 1..=pace.rounds {
        eprintln!("round {round} of {}", pace.rounds);
        for ((_, path, _), times) in PAGES.iter().zip(&mut times) {
            for (company, times) in [&small, &large].into_iter().zip(times) {
                times.push(company.cost(path, pace).await.with_context(|| (*path).to_owned())?);
            }
        }
    }
    let mut table = Table::default();
    for ((name, _, gate), [few, many]) in PAGES.iter().zip(times) {
        let ratio = median(many.iter().zip(&few).map(|(many, few)| many / few));
        let value = format!("{ratio:.2} ({:.2} / {:.2} ms)", median(many), median(few));
        let what = format!("{name}: large / small");
        table.judge(what, ratio, value, AtMost { gate: *gate, aim: 1.1 });
    }
    eprintln!("importing");
    let tasks = imports::tasks(&small.session, &small.assessment, &small.email).await?;
    let (requirements, count) =
        imports::requirements(&large.session, &large.assessment, &large.email).await?;
    for (what, ms) in [
        (format!("import of {} tasks, ms", imports::TASKS), tasks),
        (format!("import of {count} requirements, ms"), requirements),
    ] {
        table.judge(what, ms, format!("{ms:.0}"), IMPORT);
    }
    small.running.stop().await?;
    large.running.stop().await?;
    Ok(table)
}

impl Company {
    async fn make(binary: &Path, folder: PathBuf, size: Size) -> Result<Self> {
        std::fs::create_dir(&folder)?;
        let url = format!("sqlite://{}", folder.join("muster.db").display());
        let db = Db::open(&url, 4, Env::system()).await?;
        db.migrate().await?;
        let made = seed::load(&db, &Blobs::open(folder.join("blobs"))?, size).await?;
        let token = signin::actions::rescue_link(&db, &made.email).await?;
        db.close().await;
        let program =
            Program { binary: binary.to_owned(), folder, database: String::new(), is_telling: false };
        let (running, _) = program.start().await?;
        let session = Session::by_link(running.at, &token).await?;
        let organisation = format!("/o/{}", made.slug.as_str());
        let list = session.page(&format!("{organisation}/assessments")).await?;
        let start = format!("\"{organisation}/assessments/");
        let id = all_between(&list, &start, "\"").find(|id| id.len() == 36).context("an assessment")?;
        let assessment = format!("{organisation}/assessments/{id}");
        Ok(Self { running, session, organisation, assessment, email: made.email.to_string() })
    }

    /// Milliseconds of both processors for one page, when several ask for it.
    async fn cost(&self, path: &str, pace: Pace) -> Result<f64> {
        let path = path.replace("{a}", &self.assessment).replace("{o}", &self.organisation);
        let request = self.session.get(&path);
        Client::new(self.session.at).send(&request).await?;
        let plan = Plan {
            at: self.session.at,
            connections: CONNECTIONS,
            time: pace.time,
            requests: &always(request),
            expected: 200,
            pause: None,
        };
        Ok(1000.0 / load::run(plan).await?.rate)
    }
}
