//! "On the assessment day so many pieces will be out of date", for any day; and what is met without current
//! evidence.

use super::{
    super::{
        actions,
        model::{Fading, Forecast, Target, Unproved},
    },
    show::workbench,
};
use crate::access::{Access, Read};
use crate::kernel::{Problems, Result, db::Db, env::Day, text};
use crate::web::{
    forms::Query,
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const FORECAST: &str = "evidence/forecast.html";

#[derive(Serialize)]
struct Page {
    on: String,
    day: Day,
    is_today: bool,
    problems: Problems,
    fading: Vec<Fading>,
    fading_total: i64,
    unproved: Vec<Row>,
    unproved_total: i64,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    it: Unproved,
    name: String,
    href: String,
    /// What the form that asks for it is to know.
    asking: String,
}

/// What the day that is asked about will bring; today, if none is.
#[handler]
pub async fn forecast(ui: Ui, db: Data<&Db>, access: Access<Read>, Query(query): Query) -> Result<Reply> {
    let today = db.env().today();
    let asked = match text::day(query.text("on")) {
        Ok(Some(day)) if day < today => Err("Choose today or a later day.".to_owned()),
        asked => asked.map(|day| day.unwrap_or(today)),
    };
    let (day, problem) = match asked {
        Ok(day) => (day, None),
        Err(problem) => (today, Some(problem)),
    };
    let Forecast { fading, unproved } = actions::forecast(&db, &access, day).await?;
    let here = ui.here();
    let page = Page {
        on: query.text("on").to_owned(),
        day,
        is_today: day == today,
        problems: problem.iter().map(|text| ("on", text.clone())).collect(),
        fading_total: fading.first().map_or(0, |one| one.total),
        fading,
        unproved_total: unproved.first().map_or(0, |one| one.total),
        unproved: unproved.into_iter().map(|it| row(&here, it)).collect(),
    };
    let ui = ui.at("evidence");
    match problem {
        None => ui.show(FORECAST, "forecast", page),
        Some(_) => ui.show_problems(FORECAST, "forecast", page),
    }
}

fn row(here: &str, it: Unproved) -> Row {
    let target =
        Target { assessment: it.assessment_id, requirement: &it.requirement, objective: &it.objective };
    let known = [
        ("assessment", it.assessment_id.to_string()),
        ("requirement", it.requirement.clone()),
        ("objective", it.objective.clone()),
    ];
    let asking = serde_urlencoded::to_string(known).unwrap_or_default();
    Row { name: target.to_string(), href: workbench(here, target), asking, it }
}
