//! Bringing a file that was asked for.

use super::{
    super::{actions, model::Item},
    form::{self, Beside},
    mine::Mine,
};
use crate::access::Giver;
use crate::blobs::Blobs;
use crate::evidence::{Brought, Received, Refused, Settings, Taking};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{both, problems},
    ui::{Reply, Ui},
    upload::Upload,
};
use poem::{handler, web::Data};
use serde::Serialize;

const GIVE: &str = "requests/give.html";
const FORM: &str = "give_form";

/// The page of the form, here and behind a link.
#[derive(Serialize)]
pub struct Page {
    it: Item,
    /// Why something better is asked for.
    reason: String,
    /// Where the form is sent.
    action: String,
    /// The organisation's name, where the page does not show it anyway.
    organisation: String,
    #[serde(flatten)]
    taking: Taking,
    typed: Beside,
    problems: Problems,
    refused: Vec<Refused>,
}

impl Page {
    /// Before anything was sent.
    pub fn of(it: Item, action: String, taking: Taking) -> Self {
        Self {
            reason: it.reason().to_owned(),
            it,
            action,
            organisation: String::new(),
            taking,
            typed: Beside::default(),
            problems: Problems::new(),
            refused: Vec::new(),
        }
    }

    /// The same for somebody who may not know whose page it is.
    pub fn at(self, organisation: String) -> Self {
        Self { organisation, ..self }
    }

    /// Takes what was sent. None where it was good and is brought; else the page says what was wrong.
    pub async fn take(
        self,
        ui: &Ui,
        (db, blobs): (&Db, &Blobs),
        giver: &Giver,
        sent: Upload,
    ) -> Result<Option<Reply>> {
        let Received { fields, good, refused } = self.taking.receive(sent, blobs, giver.scope()).await?;
        let page = Self { typed: Beside::of(&fields), ..self };
        if !refused.is_empty() {
            return ui.again(Refused::status(&refused), GIVE, FORM, Self { refused, ..page }).map(Some);
        }
        let file = good.into_iter().next().ok_or_else(|| Error::invalid("file", "Choose the file."));
        let given = match both(form::said(&fields, db.env().today()), file) {
            Err(error) => Err(error),
            Ok((said, file)) => {
                let brought = Brought::File(file.keep().await?);
                actions::give(db, blobs, giver, page.it.request.id, (brought, said)).await
            }
        };
        match problems(given)? {
            Ok(_) => Ok(None),
            Err(problems) => ui.show_problems(GIVE, FORM, Self { problems, ..page }).map(Some),
        }
    }

    /// Shows the form.
    pub fn show(self, ui: &Ui) -> Result<Reply> {
        ui.show(GIVE, FORM, self)
    }
}

/// The form.
#[handler]
pub async fn upload(ui: Ui, db: Data<&Db>, settings: Data<&Settings>, mine: Mine) -> Result<Reply> {
    let at = format!("{}/requests/{}", ui.here(), mine.item.request.id);
    if !mine.item.request.state.is_open() {
        return Ok(ui.go_silently(&at));
    }
    let taking = actions::taking(&db, &mine.giver, **settings).await?;
    Page::of(mine.item, format!("{at}/give"), taking).show(&ui.at("requests"))
}

/// Takes the file.
#[handler]
pub async fn give(
    ui: Ui,
    db: Data<&Db>,
    blobs: Data<&Blobs>,
    settings: Data<&Settings>,
    mine: Mine,
    sent: Upload,
) -> Result<Reply> {
    let ui = ui.at("requests");
    let Mine { access, item, giver } = mine;
    let (id, at) = (item.request.id, format!("{}/requests/{}", ui.here(), item.request.id));
    let taking = actions::taking(&db, &giver, **settings).await?;
    let page = Page::of(item, format!("{at}/give"), taking);
    match page.take(&ui, (&db, &blobs), &giver, sent).await? {
        Some(again) => Ok(again),
        None => Ok(ui.go(&at, Flash::ok(told(&actions::seen(&db, &access, id).await?)))),
    }
}

/// What to say when something came in.
pub fn told(item: &Item) -> String {
    match item.request.state.is_waiting() {
        true => format!("{} is submitted. A compliance lead accepts it or returns it.", item.request.title),
        false => format!("{} is accepted, as it was before.", item.request.title),
    }
}
