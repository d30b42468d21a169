//! Starting an assessment, of a system that is described already or with it; and copying one.

use super::forms::{Choice, SystemForm, TermsForm, lead_choices, status_choices};
use super::opened::Opened;
use crate::access::{Access, ManageAssessments};
use crate::assessments::{
    actions::{self, On, Once, Pictures},
    model::{AssessmentId, NewAssessment},
};
use crate::kernel::{Problems, Result, db::Db, text::Line};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    routes::Routes,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

pub fn routes(routes: &mut Routes) {
    routes.get("/o/:org/assessments/new", show);
    routes.post("/o/:org/assessments", start);
    routes.get("/o/:org/assessments/:assessment/copy", show_copy);
    routes.post("/o/:org/assessments/:assessment/copy", copy);
}

const NEW: &str = "assessments/new.html";
const COPY: &str = "assessments/copy.html";

/// What to tell where a system is chosen and another one is described.
const BOTH: &str = "A system is chosen above. For a new system choose \"Another one, described below\" there; to stay \
    with the chosen one empty this field.";

#[derive(Debug, Serialize)]
struct New {
    systems: Vec<Choice>,
    members: Vec<Choice>,
    statuses: Vec<Choice>,
    system_id: String,
    level: String,
    system: SystemForm,
    terms: TermsForm,
    problems: Problems,
}

impl New {
    async fn load(db: &Db, access: &Access<ManageAssessments>, fields: &Fields) -> Result<Self> {
        let systems = actions::systems(db, access).await?;
        let choice = |system: crate::assessments::model::System| Choice {
            value: system.id.to_string(),
            label: system.name.to_string(),
        };
        let level = match fields.text("level") {
            "" => "2",
            level => level,
        };
        Ok(Self {
            systems: systems.into_iter().map(choice).collect(),
            members: lead_choices(db, access, None).await?,
            statuses: status_choices(),
            system_id: fields.text("system").to_owned(),
            level: level.to_owned(),
            system: SystemForm::typed(fields),
            terms: TermsForm::typed(fields),
            problems: Problems::new(),
        })
    }
}

#[handler]
async fn show(ui: Ui, db: Data<&Db>, access: Access<ManageAssessments>) -> Result<Reply> {
    let mut page = New::load(&db, &access, &Fields::default()).await?;
    page.system_id = page.systems.first().map(|system| system.value.clone()).unwrap_or_default();
    page.terms.lead = access.user().to_string();
    ui.at("assessments").once().show(NEW, "start_form", page)
}

#[handler]
async fn start(ui: Ui, db: Data<&Db>, access: Access<ManageAssessments>, fields: Fields) -> Result<Reply> {
    let here = ui.here();
    let once = Once { key: fields.text("once"), here: &here };
    let told = match problems(parse(&fields))? {
        Ok((on, new)) => problems(actions::start(&db, &access, on, new, once).await)?,
        Err(problems) => Err(problems),
    };
    match told {
        Ok(started) => {
            let to = format!("{here}/assessments/{}", started.id);
            Ok(ui.go(&to, Flash::ok(format!("{} is started.", started.title))))
        }
        Err(problems) => {
            let page = New { problems, ..New::load(&db, &access, &fields).await? };
            ui.at("assessments").once().show_problems(NEW, "start_form", page)
        }
    }
}

/// As they stand in the form, which asks for the level between the terms.
const FIELDS: [&str; 9] =
    ["title", "lead", "level", "system", "name", "cage_codes", "scope", "level2_status", "level2_score"];

fn parse(fields: &Fields) -> Result<(On, NewAssessment)> {
    let mut parser = Parser::default();
    let on = match fields.text("system") {
        "" => SystemForm::typed(fields).parse(&mut parser).map(On::New),
        id => {
            let SystemForm { name, cage_codes, scope } = SystemForm::typed(fields);
            for (field, typed) in [("name", name), ("cage_codes", cage_codes), ("scope", scope)] {
                parser.check(field, typed.trim().is_empty(), BOTH);
            }
            parser.take("system", id.parse().map(On::Known).map_err(|_| "Choose a system from the list."))
        }
    };
    let level = parser.take(
        "level",
        match fields.number("level") {
            level @ 1..=3 => Ok(level),
            _ => Err("Choose Level 1, 2 or 3."),
        },
    );
    let terms = TermsForm::typed(fields).parse(level.unwrap_or(0), &mut parser);
    let new = level.zip(terms).map(|(level, terms)| NewAssessment { level, terms });
    parser.in_order_of(&FIELDS).finish(on.zip(new))
}

#[derive(Debug, Serialize)]
struct Copy {
    at: String,
    from: String,
    title: String,
    problems: Problems,
}

#[handler]
async fn show_copy(ui: Ui, Opened { picture, .. }: Opened<ManageAssessments>) -> Result<Reply> {
    let bar = actions::bar(&picture, &ui.here());
    let page = Copy {
        at: bar.at.clone(),
        from: bar.title.clone(),
        title: format!("{} (copy)", bar.title),
        problems: Problems::new(),
    };
    ui.at("assessments").about(bar).once().show(COPY, "copy_form", page)
}

#[handler]
async fn copy(
    ui: Ui,
    db: Data<&Db>,
    pictures: Data<&Pictures>,
    access: Access<ManageAssessments>,
    Path((_, id)): Path<(String, AssessmentId)>,
    fields: Fields,
) -> Result<Reply> {
    let here = ui.here();
    let once = Once { key: fields.text("once"), here: &here };
    match Line::parse(fields.text("title"), "Give the new assessment a title.") {
        Ok(title) => {
            let copied = actions::copy(&db, &access, id, title, once).await?;
            let flash = Flash::ok("Copied. Narratives are kept; every result waits to be confirmed.");
            Ok(ui.go(&format!("{here}/assessments/{}", copied.id), flash))
        }
        Err(problem) => {
            let bar = actions::bar(&*actions::picture(&db, &pictures, &access, id).await?, &here);
            let (at, from, title) = (bar.at.clone(), bar.title.clone(), fields.text("title").to_owned());
            let page = Copy { at, from, title, problems: [("title", problem)].into() };
            ui.at("assessments").about(bar).once().show_problems(COPY, "copy_form", page)
        }
    }
}
