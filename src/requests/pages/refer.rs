//! Answering a request with where the evidence is kept, because it must not be uploaded.

use super::{
    super::{actions, model::Item},
    form::{self, Beside},
    give::told,
    mine::Mine,
};
use crate::blobs::Blobs;
use crate::evidence::Brought;
use crate::kernel::{
    Problems, Result,
    db::Db,
    hash::Sha256,
    text::{Line, Paragraph},
};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, both, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Data};
use serde::Serialize;

const REFER: &str = "requests/refer.html";
const FORM: &str = "refer_form";

#[derive(Serialize)]
struct Page {
    it: Item,
    typed: Beside,
    problems: Problems,
}

/// The form.
#[handler]
pub async fn ask_place(ui: Ui, mine: Mine) -> Result<Reply> {
    if !mine.item.request.state.is_open() {
        return Ok(ui.go_silently(&format!("{}/requests/{}", ui.here(), mine.item.request.id)));
    }
    let page = Page { it: mine.item, typed: Beside::default(), problems: Problems::new() };
    ui.at("requests").show(REFER, FORM, page)
}

/// Writes it down.
#[handler]
pub async fn refer(ui: Ui, db: Data<&Db>, blobs: Data<&Blobs>, mine: Mine, fields: Fields) -> Result<Reply> {
    let id = mine.item.request.id;
    let found = both(read(&fields), form::said(&fields, db.env().today()));
    let given = match found {
        Ok((place, said)) => actions::give(&db, &blobs, &mine.giver, id, (place, said)).await,
        Err(error) => Err(error),
    };
    match problems(given)? {
        Ok(_) => {
            let item = actions::seen(&db, &mine.access, id).await?;
            Ok(ui.go(&format!("{}/requests/{id}", ui.here()), Flash::ok(told(&item))))
        }
        Err(problems) => {
            let page = Page { it: mine.item, typed: Beside::of(&fields), problems };
            ui.at("requests").show_problems(REFER, FORM, page)
        }
    }
}

fn read(fields: &Fields) -> Result<Brought> {
    let mut parser = Parser::default();
    let place = parser.take("place", Line::parse(fields.text("place"), "Say where it is kept."));
    let place = place.and_then(|place| Paragraph::parse(place.as_str()).ok());
    let digits = fields.text("sha256").trim().to_lowercase();
    let sha256 = Sha256::parse(&digits).ok_or("Enter the 64 digits and letters of its SHA-256.");
    let sha256 = parser.take("sha256", sha256);
    parser.finish(place.zip(sha256).map(|(place, sha256)| Brought::Place(place, sha256)))
}
