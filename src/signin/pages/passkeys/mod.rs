//! The pages of passkeys: at the door, on an invitation, and in a person's own settings. A page's script asks for a
//! question first and sends the browser's answer with the page's own form.

mod account;
mod door;
mod join;

use super::super::actions::{Question, Sent};
use crate::access::Visit;
use crate::kernel::{Error, Result, hash::Sha256};
use crate::web::{forms::Fields, routes::Routes, ui::Reply};
use poem::{
    IntoResponse,
    http::{StatusCode, header},
};
use serde_json::json;

/// The pages of this part.
pub fn routes(routes: &mut Routes) {
    routes.post("/signin/passkey/question", door::ask);
    routes.post("/signin/passkey", door::sign_in);
    routes.post("/signin/second/passkey/question", door::ask_second);
    routes.post("/signin/second/passkey", door::give);
    routes.post("/signin/confirm/passkey/question", door::ask_confirm);
    routes.post("/signin/confirm/passkey", door::prove);
    routes.post("/join/:token/passkey/question", join::ask);
    routes.post("/join/:token/passkey", join::accept);
    routes.get("/account/security/passkeys/new", account::new);
    routes.post("/account/security/passkeys/question", account::ask);
    routes.post("/account/security/passkeys", account::add);
    routes.get("/account/security/passkeys/:passkey", account::show);
    routes.post("/account/security/passkeys/:passkey", account::rename);
    routes.post("/account/security/passkeys/:passkey/remove", account::remove);
}

/// What ties a question to the browser it was asked in: what its pages carry, and whatever else it is about.
fn bond(visit: &Visit, about: &str) -> Sha256 {
    Sha256::of(format!("{}\0{about}", visit.csrf()))
}

/// The browser's answer as a form brings it.
fn sent(fields: &Fields, bond: Sha256) -> Sent<'_> {
    Sent { answer: fields.text("passkey"), token: fields.text("passkey_token"), bond }
}

/// The question for the page's script, or in words why nobody is asked.
fn question(asked: Result<Question>) -> Result<Reply> {
    let (status, body) = match asked {
        Ok(question) => (StatusCode::OK, json!(question)),
        Err(Error::Invalid(problems)) => {
            let words = problems.words();
            (StatusCode::UNPROCESSABLE_ENTITY, json!({ "problem": words }))
        }
        Err(Error::Conflict(words)) => (StatusCode::CONFLICT, json!({ "problem": words })),
        Err(Error::NotFound) => (StatusCode::NOT_FOUND, json!({ "problem": super::second::OVER })),
        Err(other) => return Err(other),
    };
    let reply = body.to_string().with_header(header::CONTENT_TYPE, "application/json").with_status(status);
    Ok(reply.into_response())
}
