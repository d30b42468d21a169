//! The composition root: the only file that names every module.

use crate::{
    access::Scope,
    accounts, assessments,
    blobs::Blobs,
    calendar, catalogue, dashboard, evidence, exchange, imports,
    jobs::{Job, Outcome, Runner},
    kernel::{Result, db::Db, id::OrgId},
    letters,
    mail::{self, Post},
    notices, organisations, plans, poams, requests, reviews, signin, status, tasks, trail,
    web::{assets, csrf, errors, limits::Limits, routes::Routes, shell::Shell, upload::FormMax},
};
use poem::{Endpoint, EndpointExt, Response};

/// What the program is put together from.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// Templates, keys and manners.
    pub shell: Shell,
    /// How often somebody may try.
    pub limits: Limits,
    /// How long sessions last and what a password costs.
    pub signin: signin::Settings,
    /// The bytes of evidence.
    pub blobs: Blobs,
    /// How much may be uploaded.
    pub evidence: evidence::Settings,
    /// How letters are sent.
    pub post: Post,
    /// How far imports are.
    pub imports: imports::Progress,
}

/// Who does which jobs.
pub struct Tasks {
    /// The database.
    pub db: Db,
    /// How letters are sent.
    pub post: Post,
    /// How far imports are.
    pub imports: imports::Progress,
}

impl Runner for Tasks {
    async fn run(&self, job: &Job) -> Outcome {
        match job.kind.as_str() {
            mail::KIND => self.post.deliver(job).await,
            signin::actions::KIND => signin::actions::answer(&self.db, job).await,
            notices::KIND => self.remind().await,
            imports::KIND => match job.org {
                Some(org) => imports::run(&self.db, &self.imports, Scope::of_the_program(org), job).await,
                None => Outcome::Fail("It does not say whose table it is.".into()),
            },
            evidence::RETURNED => match job.org {
                Some(org) => requests::tell_returned(&self.db, Scope::of_the_program(org), job).await,
                None => Outcome::Fail("It does not say whose request it is about.".into()),
            },
            evidence::HANDED_BACK => match job.org {
                Some(org) => notices::tell_handed_back(&self.db, Scope::of_the_program(org), job).await,
                None => Outcome::Fail("It does not say whose evidence it is about.".into()),
            },
            _ => Outcome::Fail("This version of Muster does not know how to do it.".into()),
        }
    }
}

impl Tasks {
    /// Reminds the people of every organisation. Whatever fails is tried again the next time; the schedule goes on.
    async fn remind(&self) -> Outcome {
        if let Err(error) = self.remind_all().await {
            tracing::warn!(
                cause = format!("{error:#}"),
                "not everybody could be reminded; it is tried again soon"
            );
        }
        Outcome::Again(self.db.env().now() + notices::EVERY)
    }

    async fn remind_all(&self) -> Result<()> {
        // Nodes agree what day it is, because the database says so.
        self.db.agree_on_time().await?;
        for chain in
            trail::chains(&self.db).await?.into_iter().filter(|chain| chain.org != OrgId::INSTALLATION)
        {
            let scope = Scope::of_the_program(chain.org);
            requests::renew_due(&self.db, scope).await?;
            notices::remind(&self.db, scope).await?;
        }
        Ok(())
    }
}

/// Every page of the program.
pub fn pages() -> Routes {
    let mut routes = Routes::default();
    routes.get("/assets/:file", assets::serve);
    organisations::routes(&mut routes);
    accounts::routes(&mut routes);
    letters::routes(&mut routes);
    signin::routes(&mut routes);
    catalogue::routes(&mut routes);
    evidence::routes(&mut routes);
    assessments::routes(&mut routes);
    requests::routes(&mut routes);
    poams::routes(&mut routes);
    reviews::routes(&mut routes);
    tasks::routes(&mut routes);
    exchange::routes(&mut routes);
    imports::routes(&mut routes);
    calendar::routes(&mut routes);
    notices::routes(&mut routes);
    plans::routes(&mut routes);
    dashboard::routes(&mut routes);
    trail::routes(&mut routes);
    status::routes(&mut routes);
    routes
}

/// The program as one endpoint. From outside in: errors get their face, the visitor is identified and
/// their browser remembered, forged requests are refused, forms whose session ended are kept, the route is found.
pub fn app(parts: Parts) -> impl Endpoint<Output = Response> {
    pages()
        .into_route()
        .around(signin::keep_forms)
        .around(csrf::gate)
        .around(signin::remember_browsers)
        .around(signin::identify)
        .around(errors::present)
        // Or the type of what follows is deeper than the compiler goes.
        .boxed()
        .data(parts.db)
        .data(parts.shell)
        .data(parts.limits)
        .data(parts.signin)
        .data(parts.blobs)
        .data(FormMax(parts.evidence.form_bytes_max().max(catalogue::FORM_BYTES_MAX)))
        .data(parts.evidence)
        .data(parts.post)
        .data(parts.imports)
        .data(assessments::Pictures::default())
        .data(dashboard::Ages::default())
        .data(calendar::Months::default())
}
