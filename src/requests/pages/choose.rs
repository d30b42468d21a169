//! Answering a request with evidence that is here already.

use super::{
    super::{actions, model::Item},
    give::told,
    mine::Mine,
};
use crate::evidence::EvidenceId;
use crate::kernel::{Error, Problems, Result, db::Db, env::Day};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const CHOOSE: &str = "requests/choose.html";
const FORM: &str = "choose_form";

#[derive(Serialize)]
struct Page {
    it: Item,
    search: String,
    picked: String,
    offers: Vec<Offer>,
    problems: Problems,
}

#[derive(Serialize)]
struct Offer {
    id: EvidenceId,
    title: String,
    file_name: String,
    captured_on: Option<Day>,
}

impl Page {
    async fn of(db: &Db, mine: Mine, fields: &Fields, problems: Problems) -> Result<Self> {
        let search = fields.text("search").trim().to_owned();
        let found = actions::offers(db, &mine.access, &search).await?;
        let offers = found
            .into_iter()
            .map(|(id, title, file_name, captured_on)| Offer { id, title, file_name, captured_on })
            .collect();
        Ok(Self { it: mine.item, search, picked: fields.text("evidence").to_owned(), offers, problems })
    }
}

/// What there is to choose from.
#[handler]
pub async fn look(ui: Ui, db: Data<&Db>, mine: Mine, Query(query): Query) -> Result<Reply> {
    if !mine.item.request.state.is_open() {
        return Ok(ui.go_silently(&format!("{}/requests/{}", ui.here(), mine.item.request.id)));
    }
    let page = Page::of(&db, mine, &query, Problems::new()).await?;
    ui.at("requests").show(CHOOSE, FORM, page)
}

/// Answers with it.
#[handler]
pub async fn choose(ui: Ui, db: Data<&Db>, mine: Mine, fields: Fields) -> Result<Reply> {
    let id = mine.item.request.id;
    let chosen = match fields.text("evidence").parse::<EvidenceId>() {
        Ok(evidence) => match actions::choose(&db, &mine.giver, id, evidence).await {
            // Somebody removed it meanwhile.
            Err(Error::NotFound) => {
                Err(Error::invalid("evidence", "It is not there any more. Choose another."))
            }
            other => other,
        },
        Err(_) => Err(Error::invalid("evidence", "Choose one piece of evidence.")),
    };
    match problems(chosen)? {
        Ok(_) => {
            let item = actions::seen(&db, &mine.access, id).await?;
            Ok(ui.go(&format!("{}/requests/{id}", ui.here()), Flash::ok(told(&item))))
        }
        Err(problems) => {
            let page = Page::of(&db, mine, &fields, problems).await?;
            ui.at("requests").show_problems(CHOOSE, FORM, page)
        }
    }
}
