//! Joining by an invitation with a passkey.

use super::{
    super::{
        super::actions::{self, Guest},
        door::{Door, Link, over},
        join,
    },
    bond, question, sent,
};
use crate::access::Visit;
use crate::accounts::Invited;
use crate::kernel::{Error, Result, text::Line};
use crate::web::{
    forms::{Fields, Parser, problems},
    ui::{Reply, Ui},
};
use poem::{handler, web::Path};

/// Only somebody without an account makes one; all others sign in first.
async fn guest(door: &Door, visit: &Visit, token: &str) -> Result<Invited> {
    match actions::invitation(&door.db, token, visit.caller()).await? {
        (it, Guest::New) => Ok(it),
        _ => Err(Error::NotFound),
    }
}

fn name(fields: &Fields) -> Result<Line> {
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), "Say what you are called."));
    parser.finish(name)
}

/// What to ask the device of somebody invited for.
#[handler]
pub async fn ask(door: Door, visit: Visit, Path(token): Path<String>, fields: Fields) -> Result<Reply> {
    door.settings.questions.count(&door.browser.address, None).await?;
    let asked = async {
        let (it, name) = (guest(&door, &visit, &token).await?, name(&fields)?);
        actions::ask_to_join(&door.db, &door.settings, (&it, &name), bond(&visit, &token)).await
    };
    question(asked.await)
}

/// Makes an account with a passkey and no password, joins and signs in.
#[handler]
pub async fn accept(
    ui: Ui,
    door: Door,
    visit: Visit,
    Path(token): Path<String>,
    fields: Fields,
) -> Result<Reply> {
    let it = match guest(&door, &visit, &token).await {
        Err(Error::NotFound) => {
            door.count(None).await?;
            return over(&ui, Link::Invitation);
        }
        other => other?,
    };
    door.count(Some(&it.email)).await?;
    let sent = sent(&fields, bond(&visit, &token));
    let joined = async {
        let who = (&it, name(&fields)?);
        actions::join_by_passkey(&door.db, &door.settings, who, &sent, &door.browser).await
    };
    match problems(joined.await)? {
        Ok(admission) => Ok(join::welcomed(&ui, &door, &it, &admission)),
        Err(problems) => join::refuse(&ui, &door, (&it, Guest::New), (token, &fields), problems).await,
    }
}
