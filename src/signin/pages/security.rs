//! The security of one's own account: every way in and every second step, on one page. Each part has a file of
//! its own under templates/signin/security.

use super::super::{
    actions::{self, Links},
    passkeys::Passkey,
    settings::Settings,
};
use crate::access::Caller;
use crate::kernel::{Result, db::Db, env::Timestamp};
use crate::web::ui::{Reply, Ui};
use poem::{handler, web::Data};
use serde::Serialize;

/// The page; one field for each part.
#[derive(Serialize)]
struct SecurityPage {
    password: PasswordPart,
    passkeys: PasskeysPart,
    totp: TotpPart,
    codes: CodesPart,
    providers: Links,
}

#[derive(Serialize)]
struct PasswordPart {
    is_set: bool,
}

#[derive(Serialize)]
struct PasskeysPart {
    all: Vec<Passkey>,
    /// Why there can be none here.
    why_not: Option<String>,
}

#[derive(Serialize)]
struct TotpPart {
    since: Option<Timestamp>,
}

#[derive(Serialize)]
struct CodesPart {
    /// Whether there is a second step that they stand in for.
    is_useful: bool,
    left: i64,
    is_low: bool,
    since: Option<Timestamp>,
}

/// All of it.
#[handler]
pub async fn show(ui: Ui, db: Data<&Db>, settings: Data<&Settings>, caller: Caller) -> Result<Reply> {
    let means = actions::means(&db, &caller).await?;
    let (left, since) = actions::codes_left(&db, &caller).await?;
    let page = SecurityPage {
        password: PasswordPart { is_set: means.has_password },
        passkeys: PasskeysPart {
            all: actions::passkeys(&db, &caller).await?,
            why_not: settings.passkeys.why_not().map(str::to_owned),
        },
        totp: TotpPart { since: actions::totp_since(&db, &caller).await? },
        codes: CodesPart {
            is_useful: means.factors.has_second(),
            left,
            is_low: left <= super::super::codes::LOW,
            since,
        },
        providers: actions::links(&db, &caller).await?,
    };
    ui.show("signin/security.html", "main", page)
}
