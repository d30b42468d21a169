//! To a provider and back again.

use super::super::{
    super::{
        actions::{self, Arrival, Away, Outcome, Stranded, Traveller, Wish},
        providers::{Answer, ProviderId, Purpose},
    },
    door::{Door, Then, token},
};
use crate::access::Visit;
use crate::kernel::Result;
use crate::web::{
    cookies,
    flash::Flash,
    forms::{Fields, Query},
    shell::Shell,
    ui::{Reply, Ui},
};
use poem::{
    FromRequest, Request, RequestBody, handler,
    http::{HeaderValue, header},
    web::Path,
};
use serde::Serialize;

/// The cookie that ties a journey to one browser.
const COOKIE: &str = "journey";
/// As long as a journey.
const COOKIE_S: u64 = 600;

/// The browser's cookie for journeys.
pub struct Ticket {
    value: String,
    shell: Shell,
}

impl<'a> FromRequest<'a> for Ticket {
    async fn from_request(req: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let shell = Shell::of(req).clone();
        let value = token(cookies::read(req, shell.is_secure, COOKIE).unwrap_or_default());
        Ok(Self { value, shell })
    }
}

impl Ticket {
    /// The browser's own, or a new one: two journeys at once share it.
    fn or_new(self) -> Self {
        let value = if self.value.is_empty() { self.shell.env.token() } else { self.value };
        Self { value, ..self }
    }

    fn set(&self, reply: &mut Reply, max_age_s: u64) {
        let cookie = cookies::set(self.shell.is_secure, COOKIE, &self.value, Some(max_age_s));
        reply.headers_mut().append(header::SET_COOKIE, cookie);
    }
}

/// What to tell somebody of whose journey nobody knows.
const LOST: &str = "That sign-in took longer than ten minutes, was begun in another browser, or was finished before. \
                    Begin again here.";

#[derive(Serialize)]
struct Leaving {
    label: String,
    host: String,
    url: String,
}

/// Sends somebody to a provider to sign in, to join by an invitation, or to confirm who they are.
#[handler]
pub async fn set_out(
    ui: Ui,
    door: Door,
    visit: Visit,
    ticket: Ticket,
    Path(id): Path<ProviderId>,
    fields: Fields,
) -> Result<Reply> {
    door.count(None).await?;
    let purpose = match fields.text("purpose") {
        "join" => Purpose::Join,
        "confirm" => Purpose::Confirm,
        _ => Purpose::SignIn,
    };
    let Then { next, kept } = Then::of(&fields);
    let wish = Wish { purpose, next, kept, invitation: token(fields.text("invitation")) };
    leave(&ui, &door, &visit, ticket, (id, wish)).await
}

/// The page that leads away. It goes on by itself without a script. A redirect would not do: browsers hold
/// the forms of our pages to this site, redirects and all.
pub async fn leave(
    ui: &Ui,
    door: &Door,
    visit: &Visit,
    ticket: Ticket,
    (id, wish): (ProviderId, Wish),
) -> Result<Reply> {
    let ticket = ticket.or_new();
    let then = Then { next: wish.next.clone(), kept: wish.kept.clone() };
    let back = other_ways(wish.purpose, &then, &wish.invitation);
    let traveller = traveller(ui, door, visit, &ticket);
    match actions::set_out(&door.db, &door.settings, id, wish, &traveller).await? {
        Err(Stranded(words)) => Ok(ui.go(&back, Flash::bad(words))),
        Ok(Away { label, url }) => {
            let host = url.host_str().unwrap_or_default().to_owned();
            let leaving = Leaving { label, host, url: url.to_string() };
            let refresh = HeaderValue::from_str(&format!("0; url={url}")).map_err(anyhow::Error::from)?;
            let mut reply = ui.show("signin/leaving.html", "main", leaving)?;
            reply.headers_mut().insert(header::REFRESH, refresh);
            ticket.set(&mut reply, COOKIE_S);
            Ok(reply)
        }
    }
}

/// Somebody comes back. The address they came by holds a code, so they are sent on at once.
#[handler]
pub async fn come_back(
    ui: Ui,
    door: Door,
    visit: Visit,
    ticket: Ticket,
    Path(id): Path<ProviderId>,
    Query(query): Query,
) -> Result<Reply> {
    let answer = Answer::parse(&query);
    let traveller = traveller(&ui, &door, &visit, &ticket);
    let arrival = actions::come_back(&door.db, &door.settings, id, &answer, &traveller).await?;
    let mut reply = match arrival {
        Some(arrival) => arrived(&ui, &door, arrival),
        None => ui.go("/signin", Flash::bad(LOST)),
    };
    ticket.set(&mut reply, 0);
    Ok(reply)
}

fn arrived(ui: &Ui, door: &Door, Arrival { purpose, luggage, outcome }: Arrival) -> Reply {
    let then = Then { next: luggage.next, kept: luggage.kept };
    match outcome {
        Outcome::In { admission, joined: Some((slug, welcome)) } => {
            door.admitted(ui, &admission, &Then::to(format!("/o/{slug}")), Some(Flash::ok(welcome)))
        }
        Outcome::In { admission, joined: None } => door.admitted(ui, &admission, &then, None),
        Outcome::Linked(words) => ui.go(&then.address(), Flash::ok(words)),
        Outcome::Confirmed(session) => door.renew(ui.go_silently(&then.address()), &session),
        Outcome::TurnedBack(words) => {
            ui.go(&other_ways(purpose, &then, &luggage.invitation), Flash::bad(words))
        }
    }
}

/// The page with the other ways to the same end.
fn other_ways(purpose: Purpose, then: &Then, invitation: &str) -> String {
    match purpose {
        Purpose::SignIn => then.after("/signin"),
        Purpose::Confirm => then.after("/signin/confirm"),
        Purpose::Link => then.address(),
        Purpose::Join => format!("/join/{invitation}"),
    }
}

fn traveller<'a>(ui: &'a Ui, door: &'a Door, visit: &'a Visit, ticket: &'a Ticket) -> Traveller<'a> {
    Traveller { caller: visit.caller(), browser: &door.browser, cookie: &ticket.value, origin: ui.origin() }
}
