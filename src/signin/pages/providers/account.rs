//! A person's own accounts at providers.

use super::{
    super::{
        super::{
            actions::{self, Wish},
            providers::{IdentityId, ProviderId, Purpose},
        },
        door::Door,
    },
    door::{Ticket, leave},
};
use crate::access::{Caller, Fresh, Visit};
use crate::kernel::{Error, Result};
use crate::web::{
    flash::Flash,
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};

const SECURITY: &str = "/account/security";

/// Sends somebody to a provider, to link the account they have there.
#[handler]
pub async fn link(
    ui: Ui,
    door: Door,
    visit: Visit,
    _fresh: Fresh,
    ticket: Ticket,
    Path(id): Path<ProviderId>,
) -> Result<Reply> {
    door.count(None).await?;
    let (next, kept, invitation) = (SECURITY.to_owned(), String::new(), String::new());
    let wish = Wish { purpose: Purpose::Link, next, kept, invitation };
    leave(&ui, &door, &visit, ticket, (id, wish)).await
}

/// Takes a link away.
#[handler]
pub async fn unlink(
    ui: Ui,
    door: Door,
    visit: Visit,
    caller: Caller,
    _fresh: Fresh,
    Path(id): Path<IdentityId>,
) -> Result<Reply> {
    match actions::unlink(&door.db, &caller, visit.actor(), id).await {
        Ok(identity) => {
            let words = format!("Your account at {} is not linked any more.", identity.label);
            Ok(ui.go(SECURITY, Flash::ok(words)))
        }
        Err(Error::Invalid(problems)) => {
            let words = problems.words();
            Ok(ui.go(SECURITY, Flash::bad(words)))
        }
        Err(Error::NotFound) => {
            Ok(ui.go(SECURITY, Flash::bad("That account is not linked to yours any more.")))
        }
        Err(other) => Err(other),
    }
}
