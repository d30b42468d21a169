//! Whatever takes a password, a code or a token is limited. The test finds these routes itself: all that anybody
//! may send something to, and all that a form with a field for a secret leads to.

use super::{TABLE, Who, filled, fresh, table};
use crate::support::*;
use poem::http::Method;
use std::collections::BTreeSet;

/// Routes that anybody may send something to and that take no credential: the second advises on a password that is
/// being typed and knows of no other. It has a limit of its own, which uses up no tries.
const HARMLESS: &[&str] = &["/signout", "/signin/strength"];

/// Routes of forms with a secret that is written and compared with nothing, so that there is nothing to guess.
const WRITTEN: &[&str] = &["/o/:org/settings/providers", "/o/:org/settings/providers/:provider"];

/// How a field for a secret looks.
const SECRET: &[&str] = &[
    "type=\"password\"",
    "autocomplete=\"one-time-code\"",
    "autocomplete=\"current-password\"",
    "autocomplete=\"new-password\"",
];

/// A token that nobody was given.
const GUESS: &str = "a-token-that-somebody-has-guessed-for-a-link";

/// Where the forms with a secret of a page are sent to.
fn actions(page: &str) -> Vec<String> {
    let forms = page.split("<form").skip(1).map(|rest| rest.split("</form>").next().unwrap());
    let secret = forms.filter(|form| SECRET.iter().any(|sign| form.contains(sign)));
    let action = |form: &str| form.split("action=\"").nth(1)?.split('"').next().map(str::to_owned);
    secret.filter_map(action).map(|action| action.replace("&#x2f;", "/")).collect()
}

/// Posts until somebody is told to wait, each time for another account and with the count of the accounts' own
/// wrong tries wiped, so that only the limit of the address can be what answers.
async fn is_limited(path: &str, who: &Who, token: Option<&str>) -> bool {
    let (app, furnished) = fresh().await;
    let at = filled(path, |name| match (name, token) {
        ("token", Some(token)) => token.to_owned(),
        _ => table::there(path, name, &furnished),
    });
    let mut browser = Browser::new(&app);
    browser.get(&at).await;
    browser.get("/signin").await;
    for n in 0..11 {
        app.store.behind_our_back("delete from guesses").await;
        let email = format!("guess{n}@contoso.example");
        let fields = [("email", email.as_str()), ("password", "no such password at all"), ("code", "000000")];
        let answer = match who {
            Who::Anybody => browser.post(&at, &fields).await,
            _ => app.post(ADMIN, &at, &fields).await,
        };
        if answer.status == 429 {
            return n == 10;
        }
    }
    false
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_that_takes_a_credential_is_limited_by_address() {
    let (app, furnished) = fresh().await;
    let mut forms = BTreeSet::new();
    for (_, path, _) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
        let at = filled(path, |name| table::there(path, name, &furnished));
        let pages = [app.get(ADMIN, &at).await, app.request(None, Method::GET, &at, &[], vec![]).await];
        forms.extend(pages.iter().flat_map(|page| actions(&page.body)));
    }
    let takes_one = |path: &str, who: &Who| {
        let at = filled(path, |name| table::there(path, name, &furnished));
        (*who == Who::Anybody && !HARMLESS.contains(&path))
            || (forms.contains(&at) && !WRITTEN.contains(&path))
    };
    let taking: Vec<_> =
        TABLE.iter().filter(|(method, path, who)| *method == "POST" && takes_one(path, who)).collect();

    let mut open = Vec::new();
    for (_, path, who) in &taking {
        // A link lets its owner in at the first try; who guesses has another.
        let is_open_to_guesses = path.contains(":token") && !is_limited(path, who, Some(GUESS)).await;
        if is_open_to_guesses || (!path.starts_with("/link/") && !is_limited(path, who, None).await) {
            open.push(*path);
        }
    }

    let found: Vec<_> = taking.iter().map(|(_, path, _)| *path).collect();
    for known in ["/signin", "/settings/password", "/link/:token"] {
        assert!(found.contains(&known), "the test does not see {known}: {found:?}");
    }
    assert!(
        !is_limited(HARMLESS[0], &Who::Anybody, None).await,
        "the test must be able to see an open route"
    );
    assert!(open.is_empty(), "count tries by `Door::count` at {open:?}");
}
