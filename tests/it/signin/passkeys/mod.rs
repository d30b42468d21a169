//! Passkeys: made, used to come in, as a second step and to confirm, named and removed; and everything that is not
//! taken.

mod door;
mod join;
mod own;
mod second;

use crate::support::*;

/// The lead, signed in by password, and a device with a passkey of theirs.
async fn lead_with_a_passkey(app: &TestApp) -> (Browser<'_>, Authenticator) {
    app.leaves_jobs();
    let (mut browser, mut device) = (Browser::of(app, LEAD).await, Authenticator::default());
    browser.add_passkey(&mut device, "Office laptop").await.assert_status(303);
    (browser, device)
}

/// The details of the last line in Contoso's trail about `action`.
async fn last(app: &TestApp, action: &str) -> serde_json::Value {
    let entries = app.trail_entries(CONTOSO).await;
    let found = entries.into_iter().rev().find(|(it, ..)| it == action);
    found.unwrap_or_else(|| panic!("nothing is told of {action}")).2
}

/// What somebody is told whose passkey is not known, or not right.
const UNKNOWN: &str = "This passkey does not work here, or not any more.";
