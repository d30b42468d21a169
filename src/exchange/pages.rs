//! The page on which files are made.

use super::{
    actions::{self, Wish},
    model::{Audience, Content, Format, Table},
};
use crate::access::{Access, ExportTables, Feature, Fresh};
use crate::assessments::{self, AssessmentId, Pictures};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    forms::{self, Fields, Parser},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const PAGE: &str = "exchange/exports.html";
const FORM: &str = "export_form";

/// The pages of this domain.
pub fn routes(routes: &mut Routes) {
    routes.only_with(Feature::Exports, |routes| {
        routes.get("/o/:org/assessments/:assessment/exports", show);
        routes.post("/o/:org/assessments/:assessment/exports", make);
    });
}

/// Something to choose.
#[derive(Serialize)]
struct Choice {
    value: &'static str,
    label: &'static str,
    hint: &'static str,
}

#[derive(Serialize)]
struct Page {
    at: String,
    table: String,
    audience: String,
    format: String,
    tables: Vec<Choice>,
    audiences: Vec<Choice>,
    formats: Vec<Choice>,
    problems: Problems,
}

impl Page {
    fn of(at: String, fields: &Fields, problems: Problems) -> Self {
        let typed = |name, default: &str| match fields.text(name) {
            "" => default.to_owned(),
            text => text.to_owned(),
        };
        let choice = |value, label, hint| Choice { value, label, hint };
        Self {
            at,
            table: typed("table", Table::Requirements.word()),
            audience: typed("audience", Audience::Internal.word()),
            format: typed("format", Format::Csv.word()),
            tables: Content::all().map(|it| choice(it.word(), it.label(), "")).collect(),
            audiences: Audience::ALL.map(|it| choice(it.word(), it.label(), it.hint())).into(),
            formats: Format::ALL.map(|it| choice(it.word(), it.label(), "")).into(),
            problems,
        }
    }
}

/// The page's surroundings.
async fn open(
    ui: Ui,
    db: &Db,
    pictures: &Pictures,
    access: &Access<ExportTables>,
    id: AssessmentId,
) -> Result<(Ui, String)> {
    let picture = assessments::picture(db, pictures, access, id).await?;
    let bar = assessments::bar(&picture, &ui.here());
    let at = format!("{}/exports", bar.at);
    Ok((ui.at("exports").about(bar), at))
}

#[handler]
async fn show(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ExportTables>,
    _fresh: Fresh,
    Path((_, id)): Path<(String, AssessmentId)>,
) -> Result<Reply> {
    let (ui, at) = open(ui, &db, &pictures, &access, id).await?;
    ui.show(PAGE, FORM, Page::of(at, &Fields::default(), Problems::new()))
}

#[handler]
async fn make(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ExportTables>,
    _fresh: Fresh,
    Path((_, id)): Path<(String, AssessmentId)>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, at) = open(ui, &db, &pictures, &access, id).await?;
    match forms::problems(wish(&fields))? {
        Ok(wish) => {
            let place = ui.visit().membership().ok_or(Error::NotFound)?;
            let whose = actions::Whose { organisation: &place.name, imprint: &place.imprint };
            let made = actions::export(&db, &access, (whose, id), wish).await?;
            Ok(ui.file(wish.format.media_type(), &made.name, made.bytes))
        }
        Err(problems) => ui.show_problems(PAGE, FORM, Page::of(at, &fields, problems)),
    }
}

fn wish(fields: &Fields) -> Result<Wish> {
    let mut parser = Parser::default();
    let typed = |name| fields.text(name);
    let content = Content::all().find(|it| it.word() == typed("table"));
    let content = parser.take("table", content.ok_or("Choose what the file shall hold."));
    let audience = Audience::ALL.into_iter().find(|it| it.word() == typed("audience"));
    let audience = parser.take("audience", audience.ok_or("Choose who is going to read it."));
    let format = Format::ALL.into_iter().find(|it| it.word() == typed("format"));
    let format = parser.take("format", format.ok_or("Choose one of these forms."));
    let wish = content.zip(audience).zip(format);
    parser.finish(wish.map(|((content, audience), format)| Wish { content, audience, format }))
}
