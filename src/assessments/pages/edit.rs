//! Changing what is said about a system or an open assessment.

use super::forms::{Choice, SystemForm, TermsForm, lead_choices, status_choices};
use super::opened::Opened;
use crate::access::{Access, ManageAssessments, Read};
use crate::assessments::{
    actions,
    model::{Assessment, System, SystemId},
};
use crate::kernel::{Error, Problems, Result, db::Db};
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
    routes.get("/o/:org/assessments/:assessment/edit", show);
    routes.post("/o/:org/assessments/:assessment/edit", change);
    routes.get("/o/:org/systems/:system", show_system);
    routes.post("/o/:org/systems/:system", change_system);
}

const EDIT: &str = "assessments/edit.html";
const SYSTEM: &str = "assessments/system.html";

#[derive(Debug, Serialize)]
struct Edit {
    at: String,
    level: i64,
    system: String,
    system_href: String,
    members: Vec<Choice>,
    statuses: Vec<Choice>,
    terms: TermsForm,
    version: i64,
    problems: Problems,
    theirs: Option<TermsForm>,
}

impl Edit {
    async fn load(
        ui: &Ui,
        db: &Db,
        access: &Access<ManageAssessments>,
        assessment: &Assessment,
    ) -> Result<Self> {
        Ok(Self {
            at: format!("{}/assessments/{}", ui.here(), assessment.id),
            level: assessment.level,
            system: assessment.system.to_string(),
            system_href: format!("{}/systems/{}", ui.here(), assessment.system_id),
            members: lead_choices(db, access, assessment.lead_id).await?,
            statuses: status_choices(),
            terms: TermsForm::from(assessment),
            version: assessment.version,
            problems: Problems::new(),
            theirs: None,
        })
    }

    /// What is chosen in `terms`, by name.
    fn lead_name(&self, lead: &str) -> String {
        let chosen = self.members.iter().find(|member| member.value == lead);
        chosen.map(|member| member.label.clone()).unwrap_or_default()
    }
}

#[handler]
async fn show(ui: Ui, Opened { db, access, picture, .. }: Opened<ManageAssessments>) -> Result<Reply> {
    picture.assessment.open()?;
    let page = Edit::load(&ui, &db, &access, &picture.assessment).await?;
    let bar = actions::bar(&picture, &ui.here());
    ui.at("assessments").about(bar).show(EDIT, "edit_form", page)
}

#[handler]
async fn change(
    ui: Ui,
    Opened { db, access, picture, .. }: Opened<ManageAssessments>,
    fields: Fields,
) -> Result<Reply> {
    let id = picture.assessment.id;
    picture.assessment.open()?;
    let (typed, mut parser) = (TermsForm::typed(&fields), Parser::default());
    let parsed = typed.parse(picture.assessment.level, &mut parser);
    let changed = match problems(parser.finish(parsed))? {
        Ok(terms) => problems(actions::change(&db, &access, id, fields.number("version"), terms).await),
        Err(problems) => Ok(Err(problems)),
    };
    let bar = actions::bar(&picture, &ui.here());
    let ui = ui.at("assessments").about(bar);
    let mut page = Edit::load(&ui, &db, &access, &picture.assessment).await?;
    page.terms = typed;
    match changed {
        Ok(Ok(())) => Ok(ui.go(&page.at, Flash::ok("The assessment is changed."))),
        Ok(Err(problems)) => {
            page.problems = problems;
            page.version = fields.number("version");
            ui.show_problems(EDIT, "edit_form", page)
        }
        Err(Error::Conflict(_)) => {
            let mut theirs = TermsForm::from(&picture.assessment);
            theirs.lead = page.lead_name(&theirs.lead);
            page.theirs = Some(theirs);
            ui.show_conflict(EDIT, "edit_form", page)
        }
        Err(other) => Err(other),
    }
}

#[derive(Debug, Serialize)]
struct Described {
    here: String,
    action: String,
    heading: String,
    system: SystemForm,
    version: i64,
    problems: Problems,
    theirs: Option<SystemForm>,
}

impl Described {
    fn of(ui: &Ui, system: &System) -> Self {
        Self {
            here: ui.here(),
            action: format!("{}/systems/{}", ui.here(), system.id),
            heading: system.name.to_string(),
            system: SystemForm::from(system),
            version: system.version,
            problems: Problems::new(),
            theirs: None,
        }
    }
}

#[handler]
async fn show_system(
    ui: Ui,
    db: Data<&Db>,
    access: Access<Read>,
    Path((_, id)): Path<(String, SystemId)>,
) -> Result<Reply> {
    let page = Described::of(&ui, &actions::system(&db, &access, id).await?);
    ui.at("assessments").show(SYSTEM, "system_form", page)
}

#[handler]
async fn change_system(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageAssessments>,
    Path((_, id)): Path<(String, SystemId)>,
    fields: Fields,
) -> Result<Reply> {
    let (typed, mut parser) = (SystemForm::typed(&fields), Parser::default());
    let parsed = typed.parse(&mut parser);
    let ui = ui.at("assessments");
    let changed = match problems(parser.finish(parsed))? {
        Ok(new) => actions::change_system(&db, &access, id, fields.number("version"), new).await,
        Err(problems) => {
            let page = Described::of(&ui, &actions::system(&db, &access, id).await?);
            let version = fields.number("version");
            return ui.show_problems(
                SYSTEM,
                "system_form",
                Described { system: typed, version, problems, ..page },
            );
        }
    };
    match changed {
        Ok(system) => {
            let flash = Flash::ok(format!("{} is described anew.", system.name));
            Ok(ui.go(&format!("{}/assessments", ui.here()), flash))
        }
        Err(Error::Conflict(_)) => {
            let page = Described::of(&ui, &actions::system(&db, &access, id).await?);
            let theirs = Some(page.system.clone());
            ui.show_conflict(SYSTEM, "system_form", Described { system: typed, theirs, ..page })
        }
        Err(other) => Err(other),
    }
}
