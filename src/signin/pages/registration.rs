//! Beginning an organisation of one's own, where the installation lets everybody do that.

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
    forms::{Fields, Parser},
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};
use serde::Serialize;

const ASK: &str = "signin/register.html";
const ASK_FORM: &str = "register_form";
const BEGIN: &str = "signin/begin.html";
const BEGIN_FORM: &str = "begin_form";

#[derive(Default, Serialize)]
struct Ask {
    email: String,
    /// Whether it was asked for just now.
    is_asked: bool,
    problems: Problems,
}

#[derive(Serialize)]
struct Begin {
    token: String,
    email: String,
    organisation: String,
    name: String,
    advice: Option<Advice>,
    problems: Problems,
}

/// Where it is off there is no such page; where no mail is sent no address can be checked.
fn open(door: &Door) -> Result<()> {
    if door.is_open_to_all() { Ok(()) } else { Err(Error::NotFound) }
}

/// The form for the address.
#[handler]
pub fn show(ui: Ui, door: Door) -> Result<Reply> {
    open(&door)?;
    ui.show(ASK, ASK_FORM, Ask::default())
}

/// Notes that a link is wanted. The answer is the same whether the address is known or not.
#[handler]
pub async fn ask(ui: Ui, door: Door, fields: Fields) -> Result<Reply> {
    let email = fields.text("email").to_owned();
    let parsed = Email::parse(&email);
    door.count(parsed.as_ref().ok()).await?;
    open(&door)?;
    match parsed {
        Ok(address) => {
            actions::ask_for_registration(&door.db, &address, &door.browser).await?;
            ui.show(ASK, ASK_FORM, Ask { email, is_asked: true, ..Ask::default() })
        }
        Err(problem) => {
            let problems = Problems::from([("email", problem)]);
            ui.show_problems(ASK, ASK_FORM, Ask { email, is_asked: false, problems })
        }
    }
}

/// The form for the organisation. Looking at it does not use the link up.
#[handler]
pub async fn show_begin(ui: Ui, door: Door, Path(token): Path<String>) -> Result<Reply> {
    open(&door)?;
    match actions::registering(&door.db, &token).await {
        Ok(email) => ui.show(BEGIN, BEGIN_FORM, Begin::of(token, &email, &Fields::default())),
        Err(Error::NotFound) => over(&ui, Link::Registration),
        Err(other) => Err(other),
    }
}

impl Begin {
    fn of(token: String, email: &Email, fields: &Fields) -> Self {
        let typed = |name| fields.text(name).to_owned();
        let (organisation, name, problems) = (typed("organisation"), typed("name"), Problems::new());
        Self { token, email: email.to_string(), organisation, name, advice: None, problems }
    }
}

/// Makes the organisation and signs in.
#[handler]
pub async fn begin(ui: Ui, door: Door, Path(token): Path<String>, fields: Fields) -> Result<Reply> {
    door.count(None).await?;
    open(&door)?;
    let email = match actions::registering(&door.db, &token).await {
        Err(Error::NotFound) => return over(&ui, Link::Registration),
        found => found?,
    };
    let done = async {
        let first = parse(&fields, &email)?;
        actions::register(&door.db, &door.settings, &token, first, &door.browser).await
    };
    match done.await {
        Ok(admission) => {
            let welcome = Flash::ok("Your organisation is set up, and you are its administrator.");
            Ok(door.admitted(&ui, &admission, &Then::to("/"), Some(welcome)))
        }
        Err(Error::NotFound) => over(&ui, Link::Registration),
        Err(Error::Invalid(problems)) => {
            let words = [fields.text("organisation"), fields.text("name"), email.as_str()];
            let advice = Advice::of(&fields, "password", &words);
            let page = Begin { advice, problems, ..Begin::of(token, &email, &fields) };
            ui.show_problems(BEGIN, BEGIN_FORM, page)
        }
        Err(other) => Err(other),
    }
}

fn parse(fields: &Fields, email: &Email) -> Result<FirstPeople> {
    let mut parser = Parser::default();
    let organisation = Line::parse(fields.text("organisation"), "Say what your organisation is called.");
    let organisation = parser.take("organisation", organisation);
    let name = parser.take("name", Line::parse(fields.text("name"), "Say what you are called."));
    let known = [fields.text("organisation"), fields.text("name"), email.as_str()];
    let password = parser.take("password", accept(fields.text("password"), &Standard::new(&known)));
    let all = organisation.zip(name).zip(password);
    let email = email.clone();
    parser.finish(all.map(|((organisation, name), password)| FirstPeople {
        organisation,
        name,
        email,
        password,
    }))
}
