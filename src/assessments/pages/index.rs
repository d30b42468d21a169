//! The way in: the assessment that people most likely want, and the list of all.

use crate::access::{Access, Read};
use crate::assessments::{
    actions::{self, Pictures},
    model::{Lasting, picture::Picture},
    store::Head,
};
use crate::kernel::{Result, db::Db, env::Day};
use crate::web::{
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;
use std::{collections::BTreeSet, sync::Arc};

pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org", home);
    routes.get("/o/:org/assessments", index);
}

#[derive(Debug, Serialize)]
struct Index {
    assessments: Vec<Row>,
    /// The rule packs that the scores were made with.
    packs: BTreeSet<String>,
}

#[derive(Debug, Serialize)]
struct Row {
    href: String,
    title: String,
    system: String,
    system_href: String,
    level: i64,
    done: usize,
    total: Option<usize>,
    score: Option<i64>,
    best: Option<i64>,
    worst: Option<i64>,
    status: String,
    lasting: Option<Lasting>,
    lead: String,
    completed_on: Option<String>,
    started_on: String,
    pack: Option<String>,
}

/// Where the work is: the newest open assessment, else the list.
#[handler]
async fn home(ui: Ui, db: Data<&Db>, access: Access<Read>) -> Result<Reply> {
    let list = format!("{}/assessments", ui.here());
    Ok(match actions::latest_open(&db, &access).await? {
        Some(id) => ui.go_silently(&format!("{list}/{id}")),
        None => ui.go_silently(&list),
    })
}

#[handler]
async fn index(ui: Ui, db: Data<&Db>, pictures: Data<&Pictures>, access: Access<Read>) -> Result<Reply> {
    let all = actions::list(&db, &pictures, &access).await?;
    let today = db.env().today();
    let lasting: Vec<_> = all.iter().map(|(head, _)| lasting(head, &all, today)).collect();
    let here = ui.here();
    let rows = all.into_iter().zip(lasting);
    let rows =
        rows.map(|((head, picture), lasting)| row(&here, head, picture).map(|row| Row { lasting, ..row }));
    let assessments = rows.collect::<Result<Vec<_>>>()?;
    let packs = assessments.iter().filter_map(|row| row.pack.clone()).collect();
    ui.at("assessments").show("assessments/index.html", "main", Index { assessments, packs })
}

type Listed = (Head, Option<Arc<Picture>>);

/// How long the status of `one` lasts, told from the list that it stands in, which begins with the newest.
fn lasting(one: &Head, all: &[Listed], today: Day) -> Option<Lasting> {
    one.kept_status.as_ref()?;
    let kin: Vec<_> = all.iter().rev().filter_map(|(head, _)| head.kin_of(&one.assessment)).collect();
    Lasting::among(&kin, today)
}

/// An open assessment is counted from its picture; a completed one says what was kept with it.
fn row(here: &str, head: Head, picture: Option<Arc<Picture>>) -> Result<Row> {
    let standing = picture.as_ref().map(|picture| picture.standing()).transpose()?;
    let progress = picture.as_ref().map(|picture| picture.progress());
    let wide = |number: Option<i32>| number.map(i64::from);
    let assessment = head.assessment;
    Ok(Row {
        href: format!("{here}/assessments/{}", assessment.id),
        title: assessment.title.to_string(),
        system: assessment.system.to_string(),
        system_href: format!("{here}/systems/{}", assessment.system_id),
        level: assessment.level,
        done: progress.map_or_else(|| usize::try_from(head.done).unwrap_or(0), |(done, _)| done),
        total: progress.map(|(_, total)| total),
        score: standing.map_or(head.kept_score, |standing| wide(standing.score)),
        best: standing.map_or(head.kept_best, |standing| wide(standing.best)),
        worst: standing.map_or(head.kept_worst, |standing| wide(standing.worst)),
        status: standing.map_or(head.kept_status.unwrap_or_default(), |standing| standing.status.clone()),
        lasting: None,
        lead: head.lead.unwrap_or_default(),
        completed_on: assessment.completed_on.map(|day| day.to_string()),
        started_on: assessment.created_at.date_naive().to_string(),
        pack: standing.map_or(head.kept_pack, |standing| Some(standing.pack.name.clone())),
    })
}
