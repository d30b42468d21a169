//! Own requirements: the form, and retiring one.

use super::{
    super::{
        actions,
        model::{Code, Requirement, Written},
    },
    form,
};
use crate::access::{Access, ManageRequirements};
use crate::kernel::{Error, Problems, Result, db::Db};
use crate::web::{
    flash::Flash,
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

const EDIT: &str = "catalogue/edit.html";
const FORM: &str = "requirement_form";

#[derive(Serialize)]
struct Edit {
    /// As it stands; none while it is being written for the first time.
    it: Option<Requirement>,
    typed: Typed,
    problems: Problems,
    version: i64,
    is_conflict: bool,
}

#[derive(Default, Serialize)]
struct Typed {
    code: String,
    family: String,
    title: String,
    statement: String,
    objectives: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.text(name).to_owned();
        Self {
            code: text("code"),
            family: text("family"),
            title: text("title"),
            statement: text("statement"),
            objectives: text("objectives"),
        }
    }

    fn standing(it: &Requirement) -> Self {
        let objectives: Vec<_> =
            it.objectives.iter().map(|(letter, text)| form::line(letter, text)).collect();
        Self {
            code: it.code.clone(),
            family: it.family.clone(),
            title: it.title.clone(),
            statement: it.statement.clone(),
            objectives: objectives.join("\n"),
        }
    }
}

impl Edit {
    fn new(typed: Typed, problems: Problems) -> Self {
        Self { it: None, typed, problems, version: 0, is_conflict: false }
    }
}

/// An empty form.
#[handler]
pub async fn open(ui: Ui, _access: Access<ManageRequirements>) -> Result<Reply> {
    ui.at("catalogue").once().show(EDIT, FORM, Edit::new(Typed::default(), Problems::new()))
}

/// Writes a new requirement.
#[handler]
pub async fn create(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageRequirements>,
    fields: Fields,
) -> Result<Reply> {
    let ui = ui.at("catalogue").once();
    let done = match parsed(&fields) {
        Ok((code, new)) => {
            let to = format!("{}/catalogue/own/{code}", ui.here());
            let once = (fields.text("once"), to.as_str());
            actions::create(&db, &access, &code, &new, once).await.map(|()| (to.clone(), code))
        }
        Err(error) => Err(error),
    };
    match problems(done)? {
        Ok((to, code)) => Ok(ui.go(&to, Flash::ok(format!("{code} is added.")))),
        Err(problems) => ui.show_problems(EDIT, FORM, Edit::new(Typed::of(&fields), problems)),
    }
}

/// The number and the rest, with the problems of both.
fn parsed(fields: &Fields) -> Result<(Code, Written)> {
    match (Code::parse(fields.text("code")), form::parse(fields)) {
        (Ok(code), Ok(written)) => Ok((code, written)),
        (Ok(_), Err(error)) => Err(error),
        (Err(problem), Err(Error::Invalid(more))) => {
            let mut problems = Problems::from([("code", problem)]);
            problems.extend(more);
            Err(Error::Invalid(problems))
        }
        (Err(problem), _) => Err(Error::invalid("code", problem)),
    }
}

/// The form with what stands.
#[handler]
pub async fn edit(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageRequirements>,
    Path((_, code)): Path<(String, String)>,
) -> Result<Reply> {
    let it = actions::get(&db, &access, &code).await?;
    let data = Edit { version: it.version, ..Edit::new(Typed::standing(&it), Problems::new()) };
    ui.at("catalogue").show(EDIT, FORM, Edit { it: Some(it), ..data })
}

/// Writes it anew.
#[handler]
pub async fn update(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageRequirements>,
    Path((_, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Reply> {
    let ui = ui.at("catalogue");
    let (it, version) = (actions::get(&db, &access, &code).await?, fields.number("version"));
    let done = match form::parse(&fields) {
        Ok(after) => actions::change(&db, &access, &code, version, &after).await,
        Err(error) => Err(error),
    };
    let data = Edit { version, ..Edit::new(Typed::of(&fields), Problems::new()) };
    if let Err(Error::Conflict(_)) = done {
        let it = actions::get(&db, &access, &code).await?;
        let data = Edit { version: it.version, is_conflict: true, it: Some(it), ..data };
        return ui.show_conflict(EDIT, FORM, data);
    }
    match problems(done)? {
        Ok(()) => Ok(ui.go(&at(&ui, &code), Flash::ok(format!("{code} is saved.")))),
        Err(problems) => ui.show_problems(EDIT, FORM, Edit { it: Some(it), problems, ..data }),
    }
}

fn at(ui: &Ui, code: &str) -> String {
    format!("{}/catalogue/own/{code}", ui.here())
}

/// Retires it.
#[handler]
pub async fn retire(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageRequirements>,
    Path((_, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Reply> {
    let it = actions::retire(&db, &access, &code, fields.number("version"), true).await?;
    let told = format!("{} is retired. Assessments no longer ask for it.", it.code);
    Ok(ui.go(&at(&ui, &it.code), Flash::ok(told)))
}

/// Takes it back.
#[handler]
pub async fn restore(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManageRequirements>,
    Path((_, code)): Path<(String, String)>,
    fields: Fields,
) -> Result<Reply> {
    let it = actions::retire(&db, &access, &code, fields.number("version"), false).await?;
    Ok(ui.go(&at(&ui, &it.code), Flash::ok(format!("{} is in use again.", it.code))))
}
