//! What every test stands on: a whole program on a fresh database, with people in two companies.

#![expect(dead_code, unused_imports, reason = "a box of tools: not every one is in use all the time")]

mod answer;
mod app;
mod authenticator;
mod browser;
mod calendar;
mod contents;
mod database;
mod factors;
mod furnish;
pub mod idp;
mod imports;
mod letters;
mod notices;
mod passkeys;
mod people;
mod plans;
mod poams;
mod providers;
mod recovery;
mod registers;
mod requests;
mod reviews;
mod settings;
mod smtp;
mod tasks;

use muster::kernel::audit::{Actor, Entry};

pub use answer::Answer;
pub use app::{TestApp, keyring, signin_settings};
pub use authenticator::{Authenticator, SoftKey, letters};
pub use browser::{AGENT, Browser};
pub use calendar::{a_task_due, day, some_days};
pub use contents::{contents, prove_same};
pub use database::{Backend, CONNECTIONS, TestDb, script};
pub use factors::{sealed_secret, secret};
pub use furnish::{Furnished, furnish, links, put, token_of};
pub use letters::SentLetter;
pub use notices::each_by_letter;
pub use passkeys::NEW_PASSKEY;
pub use people::*;
pub use requests::REQUEST;
pub use smtp::{Catcher, Mood, Seen};

/// Runs each test on SQLite and on PostgreSQL, as `name::sqlite` and `name::postgres`.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)*) => { $(
        mod $name {
            use super::*;

            $(#[$meta])*
            async fn run($app: TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run(TestApp::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(app) = TestApp::postgres().await {
                    run(app).await;
                }
            }
        }
    )* };
}

/// Something else happens in Contoso, so that nothing is answered out of what was kept of before.
pub async fn something_else(app: &TestApp) {
    let entry = Entry { action: "test.done", subject: "test:1".into(), detail: serde_json::json!({}) };
    app.db.begin(Actor::console()).await.unwrap().commit(CONTOSO.id, entry).await.unwrap();
}
