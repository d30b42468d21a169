//! Joining an organisation by the link of an invitation.

use super::{
    super::{
        actions::{self, Guest},
        model::Admission,
        password::{Accepted, Password, Standard, accept},
        providers::Button,
    },
    door::{Door, Then},
    join_over::closed,
    strength::Advice,
};
use crate::access::Visit;
use crate::accounts::Invited;
use crate::kernel::{Error, Problems, Result, text::Line};
use crate::mail::Post;
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser},
    ui::{Reply, Ui},
};
use poem::{
    handler,
    http::StatusCode,
    web::{Data, Path},
};
use serde::Serialize;

const JOIN: &str = "signin/join.html";
const FORM: &str = "join_form";

#[derive(Serialize)]
struct Join {
    token: String,
    organisation: String,
    role: &'static str,
    invited_by: String,
    email: String,
    name: String,
    guest: &'static str,
    providers: Vec<Button>,
    chars_min: usize,
    advice: Option<Advice>,
    no_passkeys: Option<String>,
    problems: Problems,
}

impl Join {
    async fn of(door: &Door, (it, guest): (&Invited, Guest), token: String) -> Result<Self> {
        let providers = buttons(door, it, guest).await?;
        let guest = match guest {
            Guest::New => "new",
            Guest::Known(_) => "known",
            Guest::Invited => "invited",
            Guest::Other => "other",
        };
        let (organisation, role) = (it.organisation.to_string(), it.role.label());
        let (invited_by, email, name) = (it.invited_by.clone(), it.email.to_string(), it.name.to_string());
        Ok(Self {
            token,
            organisation,
            role,
            invited_by,
            email,
            name,
            guest,
            providers,
            chars_min: chars_min(door, it).await?,
            advice: None,
            no_passkeys: door.settings.passkeys.why_not().map(str::to_owned),
            problems: Problems::new(),
        })
    }
}

/// Whoever has no account yet may join with one at a provider of the organisation.
async fn buttons(door: &Door, it: &Invited, guest: Guest) -> Result<Vec<Button>> {
    match guest {
        Guest::New => actions::buttons_of(&mut door.db.read().await?, it.org_id).await,
        _ => Ok(Vec::new()),
    }
}

/// The invitation. Looking at it does not use it up.
#[handler]
pub async fn show(
    ui: Ui,
    door: Door,
    visit: Visit,
    post: Data<&Post>,
    Path(token): Path<String>,
) -> Result<Reply> {
    match actions::invitation(&door.db, &token, visit.caller()).await {
        Ok((it, guest)) => ui.show(JOIN, FORM, Join::of(&door, (&it, guest), token).await?),
        Err(Error::NotFound) => closed(&ui, &door, &post, &token).await,
        Err(other) => Err(other),
    }
}

/// Joins, and signs in where nobody is.
#[handler]
pub async fn join(
    ui: Ui,
    door: Door,
    visit: Visit,
    post: Data<&Post>,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Reply> {
    let (it, guest) = match actions::invitation(&door.db, &token, visit.caller()).await {
        Err(Error::NotFound) => {
            door.count(None).await?;
            return closed(&ui, &door, &post, &token).await;
        }
        other => other?,
    };
    door.count(Some(&it.email)).await?;
    let then = match guest {
        Guest::Known(user) => door.then(user, home(&it)).await?,
        _ => Then::to(home(&it)),
    };
    let entered = enter(&door, &visit, &it, guest, &fields).await;
    match door.told(Some(&it.email), entered).await {
        Ok(admission) => Ok(match admission {
            Some(admission) => door.admitted(&ui, &admission, &then, Some(welcome(&it))),
            None => ui.go(&home(&it), welcome(&it)),
        }),
        Err(Error::Invalid(problems)) => refuse(&ui, &door, (&it, guest), (token, &fields), problems).await,
        Err(Error::Forbidden(_)) => {
            ui.again(StatusCode::FORBIDDEN, JOIN, FORM, Join::of(&door, (&it, guest), token).await?)
        }
        Err(Error::NotFound) => closed(&ui, &door, &post, &token).await,
        Err(other) => Err(other),
    }
}

fn home(it: &Invited) -> String {
    format!("/o/{}", it.slug)
}

fn welcome(it: &Invited) -> Flash {
    Flash::ok(format!("Welcome. You belong to {} now.", it.organisation))
}

/// Lets somebody in who joined just now with a new account.
pub fn welcomed(ui: &Ui, door: &Door, it: &Invited, admission: &Admission) -> Reply {
    door.admitted(ui, admission, &Then::to(home(it)), Some(welcome(it)))
}

/// Shows the page again with what was wrong.
pub async fn refuse(
    ui: &Ui,
    door: &Door,
    (it, guest): (&Invited, Guest),
    (token, fields): (String, &Fields),
    problems: Problems,
) -> Result<Reply> {
    let name = if guest == Guest::New { fields.text("name").to_owned() } else { it.name.to_string() };
    let advice = match guest {
        Guest::New => Advice::of(fields, "password", &[&name, it.email.as_str()]),
        _ => None,
    };
    let page = Join::of(door, (it, guest), token).await?;
    ui.show_problems(JOIN, FORM, Join { name, advice, problems, ..page })
}

/// What the door decided, if somebody had to come in.
async fn enter(
    door: &Door,
    visit: &Visit,
    it: &Invited,
    guest: Guest,
    fields: &Fields,
) -> Result<Option<Admission>> {
    let (db, settings, browser) = (&door.db, &door.settings, &door.browser);
    match (guest, visit.caller()) {
        (Guest::Invited, Some(caller)) => {
            actions::join_signed_in(db, it, caller, visit.actor()).await.map(|()| None)
        }
        (Guest::New, _) => {
            let new = parse(fields, it, chars_min(door, it).await?)?;
            actions::join_as_new(db, settings, it, new, browser).await.map(Some)
        }
        (Guest::Known(_), _) => {
            let password = Password::given(fields.text("password"));
            actions::join_by_password(db, settings, it, password.as_ref(), browser).await.map(Some)
        }
        (Guest::Other | Guest::Invited, _) => {
            Err(Error::Forbidden("This invitation is for somebody else.".into()))
        }
    }
}

/// The fewest characters of a password for what they will be here.
async fn chars_min(door: &Door, it: &Invited) -> Result<usize> {
    Ok(actions::wishes_at(&door.db, it.org_id, it.role).await?.chars_min)
}

fn parse(fields: &Fields, it: &Invited, chars_min: usize) -> Result<(Line, Accepted)> {
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), "Say what you are called."));
    let known = [fields.text("name"), it.email.as_str(), it.organisation.as_str()];
    let standard = Standard { chars_min, ..Standard::new(&known) };
    let password = parser.take("password", accept(fields.text("password"), &standard));
    parser.finish(name.zip(password))
}
