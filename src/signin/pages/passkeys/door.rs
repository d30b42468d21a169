//! Coming in with a passkey, giving one as a second step, confirming with one.

use super::{
    super::{
        super::actions,
        confirm,
        door::{Door, Then},
        enter, second,
    },
    bond, question, sent,
};
use crate::access::{Caller, Visit};
use crate::kernel::{Error, Result, text::Email};
use crate::web::{
    forms::{Fields, problems},
    ui::{Reply, Ui},
};
use poem::handler;

/// What to ask somebody at the sign-in page.
#[handler]
pub async fn ask(door: Door, visit: Visit) -> Result<Reply> {
    door.settings.questions.count(&door.browser.address, None).await?;
    question(actions::ask_at_door(&door.db, &door.settings, bond(&visit, "")).await)
}

/// Signs in by a passkey.
#[handler]
pub async fn sign_in(ui: Ui, door: Door, visit: Visit, fields: Fields) -> Result<Reply> {
    door.count(None).await?;
    let sent = sent(&fields, bond(&visit, ""));
    match problems(actions::sign_in_by_passkey(&door.db, &door.settings, &sent, &door.browser).await)? {
        Ok(admission) => Ok(door.admitted(&ui, &admission, &Then::of(&fields), None)),
        Err(problems) => enter::refuse(&ui, &door, &fields, problems).await,
    }
}

/// What to ask somebody for as their second step.
#[handler]
pub async fn ask_second(door: Door, visit: Visit) -> Result<Reply> {
    let (who, bond) = ((door.attempt.as_str(), &door.browser), bond(&visit, &door.attempt));
    let asked = actions::ask_for_second(&door.db, &door.settings, who, bond).await;
    // The tries of a sign-in that waits are counted by themselves; whoever has none is guessing.
    if matches!(asked, Err(Error::NotFound)) {
        door.settings.questions.count(&door.browser.address, None).await?;
    }
    question(asked)
}

/// Takes a passkey as the second step, and lets in.
#[handler]
pub async fn give(ui: Ui, door: Door, visit: Visit, fields: Fields) -> Result<Reply> {
    door.count(None).await?;
    let (then, sent) = (Then::of(&fields), sent(&fields, bond(&visit, &door.attempt)));
    match actions::give_passkey(&door.db, &door.settings, &door.attempt, &sent, &door.browser).await {
        Ok(admission) => Ok(door.admitted(&ui, &admission, &then, None)),
        Err(Error::Invalid(problems)) => second::refuse_passkey(&ui, &door, then, problems).await,
        Err(Error::NotFound) => Ok(second::over(&ui, &then)),
        Err(other) => Err(other),
    }
}

/// What to ask the caller for to confirm that it is them.
#[handler]
pub async fn ask_confirm(door: Door, visit: Visit, caller: Caller) -> Result<Reply> {
    question(actions::ask_to_confirm(&door.db, &door.settings, &caller, bond(&visit, "")).await)
}

/// Confirms by a passkey, and goes on to what was wanted.
#[handler]
pub async fn prove(ui: Ui, door: Door, visit: Visit, caller: Caller, fields: Fields) -> Result<Reply> {
    door.count(Email::parse(&caller.email).as_ref().ok()).await?;
    let (then, sent) = (Then::of(&fields), sent(&fields, bond(&visit, "")));
    let who = (&caller, visit.actor());
    match problems(
        actions::confirm_by_passkey(&door.db, &door.settings, who, &sent, &door.browser.known).await,
    )? {
        Ok(session) => Ok(door.renew(ui.go_silently(&then.address()), &session)),
        Err(problems) => confirm::refuse(&ui, &door, &caller, then, problems).await,
    }
}
