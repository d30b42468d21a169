//! Setting an authenticator app up: a picture to scan, the same to type, and a code that proves it arrived.

use super::{
    super::{
        actions::{self, Offer},
        totp,
    },
    door::{Door, Then},
};
use crate::access::{Caller, Fresh, Visit};
use crate::kernel::{Error, Problems, Result, text::Email};
use crate::web::{
    flash::Flash,
    forms::{Fields, Query, problems},
    qr::Qr,
    ui::{Reply, Ui},
};
use poem::handler;
use serde::Serialize;

const TOTP: &str = "signin/totp.html";
const FORM: &str = "totp_form";

#[derive(Serialize)]
struct Page {
    then: Then,
    qr: Qr,
    letters: String,
    account: String,
    sealed: String,
    is_another: bool,
    problems: Problems,
}

impl Page {
    async fn of(door: &Door, caller: &Caller, offer: &Offer, then: Then) -> Result<Self> {
        Ok(Self {
            then,
            qr: Qr::of(&totp::address(&offer.secret, &caller.email)?)?,
            letters: totp::in_groups(&offer.secret)?,
            account: caller.email.clone(),
            sealed: offer.sealed.clone(),
            is_another: actions::totp_since(&door.db, caller).await?.is_some(),
            problems: Problems::new(),
        })
    }
}

/// The secret, to scan or to type. Nothing is kept yet.
#[handler]
pub async fn show(ui: Ui, door: Door, caller: Caller, _fresh: Fresh, Query(query): Query) -> Result<Reply> {
    let offer = actions::offer(&door.db, &door.settings, &caller);
    ui.show(TOTP, FORM, Page::of(&door, &caller, &offer, Then::of(&query)).await?)
}

/// Takes the app into use.
#[handler]
pub async fn enrol(
    ui: Ui,
    door: Door,
    visit: Visit,
    caller: Caller,
    fresh: Fresh,
    fields: Fields,
) -> Result<Reply> {
    door.count(Email::parse(&caller.email).as_ref().ok()).await?;
    let then = Then::of(&fields);
    let Some(offer) = actions::offered(&door.db, &door.settings, &caller, fields.text("secret")) else {
        let flash = Flash::bad("The page was open for too long. Here is a new secret: scan this one.");
        return Ok(ui.go(&then.after("/account/security/totp"), flash));
    };
    let (who, typed) = ((&caller, visit.actor()), (fields.text("code"), fresh));
    match problems(actions::enrol_totp(&door.db, &door.settings, who, &offer, typed).await)? {
        Ok(session) => {
            let flash = Flash::ok(
                "Your authenticator app is set up. From now on Muster asks for its code when you sign in. Now make \
                 backup codes, for the day your phone is gone.",
            );
            let at = if then == Then::to("/") { "/account/security".to_owned() } else { then.address() };
            Ok(door.renew(ui.go(&at, flash), &session))
        }
        Err(problems) => {
            let page = Page::of(&door, &caller, &offer, then).await?;
            ui.show_problems(TOTP, FORM, Page { problems, ..page })
        }
    }
}

/// Removes the app.
#[handler]
pub async fn remove(ui: Ui, door: Door, visit: Visit, caller: Caller, fresh: Fresh) -> Result<Reply> {
    let here = "/account/security";
    match actions::remove_totp(&door.db, (&caller, visit.actor()), fresh).await {
        Ok(session) => {
            let flash =
                Flash::ok("Your authenticator app is removed, and your other browsers are signed out.");
            Ok(door.renew(ui.go(here, flash), &session))
        }
        Err(Error::NotFound) => {
            Ok(ui.go(here, Flash::bad("You have no authenticator app that could be removed.")))
        }
        Err(other) => Err(other),
    }
}
