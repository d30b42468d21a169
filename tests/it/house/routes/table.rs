//! Who may use which address. A route of the program that is not here fails the tests, and so does a line here
//! that is no route: a new page is a decision about who may see it.

use crate::support::*;
use muster::{access::Role, web::assets};

/// Who may use an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anybody, signed in or not.
    Anybody,
    /// Whoever is signed in, to any organisation.
    SignedIn,
    /// Members of the organisation in these roles.
    Roles(&'static [Role]),
}

const EVERY_ROLE: Who = Who::Roles(&Role::ALL);
const WRITERS: Who = Who::Roles(&[Role::Admin, Role::Lead, Role::Contributor]);
const ADMINS: Who = Who::Roles(&[Role::Admin]);
const LEADS: Who = Who::Roles(&[Role::Admin, Role::Lead]);
const READERS_OF_THE_TRAIL: Who = Who::Roles(&[Role::Admin, Role::Lead, Role::Assessor]);

/// Method, address, who.
pub const TABLE: &[(&str, &str, Who)] = &[
    ("GET", "/assets/:file", Who::Anybody),
    ("GET", "/healthz", Who::Anybody),
    ("GET", "/status", Who::Anybody),
    ("GET", "/marks/:mark", Who::Anybody),
    ("GET", "/help", Who::Anybody),
    ("GET", "/help/keys", Who::Anybody),
    ("GET", "/help/accessibility", Who::Anybody),
    ("GET", "/dev/mail", Who::Anybody),
    ("GET", "/signin", Who::Anybody),
    ("POST", "/signin", Who::Anybody),
    ("GET", "/signin/second", Who::Anybody),
    ("POST", "/signin/second", Who::Anybody),
    ("GET", "/signin/confirm", Who::SignedIn),
    ("POST", "/signin/confirm", Who::SignedIn),
    ("POST", "/signout", Who::Anybody),
    ("GET", "/setup/:token", Who::Anybody),
    ("POST", "/setup/:token", Who::Anybody),
    ("GET", "/link/:token", Who::Anybody),
    ("POST", "/link/:token", Who::Anybody),
    ("GET", "/join/:token", Who::Anybody),
    ("POST", "/join/:token", Who::Anybody),
    ("GET", "/kept/:token", Who::SignedIn),
    ("POST", "/kept/:token/discard", Who::SignedIn),
    ("GET", "/settings", Who::SignedIn),
    ("POST", "/settings", Who::SignedIn),
    ("GET", "/settings/keyboard", Who::SignedIn),
    ("POST", "/settings/keyboard", Who::SignedIn),
    ("GET", "/settings/password", Who::SignedIn),
    ("POST", "/settings/password", Who::SignedIn),
    ("GET", "/account/security", Who::SignedIn),
    ("GET", "/account/security/totp", Who::SignedIn),
    ("POST", "/account/security/totp", Who::SignedIn),
    ("POST", "/account/security/totp/remove", Who::SignedIn),
    ("POST", "/account/security/codes", Who::SignedIn),
    ("GET", "/", Who::SignedIn),
    ("GET", "/o/:org/people", EVERY_ROLE),
    ("GET", "/o/:org/people/rights", EVERY_ROLE),
    ("GET", "/o/:org/people/invitations", EVERY_ROLE),
    ("POST", "/o/:org/people/invitations", ADMINS),
    ("POST", "/o/:org/people/invitations/:invitation/revoke", ADMINS),
    ("GET", "/o/:org/people/:person", ADMINS),
    ("POST", "/o/:org/people/:person/role", ADMINS),
    ("POST", "/o/:org/people/:person/deactivate", ADMINS),
    ("POST", "/o/:org/people/:person/reactivate", ADMINS),
    ("GET", "/o/:org/letters", ADMINS),
    ("POST", "/o/:org/letters/:letter/again", ADMINS),
    ("GET", "/o/:org/settings", ADMINS),
    ("POST", "/o/:org/settings", ADMINS),
    ("GET", "/o/:org/settings/sign-in", ADMINS),
    ("POST", "/o/:org/settings/sign-in", ADMINS),
    ("GET", "/o/:org/evidence", EVERY_ROLE),
    ("GET", "/o/:org/evidence/new", WRITERS),
    ("POST", "/o/:org/evidence/new", WRITERS),
    ("GET", "/o/:org/evidence/:evidence", EVERY_ROLE),
    ("GET", "/o/:org/evidence/:evidence/file", EVERY_ROLE),
    ("GET", "/o/:org/evidence/:evidence/edit", WRITERS),
    ("POST", "/o/:org/evidence/:evidence/edit", WRITERS),
    ("GET", "/o/:org/evidence/:evidence/remove", WRITERS),
    ("POST", "/o/:org/evidence/:evidence/remove", WRITERS),
    ("GET", "/o/:org", EVERY_ROLE),
    ("GET", "/o/:org/go", EVERY_ROLE),
    ("GET", "/o/:org/assessments", EVERY_ROLE),
    ("GET", "/o/:org/assessments/new", LEADS),
    ("POST", "/o/:org/assessments", LEADS),
    ("GET", "/o/:org/assessments/:assessment", EVERY_ROLE),
    ("GET", "/o/:org/assessments/:assessment/edit", LEADS),
    ("POST", "/o/:org/assessments/:assessment/edit", LEADS),
    ("GET", "/o/:org/assessments/:assessment/copy", LEADS),
    ("POST", "/o/:org/assessments/:assessment/copy", LEADS),
    ("GET", "/o/:org/assessments/:assessment/complete", LEADS),
    ("POST", "/o/:org/assessments/:assessment/complete", LEADS),
    ("GET", "/o/:org/assessments/:assessment/reopen", LEADS),
    ("POST", "/o/:org/assessments/:assessment/reopen", LEADS),
    ("GET", "/o/:org/assessments/:assessment/score", EVERY_ROLE),
    ("GET", "/o/:org/assessments/:assessment/score.csv", EVERY_ROLE),
    ("GET", "/o/:org/assessments/:assessment/score.json", EVERY_ROLE),
    ("GET", "/o/:org/systems/:system", EVERY_ROLE),
    ("POST", "/o/:org/systems/:system", LEADS),
    ("GET", "/o/:org/catalogue", EVERY_ROLE),
    ("GET", "/o/:org/catalogue/rules", EVERY_ROLE),
    ("GET", "/o/:org/catalogue/template.csv", EVERY_ROLE),
    ("GET", "/o/:org/catalogue/import", ADMINS),
    ("POST", "/o/:org/catalogue/import", ADMINS),
    ("GET", "/o/:org/catalogue/imports/:import", ADMINS),
    ("POST", "/o/:org/catalogue/imports/:import/apply", ADMINS),
    ("GET", "/o/:org/catalogue/own/new", LEADS),
    ("POST", "/o/:org/catalogue/own/new", LEADS),
    ("GET", "/o/:org/catalogue/own/:requirement/edit", LEADS),
    ("POST", "/o/:org/catalogue/own/:requirement/edit", LEADS),
    ("POST", "/o/:org/catalogue/own/:requirement/retire", LEADS),
    ("POST", "/o/:org/catalogue/own/:requirement/restore", LEADS),
    ("GET", "/o/:org/catalogue/:catalogue", EVERY_ROLE),
    ("GET", "/o/:org/catalogue/:catalogue/:requirement", EVERY_ROLE),
    ("GET", "/o/:org/assessments/:assessment/requirements", EVERY_ROLE),
    ("GET", "/o/:org/assessments/:assessment/bulk", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/bulk", WRITERS),
    ("GET", "/o/:org/assessments/:assessment/bulk/owner", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/bulk/owner", LEADS),
    ("GET", "/o/:org/assessments/:assessment/bulk/result", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/bulk/result", WRITERS),
    ("GET", "/o/:org/assessments/:assessment/requirements/:requirement", EVERY_ROLE),
    ("GET", "/o/:org/assessments/:assessment/requirements/:requirement/edit", WRITERS),
    ("POST", "/o/:org/assessments/:assessment/requirements/:requirement/edit", WRITERS),
    ("GET", "/o/:org/assessments/:assessment/requirements/:requirement/owner", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/requirements/:requirement/owner", LEADS),
    ("GET", "/o/:org/assessments/:assessment/requirements/:requirement/poam", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/requirements/:requirement/poam", WRITERS),
    ("GET", "/o/:org/assessments/:assessment/work", EVERY_ROLE),
    ("GET", "/o/:org/assessments/:assessment/work/:requirement/:objective", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/work/:requirement/:objective", WRITERS),
    ("GET", "/o/:org/assessments/:assessment/work/:requirement/:objective/draft", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/work/:requirement/:objective/draft", WRITERS),
    ("GET", "/o/:org/assessments/:assessment/work/:requirement/:objective/undo", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/work/:requirement/:objective/undo", WRITERS),
    ("GET", "/o/:org/assessments/:assessment/work/:requirement/:objective/evidence", EVERY_ROLE),
    ("POST", "/o/:org/assessments/:assessment/work/:requirement/:objective/evidence", WRITERS),
    ("GET", "/o/:org/trail", READERS_OF_THE_TRAIL),
    ("GET", "/o/:org/trail.csv", READERS_OF_THE_TRAIL),
    ("GET", "/o/:org/trail/verify", READERS_OF_THE_TRAIL),
];

/// What stands for `:name` in the address `path`: something of Contoso's that is there.
pub fn there(path: &str, name: &str, of: &Furnished) -> String {
    let stylesheet = || assets::address("css/app.css").unwrap().trim_start_matches("/assets/").to_owned();
    match name {
        "org" => CONTOSO.slug.into(),
        "file" => stylesheet(),
        "mark" => "blue-CM.svg".into(),
        "token" => token_of(path.split('/').nth(1).unwrap()),
        "person" => CONTRIBUTOR.id.to_string(),
        "invitation" => of.invitation.to_string(),
        "assessment" => of.assessment.to_string(),
        "system" => of.system.to_string(),
        "requirement" if path.starts_with("/o/:org/catalogue/") => "X.1".into(),
        "requirement" => "3.1.1".into(),
        "objective" => "a".into(),
        "evidence" => of.evidence.to_string(),
        "catalogue" => "own".into(),
        "letter" => of.letter.to_string(),
        "import" => of.import.to_string(),
        other => panic!("{path}: say in this function what stands for :{other}"),
    }
}

/// What stands for `:name` and is not there.
pub fn missing(name: &str) -> String {
    match name {
        "requirement" => "9.99.99".into(),
        "objective" => "zz".into(),
        "org" => "no-such-company".into(),
        _ => "0199ffff-ffff-7fff-8fff-ffffffffffff".into(),
    }
}
