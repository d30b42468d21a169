//! Inviting people. The link is in the answer to the form and nowhere else: it cannot be shown again, but sent again
//! with another token.

use super::{
    super::{
        actions::{self, Sent},
        model::{Invitation, InvitationId},
    },
    people::{INDEX, InviteForm, managed},
};
use crate::access::{Access, Fresh, ManagePeople, Role};
use crate::kernel::{
    Error, Result,
    db::Db,
    env::Timestamp,
    text::{Email, Line},
};
use crate::mail::Post;
use crate::web::{
    flash::Flash,
    forms::{Fields, Parser, problems},
    qr::Qr,
    ui::{Reply, Ui},
};
use poem::{
    handler,
    web::{Data, Path},
};
use serde::Serialize;

#[derive(Serialize)]
struct Invited {
    name: String,
    email: String,
    role: &'static str,
    link: String,
    qr: Qr,
    expires_at: Timestamp,
    by_mail: bool,
}

fn parse(fields: &Fields) -> Result<(Email, Line, Role)> {
    let mut parser = Parser::default();
    let name = parser.take("name", Line::parse(fields.text("name"), "Say who it is."));
    let email = parser.take("email", Email::parse(fields.text("email")));
    let role = parser.take("role", Role::parse(fields.text("role")).ok_or("Choose what they will be here."));
    parser.finish(email.zip(name).zip(role).map(|((email, name), role)| (email, name, role)))
}

/// Invites somebody and shows the link.
#[handler]
pub async fn invite(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<ManagePeople>,
    fresh: Option<Fresh>,
    fields: Fields,
) -> Result<Reply> {
    let by_mail = post.is_on();
    let ui = ui.at("people");
    let done = async {
        let (email, name, role) = parse(&fields)?;
        // Whoever finds an administrator's browser open must not make themselves one.
        if role == Role::Admin && fresh.is_none() {
            return Err(Error::ConfirmFirst);
        }
        invited(&ui, &db, &access, (email, name, role), None, &fields, by_mail).await
    };
    match problems(done.await)? {
        Ok((sent, token)) => tell(&ui, &sent, &token, by_mail),
        Err(problems) => {
            let data = managed(&db, &post, &access, InviteForm::typed(&fields), problems).await?;
            ui.once().show_problems(INDEX, "invite_form", data)
        }
    }
}

/// Invites, with a token that comes of the form's own key and of what it says: whoever pressed twice sees the same link
/// twice, and whoever went back and corrected something invites anew.
async fn invited(
    ui: &Ui,
    db: &Db,
    access: &Access<ManagePeople>,
    whom: (Email, Line, Role),
    before: Option<InvitationId>,
    fields: &Fields,
    by_mail: bool,
) -> Result<(Sent, String)> {
    let form = match fields.text("once") {
        "" => db.env().token(),
        once => once.to_owned(),
    };
    let (email, name, role) = &whom;
    let renewed = before.map(|it| it.to_string()).unwrap_or_default();
    let form = format!("{}\n{form}\n{renewed}\n{email}\n{}\n{name}", access.scope().org(), role.word());
    let token = ui.token("invitation", &form);
    let location = format!("{}/people", ui.here());
    let sending = actions::Sending { token: &token, location: &location, again: before, by_mail };
    let sent = actions::invite(db, access, whom, &sending).await?;
    Ok((sent, token))
}

/// Makes a new link for somebody who was invited already; the one before stops working. Whoever pressed twice has
/// stopped it themselves, and sees the new link twice.
#[handler]
pub async fn again(
    ui: Ui,
    db: Data<&Db>,
    post: Data<&Post>,
    access: Access<ManagePeople>,
    fresh: Option<Fresh>,
    Path((_, id)): Path<(String, InvitationId)>,
    fields: Fields,
) -> Result<Reply> {
    let (ui, by_mail) = (ui.at("people"), post.is_on());
    let before = actions::made(&db, &access, id).await?;
    if before.role == Role::Admin && fresh.is_none() {
        return Err(Error::ConfirmFirst);
    }
    let Invitation { email, name, role, .. } = before;
    let done = invited(&ui, &db, &access, (email, name, role), Some(id), &fields, by_mail).await;
    match problems(done)? {
        Ok((sent, token)) => tell(&ui, &sent, &token, by_mail),
        Err(problems) => {
            let data = managed(&db, &post, &access, InviteForm::default(), problems).await?;
            ui.once().show_problems(INDEX, "invite_form", data)
        }
    }
}

/// Shows the link; where a newer invitation stands, whose that is and what it makes of them.
fn tell(ui: &Ui, sent: &Sent, token: &str, by_mail: bool) -> Result<Reply> {
    match sent {
        Sent::Stands(it) => show_link(ui, it, token, by_mail),
        Sent::Replaced(Invitation { name, email, role, .. }) => {
            let told = format!(
                "Nothing was sent: another invitation took the place of this one. {name} ({email}) is invited as: {}. \
                 To change that, invite them here once more.",
                role.label()
            );
            Ok(ui.go(&format!("{}/people", ui.here()), Flash::bad(told)))
        }
    }
}

fn show_link(ui: &Ui, it: &Invitation, token: &str, by_mail: bool) -> Result<Reply> {
    let link = format!("{}/join/{token}", ui.origin());
    let (name, email, role) = (it.name.to_string(), it.email.to_string(), it.role.label());
    let (qr, expires_at) = (Qr::of(&link)?, it.expires_at);
    ui.show("accounts/invited.html", "main", Invited { name, email, role, link, qr, expires_at, by_mail })
}

/// Takes an invitation back.
#[handler]
pub async fn revoke(
    ui: Ui,
    db: Data<&Db>,
    access: Access<ManagePeople>,
    Path((_, id)): Path<(String, InvitationId)>,
) -> Result<Reply> {
    let it = actions::revoke(&db, &access, id).await?;
    let flash = Flash::ok(format!("The invitation of {} no longer works.", it.name));
    Ok(ui.go(&format!("{}/people", ui.here()), flash))
}
