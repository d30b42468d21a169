//! The first start: the organisation, its first person and their password.

use super::{
    super::{
        actions::{self, FirstPeople},
        password::{Standard, accept},
    },
    door::{Door, Link, Then, over},
    strength::Advice,
};
use crate::kernel::{
    Error, Problems, Result,
    text::{Email, Line},
};
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};
use serde::Serialize;

const SETUP: &str = "signin/setup.html";
const FORM: &str = "setup_form";

#[derive(Default, Serialize)]
struct Setup {
    token: String,
    organisation: String,
    name: String,
    email: String,
    advice: Option<Advice>,
    problems: Problems,
}

fn parse(fields: &Fields) -> Result<FirstPeople> {
    let mut parser = Parser::default();
    let organisation = Line::parse(fields.text("organisation"), "Say what your organisation is called.");
    let organisation = parser.take("organisation", organisation);
    let name = parser.take("name", Line::parse(fields.text("name"), "Say what you are called."));
    let email = parser.take("email", Email::parse(fields.text("email")));
    let known = [fields.text("organisation"), fields.text("name"), fields.text("email")];
    let password = parser.take("password", accept(fields.text("password"), &Standard::new(&known)));
    let both = organisation.zip(name).zip(email).zip(password);
    parser.finish(both.map(|(((organisation, name), email), password)| FirstPeople {
        organisation,
        name,
        email,
        password,
    }))
}

/// The form of the first start. Looking at it does not use the link up.
#[handler]
pub async fn show(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    if !actions::is_setup_open(&door.db, &token).await? {
        return over(&ui, Link::Setup);
    }
    ui.show(SETUP, FORM, Setup { token, ..Setup::default() })
}

/// Sets everything up and signs in.
#[handler]
pub async fn set_up(ui: Ui, door: Door, Path(token): Path<String>, fields: Fields) -> Result<Reply> {
    door.count(None).await?;
    if !actions::is_setup_open(&door.db, &token).await? {
        return over(&ui, Link::Setup);
    }
    let first = match problems(parse(&fields))? {
        Ok(first) => first,
        Err(problems) => {
            let typed = |name| fields.text(name).to_owned();
            let (organisation, name, email) = (typed("organisation"), typed("name"), typed("email"));
            let advice = Advice::of(&fields, "password", &[&organisation, &name, &email]);
            return ui.show_problems(
                SETUP,
                FORM,
                Setup { token, organisation, name, email, advice, problems },
            );
        }
    };
    match actions::set_up(&door.db, &door.settings, &token, first, &door.browser).await {
        Ok(admission) => {
            let welcome = Flash::ok("Muster is set up, and you are signed in as its administrator.");
            Ok(door.admitted(&ui, &admission, &Then::to("/"), Some(welcome)))
        }
        Err(Error::NotFound) => over(&ui, Link::Setup),
        Err(other) => Err(other),
    }
}
